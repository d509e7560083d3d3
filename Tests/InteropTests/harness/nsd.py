"""NSD from the unpacked tree on 127.0.0.1:53 of a namespace, serving the zones that a scenario writes."""

import socket
from pathlib import Path

from .outcome import Failure, wait_until
from .process import Process

HEAD = "$TTL 60\n@ IN SOA ns.{zone}. hostmaster.{zone}. 1 3600 600 86400 60\n@ IN NS ns.{zone}.\nns IN A {address}\n"

CONFIGURATION = """\
server:
  ip-address: {address}
  port: {port}
  username: ""
  database: ""
  server-count: 1
  zonesdir: "{folder}"
  pidfile: "{folder}/nsd.pid"
  xfrdfile: "{folder}/xfrd.state"
  xfrdir: "{folder}"
  zonelistfile: "{folder}/zone.list"
  rrl-ratelimit: 0
remote-control:
  control-enable: no
"""


ZONE = """\
zone:
  name: "{zone}"
  zonefile: "{zone}.zone"
  provide-xfr: 0.0.0.0/0 NOKEY
"""


class NSD:
    """A name server with its rate limit off, which hands whole zones to whoever asks.

    `zones` maps a zone's name to its records, and SOA and NS are put before them; or to the path of the whole zone,
    which is copied.
    """

    def __init__(self, peers, folder, zones, address="127.0.0.1", port=53):
        self.peers, self.folder, self.address, self.port = peers, Path(folder), address, port
        self.folder.mkdir(parents=True)
        configuration = CONFIGURATION.format(address=address, port=port, folder=self.folder)
        for zone, records in zones.items():
            self.write(zone, records)
            configuration += ZONE.format(zone=zone)
        (self.folder / "nsd.conf").write_text(configuration)

    def write(self, zone, records):
        """The zone from the next start or `restart` on."""
        text = records.read_text() if isinstance(records, Path) else zone_text(zone, records, self.address)
        (self.folder / f"{zone}.zone").write_text(text)

    def __enter__(self):
        self.process = Process(
            [self.peers.program("nsd"), "-d", "-c", self.folder / "nsd.conf"],
            self.folder / "nsd.log",
            self.peers.environment,
            session=True,
        )
        try:
            self.process.wait_for_port(self.address, self.port)
        except Failure:
            self.process.kill()
            raise
        return self

    def restart(self):
        """Reads all zones again."""
        self.__exit__()
        self.__enter__()

    def __exit__(self, *_):
        """When this returns the port is free: the server's children end with it, but a moment later."""
        self.process.kill()
        wait_until(self._is_free, 20, f"port {self.port} of {self.address} to be free", pause=0.02)

    def _is_free(self):
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        datagrams, streams = socket.socket(family, socket.SOCK_DGRAM), socket.socket(family, socket.SOCK_STREAM)
        with datagrams, streams:
            streams.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that have ended do not count
            try:
                datagrams.bind((self.address, self.port))
                streams.bind((self.address, self.port))
                streams.listen()
            except OSError:
                return False
        return True


def zone_text(zone, records, address="127.0.0.1"):
    """A whole zone, whose name server is at this address."""
    return HEAD.format(zone=zone, address=address) + records


def mail_zone(address, extra=""):
    """The records of a domain whose mail goes to one host at this address."""
    return f"@ IN MX 10 mx\nmx IN A {address}\n{extra}"


def text_record(name, value):
    """A TXT record in strings of at most 255 octets, which is what RFC 1035 (3.3) leaves room for."""
    pieces = [value[start : start + 255] for start in range(0, len(value), 255)]
    quoted = " ".join('"' + piece.replace("\\", "\\\\").replace('"', '\\"') + '"' for piece in pieces)
    return f"{name} IN TXT {quoted}\n"
