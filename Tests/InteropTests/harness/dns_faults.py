"""DNS servers that fail in the ways in which servers fail; what they do not spoil they forward to a good one.

A behaviour is a function of (query, forward) that gives the messages to send back, none for silence. `forward` asks the
good server by the same transport.
"""

import random
import socket
import struct
import threading
from dataclasses import dataclass

FORMERR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED = 1, 2, 3, 4, 5
RESPONSE, AUTHORITATIVE, TRUNCATED, RECURSION, AVAILABLE = 0x8000, 0x0400, 0x0200, 0x0100, 0x0080
AUTHENTICATED = 0x0020
FORGED = "198.18.0.66"  # the address in answers that nobody may believe
OPT = 41
# What the system may hold of queries that come in a burst, so that none is lost which a scenario counts.
RECEIVE_BUFFER = 16 << 20
SO_RCVBUFFORCE = getattr(socket, "SO_RCVBUFFORCE", 33)  # Linux; without the limit of net.core.rmem_max, for root


@dataclass
class Asked:
    """A query as it came: by `udp` or `tcp`, with or without extended DNS (RFC 6891)."""

    transport: str
    has_edns: bool


class FaultyServer:
    """Listens on one address from entering the `with` block to leaving it. `asked` has the queries so far.

    `tcp` is the behaviour by TCP; None refuses connections there. Two options are those of a TCP answer: `pieces`, into
    how many writes it is cut (0: an octet each); `kept`, behind how many octets, the two of the length among them, the
    connection is closed (None: not at all). `elsewhere` sends answers by UDP from another port. What is no query is
    neither counted nor answered.
    """

    def __init__(self, address, upstream, udp, tcp=None, port=53, pieces=1, kept=None, elsewhere=False):
        self.address, self.port, self.upstream, self.udp, self.tcp = address, port, upstream, udp, tcp
        self.pieces, self.kept, self.elsewhere, self.asked, self.ended = pieces, kept, elsewhere, [], threading.Event()

    @property
    def server(self):
        return f"{self.address}:{self.port}"

    def count(self, transport):
        return sum(asked.transport == transport for asked in list(self.asked))

    def __enter__(self):
        self.datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        make_room(self.datagrams)
        self.datagrams.bind((self.address, self.port))
        self.other = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.other.bind((self.address, 0))
        self.loops = [self._start(self._loop, self.datagrams, self._receive)]
        if self.tcp:
            self.listener = socket.create_server((self.address, self.port), backlog=64)
            self.loops.append(self._start(self._loop, self.listener, self._accept))
        return self

    def __exit__(self, *_):
        self.ended.set()
        for loop in self.loops:
            loop.join(5)
        self.other.close()

    def _start(self, work, *arguments):
        thread = threading.Thread(target=self._run, args=(work, *arguments), daemon=True)
        thread.start()
        return thread

    def _run(self, work, *arguments):
        try:
            work(*arguments)
        except OSError:
            pass  # the socket was closed, by us or by the client

    def _loop(self, listener, take):
        """Takes what comes, and closes the socket at the end, which a thread that waits for it would keep open."""
        listener.settimeout(0.1)
        with listener:
            while not self.ended.is_set():
                try:
                    take()
                except TimeoutError:
                    pass

    def _receive(self):
        query, client = self.datagrams.recvfrom(65_535)
        if is_query(query):
            self.asked.append(Asked("udp", has_edns(query)))
            self._start(self._answer_datagram, query, client)

    def _answer_datagram(self, query, client):
        for answer in self.udp(query, self._ask_by_udp):
            (self.other if self.elsewhere else self.datagrams).sendto(answer, client)

    def _ask_by_udp(self, query):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.settimeout(5)
            asking.connect(self.upstream)
            asking.send(query)
            return asking.recv(65_535)

    def _accept(self):
        connection, _ = self.listener.accept()
        connection.settimeout(60)
        self._start(self._serve_connection, connection)

    def _serve_connection(self, connection):
        with connection, connection.makefile("rb") as reader:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while size := reader.read(2):
                query = reader.read(int.from_bytes(size, "big"))
                if not is_query(query):
                    return
                self.asked.append(Asked("tcp", has_edns(query)))
                answers = self.tcp(query, self._ask_by_tcp)
                if not answers:
                    self.ended.wait(60)
                for answer in answers:
                    octets = len(answer).to_bytes(2, "big") + answer
                    self._write(connection, octets[: self.kept])
                if self.kept is not None:
                    return

    def _write(self, connection, octets):
        size = max(1, len(octets) // self.pieces) if self.pieces else 1
        for start in range(0, len(octets), size):
            connection.sendall(octets[start : start + size])

    def _ask_by_tcp(self, query):
        with socket.create_connection(self.upstream, timeout=5) as asking, asking.makefile("rb") as reader:
            asking.sendall(len(query).to_bytes(2, "big") + query)
            return reader.read(int.from_bytes(reader.read(2), "big"))


def honest(query, forward):
    return [forward(query)]


def silent(query, forward):
    return []


def code(number):
    """Answers with this code and nothing else."""
    return lambda query, forward: [reply(query, RESPONSE | RECURSION | AVAILABLE | number)]


def lame(query, forward):
    """Knows of another server, and neither owns the zone nor asks on behalf of others."""
    record = b"\xc0\x0c" + struct.pack(">HHIH", 2, 1, 60, 4) + b"\x02ns\x00"
    return [reply(query, RESPONSE, authority=[record])]


def refuses_edns(number):
    """Answers what has extended DNS with a code and no record, as servers did that were older than that."""
    return lambda query, forward: [reply(query, RESPONSE | number)] if has_edns(query) else [forward(query)]


def drops_edns(query, forward):
    return [] if has_edns(query) else [forward(query)]


def garbage(seed):
    """The right identifier and 60 octets by chance: the same ones for the same seed and question."""

    def behaviour(query, forward):
        name, kind = question(query)
        return [query[:2] + random.Random(f"{seed} {kind} {name.hex()}").randbytes(60)]

    return behaviour


def cut_off(query, forward):
    return [forward(query)[:40]]


def echo(query, forward):
    return [query]


def wrong_identifier(query, forward):
    """A forger who does not see the query: all identifiers near the right one but that itself."""
    return [with_identifier(forged(query), (identifier(query) + step) & 0xFFFF) for step in range(1, 100)]


def wrong_question(query, forward):
    """The right identifier and the answer that is wanted, to a question about another name or of another type."""
    name, kind = question(query)
    other = query[:12] + b"\x05other" + name[1 + name[0] :] + query[12 + len(name) :]
    typed = query[: 12 + len(name)] + struct.pack(">H", 28 if kind == 1 else 1) + query[14 + len(name) :]
    return [forged(other), forged(typed)]


def no_question(query, forward):
    answer = forged(query, name=question(query)[0])
    return [answer[:4] + b"\0\0" + answer[6:12] + answer[16 + len(question(query)[0]) :]]


def after(nuisance):
    """First what `nuisance` says, then the truth."""
    return lambda query, forward: [*nuisance(query, forward), forward(query)]


def truncated(query, forward):
    """That there is more than fits, and no part of it."""
    return [reply(query, RESPONSE | RECURSION | AVAILABLE | TRUNCATED)]


def partial(query, forward):
    """That there is more than fits, and a record, which is not in the whole answer."""
    answer = forged(query)
    return [answer[:2] + (int.from_bytes(answer[2:4], "big") | TRUNCATED).to_bytes(2, "big") + answer[4:]]


def lies(query, forward):
    """An answer that is right in everything but the truth. To see who believed a server."""
    return [forged(query)]


def is_query(octets):
    """Whether these are a query whose one question can be read."""
    try:
        name, _ = question(octets)
    except ValueError:
        return False
    return octets[2] & 0x80 == 0 and octets[4:6] == b"\0\1" and len(octets) >= 16 + len(name)


def make_room(datagrams):
    """Asks for a large buffer, or for as much as may be had."""
    try:
        datagrams.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER)
    except OSError:
        datagrams.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)


def question(query):
    """The name (as it is on the wire) and the type of a query."""
    end = query.index(b"\0", 12) + 1
    return query[12:end], int.from_bytes(query[end : end + 2], "big")


def has_edns(query):
    """Whether a query has an OPT record. Queries have one question, and no other record."""
    end = 16 + len(question(query)[0])
    return query[end : end + 3] == struct.pack(">BH", 0, OPT)


def identifier(query):
    return int.from_bytes(query[:2], "big")


def with_identifier(message, number):
    return number.to_bytes(2, "big") + message[2:]


def reply(query, flags, answers=(), authority=()):
    """A message with the identifier and question of a query, and without OPT."""
    end = 16 + len(question(query)[0])
    header = query[:2] + struct.pack(">HHHHH", flags, 1, len(answers), len(authority), 0)
    return header + query[12:end] + b"".join(answers) + b"".join(authority)


def forged(query, name=b"\xc0\x0c"):
    """An authoritative, recursive and authenticated answer with one address."""
    record = name + struct.pack(">HHIH", 1, 1, 60, 4) + socket.inet_aton(FORGED)
    return reply(query, RESPONSE | AUTHORITATIVE | RECURSION | AVAILABLE | AUTHENTICATED, [record])
