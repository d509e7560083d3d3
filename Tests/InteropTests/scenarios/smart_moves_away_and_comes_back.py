"""In smart mode a site that does not answer gets its mail by the relay, and directly again once it takes mail.

Every message arrives at once and once, whichever way; `queue explain` says which way the site's mail takes, with its
figures. What an operator chooses holds. Nothing bounces, and a site that takes mail stays direct throughout.
"""

import re
import time

from harness import messages
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal, wait_until
from harness.smtp_client import submit
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery, events_of, relay
from harness.waxwing_data import check

NAMESPACE = True
PEERS = {"nsd"}
SECONDS = 180
HOST, OTHER, RELAY, HOME = (f"10.99.0.{number}" for number in range(3, 7))
AUTHOR, ADA, BOB = "author@sender.test", "ada@receiver.test", "bob@other.test"
SITE, OTHER_SITE = "receiver.test", "other.test"
# More is tried out than by default, so that few messages find out what changes.
EXPLORING = 0.2
SMART = {"window": "6h", "exploring": EXPLORING, "stay": "0s"}
PAUSE = 90  # seconds in which a host that is back is tried: a site that does not answer is left alone for a minute
BEFORE = 10  # messages that go directly before anything happens
MOST = 150  # messages within which the daemon has to take the other way for good
FOR_GOOD = 8  # so many by the same way, one after the other
WATCHED = 40  # messages that go by the relay while the host is away
AT_ONCE = 10  # seconds in which a message arrives: no wait of the queue's is in between
RETRY = {"first": "1m", "max": "1m"}  # longer than `AT_ONCE`
FIGURES = r"\d+([.,]\d+)? ?%|\d+ (of|in|out of) \d+"


def run(context):
    for address in (HOST, OTHER, RELAY, HOME):
        add_address(address)
    zones = {SITE: mail_zone(HOST), OTHER_SITE: mail_zone(OTHER), "sender.test": mail_zone(HOME)}
    ways = {**delivery(**RETRY), "mode": "smart", "smart": SMART, "relay": [relay(f"{RELAY}:25")]}
    began = time.monotonic()
    with (
        NSD(context.peers, context.folder / "nsd", zones),
        SMTPSink(HOST) as host,
        SMTPSink(OTHER) as other,
        SMTPSink(RELAY) as last,
        SMTPSink(HOME) as home,
        Waxwing(context.binary, context.folder / "waxwing", configuration(dns=LOCAL_DNS, delivery=ways)) as waxwing,
    ):
        mail = Mail(waxwing)
        expect_equal([mail.goes_by() for _ in range(BEFORE)], [HOST] * BEFORE, "the ways before anything happens")
        host.leave()
        moved = mail.until_by(RELAY)
        explained(waxwing, SITE, "relay")
        watched = [mail.goes_by() for _ in range(WATCHED)]
        expect_equal(watched, [RELAY] * WATCHED, "the ways while the host is away")
        expect_equal([mail.goes_by(BOB) for _ in range(BEFORE)], [OTHER] * BEFORE, "the ways to the other site")
        host.come_back()
        wait_until(lambda: mail.goes_by() == HOST, PAUSE, "the host that is back tried")
        returned = mail.until_by(HOST)
        chosen(waxwing, SITE, "relay")
        expect_equal([mail.goes_by() for _ in range(BEFORE)], [RELAY] * BEFORE, "the ways that an operator has chosen")
        chosen(waxwing, SITE, "direct")
        expect_equal([mail.goes_by() for _ in range(BEFORE)], [HOST] * BEFORE, "the ways that an operator has chosen")
        chosen(waxwing, SITE, "auto")
        explained(waxwing, SITE, "direct")
        explained(waxwing, OTHER_SITE, "direct")
        waxwing.wait_until_empty(20)
        for recipient, sinks in ((ADA, (host, last)), (BOB, (other, last))):
            tokens = [messages.token_of(taken.data) for sink in sinks for taken in sink.received(recipient)]
            expect_equal(sorted(tokens), sorted(mail.tokens[recipient]), f"what arrived for {recipient}")
        expect_equal(last.received(BOB), [], "what the relay got of the site that takes mail")
        expect_equal(home.messages, [], "reports")
        expect_equal(host.violations + other.violations + last.violations, [], "violations of the protocol")
        waxwing.stop()
        check(waxwing)
    context.note(
        f"away for good after {moved} messages, back after {returned}; {time.monotonic() - began:.0f} s"
    )


class Mail:
    """Messages one after the other, each with a token of its own."""

    def __init__(self, waxwing):
        self.waxwing, self.tokens = waxwing, {ADA: [], BOB: []}

    def goes_by(self, recipient=ADA):
        """Sends one, and waits until somebody has taken it: the address of the host that has."""
        token = f"{recipient.split('@')[0]}-{len(self.tokens[recipient])}"
        message = messages.message(token, AUTHOR, recipient, b"hello\r\n")
        identifier = submit("127.0.0.1", 2525, AUTHOR, [recipient], message)
        self.tokens[recipient].append(token)
        done = wait_until(lambda: events_of(self.waxwing.trace(identifier), "delivered"), AT_ONCE, f"{token} delivered")
        places = [place for place in (HOST, OTHER, RELAY) if f"[{place}]" in str(done[0].get("host"))]
        expect_equal(len(places), 1, f"hosts that the trace of {token} names: {done[0]}")
        return places[0]

    def until_by(self, place):
        """Sends until so many in a row were taken at one place. How many there were before these."""
        ways = []
        while ways[-FOR_GOOD:] != [place] * FOR_GOOD:
            counts = {way: ways.count(way) for way in ways}
            expect(len(ways) < MOST, f"of {MOST} messages no {FOR_GOOD} in a row went to {place}: {counts}")
            ways.append(self.goes_by())
        return len(ways) - FOR_GOOD


def explained(waxwing, site, way):
    """`queue explain SITE` names the way that is taken, on a line with figures of how well it went."""
    done = waxwing.run("queue", "explain", site, "--data", waxwing.data)
    text = (done.stdout + done.stderr).decode(errors="replace")
    expect_equal(done.returncode, 0, f"the exit status of queue explain, which said {text}")
    lines = [line for line in text.splitlines() if re.search(rf"\b{way}", line)]
    expect(any(re.search(FIGURES, line) for line in lines), f"no figures of the way {way!r} for {site}: {text}")


def chosen(waxwing, site, way):
    """An operator chooses the way of a site's mail, or leaves it to the queue."""
    done = waxwing.run("queue", "way", site, way, "--data", waxwing.data)
    expect_equal(done.returncode, 0, f"the exit status of queue way, which said {done.stdout + done.stderr!r}")
