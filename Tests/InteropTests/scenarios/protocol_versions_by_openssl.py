"""OpenSSL gets TLS 1.2 and 1.3 and nothing older, cannot renegotiate, and is shown the certificate that it asks for.

After SIGHUP new connections see the new certificates while an open session goes on; a broken file changes nothing.
"""

import re
import subprocess
import threading

from harness.namespace import add_address
from harness.outcome import expect, expect_equal, wait_until
from harness.peers import fingerprint, make_certificate, openssl
from harness.process import run_program
from harness.sasl_clients import offered
from harness.smtp_client import SMTPClient, unverified
from harness.waxwing import LOCAL_DNS, Waxwing, account, configuration, listener, relay_delivery, tls

NAMESPACE = True
WAXWING = "10.99.0.1"
STARTTLS, IMPLICIT = (25, 587), (465,)
ONE, TWO = "one.example.test", "two.example.test"
VERSIONS = {"-tls1": None, "-tls1_1": None, "-tls1_2": "TLSv1.2", "-tls1_3": "TLSv1.3"}


def run(context):
    add_address(WAXWING)
    folder = context.folder / "certificates"
    folder.mkdir()
    pairs = [make_certificate(folder, name) for name in (ONE, TWO)]
    text = configuration(
        listeners=[
            listener(f"{WAXWING}:25"),
            listener(f"{WAXWING}:587", "submission"),
            listener(f"{WAXWING}:465", "submissions"),
        ],
        tls=tls(*pairs),
        accounts=[account(context.folder, "ada@example.test", "correct horse")],
        dns=LOCAL_DNS,
        delivery=relay_delivery("10.99.0.3:25"),
    )
    with Waxwing(context.binary, context.folder / "waxwing", text).start(WAXWING, 465) as waxwing:
        for port in (*STARTTLS, *IMPLICIT):
            for option, version in VERSIONS.items():
                speaks(port, option, version)
            renegotiation_is_refused(port)
            keys_are_renewed(port)
            the_certificate_is_chosen_by_name(port, pairs)
        certificates_are_read_again(context, waxwing, pairs)
        waxwing.stop()


def client(port, *options):
    words = [openssl(), "s_client", "-connect", f"{WAXWING}:{port}", "-crlf", "-cipher", "DEFAULT@SECLEVEL=0"]
    return [*words, *(["-starttls", "smtp"] if port in STARTTLS else []), *options]


def speaks(port, option, version):
    """EHLO is answered inside this version; or, without one, there is no handshake."""
    done = run_program([*client(port, option), "-ign_eof"], input=b"EHLO client.test\nQUIT\n", seconds=20)
    said = (done.stdout + done.stderr).decode(errors="replace")
    if version:
        pattern = rf"New, {re.escape(version)}, Cipher is (?!\(NONE\))|Protocol *: {re.escape(version)}"
        expect(re.search(pattern, said), f"no {version} on port {port}: {said[-900:]}")
        expect("\n221 " in said, f"no SMTP inside {version} on port {port}: {said[-900:]}")
    else:
        expect("Cipher is (NONE)" in said and "\n221 " not in said, f"{option} got in on port {port}: {said[-900:]}")
        expect("no protocols available" not in said, f"this OpenSSL cannot even ask for {option}: {said[-900:]}")
        expect_equal(done.returncode, 1, f"the exit status of openssl after {option}")


