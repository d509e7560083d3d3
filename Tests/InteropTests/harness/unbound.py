"""Unbound from the unpacked tree: a validating resolver before a name server of the same namespace."""

from pathlib import Path

from .outcome import Failure
from .process import Process, run_program

# What has stood in an answer is passed on with its whole time to live, so that two answers can be compared. Nothing
# that failed is remembered. Names that are no public ones, as those of the scenarios, are asked for like others.
CONFIGURATION = """\
server:
  directory: "{folder}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  logfile: ""
  verbosity: 1
  val-log-level: 2
  num-threads: 1
  module-config: "validator iterator"
  do-not-query-localhost: no
  unblock-lan-zones: yes
  insecure-lan-zones: yes
  qname-minimisation: no
  serve-original-ttl: yes
  val-bogus-ttl: 0
  infra-host-ttl: 1
"""
CONTROL = "remote-control:\n  control-enable: no\n"


class Unbound:
    """A resolver on port 53 of some addresses, which asks `authority` for the zones, and others for {zone: address}.

    `anchors` are DNSKEY or DS records, as `SignedZone` has them: what lies below is validated, anything else is not.
    """

    def __init__(self, peers, folder, zones, authority, anchors=(), addresses=("127.0.0.1",), port=53, stubs=()):
        self.peers, self.folder, self.addresses, self.port = peers, Path(folder), addresses, port
        self.folder.mkdir(parents=True)
        self.file = self.folder / "unbound.conf"
        text = CONFIGURATION.format(folder=self.folder)
        for address in addresses:
            text += f"  interface: {address}@{port}\n"
            text += f"  access-control: {address}/{128 if ':' in address else 32} allow\n"
        text += "  access-control: 127.0.0.0/8 allow\n"
        text += "".join(f'  local-zone: "{zone}." nodefault\n' for zone in ("test", *zones))
        text += "".join(f'  trust-anchor: "{anchor}"\n' for anchor in anchors)
        text += CONTROL
        for zone, address in {**dict.fromkeys(zones, authority), **dict(stubs)}.items():
            text += f'stub-zone:\n  name: "{zone}."\n  stub-addr: {address}\n'
        self.file.write_text(text)

    def __enter__(self):
        checked = run_program([self.peers.program("unbound-checkconf"), self.file], environment=self.peers.environment)
        if checked.returncode != 0:
            raise Failure(f"unbound-checkconf: {(checked.stdout + checked.stderr).decode(errors='replace')}")
        self.start()
        return self

    def start(self):
        """Also a second time, with an empty cache."""
        words = [self.peers.program("unbound"), "-d", "-p", "-c", self.file]
        self.process = Process(words, self.folder / "unbound.log", self.peers.environment)
        self.process.wait_for_port(self.addresses[0], self.port)

    def kill(self):
        self.process.kill()

    def __exit__(self, *_):
        self.kill()
