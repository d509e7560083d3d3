"""Whether a server kept the promise of every 250, judged from a load, a sink, and the ledgers of the queue.

Kept: each recipient of an acknowledged message has it, octet for octet. Nobody has what was refused, or what was never
sent. A recipient who has a message twice has it twice because an attempt's outcome was lost, and its ledger says so.
"""

import collections
import hashlib
import re
from dataclasses import dataclass, field

from .messages import token_of
from .outcome import expect
from .waxwing import events_of

IDENTIFIER = re.compile(rb"\sid ([0-9a-z]+)")


@dataclass
class Copy:
    """A message that one recipient has got: whether it is what was sent, the server's name for it (Received), when."""

    whole: bool
    identifier: str
    time: float


class Arrivals:
    """What a sink has got so far: the copies by token and recipient, and what nobody had sent."""

    def __init__(self, sink, load):
        self.sink, self.load, self.read, self.copies, self.strangers = sink, load, 0, collections.defaultdict(list), []

    def refresh(self):
        """Reads what has come since the last time. Returns itself."""
        messages = self.sink.messages
        while self.read < len(messages):
            message = messages[self.read]
            token, self.read = token_of(message.data), self.read + 1
            sent = self.load.sent.get(token)
            if sent is None:
                self.strangers.append(message.data[:200])
                continue
            trace, end = message.data[: -sent.size], message.data[-sent.size :]  # its trace fields stand before it
            whole = hashlib.sha256(end).digest() == sent.digest and b"\r\n\r\n" not in trace
            found = IDENTIFIER.search(trace)
            for recipient in message.recipients:
                copy = Copy(whole and recipient in sent.recipients, found[1].decode() if found else "", message.time)
                self.copies[token, recipient].append(copy)
        return self

    def missing(self, token):
        """The recipients of a message who do not have it."""
        return [recipient for recipient in self.load.sent[token].recipients if not self.copies.get((token, recipient))]


@dataclass
class Audit:
    """What became of the promises. Each list has (token, recipient), `unexplained` also the copies and the reasons."""

    acknowledged: int
    lost: list = field(default_factory=list)
    damaged: list = field(default_factory=list)
    unwanted: list = field(default_factory=list)
    duplicates: int = 0
    unexplained: list = field(default_factory=list)
    unpromised: int = 0

    def judge(self, context):
        """Raises `Failure` unless every promise was kept, and notes the counts."""
        for name in ("lost", "damaged", "unwanted", "unexplained"):
            found = getattr(self, name)
            expect(not found, f"{len(found)} {name} of {self.acknowledged} acknowledged, such as {found[:5]}")
        context.note(
            f"{self.acknowledged} acknowledged, none lost; {self.duplicates} duplicates, each explained by its ledger; "
            f"{self.unpromised} arrived without having been acknowledged"
        )


def audit(load, sink, waxwing):
    """The `Audit` when the queue is empty and the load is over. The daemon has to run: it is asked for ledgers."""
    arrivals, acknowledged = Arrivals(sink, load).refresh(), load.acknowledged()
    result = Audit(len(acknowledged), unwanted=[("never sent", data) for data in arrivals.strangers])
    result.lost = [(token, recipient) for token in acknowledged for recipient in arrivals.missing(token)]
    ledgers = {}
    for (token, recipient), copies in arrivals.copies.items():
        sent = load.sent[token]
        if not all(copy.whole for copy in copies):
            result.damaged.append((token, recipient))
        if sent.reply and not sent.acknowledged:
            result.unwanted.append((token, recipient, sent.reply))
        if len(copies) > 1:
            result.duplicates += len(copies) - 1
            if reason := unexplained(copies, recipient, waxwing, ledgers):
                result.unexplained.append((token, recipient, reason))
    result.unpromised = len({token for token, _ in arrivals.copies if not load.sent[token].acknowledged})
    return result


def unexplained(copies, recipient, waxwing, ledgers):
    """Why there should not be so many copies, or None if the ledger tells of as many attempts whose outcome was lost.

    `ledgers` keeps what was asked already.
    """
    identifiers = {copy.identifier for copy in copies}
    if len(identifiers) > 1 or "" in identifiers:
        return f"copies of several messages: {sorted(identifiers)}"
    identifier = identifiers.pop()
    if identifier not in ledgers:
        ledgers[identifier] = waxwing.trace(identifier)
    events = [event for event in ledgers[identifier] if event.get("recipient") == recipient]
    lost = sum(event in events_of(events, "interrupted") or bool(event.get("ambiguous")) for event in events)
    return None if lost >= len(copies) - 1 else f"{len(copies)} copies of {identifier}, {lost} outcomes lost"
