"""OpenSMTPD from the unpacked tree, with a configuration, a spool and a log of its own. Runs inside a namespace only.

Its paths are compiled in: they are bind-mounted, so that the machine's own stay as they are. One at a time in a
namespace. As a server it speaks no TLS, since Debian's 6.8 fails every handshake with OpenSSL 3; its client does.
"""

import re
import shutil
from pathlib import Path

from .namespace import add_accounts, mirror, provide, reachable_by_all
from .process import Process

ACCOUNTS = ("opensmtpd", "opensmtpq")  # compiled in

CONFIGURATION = """\
smtp max-message-size 50M
table everybody {{ "@" = "mailbox" }}
listen on {address} port 25 hostname {hostname}
action "local" maildir "{folder}/mail/all" virtual <everybody>
action "relay" relay helo {hostname}
{matches}
match from local for any action "relay"
match from src {{ 127.0.0.0/8, 10.99.0.0/24 }} for any action "relay"
"""


class OpenSMTPD:
    """One OpenSMTPD on ADDRESS:25.

    It takes mail for `domains` into one maildir (`messages`), and relays the rest for the whole namespace by MX
    look-up.
    """

    def __init__(self, peers, folder, address, hostname, domains=()):
        self.tree, self.address, self.process = peers.apart("opensmtpd"), address, None
        folder = Path(folder)
        folder.mkdir(parents=True)
        folder.chmod(0o755)
        add_accounts(folder, "mailbox", *ACCOUNTS)
        self.folder = reachable_by_all(folder, "/mnt")
        self.log, self.configuration = self.folder / "opensmtpd.log", self.folder / "smtpd.conf"
        for name, owner, mode in (("empty", "root", 0o755), ("mail", "mailbox", 0o755), ("spool", "root", 0o711)):
            (self.folder / name).mkdir()
            shutil.chown(self.folder / name, owner)
            (self.folder / name).chmod(mode)
        provide("/var/spool/smtpd", self.folder / "spool", folder)
        provide("/var/lib/opensmtpd/empty", self.folder / "empty", folder)
        provide("/usr/libexec/opensmtpd", self.tree.root / "usr/libexec/opensmtpd", folder)
        provide("/usr/sbin/smtpctl", self.tree.program("smtpctl"), folder)
        mirror("/var/run", folder)
        Path("/var/run/smtpd.sock").unlink(missing_ok=True)  # the link to it, where the machine has one
        matches = "\n".join(f'match from any for domain "{domain}" action "local"' for domain in domains)
        self.configuration.write_text(
            CONFIGURATION.format(address=address, hostname=hostname, folder=self.folder, matches=matches)
        )
        self.configuration.chmod(0o644)

    def start(self):
        self.process = Process(
            [self.tree.program("smtpd"), "-d", "-v", "-f", self.configuration], self.log, self.tree.environment
        )
        self.process.wait_for_port(self.address, 25)
        return self

    def stop(self):
        self.process.stop()

    def __enter__(self):
        return self.start()

    def __exit__(self, *details):
        self.process.__exit__(*details)

    def files(self):
        """The files of the maildir, oldest first."""
        folder = self.folder / "mail" / "all" / "new"
        return sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns) if folder.exists() else []

    def messages(self):
        """The delivered messages with CRLF line ends (a maildir has LF).

        That is what the wire carried, below the fields that OpenSMTPD put on top.
        """
        return [path.read_bytes().replace(b"\n", b"\r\n") for path in self.files()]

    def queued(self):
        """How many messages lie in the spool."""
        return sum(1 for _ in (self.folder / "spool" / "queue").glob("*/*/message"))

    def logged(self, pattern):
        """The lines of the log in which the regular expression is found."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return [line for line in lines if re.search(pattern, line)]
