"""A receiving SMTP server of our own, in Python and independent of the code under test.

It keeps every message with its exact octets and every command line as it came, answers per recipient as it is told,
and writes down each breach of the protocol that it sees from the client (`violations`).
"""

import asyncio
import ssl
import threading
import time

from .messages import token_of
from .outcome import wait_until
from .smtp_records import Attempt, Message, Session

MAXIMUM_COMMAND, MAXIMUM_MESSAGE = 2_048, 64 << 20
PATIENCE = 0.1  # seconds before a reply in which early commands show; longer than an ACK may be delayed


class SMTPSink:
    """Listens from entering the `with` block to leaving it, on a thread of its own.

    The lists may be read at any time.
    """

    def __init__(
        self,
        address,
        port=25,
        hostname="sink.test",
        certificate=None,
        extensions=("PIPELINING", "8BITMIME", "ENHANCEDSTATUSCODES"),
    ):
        self.address, self.port, self.hostname, self.extensions = address, port, hostname, extensions
        self.messages, self.attempts, self.violations, self.commands = [], [], [], []
        self.at_recipient, self.at_data, self.held = {}, {}, {}
        self.context = None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*certificate)

    def answer(self, recipient, *replies, stage="RCPT", then="250 2.1.5 ok"):
        """The recipient gets these replies, one an attempt, and `then` for ever after.

        At stage DATA they answer the final dot.
        """
        (self.at_recipient if stage == "RCPT" else self.at_data)[recipient.lower()] = (list(replies), then)

    def hold(self, recipient):
        """From here on the recipient's final dots have no answer until `set` is called on what this returns."""
        self.held[recipient.lower()] = threading.Event()
        return self.held[recipient.lower()]

    def received(self, recipient):
        """The messages that one recipient has got."""
        return [message for message in list(self.messages) if recipient in message.recipients]

    def wait_for_token(self, token, seconds=30):
        """The first message with this token (see messages.py), as soon as it is there."""
        return wait_until(
            lambda: next((taken for taken in list(self.messages) if token_of(taken.data) == token), None),
            seconds,
            f"{token} in the sink",
        )

    def __enter__(self):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self.loop).result(10)
        return self

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)

    def leave(self):
        """Nobody listens any more, and open sessions are cut."""
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result(10)

    def come_back(self):
        """Listens again."""
        asyncio.run_coroutine_threadsafe(self._listen(), self.loop).result(10)

    async def _close(self):
        self.server.close()
        sessions = asyncio.all_tasks() - {asyncio.current_task()}
        for task in sessions:
            task.cancel()
        await asyncio.gather(*sessions, return_exceptions=True)

    async def _listen(self):
        self.server = await asyncio.start_server(self._serve, self.address, self.port, limit=1 << 17, backlog=512)

    async def _serve(self, reader, writer):
        session = Session(reader, writer)
        try:
            await self._reply(session, f"220 {self.hostname} ESMTP")
            while line := await self._line(session):
                if not await self._command(session, line):
                    break
        except OSError:
            pass  # the client went away; what it did before is recorded
        except ValueError:
            self.violations.append("a line without end")  # longer than the reader's limit
        finally:
            writer.close()

    async def _line(self, session):
        """The next command without its CRLF, or None at the end."""
        line = await self._octets(session)
        if not line:
            return None
        if not line.endswith(b"\r\n"):
            self.violations.append(f"command line does not end in CRLF: {line[:80]!r}")
        if len(line) > MAXIMUM_COMMAND:
            self.violations.append(f"command line of {len(line)} octets")
        text = line.rstrip(b"\r\n").decode("utf-8", "backslashreplace")
        self.commands.append(text)
        return text or " "

    async def _octets(self, session):
        """The next line with its end."""
        line, session.early = session.early, b""
        return line or await session.reader.readline()

    async def _reply(self, session, *lines):
        if not session.early and not (session.extended and "PIPELINING" in self.extensions):
            try:
                session.early = await asyncio.wait_for(session.reader.readline(), PATIENCE)
            except TimeoutError:
                pass
            if session.early:
                self.violations.append(f"sent before the reply to the last command: {session.early[:80]!r}")
        session.writer.write("".join(line + "\r\n" for line in lines).encode())
        await session.writer.drain()

    async def _command(self, session, line):
        """Answers one command. False ends the session."""
        verb, _, rest = line.partition(" ")
        handler = getattr(self, f"_on_{verb.lower()}", None) if verb.isalpha() else None
        if handler is None:
            self.violations.append(f"unknown command: {line[:80]!r}")
            await self._reply(session, "500 5.5.1 what?")
            return True
        return await handler(session, rest, line) is not False

    async def _on_ehlo(self, session, rest, _):
        if not rest:
            self.violations.append("EHLO without a name")
        session.helo, session.extended = rest, True
        session.reset()
        offered = [*self.extensions, *(["STARTTLS"] if self.context and not session.tls else [])]
        lines = [self.hostname, *offered]
        await self._reply(session, *(f"250{'-' if line is not lines[-1] else ' '}{line}" for line in lines))

    async def _on_helo(self, session, rest, _):
        session.helo, session.extended = rest, False
        session.reset()
        await self._reply(session, f"250 {self.hostname}")

    async def _on_starttls(self, session, rest, _):
        if not self.context or session.tls or rest:
            self.violations.append("STARTTLS where it was not offered")
            return await self._reply(session, "503 5.5.1 not offered")
        await self._reply(session, "220 2.0.0 go ahead")
        await session.writer.start_tls(self.context)
        session.tls = session.writer.get_extra_info("ssl_object").version()
        session.helo = ""  # RFC 3207 (4.2): nothing from before counts

    async def _on_mail(self, session, rest, line):
        path, parameters = self._path(rest, "FROM:")
        if path is None or session.sender is not None or not session.helo:
            self.violations.append(f"MAIL out of order or malformed: {line!r}")
            return await self._reply(session, "503 5.5.1 no")
        offered = {extension.split()[0] for extension in self.extensions} if session.extended else set()
        for parameter in parameters:
            needs = {
                "BODY": "8BITMIME",
                "SIZE": "SIZE",
                "SMTPUTF8": "SMTPUTF8",
                "RET": "DSN",
                "ENVID": "DSN",
                "REQUIRETLS": "REQUIRETLS",
            }.get(parameter.split("=")[0].upper(), "?")
            if needs not in offered:
                self.violations.append(f"MAIL parameter {parameter} without the offer of {needs}")
        session.sender, session.mail_line = path, line
        await self._reply(session, "250 2.1.0 ok")

    async def _on_rcpt(self, session, rest, line):
        path, parameters = self._path(rest, "TO:")
        if not path or session.sender is None or parameters:
            self.violations.append(f"RCPT out of order or malformed: {line!r}")
            return await self._reply(session, "503 5.5.1 no")
        reply = self._scripted(self.at_recipient, path) or "250 2.1.5 ok"
        self.attempts.append(Attempt(time.time(), path, session.sender, "RCPT", reply))
        if reply.startswith("2"):
            session.recipients.append(path)
        await self._reply(session, reply)

    async def _on_data(self, session, rest, _):
        if not session.recipients or rest:
            if rest or session.sender is None:
                self.violations.append("DATA out of order")
            return await self._reply(session, "503 5.5.1 no recipients")
        await self._reply(session, "354 go ahead")
        data = await self._body(session)
        for path in session.recipients:
            while path.lower() in self.held and not self.held[path.lower()].is_set():
                await asyncio.sleep(0.02)
        reply = next(
            (text for path in session.recipients if (text := self._scripted(self.at_data, path))), "250 2.0.0 ok"
        )
        self.attempts.extend(Attempt(time.time(), path, session.sender, "DATA", reply) for path in session.recipients)
        if reply.startswith("2"):
            self.messages.append(
                Message(
                    time.time(), session.sender, session.recipients, data, session.mail_line, session.helo, session.tls
                )
            )
        session.reset()
        await self._reply(session, reply)

    async def _body(self, session):
        """Up to CRLF.CRLF and nothing else. Bare CR and LF are kept, and noted."""
        data, previous = bytearray(), b"\r\n"
        while True:
            line = await self._octets(session)
            if not line.endswith(b"\n"):
                raise OSError("the connection ended inside a message")
            fresh = previous.endswith(b"\r\n")  # only CRLF ends the line before
            if fresh and line == b".\r\n":
                return bytes(data)
            self._note_bad_line(fresh, line)
            data += line[1:] if fresh and line.startswith(b".") else line
            previous = line
            if len(data) > MAXIMUM_MESSAGE:
                raise OSError("message too large")

    def _note_bad_line(self, fresh, line):
        if not line.endswith(b"\r\n") or b"\r" in line[:-2]:
            self.violations.append(f"bare CR or LF in a message: {line[-80:]!r}")
        if fresh and line.startswith(b".") and not line.startswith(b".."):
            self.violations.append(f"a dot that was not stuffed: {line[:80]!r}")
        if len(line) > 1000 + line.startswith(b".."):  # 998 octets, CRLF, and the stuffed dot
            self.violations.append(f"line of {len(line) - 2} octets in a message")

    async def _on_rset(self, session, *_):
        session.reset()
        await self._reply(session, "250 2.0.0 ok")

    async def _on_noop(self, session, *_):
        await self._reply(session, "250 2.0.0 ok")

    async def _on_quit(self, session, *_):
        await self._reply(session, "221 2.0.0 bye")
        return False

    def _path(self, rest, keyword):
        """(address without brackets, parameters), or (None, []) where the syntax is wrong."""
        if not rest.upper().startswith(keyword + "<") or ">" not in rest:
            return None, []
        path, _, parameters = rest[len(keyword) + 1 :].partition(">")
        return path, parameters.split()

    def _scripted(self, script, recipient):
        replies, then = script.get(recipient.lower(), ([], None))
        return replies.pop(0) if replies else then
