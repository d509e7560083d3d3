"""The audit of promises finds what is lost, damaged, unwanted, and twice without a reason, and nothing else."""

import hashlib

from harness import messages
from harness.load import SENDER, Sent
from harness.outcome import Failure, expect_equal
from harness.promises import audit
from harness.smtp_records import Message

WAXWING = False
RECIPIENT = "bob@receiver.test"
TOKEN = "t000001"
OCTETS = messages.message(TOKEN, SENDER, RECIPIENT, messages.body_of(TOKEN, 500))
TRACE = b"Received: from load.test by mail.sender.test with ESMTP\r\n\tid 0abc; Thu, 1 Jan 2026 00:00:00 +0000\r\n"
ACCEPTED, REFUSED = "250 2.0.0 Message accepted, queued as 0abc", "452 4.3.1 no room"
BEGAN = {"recipient": RECIPIENT, "kind": "attemptBegan"}
INTERRUPTED = {"recipient": RECIPIENT, "kind": "interrupted", "ambiguous": True}
UNKNOWN = {"recipient": RECIPIENT, "kind": "deferred", "ambiguous": True}
DEFERRED = {"recipient": RECIPIENT, "kind": "deferred"}

# What it is, the reply to it, what arrived, the ledger, and the name of the list that it has to be in.
CASES = [
    ("kept", ACCEPTED, [TRACE + OCTETS], [BEGAN], None),
    ("never answered, and not taken", None, [], [], None),
    ("never answered, and taken", None, [TRACE + OCTETS], [BEGAN], None),
    ("refused", REFUSED, [], [], None),
    ("twice after a crash", ACCEPTED, [TRACE + OCTETS] * 2, [BEGAN, INTERRUPTED, BEGAN], None),
    ("twice after a lost reply", ACCEPTED, [TRACE + OCTETS] * 2, [BEGAN, UNKNOWN, BEGAN], None),
    ("lost", ACCEPTED, [], [], "lost"),
    ("its last line lost", ACCEPTED, [TRACE + OCTETS[:-80]], [BEGAN], "damaged"),
    ("an octet changed", ACCEPTED, [TRACE + OCTETS.replace(b"t000001 3", b"t000001 4")], [BEGAN], "damaged"),
    ("a line more in its body", ACCEPTED, [TRACE + OCTETS + b"x\r\n"], [BEGAN], "damaged"),
    ("another one in front of it", ACCEPTED, [TRACE + OCTETS + OCTETS], [BEGAN], "damaged"),
    ("half of it taken without a 250", None, [TRACE + OCTETS[:-80]], [BEGAN], "damaged"),
    ("refused and delivered", REFUSED, [TRACE + OCTETS], [BEGAN], "unwanted"),
    ("nobody sent it", ACCEPTED, [TRACE + OCTETS, TRACE + b"X-Test-Token: t9\r\n\r\n"], [BEGAN], "unwanted"),
    ("twice without a reason", ACCEPTED, [TRACE + OCTETS] * 2, [BEGAN, DEFERRED, BEGAN], "unexplained"),
    ("three times, one explained", ACCEPTED, [TRACE + OCTETS] * 3, [BEGAN, INTERRUPTED, BEGAN], "unexplained"),
    ("taken twice", None, [TRACE + OCTETS, TRACE.replace(b"0abc", b"0abd") + OCTETS], [INTERRUPTED], "unexplained"),
]


class Standing:
    """Stands in for a load, a sink and a daemon, which have one message."""

    def __init__(self, reply, arrived, events):
        self.sent = {TOKEN: Sent([RECIPIENT], len(OCTETS), hashlib.sha256(OCTETS).digest(), 0.0, reply, 1.0)}
        self.messages = [Message(2.0, SENDER, [RECIPIENT], data, "", "mail.sender.test", None) for data in arrived]
        self.events = events

    def acknowledged(self):
        return {token: sent for token, sent in self.sent.items() if sent.acknowledged}

    def trace(self, _):
        return self.events


def run(context):
    for name, reply, arrived, events, wanted in CASES:
        standing = Standing(reply, arrived, events)
        result = audit(standing, standing, standing)
        found = [kind for kind in ("lost", "damaged", "unwanted", "unexplained") if getattr(result, kind)]
        expect_equal(found, [wanted] if wanted else [], name)
        expect_equal(judged(context, result), wanted is None, f"{name}: whether it passes")


def judged(context, result):
    try:
        result.judge(context)
    except Failure:
        return False
    context.notes.pop()
    return True
