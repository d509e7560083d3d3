"""Signs or verifies many messages with dkimpy. Runs in the environment of the peers; see harness/dkim_peers.py.

dkimpy_batch.py sign | verify KEYS: a task a line on standard input, a result a line on standard output, both JSON.
dkimpy_batch.py time KEYS: one task, and what it takes (timing.py).
"""

import json
import sys

import dkim
import timing


def sign(task):
    """Writes the message with a signature before it."""
    message = read(task["in"])
    field = signature(task, message)
    with open(task["out"], "wb") as file:
        file.write(field + message)
    return {}


def signature(task, message):
    """The signature's field."""
    signer = dkim.DKIM(message, signature_algorithm=task["algorithm"].encode())
    signer.should_not_sign = set()
    options = {"canonicalize": tuple(form.encode() for form in task["canonicalization"])}
    if task["names"]:
        options["include_headers"] = [name.encode() for name in task["names"]]
    key = read(task["key"] + (".seed" if task["algorithm"].startswith("ed25519") else ""))
    return signer.sign(task["selector"].encode(), task["domain"].encode(), key, **options)


def verify(message, keys):
    """Whether each signature passes, from the top."""

    def record(name, timeout=5):
        return keys.get(name.decode().rstrip("."), "").encode()

    verifier, passed, details = dkim.DKIM(message), [], []
    for index in range(sum(name.lower() == b"dkim-signature" for name, _ in verifier.headers)):
        detail = ""
        try:
            passed.append(bool(verifier.verify(index, dnsfunc=record)))
        except dkim.DKIMException as error:
            passed.append(False)
            detail = repr(error)
        details.append(detail)
    return {"passed": passed, "details": details}


def read(path):
    with open(path, "rb") as file:
        return file.read()


def main():
    keys = json.loads(read(sys.argv[2])) if len(sys.argv) > 2 else {}
    if sys.argv[1] == "time":
        return timing.measure(
            lambda task: (lambda message: signature(task, message), lambda message: verify(message, keys)["passed"][0])
        )
    for line in sys.stdin:
        task = json.loads(line)
        try:
            result = sign(task) if sys.argv[1] == "sign" else verify(read(task["in"]), keys)
        except Exception as error:  # what the library raises on a message is a result of the test
            result = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(result), flush=True)


main()
