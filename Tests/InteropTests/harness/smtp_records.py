"""What the SMTP sink writes down, and what it knows of a session."""

import asyncio
from dataclasses import dataclass, field


@dataclass
class Attempt:
    """What one recipient of one transaction was told, and when. `stage` is RCPT or DATA."""

    time: float
    recipient: str
    sender: str
    stage: str
    reply: str


@dataclass
class Message:
    """A message that got 250. `data` is what came before the final dot, with the stuffed dots taken out."""

    time: float
    sender: str
    recipients: list
    data: bytes
    mail_line: str
    helo: str
    tls: str | None


@dataclass
class Session:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    helo: str = ""
    extended: bool = False
    early: bytes = b""  # a line that came before the reply to the last, where PIPELINING was not offered
    tls: str | None = None
    sender: str | None = None
    mail_line: str = ""
    recipients: list = field(default_factory=list)

    def reset(self):
        self.sender, self.mail_line, self.recipients = None, "", []