class Session:
    """s_client with a person at it, whose letters R and k are commands. `said` grows as it speaks."""

    def __init__(self, port, *options):
        self.child = subprocess.Popen(
            client(port, *options), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        self.said, self.reader = "", threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        while piece := self.child.stdout.read1(65_536):
            self.said += piece.decode(errors="replace")

    def type(self, line):
        try:
            self.child.stdin.write(line.encode() + b"\n")
            self.child.stdin.flush()
        except BrokenPipeError:
            pass  # it has ended, which is what the caller looks for

    def wait_for(self, pattern, start=0):
        wait_until(lambda: re.search(pattern, self.said[start:]), 20, f"{pattern} in what openssl said: {self.said}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.kill()
        self.child.wait()
        self.reader.join(5)


def renegotiation_is_refused(port):
    """It could be used to make the server work, and to slip something in (RFC 5746). The connection ends by it."""
    with Session(port, "-tls1_2") as session:
        session.type("EHLO client.test")
        session.wait_for(r"(?s)Verify return code.*250 ")
        before = len(session.said)
        session.type("R")
        session.wait_for("RENEGOTIATING", before)
        wait_until(lambda: session.child.poll() is not None, 20, "the end of the connection")
        session.reader.join(5)
        said = session.said[before:]
        expect(session.child.returncode != 0, f"openssl ended well: {said}")
        expect(not re.search(r"verify return|\n250 ", said), f"there was a second handshake: {said}")


def keys_are_renewed(port):
    """TLS 1.3 has a key update in place of it, which is harmless: the session goes on."""
    with Session(port, "-tls1_3") as session:
        session.type("EHLO client.test")
        session.wait_for(r"(?s)Verify return code.*250 ")
        for letter in "Kk":
            before = len(session.said)
            session.type(letter)
            session.wait_for("KEYUPDATE", before)
            before = len(session.said)
            session.type("NOOP")
            session.wait_for("250 ", before)


def shown(port, name=None):
    """The fingerprint of the certificate that a new connection is shown."""
    with SMTPClient(WAXWING, port, tls=unverified() if port in IMPLICIT else None, name=name) as session:
        if port in STARTTLS:
            session.command("EHLO client.test", 250)
            session.command("STARTTLS", 220)
            session.start_tls(name=name)
        session.command("EHLO client.test", 250)
        return fingerprint(session.certificate())


def the_certificate_is_chosen_by_name(port, pairs):
    one, two = (fingerprint(certificate) for certificate, _ in pairs)
    for name, wanted in ((ONE, one), (TWO, two), (TWO.upper(), two), ("other.example.test", one), (None, one)):
        expect_equal(shown(port, name), wanted, f"the certificate on port {port} for {name}")
    done = run_program([*client(port, "-servername", TWO), "-ign_eof"], input=b"QUIT\n", seconds=20)
    subject = re.search(rb"subject=.*", done.stdout)
    expect(subject and TWO.encode() in subject[0], f"the subject on port {port}: {subject}")


def certificates_are_read_again(context, waxwing, pairs):
    with SMTPClient(WAXWING, 465, tls=unverified()) as old, SMTPClient(WAXWING, 587) as early:
        offered(old)
        early.command("EHLO client.test", 250)
        fresh = context.folder / "fresh"
        fresh.mkdir()
        for name, pair in zip((ONE, TWO), pairs):
            for new, path in zip(make_certificate(fresh, name), pair):
                new.rename(path)
        waxwing.reload()
        for port in (*STARTTLS, *IMPLICIT):
            for name, (certificate, _) in zip((ONE, TWO), pairs):
                wanted, what = fingerprint(certificate), f"the new certificate of {name} on port {port}"
                wait_until(lambda: shown(port, name) == wanted, 20, what, pause=0.25)
        old.command("NOOP", 250)
        early.command("STARTTLS", 220)  # a session that is older than the certificate
        early.start_tls()
        offered(early)
        nothing_comes_of_broken_files(waxwing, pairs)
        old.command("NOOP", 250)
        old.command("QUIT", 221)


def nothing_comes_of_broken_files(waxwing, pairs):
    """A certificate that is none, and one without its key: what was read before stays, and the log says why."""
    (certificate, key), wanted = pairs[0], fingerprint(pairs[0][0])
    good = certificate.read_bytes(), key.read_bytes()
    for certificate_text, key_text in ((b"not a certificate\n", good[1]), (good[0], pairs[1][1].read_bytes())):
        length = len(waxwing.log.read_bytes())
        certificate.write_bytes(certificate_text)
        key.write_bytes(key_text)
        waxwing.reload()
        wait_until(lambda: len(waxwing.log.read_bytes()) > length, 20, "a word of it in the log")
        for port in (*STARTTLS, *IMPLICIT):
            expect_equal(shown(port, ONE), wanted, f"the certificate on port {port} after a broken file")
        certificate.write_bytes(good[0])
        key.write_bytes(good[1])
