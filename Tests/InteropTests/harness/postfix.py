"""Postfix from the unpacked tree, with a configuration, a queue and a log of its own. Runs inside a namespace only.

It never reads /etc/postfix, never uses /var/spool/postfix and never logs to the machine's syslog.
"""

import os
import re
import shutil
import socket
from pathlib import Path

from .namespace import reachable_by_all, user_id
from .outcome import Failure, wait_until
from .process import Process

MASTER = """\
{address}:25 inet n - n - - smtpd
{address}:10025 inet n - n - - smtpd -o smtpd_tls_security_level=none
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
pickup unix n - n 60 1 pickup
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

SUBMISSION = """\
{address}:587 inet n - n - - smtpd -o smtpd_tls_security_level=encrypt{options}
{address}:465 inet n - n - - smtpd -o smtpd_tls_wrappermode=yes{options}
"""

WITH_AUTHENTICATION = (
    "smtpd_sasl_auth_enable = yes",
    "smtpd_tls_auth_only = yes",
    "smtpd_relay_restrictions = permit_sasl_authenticated, reject",
)
"""What a service of master.cf is given so that it takes mail after AUTH only, and offers that inside TLS only."""

QUEUE_FOLDERS = {  # name: (owner, group, mode), as the package makes them
    **{
        name: ("postfix", None, 0o700)
        for name in (
            "active",
            "bounce",
            "corrupt",
            "defer",
            "deferred",
            "flush",
            "hold",
            "incoming",
            "private",
            "saved",
            "trace",
        )
    },
    "maildrop": ("postfix", "postdrop", 0o730),
    "public": ("postfix", "postdrop", 0o710),
    "pid": (None, None, 0o755),
}


class Postfix:
    """One Postfix on ADDRESS:25 (with STARTTLS where a certificate is given) and ADDRESS:10025 (never TLS).

    It takes mail for `domains` into maildirs (`messages`), and relays the rest for the whole namespace by MX look-up.
    With `authentication`, the socket of a Dovecot, it takes mail on ADDRESS:587 (STARTTLS) and ADDRESS:465 (TLS from
    the start) as well, from those who log in. `services` are further lines of master.cf.
    """

    def __init__(
        self,
        peers,
        folder,
        address,
        hostname,
        domains=(),
        certificate=None,
        settings=None,
        logging=True,
        services="",
        authentication=None,
    ):
        self.peers, self.address, self.process, self.authenticates = peers, address, None, bool(authentication)
        folder = Path(folder)
        folder.mkdir(parents=True)
        folder.chmod(0o755)
        self.folder = reachable_by_all(folder, "/mnt")
        self.configuration, self.log = self.folder / "configuration", self.folder / "postfix.log"
        self.mail = self.folder / "mail"
        self.configuration.mkdir()
        self.mail.mkdir()
        shutil.chown(self.mail, "mailbox", "mailbox")
        for name, (owner, group, mode) in QUEUE_FOLDERS.items():
            path = self.folder / "queue" / name
            path.mkdir(parents=True)
            shutil.chown(path, owner or "root", group or "root")
            path.chmod(mode)
        (self.folder / "data").mkdir(mode=0o700)
        shutil.chown(self.folder / "data", "postfix")
        values = self._settings(hostname, domains, certificate, logging)
        if authentication:
            values |= {"smtpd_sasl_type": "dovecot", "smtpd_sasl_path": authentication}
            values |= {"smtpd_sasl_authenticated_header": "yes", "smtpd_error_sleep_time": "0"}
            services = SUBMISSION.format(address=address, options=with_options(*WITH_AUTHENTICATION)) + services
        values |= settings or {}
        (self.configuration / "main.cf").write_text("".join(f"{key} = {value}\n" for key, value in values.items()))
        (self.configuration / "master.cf").write_text(MASTER.format(address=address) + services)
        (self.configuration / "dynamicmaps.cf").write_text("")

    def _settings(self, hostname, domains, certificate, logging):
        mailbox = user_id("mailbox")
        tree = self.peers.root / "usr"
        values = {
            "compatibility_level": "3.6",
            "myhostname": hostname,
            "mydestination": "",
            "inet_protocols": "ipv4",
            "inet_interfaces": f"{self.address}",
            "mynetworks": "127.0.0.0/8 10.99.0.0/24",
            "queue_directory": self.folder / "queue",
            "data_directory": self.folder / "data",
            "command_directory": tree / "sbin",
            "daemon_directory": tree / "lib/postfix/sbin",
            "shlib_directory": tree / "lib/postfix",
            "meta_directory": self.configuration,
            "mail_owner": "postfix",
            "setgid_group": "postdrop",
            "import_environment": f"MAIL_CONFIG TZ LANG=C LD_LIBRARY_PATH={self.peers.environment['LD_LIBRARY_PATH']}",
            "alias_maps": "",
            "alias_database": "",
            "virtual_mailbox_domains": " ".join(domains),
            "virtual_mailbox_base": self.mail,
            "virtual_mailbox_maps": "static:all/",
            "virtual_minimum_uid": "1000",
            "virtual_uid_maps": f"static:{mailbox}",
            "virtual_gid_maps": f"static:{mailbox}",
            "smtpd_client_connection_count_limit": "0",
            "smtpd_client_connection_rate_limit": "0",
            "message_size_limit": "52428800",
            "virtual_mailbox_limit": "0",
            "minimal_backoff_time": "5s",
            "queue_run_delay": "5s",
        }
        if logging:
            values |= {"maillog_file": self.log, "maillog_file_prefixes": self.folder}
        if certificate:
            chain, key = certificate
            values |= {
                "smtpd_tls_security_level": "may",
                "smtpd_tls_cert_file": chain,
                "smtpd_tls_key_file": key,
                "smtpd_tls_received_header": "yes",
                "smtpd_tls_loglevel": "1",
            }
        return values

    @property
    def ports(self):
        return (25, 465, 587) if self.authenticates else (25,)

    def start(self):
        master = self.peers.program("master")
        self.process = Process(
            [master, "-c", self.configuration, "-d"],
            self.folder / "master.log",
            self.peers.environment,
            session=True,  # so that master can end its children: else one that holds a connection stays, and listens
        )
        for port in self.ports:
            self.process.wait_for_port(self.address, port)
        return self

    def stop(self):
        """Ends it with all its children. When this returns nobody listens any more, and it can be started again."""
        self.process.stop()
        for port in self.ports:
            wait_until(lambda: not self._listens(port), 20, f"port {port} of {self.address} to be free")

    def _listens(self, port):
        with socket.socket() as probe:
            return probe.connect_ex((self.address, port)) == 0

    def __enter__(self):
        return self.start()

    def __exit__(self, *details):
        self.process.__exit__(*details)

    def files(self):
        """The files of the maildir, oldest first."""
        folder = self.mail / "all" / "new"
        return sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns) if folder.exists() else []

    def messages(self):
        """The delivered messages with CRLF line ends (a maildir has LF).

        That is what the wire carried, below the fields that Postfix put on top.
        """
        return [path.read_bytes().replace(b"\n", b"\r\n") for path in self.files()]

    def queued(self):
        """How many messages lie in the queue, in whatever state."""
        return sum(
            len(files)
            for name in ("maildrop", "incoming", "active", "deferred", "hold")
            for _, _, files in os.walk(self.folder / "queue" / name)
        )

    def logged(self, pattern):
        """The lines of the log in which the regular expression is found."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return [line for line in lines if re.search(pattern, line)]

    def expect_no_warnings(self):
        """The log has no line that tells of a mistake in this set-up: a test of the harness itself.

        That a part of Postfix was slow to answer another one, as on a busy machine, is none.
        """
        slow = r"connect #\d+ to subsystem|problem talking to|timeout|timed out|premature end|lost connection"
        lines = [line for line in self.logged(r": (warning|error|fatal|panic): ") if not re.search(slow, line, re.I)]
        if lines:
            raise Failure("Postfix complains:\n" + "\n".join(lines))


def with_options(*settings):
    """The end of a line of master.cf: these settings hold for that service only."""
    return "".join(f" -o {{ {setting} }}" for setting in settings)


def authenticated_service(address, port, *mechanisms):
    """A line of master.cf for a further port that takes mail after AUTH, and offers these mechanisms only."""
    options = with_options(*WITH_AUTHENTICATION, f"smtpd_sasl_mechanism_filter = {', '.join(mechanisms)}")
    return f"{address}:{port} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt{options}\n"
