"""Exim from the unpacked tree, with a configuration, a spool and a log of its own. Runs inside a namespace only.

It never reads /etc/exim4 and never uses /var/spool/exim4. It starts itself anew as its own user: that is why program
and libraries are copies which that user can read (the unpacked ones may lie in a private home), why the copy has no
set-user-id bit (the loader would ignore LD_LIBRARY_PATH), and why it delivers as its own user.
"""

import re
import shutil
from pathlib import Path

from .namespace import add_accounts, reachable_by_all
from .process import Process, run_program

ACCOUNT = "Debian-exim"  # compiled in

CONFIGURATION = """\
primary_hostname = {hostname}
exim_path = {program}
exim_user = {account}
exim_group = {account}
never_users =
deliver_drop_privilege
keep_environment = LD_LIBRARY_PATH
add_environment =
spool_directory = {folder}/spool
log_file_path = {folder}/exim-%s.log
pid_file_path = {folder}/exim.pid
log_selector = +all -arguments
local_interfaces = {address}
daemon_smtp_ports = 25
host_lookup =
rfc1413_query_timeout = 0s
message_size_limit = 50M
queue_run_max = 5
smtp_accept_max = 100
smtp_accept_queue_per_connection = 0
domainlist local_domains = {domains}
hostlist relay_from = 127.0.0.0/8 : 10.99.0.0/24
chunking_advertise_hosts = {chunking}
pipelining_advertise_hosts = *
dsn_advertise_hosts = *
smtputf8_advertise_hosts = *
tls_advertise_hosts = {tls}
{certificate}
acl_smtp_rcpt = recipient
acl_smtp_data = accept

begin acl
recipient:
  accept domains = +local_domains
  accept hosts = +relay_from
  deny message = relay not permitted

begin routers
remote:
  driver = dnslookup
  domains = ! +local_domains
  transport = remote
  no_more
local:
  driver = accept
  transport = maildir

begin transports
remote:
  driver = smtp
  hosts_try_chunking = {chunking}
  hosts_try_fastopen =
  tls_tempfail_tryclear = false
  dnssec_request_domains =
  hosts_try_dane =
maildir:
  driver = appendfile
  directory = {folder}/mail
  maildir_format
  create_directory

begin retry
* * F,5m,5s
"""


class Exim:
    """One Exim on ADDRESS:25, with STARTTLS where a certificate is given.

    It takes mail for `domains` into one maildir (`messages`), and relays the rest for the whole namespace by MX
    look-up. With `chunking` it offers BDAT and uses it wherever it is offered.
    """

    def __init__(self, peers, folder, address, hostname, domains=(), certificate=None, chunking=True):
        self.tree, self.address, self.process = peers.apart("exim"), address, None
        folder = Path(folder)
        folder.mkdir(parents=True)
        folder.chmod(0o755)
        add_accounts(folder, ACCOUNT)
        self.folder = reachable_by_all(folder, "/mnt")
        self.program, self.configuration = self.folder / "exim4", self.folder / "exim4.conf"
        shutil.copyfile(self.tree.program("exim4"), self.program)
        self.program.chmod(0o755)
        self.environment = {"LD_LIBRARY_PATH": str(self.folder / "libraries"), "LC_ALL": "C"}
        (self.folder / "libraries").mkdir()
        for library in (path for top in self.tree.libraries for path in top.glob("*.so*")):
            shutil.copy(library, self.folder / "libraries")
        for name in ("spool", "mail"):
            (self.folder / name).mkdir()
            shutil.chown(self.folder / name, ACCOUNT, ACCOUNT)
        for name in ("main", "reject", "panic"):
            log = self.folder / f"exim-{name}.log"
            log.touch()
            shutil.chown(log, ACCOUNT, ACCOUNT)
        files = ""
        if certificate:
            chain, key = (self.folder / f"tls-{Path(path).name}" for path in certificate)
            for copy, path in ((chain, certificate[0]), (key, certificate[1])):
                shutil.copyfile(path, copy)  # it reads them as its own user
                shutil.chown(copy, ACCOUNT, ACCOUNT)
                copy.chmod(0o600)
            files = f"tls_certificate = {chain}\ntls_privatekey = {key}"
        self.configuration.write_text(
            CONFIGURATION.format(
                hostname=hostname,
                program=self.program,
                account=ACCOUNT,
                folder=self.folder,
                address=address,
                domains=" : ".join(domains),
                chunking="*" if chunking else "",
                tls="*" if certificate else "",
                certificate=files,
            )
        )

    def start(self):
        self.process = Process(
            [self.program, "-C", self.configuration, "-bdf", "-q5s"], self.folder / "daemon.log", self.environment
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
        folder = self.folder / "mail" / "new"
        return sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns) if folder.exists() else []

    def messages(self):
        """The delivered messages with CRLF line ends (a maildir has LF): what the wire carried, below Exim's fields."""
        return [path.read_bytes().replace(b"\n", b"\r\n") for path in self.files()]

    def queued(self):
        """How many messages lie in the spool."""
        return sum(1 for _ in (self.folder / "spool" / "input").glob("**/*-H"))

    def logged(self, pattern, log="main"):
        """The lines of a log in which the regular expression is found."""
        path = self.folder / f"exim-{log}.log"
        return [line for line in path.read_text(errors="replace").splitlines() if re.search(pattern, line)]

    def version(self):
        done = run_program([self.program, "-C", self.configuration, "-bV"], environment=self.environment)
        return done.stdout.decode(errors="replace").split(" #")[0]
