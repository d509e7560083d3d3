"""HAProxy from the unpacked tree, which puts a PROXY header before each connection; and what such a header says."""

import socket
import struct
from pathlib import Path

from .process import Process
from .smtp_sink import SMTPSink

CONFIGURATION = """\
global
  maxconn 500
  log stdout format raw local0 debug
defaults
  mode tcp
  log global
  option tcplog
  timeout connect 5s
  timeout client 60s
  timeout server 60s
"""

PROXY = """\
listen port-{port}
  bind {address}:{port}
  server behind {server} source {address} {option}
"""

SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"  # of version 2


class HAProxy:
    """A TCP proxy on ADDRESS that says to whom it forwards who the client was.

    `forward` maps a port of its own to (HOST:PORT, version of the header: 1, 2 or None). It connects from ADDRESS.
    """

    def __init__(self, peers, folder, address, forward):
        self.peers, self.folder, self.address, self.ports = peers, Path(folder), address, list(forward)
        self.folder.mkdir(parents=True)
        self.log = self.folder / "haproxy.log"
        options = {1: "send-proxy", 2: "send-proxy-v2", None: ""}
        (self.folder / "haproxy.cfg").write_text(
            CONFIGURATION
            + "".join(
                PROXY.format(address=address, port=port, server=server, option=options[version])
                for port, (server, version) in forward.items()
            )
        )

    def __enter__(self):
        program, file = self.peers.program("haproxy"), self.folder / "haproxy.cfg"
        self.process = Process([program, "-db", "-f", file], self.log, self.peers.environment)
        for port in self.ports:
            self.process.wait_for_port(self.address, port)
        return self

    def __exit__(self, *_):
        self.process.kill()  # SIGTERM would be soft: it ends at once, and has nothing to save


class ProxiedSink(SMTPSink):
    """A sink behind a proxy. `clients` has for each connection (version, client's address, proxy's port).

    A connection that begins without a header is a violation.
    """

    def __init__(self, *words, **options):
        super().__init__(*words, **options)
        self.clients = []

    async def _serve(self, reader, writer):
        try:
            first = await reader.readexactly(12)
            if first == SIGNATURE:
                rest = await reader.readexactly(4)
                self.clients.append(read_version_2(rest, await reader.readexactly(int.from_bytes(rest[2:], "big"))))
            else:
                self.clients.append(read_version_1(first + await reader.readuntil(b"\r\n")))
        except (EOFError, ValueError) as error:  # EOFError: a stream that ended before
            if not isinstance(error, EOFError) or error.partial:
                self.violations.append(f"no PROXY header: {error}")
            return writer.close()
        await super()._serve(reader, writer)


def read_version_1(line):
    """(1, address, port) of a header in text, or (1, None, None) of one that says UNKNOWN."""
    words = line.decode("ascii").removesuffix("\r\n").split(" ")
    if words[:2] == ["PROXY", "UNKNOWN"]:
        return 1, None, None
    if len(words) != 6 or words[0] != "PROXY" or words[1] not in ("TCP4", "TCP6"):
        raise ValueError(f"not a PROXY header: {line!r}")
    return 1, words[2], int(words[5])


def read_version_2(fixed, rest):
    """(2, address, port) of a binary header for TCP over IPv4, or (2, None, None) of a proxy that speaks for itself."""
    if fixed[0] == 0x20:  # LOCAL: a health check
        return 2, None, None
    if fixed[0] != 0x21 or fixed[1] != 0x11:
        raise ValueError(f"not a PROXY header for TCP over IPv4: {fixed!r}")
    source, _, _, port = struct.unpack("!4s4sHH", rest[:12])
    return 2, socket.inet_ntoa(source), port


def header(version, source, destination, ports=(40_000, 25)):
    """A PROXY header as HAProxy would write it, for those who may not send one."""
    if version == 1:
        return f"PROXY TCP4 {source} {destination} {ports[0]} {ports[1]}\r\n".encode()
    addresses = socket.inet_aton(source) + socket.inet_aton(destination) + struct.pack("!HH", *ports)
    return SIGNATURE + b"\x21\x11" + struct.pack("!H", len(addresses)) + addresses
