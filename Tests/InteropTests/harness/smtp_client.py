"""A plain SMTP client over one socket: nothing is hidden, any octets can be sent, every reply is read whole."""

import socket
import ssl
import time

from .outcome import Failure


class Reply:
    """One reply: `code`, `lines` (without the code), and `text`, all of it in one line."""

    def __init__(self, lines):
        self.code = int(lines[0][:3])
        self.lines = [line[4:] for line in lines]
        self.text = " ".join(lines)

    def __repr__(self):
        return self.text


class SMTPClient:
    """A connection whose greeting was read.

    Raises `Failure` on a malformed reply, and `OSError` where the connection breaks.
    """

    def __init__(self, host, port, seconds=20, source=None, tls=None, name=None, before=b""):
        """`source` is the own address, `tls` the context of a handshake that comes first, `name` what it asks for.

        The octets `before` go ahead of everything: a proxy's header, say.
        """
        origin = (source, 0) if source else None
        self.socket = socket.create_connection((host, port), timeout=seconds, source_address=origin)
        self.buffer = b""
        if before:
            self.socket.sendall(before)
        if tls:
            self.start_tls(tls, name)
        self.greeting = self.reply()

    def reply(self):
        """The next reply, all its lines."""
        lines = []
        while True:
            line = self._line().decode("utf-8", "backslashreplace")
            if not (line[:3].isdigit() and line[3:4] in ("", " ", "-")) or (lines and line[:3] != lines[0][:3]):
                raise Failure(f"not an SMTP reply: {line!r} after {lines}")
            lines.append(line)
            if line[3:4] != "-":
                return Reply(lines)

    def _line(self):
        while b"\r\n" not in self.buffer:
            piece = self.socket.recv(65_536)
            if not piece:
                raise ConnectionError("the server closed the connection")
            self.buffer += piece
        line, _, self.buffer = self.buffer.partition(b"\r\n")
        return line

    def send(self, octets):
        self.socket.sendall(octets)

    def command(self, line, code=None):
        """Sends a line and reads the reply.

        With `code` (a number, or its first digit) any other reply is a `Failure`.
        """
        self.send(line.encode() + b"\r\n")
        reply = self.reply()
        if code is not None and not str(reply.code).startswith(str(code)):
            raise Failure(f"expected {code} to {line!r}, got: {reply.text}")
        return reply

    def silent_for(self, seconds):
        """True when the server says nothing for so long, having nothing to answer."""
        if self.buffer:
            return False
        before = self.socket.gettimeout()
        self.socket.settimeout(seconds)
        try:
            piece = self.socket.recv(65_536)
        except TimeoutError:
            return True
        finally:
            self.socket.settimeout(before)
        self.buffer += piece
        return False

    def start_tls(self, context=None, name=None):
        """The handshake, after a 220 to STARTTLS, in which the server is asked for by this name.

        Returns the version, such as TLSv1.3. By default nothing is verified.
        """
        self.socket = (context or unverified()).wrap_socket(self.socket, server_hostname=name)
        return self.socket.version()

    def certificate(self):
        """The octets (DER) of the certificate that the server showed."""
        return self.socket.getpeercert(binary_form=True)

    def deliver(self, sender, recipients, message):
        """One whole transaction, each step of which must succeed. The reply to the final dot."""
        self.command(f"MAIL FROM:<{sender}>", 250)
        for recipient in recipients:
            self.command(f"RCPT TO:<{recipient}>", 250)
        self.command("DATA", 354)
        self.send(stuffed(message) + b".\r\n")
        return self.reply()

    def dot_alone(self, pause=0.5):
        """The final dot in a packet of its own, some time after what was sent before.

        The reply, which has to be 250.
        """
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        time.sleep(pause)
        return self.command(".", 250)

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def unverified():
    """A TLS context that verifies nothing."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def stuffed(message):
    """The message (which ends in CRLF) with a dot before each line that begins with one."""
    return (b"\r\n" + message).replace(b"\r\n.", b"\r\n..")[2:]


def submit(host, port, sender, recipients, message):
    """Hands one message in on a connection of its own and returns the queue's name for it: the last word of the 250."""
    with SMTPClient(host, port) as client:
        client.command("EHLO client.test", 250)
        reply = client.deliver(sender, recipients, message)
        if reply.code != 250:
            raise Failure(f"the message was not accepted: {reply.text}")
        client.command("QUIT", 221)
        return reply.text.split()[-1]
