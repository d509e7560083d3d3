"""Signs or verifies many messages with libopendkim, which is called as it is, without a milter or DNS around it.

libopendkim_batch.py sign | verify KEYS: a task a line on standard input, a result a line on standard output, both JSON.
libopendkim_batch.py time KEYS: one task, and what it takes (timing.py). See harness/dkim_peers.py.
"""

import ctypes
import json
import sys
from ctypes import POINTER, byref, c_char_p, c_int, c_size_t, c_ssize_t, c_uint, c_void_p

import timing

# Of opendkim/dkim.h.
OK, OPERATION_SET = 0, 1
OPTION_FLAGS, OPTION_SIGNED, OPTION_OVERSIGNED, OPTION_SKIPPED = 0, 4, 5, 9
FLAG_PASSED, BODY_HASH_FITS = 0x04, 0
FEATURE_ED25519 = 11
ALGORITHMS = {"rsa-sha256": 1, "ed25519-sha256": 2}
FORMS = {"simple": 0, "relaxed": 1}
FIELD_NAME = b"DKIM-Signature: "
KEY_LOOKUP = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_size_t)


def library():
    """libopendkim with the types of what is used of it."""
    opendkim = ctypes.CDLL("libopendkim.so.11")
    signatures = {
        "dkim_init": (c_void_p, [c_void_p, c_void_p]),
        "dkim_close": (None, [c_void_p]),
        "dkim_libfeature": (c_int, [c_void_p, c_uint]),
        "dkim_options": (c_int, [c_void_p, c_int, c_int, c_void_p, c_size_t]),
        "dkim_set_key_lookup": (c_int, [c_void_p, KEY_LOOKUP]),
        "dkim_sign": (
            c_void_p,
            [c_void_p, c_char_p, c_void_p, *[c_char_p] * 3, *[c_int] * 3, c_ssize_t, POINTER(c_int)],
        ),
        "dkim_verify": (c_void_p, [c_void_p, c_char_p, c_void_p, POINTER(c_int)]),
        "dkim_chunk": (c_int, [c_void_p, c_char_p, c_size_t]),
        "dkim_eom": (c_int, [c_void_p, c_void_p]),
        "dkim_getsighdr_d": (c_int, [c_void_p, c_size_t, POINTER(c_void_p), POINTER(c_size_t)]),
        "dkim_getsiglist": (c_int, [c_void_p, POINTER(POINTER(c_void_p)), POINTER(c_int)]),
        "dkim_sig_process": (c_int, [c_void_p, c_void_p]),
        "dkim_sig_getflags": (c_uint, [c_void_p]),
        "dkim_sig_getbh": (c_int, [c_void_p]),
        "dkim_sig_geterror": (c_int, [c_void_p]),
        "dkim_sig_geterrorstr": (c_char_p, [c_int]),
        "dkim_sig_getdomain": (c_char_p, [c_void_p]),
        "dkim_sig_getselector": (c_char_p, [c_void_p]),
        "dkim_getresultstr": (c_char_p, [c_int]),
        "dkim_geterror": (c_char_p, [c_void_p]),
        "dkim_free": (c_int, [c_void_p]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(opendkim, name)
        function.restype, function.argtypes = result, arguments
    return opendkim


class Trouble(Exception):
    """The library refused something; the text has its reason."""


class Batch:
    """One handle of the library. `keys` maps names to key records."""

    def __init__(self, keys):
        self.opendkim, self.keys, self.lists = library(), keys, {}
        self.handle = self.opendkim.dkim_init(None, None)
        self.lookup = KEY_LOOKUP(self._record)  # kept, as the library calls it later
        self.opendkim.dkim_set_key_lookup(self.handle, self.lookup)

    def sign(self, task):
        """Writes the message with a signature before it."""
        if task["algorithm"].startswith("ed25519") and not self.opendkim.dkim_libfeature(self.handle, FEATURE_ED25519):
            raise Trouble("this libopendkim has no Ed25519")
        self._choose(task["fields"], task["oversigned"])
        message = read(task["in"])
        field = self.signature(task, message, read(task["key"]))
        with open(task["out"], "wb") as file:
            file.write(field + message)
        return {}

    def signature(self, task, message, key):
        """The signature's field."""
        status = c_int()
        header, body = (FORMS[form] for form in task["canonicalization"])
        context = self.opendkim.dkim_sign(
            self.handle,
            b"message",
            None,
            key,
            task["selector"].encode(),
            task["domain"].encode(),
            header,
            body,
            ALGORITHMS[task["algorithm"]],
            -1,
            byref(status),
        )
        if not context:
            raise Trouble(self._text(status.value))
        try:
            self._feed(context, message)
            self._check(context, self.opendkim.dkim_eom(context, None))
            value, length = c_void_p(), c_size_t()
            status = self.opendkim.dkim_getsighdr_d(context, len(FIELD_NAME), byref(value), byref(length))
            self._check(context, status)
            return FIELD_NAME + ctypes.string_at(value.value, length.value) + b"\r\n"
        finally:
            self.opendkim.dkim_free(context)

    def verify(self, message):
        """Whether each signature passes, from the top."""
        status = c_int()
        context = self.opendkim.dkim_verify(self.handle, b"message", None, byref(status))
        if not context:
            raise Trouble(self._text(status.value))
        try:
            self._feed(context, message)
            self.opendkim.dkim_eom(context, None)  # its status is that of the best signature
            return self._results(context)
        finally:
            self.opendkim.dkim_free(context)

    def timed(self, task):
        """What `timing.measure` wants."""
        key = read(task["key"])
        self._choose(task["fields"], task["oversigned"])
        return lambda message: self.signature(task, message, key), lambda message: self.verify(message)["passed"][0]

    def _results(self, context):
        signatures, count = POINTER(c_void_p)(), c_int()
        self._check(context, self.opendkim.dkim_getsiglist(context, byref(signatures), byref(count)))
        passed, details = [], []
        for index in range(count.value):
            signature = signatures[index]
            self.opendkim.dkim_sig_process(context, signature)
            is_signed = self.opendkim.dkim_sig_getflags(signature) & FLAG_PASSED
            passed.append(bool(is_signed) and self.opendkim.dkim_sig_getbh(signature) == BODY_HASH_FITS)
            error = self.opendkim.dkim_sig_geterrorstr(self.opendkim.dkim_sig_geterror(signature))
            details.append((error or b"").decode())
        return {"passed": passed, "details": details}

    def _choose(self, fields, oversigned):
        """Which fields are signed; without a list it is the library's own choice."""
        for option, names in ((OPTION_SIGNED, fields), (OPTION_OVERSIGNED, oversigned)):
            if not names:
                self.opendkim.dkim_options(self.handle, OPERATION_SET, option, None, ctypes.sizeof(c_void_p))
                continue
            array = (c_char_p * (len(names) + 1))(*(name.encode() for name in names), None)
            self.lists[option] = array  # kept, as the library may look at it later
            status = self.opendkim.dkim_options(
                self.handle, OPERATION_SET, option, ctypes.cast(array, c_void_p), ctypes.sizeof(c_void_p)
            )
            if status != OK:
                raise Trouble(f"the list of fields: {self._text(status)}")

    def _feed(self, context, message):
        self._check(context, self.opendkim.dkim_chunk(context, message, len(message)))
        self._check(context, self.opendkim.dkim_chunk(context, None, 0))

    def _check(self, context, status):
        if status != OK:
            reason = self.opendkim.dkim_geterror(context)
            raise Trouble(reason.decode(errors="replace") if reason else self._text(status))

    def _text(self, status):
        return (self.opendkim.dkim_getresultstr(status) or b"unknown").decode()

    def _record(self, _, signature, buffer, size):
        """The library asks for a key: its record is put into the buffer."""
        selector, domain = self.opendkim.dkim_sig_getselector(signature), self.opendkim.dkim_sig_getdomain(signature)
        record = self.keys.get(f"{selector.decode()}._domainkey.{domain.decode()}", "").encode()[: size - 1]
        ctypes.memmove(buffer, record + b"\0", len(record) + 1)
        return 0


def read(path):
    with open(path, "rb") as file:
        return file.read()


def main():
    batch = Batch(json.loads(read(sys.argv[2])) if len(sys.argv) > 2 else {})
    if sys.argv[1] == "time":
        return timing.measure(batch.timed)
    for line in sys.stdin:
        task = json.loads(line)
        try:
            result = batch.sign(task) if sys.argv[1] == "sign" else batch.verify(read(task["in"]))
        except Trouble as error:
            result = {"error": str(error)}
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
