"""opendkim as Postfix's filter (a milter), which signs what comes from this machine. Runs inside a namespace only."""

import socket
from pathlib import Path

from .outcome import Failure, wait_until
from .process import Process

CONFIGURATION = """\
Mode s
Domain {domain}
Selector {selector}
KeyFile {key}
Canonicalization relaxed/relaxed
SignatureAlgorithm rsa-sha256
Socket local:{socket}
UMask 000
InternalHosts 127.0.0.0/8
Background no
RequireSafeKeys no
Syslog no
"""


class OpenDKIM:
    """One opendkim that signs the mail of one domain with one key, relaxed/relaxed, from `start` on.

    `settings` are those of Postfix that has it sign all mail; what cannot be signed is not taken then.
    """

    def __init__(self, peers, folder, domain, selector, key):
        self.peers, self.folder, self.process = peers, Path(folder), None
        self.socket = self.folder / "socket"
        self.text = CONFIGURATION.format(domain=domain, selector=selector, key=key, socket=self.socket)

    @property
    def settings(self):
        return {"smtpd_milters": f"unix:{self.socket}", "milter_default_action": "tempfail", "milter_protocol": "6"}

    def start(self):
        self.folder.mkdir()
        self.folder.chmod(0o755)
        file = self.folder / "opendkim.conf"
        file.write_text(self.text)
        words = [self.peers.program("opendkim"), "-f", "-x", file]
        self.process = Process(words, self.folder / "opendkim.log", self.peers.environment)
        wait_for_filter(self.process, self.socket)
        return self

    def kill(self):
        if self.process:
            self.process.kill()


def wait_for_filter(process, path):
    """Returns when a filter takes connections on its socket. Raises `Failure` when it ends before, or time is up."""

    def listens():
        if not process.running():
            raise Failure(f"{process.name} ended with status {process.child.returncode}\n{process.tail()}")
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(path)) == 0

    wait_until(listens, 20, f"{process.name} to listen", pause=0.02)
