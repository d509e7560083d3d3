"""A load that knows what was promised: many sessions, and a file with the token of every message that got its 250.

Made for servers that are killed while it runs. A session whose connection breaks connects anew; the message that it was
sending counts as unanswered and is never sent again, so that a second arrival of a token is the server's duplicate.
"""

import asyncio
import random

from . import messages

SENDER = "load@sender.test"


class Load:
    """`total` messages over `sessions` connections. `acknowledged` maps a token to (recipients, message)."""

    def __init__(
        self,
        port,
        notes,
        total,
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
        self.acknowledged, self.refusals, self.unanswered, self.next, self.error = {}, [], 0, 0, None

    def done(self):
        return self.next >= self.total

    def run_to_the_end(self):
        """Returns when every message was tried once. For a thread of its own: what goes wrong here lands in `error`."""
        try:
            asyncio.run(self._run())
        except Exception as error:
            self.error = repr(error)
        finally:
            self.notes.close()

    async def _run(self):
        await asyncio.gather(*(self._session() for _ in range(self.sessions)))

    async def _session(self):
        while not self.done():
            try:
                async with asyncio.timeout(20):
                    reader, writer = await asyncio.open_connection(self.host, self.port)
            except (OSError, TimeoutError):
                await asyncio.sleep(0.05)  # the server is down: it will be back
                continue
            try:
                await self._talk(reader, writer)
            except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError):
                await asyncio.sleep(0.01)
            finally:
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
        try:
            await self._command(reader, writer, f"MAIL FROM:<{SENDER}>", "250")
            for recipient in recipients:
                await self._command(reader, writer, f"RCPT TO:<{recipient}>", "250")
            await self._command(reader, writer, "DATA", "354")
            writer.write((b"\r\n" + message).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n")
            await writer.drain()
            reply = await self._reply(reader)
        except BaseException:
            self.unanswered += 1
            raise
        if reply.startswith("250"):
            self.notes.write(f"{token} {' '.join(recipients)}\n")
            self.notes.flush()
            self.acknowledged[token] = (recipients, message)
        else:
            self.refusals.append(reply)

    async def _command(self, reader, writer, line, code):
        writer.write(line.encode() + b"\r\n")
        await writer.drain()
        await self._expect(reader, code)

    async def _expect(self, reader, code):
        reply = await self._reply(reader)
        if not reply.startswith(code):
            self.refusals.append(reply)
            raise OSError(f"expected {code}, got {reply}")

    async def _reply(self, reader):
        """The last line of the next reply."""
        async with asyncio.timeout(60):
            while True:
                line = await reader.readuntil(b"\r\n")
                if line[3:4] != b"-":
                    return line.decode("utf-8", "backslashreplace").strip()
