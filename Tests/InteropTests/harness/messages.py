"""Messages to send: recognisable, reproducible from their token, and hard on whoever would touch their octets."""

import email.utils
import hashlib

from .smtp_client import stuffed


def message(token, sender, recipient, body):
    """A small valid message with CRLF line ends. `body` is bytes and ends in CRLF."""
    head = (
        f"From: <{sender}>\r\nTo: <{recipient}>\r\nSubject: test {token}\r\nDate: {email.utils.formatdate()}\r\n"
        f"Message-ID: <{token}@client.test>\r\nX-Test-Token: {token}\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return head.encode() + body


AWKWARD_BODY = b"\r\n".join(
    [
        b".starts with a dot",
        b"..with two",
        b".",
        b"trailing blanks \t ",
        b"\ttab first",
        b"",
        "Gr\u00fc\u00dfe, \u6c34, \U0001f426".encode(),
        b"From the start of a line",
        b"x" * 900,
        b"=3D is not decoded",
        b"",
        b"the end",
        b"",
        b"",
    ]
)
"""Dots, trailing blanks, UTF-8, a long line, a line that mailboxes quote, and empty lines at the end."""


def body_of(token, size):
    """About `size` octets that follow from the token, in lines of which some begin with a dot."""
    lines, total, seed = [], 0, hashlib.sha256(token.encode()).hexdigest()
    while total < size:
        line = f"{'.' if len(lines) % 7 == 3 else ''}{token} {len(lines)} {seed}\r\n".encode()
        lines.append(line)
        total += len(line)
    return b"".join(lines)


def token_of(data):
    """The token of a received message, or None."""
    start = data.find(b"X-Test-Token: ")
    return None if start < 0 else data[start + 14 : data.index(b"\r\n", start)].decode("ascii", "replace")


def body(data):
    """What follows the first empty line."""
    return data.partition(b"\r\n\r\n")[2]


def header_values(data, name):
    """The unfolded values of a header field, in order."""
    head = data.partition(b"\r\n\r\n")[0].decode("utf-8", "backslashreplace")
    for fold in ("\r\n ", "\r\n\t"):
        head = head.replace(fold, " ")
    wanted = name.lower() + ":"
    return [line[len(wanted) :].strip() for line in head.split("\r\n") if line.lower().startswith(wanted)]


def hand_in_with_swaks(peers, folder, server, sender, recipient, octets, *options):
    """swaks sends exactly these octets, the dots stuffed. Its completed process, whose output is the dialogue."""
    path = folder / "swaks-message.eml"
    path.write_bytes(stuffed(octets) + b".")  # with --no-data-fixup swaks adds the last CRLF and nothing else
    return peers.run(
        "swaks",
        "--server",
        server,
        "--helo",
        "client.test",
        "--from",
        sender,
        "--to",
        recipient,
        "--data",
        f"@{path}",
        "--no-data-fixup",
        *options,
    )
