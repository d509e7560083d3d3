"""postsrsd on loopback: what it makes of a sender, and what it makes of that again."""

import socket
from urllib.parse import quote, unquote

from .outcome import Failure
from .process import Process

FORWARD, REVERSE = 10001, 10002


class Postsrsd:
    """A postsrsd for a domain, with a secret file of its own, from entering the `with` block to leaving it."""

    def __init__(self, peers, folder, domain, secret):
        folder.mkdir(parents=True)
        self.file = folder / "srs.secret"
        self.file.touch(mode=0o600)
        self.file.write_text(secret + "\n")
        self.words = [peers.program("postsrsd"), "-4", f"-s{self.file}", f"-d{domain}", f"-f{FORWARD}", f"-r{REVERSE}"]
        self.log = folder / "postsrsd.log"

    def __enter__(self):
        self.process = Process(self.words, self.log)
        for port in (FORWARD, REVERSE):
            self.process.wait_for_port("127.0.0.1", port)
        return self

    def __exit__(self, *_):
        self.process.kill()

    def rewritten(self, sender):
        """The sender as postsrsd rewrites it."""
        return ask(FORWARD, sender)

    def reversed(self, recipient):
        """The sender that a rewritten one stands for; a `Failure` where postsrsd does not take it."""
        return ask(REVERSE, recipient)


def ask(port, address):
    """The answer to a look-up of Postfix's tcp_table."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(f"get {quote(address, safe='@=+.-')}\n".encode())
        answer = connection.makefile("rb").readline().decode().strip()
    if not answer.startswith("200 "):
        raise Failure(f"postsrsd says of {address}: {answer}")
    return unquote(answer[4:])
