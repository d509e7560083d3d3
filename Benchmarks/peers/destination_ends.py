"""The ends of compare-destinations: hosts of many domains, some of them slow, and who sends to all domains in turn.

Each is a process of its own, so that neither waits for the other; what they count lies in memory that all see.
"""

import asyncio
import math
import multiprocessing
import random
import resource
import signal
import socket
import sys
import time
from collections import deque

from harness.outcome import Failure, wait_until

FORK = multiprocessing.get_context("fork")
SILENT = math.inf  # the pause before a reply that never comes
END = b"\r\n.\r\n"
GREETING, HELLO = b"220 mx.test ESMTP\r\n", b"250-mx.test\r\n250-PIPELINING\r\n250 8BITMIME\r\n"
FINE, GO_AHEAD, BYE = b"250 2.0.0 ok\r\n", b"354 go ahead\r\n", b"221 2.0.0 bye\r\n"
UNKNOWN = b"500 5.5.1 what?\r\n"
REPLIES = {b"EHLO": HELLO, b"HELO": FINE, b"MAIL": FINE, b"RCPT": FINE, b"RSET": FINE, b"NOOP": FINE, b"QUIT": BYE}


def address_of(number):
    """The host of a domain; all of 127.0.0.0/8 is this machine."""
    return f"127.16.{number >> 8}.{number & 255}"


def domain_of(number):
    return f"d{number:05}.test"


class End:
    """A process that runs until it is ended; leaving a `with` block ends it."""

    def __init__(self, *arguments):
        self.process = FORK.Process(target=self.run, args=arguments, daemon=True)

    @property
    def pid(self):
        return self.process.pid

    def __enter__(self):
        self.process.start()
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.join()


class Hosts(End):
    """One process that is the mail host of every domain: at port 25 of every address, told apart by the address.

    `pauses` has the seconds before each reply of hosts that are slow, by the number of the domain; SILENT is for ever.
    `arrived` counts messages by domain, `latest` has when the last one came (`time.monotonic`), `open` and `most` how
    many connections slow and other hosts have, and had at most.
    """

    def __init__(self, count, pauses):
        self.pauses = pauses
        self.arrived, self.latest = FORK.RawArray("L", count), FORK.RawArray("d", count)
        self.open, self.most = FORK.RawArray("L", 2), FORK.RawArray("L", 2)
        self.listens = FORK.RawValue("b", 0)
        super().__init__()

    def __enter__(self):
        super().__enter__()
        wait_until(lambda: self.listens.value or not self.process.is_alive(), 20, "the hosts to listen", pause=0.02)
        if not self.listens.value:
            raise Failure("the hosts do not listen: see above")
        return self

    def run(self):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        asyncio.run(self._listen())

    async def _listen(self):
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Host(self, loop), "0.0.0.0", 25, backlog=4096)
        self.listens.value = 1
        await server.serve_forever()


class Host(asyncio.Protocol):
    """A connection to one of the hosts."""

    def __init__(self, hosts, loop):
        self.hosts, self.loop = hosts, loop
        self.buffer, self.in_message, self.next_reply = b"", False, 0.0

    def connection_made(self, transport):
        self.transport = transport
        first, second = transport.get_extra_info("sockname")[0].split(".")[2:]
        self.number = int(first) << 8 | int(second)
        self.pause = self.hosts.pauses.get(self.number, 0)
        kind = 1 if self.pause else 0
        self.hosts.open[kind] += 1
        self.hosts.most[kind] = max(self.hosts.most[kind], self.hosts.open[kind])
        self.answer(GREETING)

    def connection_lost(self, _):
        self.hosts.open[1 if self.pause else 0] -= 1

    def answer(self, reply):
        """At once, or a pause after the reply before."""
        if not self.pause:
            self.transport.write(reply)
        elif self.pause != SILENT:
            self.next_reply = max(self.next_reply, self.loop.time()) + self.pause
            self.loop.call_at(self.next_reply, self.transport.write, reply)

    def data_received(self, data):
        self.buffer += data
        while self.buffer:
            if self.in_message:
                end = self.buffer.find(END)
                if end < 0:
                    return
                self.buffer, self.in_message = self.buffer[end + len(END) :], False
                self.hosts.arrived[self.number] += 1
                self.hosts.latest[self.number] = time.monotonic()
                self.answer(FINE)
                continue
            line, separator, rest = self.buffer.partition(b"\r\n")
            if not separator:
                return
            verb = line[:4].upper()
            self.buffer, self.in_message = rest, verb == b"DATA"
            self.answer(GO_AHEAD if self.in_message else REPLIES.get(verb, UNKNOWN))


