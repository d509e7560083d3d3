"""Mail for suspended sites is accepted and waits, over SIGKILL too, and arrives once when they are resumed.

One site is suspended by its domain for an hour, one by its host until somebody resumes it; mail for a third one is
delivered meanwhile. `queue show`, `queue explain` and `queue suspensions` name the suspension and its reason. At last a
suspension of a few seconds ends by itself.
"""

import time
from datetime import datetime

from harness import messages
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal, wait_until
from harness.smtp_client import submit
from harness.smtp_sink import SMTPSink
from harness.waxwing import events_of, usual_waxwing
from harness.waxwing_data import check, is_open
from harness.waxwing_queue import SUSPENSION, holding, recipient_of, resume, site_of, states, suspend, suspensions

NAMESPACE = True
PEERS = {"nsd"}
SENDER = "ada@sender.test"
MOVING, AILING, OPEN, BRIEF = "moving.test", "ailing.test", "open.test", "brief.test"
SITE = {MOVING: MOVING, AILING: f"mx.{AILING}"}  # as it is suspended: one by its domain, one by its host
REASON = {MOVING: "their server is being moved", AILING: "their disk is full"}
SECONDS_SUSPENDED = 4


def run(context):
    add_address("10.99.0.3")
    zones = {domain: mail_zone("10.99.0.3") for domain in (MOVING, AILING, OPEN, BRIEF)}
    with (
        NSD(context.peers, context.folder / "nsd", zones),
        SMTPSink("10.99.0.3") as sink,
        usual_waxwing(context) as waxwing,
    ):
        suspend(waxwing, SITE[MOVING], REASON[MOVING], "--for", "1h")
        suspend(waxwing, SITE[AILING], REASON[AILING])
        suspended = suspensions(waxwing)
        expect_equal(
            {site: entry["reason"] for site, entry in suspended.items()},
            {SITE[domain]: REASON[domain] for domain in SITE},
            "what is suspended",
        )
        expect(suspended[SITE[MOVING]]["until"], "the hour has no end")
        expect_equal(suspended[SITE[AILING]]["until"], None, "the end of what somebody must resume")
        before = hand_in(sink, "before")
        for domain in SITE:
            the_queue_says_why(waxwing, domain, before[domain], suspended[SITE[domain]])
        waxwing.kill()
        expect_equal(suspensions(waxwing), suspended, "what is suspended while no daemon runs")
        waxwing.start()
        expect_equal(suspensions(waxwing), suspended, "what is suspended after the kill")
        after = hand_in(sink, "after")
        for domain in SITE:
            for identifiers in (before, after):
                the_queue_says_why(waxwing, domain, identifiers[domain], suspended[SITE[domain]])
        for domain in SITE:
            expect_equal(sink.received(user(domain)), [], f"what arrived for {domain} before it was resumed")
            resume(waxwing, SITE[domain])
            wait_until(lambda: len(sink.received(user(domain))) == 2, 20, f"the messages for {domain}, once resumed")
        expect_equal(suspensions(waxwing), {}, "what is suspended in the end")
        one_that_ends_by_itself(context, waxwing, sink)
        waxwing.wait_until_empty(20)
        each_came_once(waxwing, sink, [*before.values(), *after.values()])
        waxwing.stop()
        check(waxwing)


def user(domain):
    return f"user@{domain}"


def send(domain, token):
    octets = messages.message(token, SENDER, user(domain), messages.AWKWARD_BODY)
    return submit("127.0.0.1", 2525, SENDER, [user(domain)], octets)


def hand_in(sink, when):
    """A message for each site; the open one gets its own, and the others have had the time for it too."""
    identifiers = {domain: send(domain, f"{when}-{domain}") for domain in (*SITE, OPEN)}
    sink.wait_for_token(f"{when}-{OPEN}", 20)
    time.sleep(1)
    expect_equal({attempt.recipient for attempt in sink.attempts}, {user(OPEN)}, "whom the receiver was asked for")
    return identifiers


def the_queue_says_why(waxwing, domain, identifier, suspension):
    """The message and its site wait for the suspension alone, and its reason is told."""
    # The site of a domain is known when the first delivery has found its host.
    recipient = wait_until(
        lambda: (said := recipient_of(waxwing, identifier)).get("site") == SITE[domain] and said["limits"] and said,
        20,
        f"{domain} to have the site {SITE[domain]}, and something that holds it up",
    )
    numbers = f"suspended since {suspension['since']}: {REASON[domain]}"
    wanted = [(SUSPENSION, numbers, suspension["until"])]
    expect_equal((recipient["state"], recipient["attempts"]), ("queued", 0), f"where the recipient in {domain} stands")
    expect_equal(holding(recipient["limits"]), wanted, f"what holds up the recipient in {domain}")
    expect_equal(recipient["why"], f"it is held up: {numbers}", f"why the recipient in {domain} waits")
    expect(numbers in recipient["next"], f"what comes next has no reason: {recipient['next']}")
    site = site_of(waxwing, domain)
    expect_equal((site["site"], holding(site["limits"])), (SITE[domain], wanted), f"what holds up {domain}")
    expect_equal(states(waxwing).get(SITE[domain]), ["suspended"], f"the state of {SITE[domain]} among all sites")


def one_that_ends_by_itself(context, waxwing, sink):
    """A message waits until the suspension of its site is over; nobody resumes it."""
    until = suspend(waxwing, BRIEF, "a short pause", "--for", f"{SECONDS_SUSPENDED}s")
    send(BRIEF, "brief")
    arrived = sink.wait_for_token("brief", SECONDS_SUSPENDED + 20).time
    late = arrived - datetime.fromisoformat(until).timestamp()
    context.note(f"arrived {late:.2f} s after its suspension was over")
    expect(late >= 0, f"arrived {-late:.2f} s before its suspension was over")
    expect_equal(suspensions(waxwing), {}, "what is suspended when the time is over")


def each_came_once(waxwing, sink, identifiers):
    tokens = sorted(messages.token_of(message.data) for message in sink.messages)
    wanted = sorted([f"{when}-{domain}" for when in ("before", "after") for domain in (*SITE, OPEN)] + ["brief"])
    expect_equal(tokens, wanted, "what arrived")
    damaged = [message for message in sink.messages if not message.data.endswith(messages.AWKWARD_BODY)]
    expect_equal(damaged, [], "messages that were changed")
    for identifier in identifiers:
        events = waxwing.trace(identifier)
        counts = [len(events_of(events, kind)) for kind in ("attemptBegan", "delivered")]
        expect_equal(counts, [1, 1], f"attempts and deliveries in {events}")
    left = [row for row in waxwing.queued() if any(map(is_open, row["recipients"]))]
    expect_equal(left, [], "what is left in the queue")
    expect_equal(sink.violations, [], "violations of the protocol")
