"""NSD from the unpacked tree on 127.0.0.1:53 of a namespace, serving the zones that a scenario writes."""

from pathlib import Path

from .process import Process

HEAD = "$TTL 60\n@ IN SOA ns.{zone}. hostmaster.{zone}. 1 3600 600 86400 60\n@ IN NS ns.{zone}.\nns IN A 127.0.0.1\n"

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


class NSD:
    """A name server with its rate limit off.

    `zones` maps a zone's name to its records; SOA and NS are put before them.
    """

    def __init__(self, peers, folder, zones, address="127.0.0.1", port=53):
        self.peers, self.folder, self.address, self.port = peers, Path(folder), address, port
        self.folder.mkdir(parents=True)
        configuration = CONFIGURATION.format(address=address, port=port, folder=self.folder)
        for zone, records in zones.items():
            (self.folder / f"{zone}.zone").write_text(HEAD.format(zone=zone) + records)
            configuration += f'zone:\n  name: "{zone}"\n  zonefile: "{zone}.zone"\n'
        (self.folder / "nsd.conf").write_text(configuration)

    def __enter__(self):
        self.process = Process(
            [self.peers.program("nsd"), "-d", "-c", self.folder / "nsd.conf"],
            self.folder / "nsd.log",
            self.peers.environment,
        )
        self.process.wait_for_port(self.address, self.port)
        return self

    def __exit__(self, *_):
        self.process.kill()


def mail_zone(address, extra=""):
    """The records of a domain whose mail goes to one host at this address."""
    return f"@ IN MX 10 mx\nmx IN A {address}\n{extra}"


def text_record(name, value):
    """A TXT record in strings of at most 255 octets, which is what RFC 1035 (3.3) leaves room for."""
    pieces = [value[start : start + 255] for start in range(0, len(value), 255)]
    quoted = " ".join('"' + piece.replace("\\", "\\\\").replace('"', '\\"') + '"' for piece in pieces)
    return f"{name} IN TXT {quoted}\n"