class Load(End):
    """Sends `each` messages to every domain over kept connections, as fast as the server takes them.

    Domains take turns, in an order that is drawn anew for each turn and is the same in every run. `accepted` counts
    the 250s; `ended` is when the last came (`time.monotonic`), 0 before, and -1 when a message was not taken.
    """

    def __init__(self, address, count, each, size, sessions):
        self.address, self.count, self.each, self.sessions = address, count, each, sessions
        self.message = message(size)
        self.accepted, self.ended = FORK.RawValue("L", 0), FORK.RawValue("d", 0)
        super().__init__()

    def run(self):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            asyncio.run(self._send())
        except OSError as error:
            print(f"the load: {error}", file=sys.stderr, flush=True)
            self.ended.value = -1

    async def _send(self):
        source, self.waiting = random.Random(self.count), deque()
        for _ in range(self.each):
            self.waiting.extend(source.sample(range(self.count), self.count))
        loop, host_and_port = asyncio.get_running_loop(), self.address.split(":")
        over = []
        for _ in range(self.sessions):
            over.append(loop.create_future())
            await loop.create_connection(lambda: Session(self, over[-1]), host_and_port[0], int(host_and_port[1]))
        await asyncio.gather(*over)
        self.ended.value = time.monotonic()


class Session(asyncio.Protocol):
    """One connection of the load: MAIL, RCPT and DATA together, and the message when 354 is there."""

    def __init__(self, load, over):
        self.load, self.over, self.buffer = load, over, b""
        self.wanted, self.in_message = [b"220"], False  # codes of the replies that are still to come

    def connection_made(self, transport):
        self.transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def connection_lost(self, error):
        if not self.over.done():
            self.over.set_exception(OSError(f"the server has ended the connection ({error})"))

    def data_received(self, data):
        *lines, self.buffer = (self.buffer + data).split(b"\r\n")
        for line in lines:
            if line[3:4] != b"-" and not self.over.done():
                self._reply(line)

    def _reply(self, line):
        wanted = self.wanted.pop(0)
        if not line.startswith(wanted):
            return self.over.set_exception(OSError(f"expected {wanted.decode()}, got {line.decode(errors='replace')}"))
        if self.wanted:
            return None
        if wanted == b"220":
            self.wanted = [b"250"]
            self.transport.write(b"EHLO load.test\r\n")
        elif wanted == b"354":
            self.wanted, self.in_message = [b"250"], True
            self.transport.write(self.load.message)
        else:
            self._next()
        return None

    def _next(self):
        """After a 250 to EHLO or to a message."""
        if self.in_message:
            self.load.accepted.value += 1
            self.in_message = False
        if not self.load.waiting:
            self.over.set_result(None)
            self.transport.close()
            return
        recipient = f"bob@{domain_of(self.load.waiting.popleft())}"
        self.wanted = [b"250", b"250", b"354"]
        self.transport.write(f"MAIL FROM:<ada@sender.test>\r\nRCPT TO:<{recipient}>\r\nDATA\r\n".encode())


def message(size):
    """A message of so many octets, with its final dot; the same for every recipient."""
    head = b"From: <ada@sender.test>\r\nTo: undisclosed-recipients:;\r\nSubject: load\r\n\r\n"
    lines = head + (b"x" * 74 + b"\r\n") * max(0, (size - len(head)) // 76)
    return lines + b".\r\n"
