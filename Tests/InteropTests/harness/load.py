"""A load that knows what was promised: many sessions, and a file with the token of every message that got its 250.

Made for servers that are killed, or lose their disk, while it runs. A session whose connection breaks connects anew;
the message that it was sending counts as unanswered and is never sent again, so that a second arrival of a token is the
server's duplicate. A message that is refused is never sent again either: its arrival is the server's mistake.
"""

import asyncio
import hashlib
import random
import threading
import time
from dataclasses import dataclass

from . import messages
from .outcome import expect, expect_equal, wait_until

SENDER = "load@sender.test"
PAUSE = 0.05  # seconds before the next message after a refusal, and before the next connection to a server that is down


@dataclass
class Sent:
    """A message that was handed in: its recipients, its size and digest, and what the server said to it, and when.

    `reply` is None where the connection broke before there was one.
    """

    recipients: list
    size: int
    digest: bytes
    began: float
    reply: str | None = None
    answered: float = 0.0

    @property
    def acknowledged(self):
        return (self.reply or "").startswith("250")

    @property
    def identifier(self):
        """The server's name for it: the last word of the 250."""
        return self.reply.split()[-1]


class Load:
    """Messages over `sessions` connections, until `total` were tried or `stop`. Most have 200 to 3,000 octets.

    Every `large_every`-th has `large` octets, every tenth two recipients; there are eighty recipients in all. `sent`
    maps a token to what was sent, `promised` counts the 250s, `refusals` has the replies that were not the expected
    ones, each with its time.
    """

    def __init__(
        self,
        port,
        notes,
        total=None,
        sessions=50,
        host="127.0.0.1",
        seed=0,
        domain="receiver.test",
        large_every=25,
        large=100_000,
    ):
        self.host, self.port, self.total, self.sessions, self.domain = host, port, total, sessions, domain
        self.large_every, self.large = large_every, large
        self.random = random.Random(seed)
        self.notes = open(notes, "a", encoding="ascii")
        self.sent, self.refusals, self.error = {}, [], None
        self.next, self.promised, self.writers, self.stopped = 0, 0, set(), False
        self.thread = threading.Thread(target=self.run_to_the_end, daemon=True)

    def acknowledged(self):
        """What got its 250, by token, as of now."""
        return {token: sent for token, sent in list(self.sent.items()) if sent.acknowledged}

    def acknowledged_since(self, moment):
        """How many messages that were begun after this moment (`time.monotonic`) got their 250."""
        return sum(sent.acknowledged and sent.began > moment for sent in list(self.sent.values()))

    def refused_since(self, moment):
        """The replies that turned something down after this moment."""
        return [reply for when, reply in list(self.refusals) if when > moment]

    def done(self):
        return self.stopped or (self.total is not None and self.next >= self.total)

    def wait_until_cut_off(self):
        """Returns when every session knows that the server is gone: what it had said by then has been read.

        A session that has heard neither a word nor an end for two seconds is told. That is a connection which the
        server had not taken yet when it was killed.
        """
        deadline = time.monotonic() + 2
        while self.writers and time.monotonic() < deadline:
            time.sleep(0.005)
        for writer in list(self.writers):
            self.loop.call_soon_threadsafe(writer.transport.abort)
        wait_until(lambda: not self.writers or self.error, 20, "the sessions to notice that the server is gone")
        expect_equal(self.error, None, "what ended the load early")

    def stop(self, seconds=60):
        """Lets every session finish the message it is at, and raises `Failure` if something ended the load early."""
        self.stopped = True
        self.thread.join(seconds)
        expect_equal(self.error, None, "what ended the load early")
        expect(not self.thread.is_alive(), f"the load has not ended after {seconds} s")

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped = True
        self.thread.join(5)

    def run_to_the_end(self):
        """Returns when the load is over. For a thread of its own: what goes wrong here lands in `error`."""
        try:
            asyncio.run(self._run())
        except Exception as error:
            self.error = repr(error)
        finally:
            self.notes.close()

    async def _run(self):
        self.loop = asyncio.get_running_loop()
        await asyncio.gather(*(self._session() for _ in range(self.sessions)))

    async def _session(self):
        while not self.done():
            try:
                async with asyncio.timeout(20):
                    reader, writer = await asyncio.open_connection(self.host, self.port)
            except (OSError, TimeoutError):
                await asyncio.sleep(PAUSE)  # the server is down: it will be back
                continue
            self.writers.add(writer)
            try:
                await self._talk(reader, writer)
            except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError):
                await asyncio.sleep(PAUSE / 5)
            finally:
                self.writers.discard(writer)
                writer.close()

    async def _talk(self, reader, writer):
        await self._expect(reader, "220")
        await self._command(reader, writer, "EHLO load.test", "250")
        for _ in range(self.random.randint(1, 20)):  # then a new connection
            if self.done():
                break
            await self._send_one(reader, writer)
        await self._command(reader, writer, "QUIT", "221")

    async def _send_one(self, reader, writer):
        number = self.next
        self.next += 1
        token = f"t{number:06d}"
        recipients = [f"r{number % 40}@{self.domain}"] + (
            [f"second{number % 40}@{self.domain}"] if number % 10 == 0 else []
        )
        size = self.large if number % self.large_every == 7 else self.random.randint(200, 3_000)
        message = messages.message(token, SENDER, recipients[0], messages.body_of(token, size))
        sent = Sent(recipients, len(message), hashlib.sha256(message).digest(), time.monotonic())
        self.sent[token] = sent
        writer.write(f"MAIL FROM:<{SENDER}>\r\n".encode())
        await writer.drain()
        reply = await self._reply(reader)
        if not reply.startswith("250"):
            return await self._refused(sent, reply)
        for recipient in recipients:
            await self._command(reader, writer, f"RCPT TO:<{recipient}>", "250")
        await self._command(reader, writer, "DATA", "354")
        writer.write((b"\r\n" + message).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n")
        await writer.drain()
        reply = await self._reply(reader)
        if not reply.startswith("250"):
            return await self._refused(sent, reply)
        sent.reply, sent.answered = reply, time.monotonic()
        self.promised += 1
        self.notes.write(f"{token} {' '.join(recipients)}\n")
        self.notes.flush()

    async def _refused(self, sent, reply):
        """Notes that a message was not taken; the session goes on with another one."""
        sent.reply, sent.answered = reply, time.monotonic()
        self.refusals.append((sent.answered, reply))
        await asyncio.sleep(PAUSE)

    async def _command(self, reader, writer, line, code):
        writer.write(line.encode() + b"\r\n")
        await writer.drain()
        await self._expect(reader, code)

    async def _expect(self, reader, code):
        reply = await self._reply(reader)
        if not reply.startswith(code):
            self.refusals.append((time.monotonic(), reply))
            await asyncio.sleep(PAUSE)
            raise OSError(f"expected {code}, got {reply}")

    async def _reply(self, reader):
        """The last line of the next reply."""
        async with asyncio.timeout(60):
            while True:
                line = await reader.readuntil(b"\r\n")
                if line[3:4] != b"-":
                    return line.decode("utf-8", "backslashreplace").strip()
