"""A recipient deferred twice is delivered at the third attempt; the delays grow, and the trace tells all of it."""

import json
from datetime import datetime

from harness import messages
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal, wait_until
from harness.smtp_client import submit
from harness.smtp_sink import SMTPSink
from harness.waxwing import events_of, usual_waxwing

NAMESPACE = True
PEERS = {"nsd"}
SENDER, RECIPIENT, DEFERRED = "ada@sender.test", "later@receiver.test", "451 4.7.1 come back later"


def run(context):
    add_address("10.99.0.3")
    message = messages.message("deferred", SENDER, RECIPIENT, messages.AWKWARD_BODY)
    with (
        NSD(context.peers, context.folder / "nsd", {"receiver.test": mail_zone("10.99.0.3")}),
        SMTPSink("10.99.0.3") as sink,
        usual_waxwing(context, first="1s", jitter=0.2) as waxwing,
    ):
        sink.answer(RECIPIENT, DEFERRED, DEFERRED)
        identifier = submit("127.0.0.1", 2525, SENDER, [RECIPIENT], message)
        wait_until(lambda: sink.attempts, 20, "the first attempt")
        the_queue_says_why(waxwing, identifier)
        wait_until(lambda: sink.received(RECIPIENT), 40, "the third attempt")
        waxwing.wait_until_empty(10)
        the_wire_saw(context, sink, message)
        the_trace_tells(waxwing, identifier)


def the_queue_says_why(waxwing, identifier):
    """While it waits, the list has the reply and a time to come."""

    def waiting():
        rows = [message for message in waxwing.queued() if message.get("id") == identifier]
        return next(
            (
                recipient
                for row in rows
                for recipient in row["recipients"]
                if "451 4.7.1" in str(recipient.get("lastReply"))
            ),
            None,
        )

    recipient = wait_until(waiting, 10, "the reply of the first attempt in queue list --json", pause=0.1)
    expect_equal(recipient["address"], RECIPIENT, "the recipient that the queue names")
    expect(recipient.get("nextAttempt"), f"no nextAttempt: {recipient}")


def the_wire_saw(context, sink, message):
    expect_equal(
        [attempt.reply for attempt in sink.attempts if attempt.stage == "RCPT"],
        [DEFERRED, DEFERRED, "250 2.1.5 ok"],
        "the replies",
    )
    times = [attempt.time for attempt in sink.attempts if attempt.stage == "RCPT"]
    delays = [later - earlier for earlier, later in zip(times, times[1:])]
    context.note("delays on the wire: " + ", ".join(f"{delay:.2f} s" for delay in delays))
    expect_growing(delays, "on the wire")
    expect_equal(len(sink.messages), 1, "how many messages arrived")
    expect(sink.messages[0].data.endswith(message), "the message was changed")
    expect_equal(sink.violations, [], "violations of the protocol")


def the_trace_tells(waxwing, identifier):
    events = [event for event in waxwing.trace(identifier) if event.get("recipient") in (RECIPIENT, None, "")]
    text = json.dumps(events, indent=1)
    expect_equal(len(events_of(events, "accepted")), 1, f"accepted events in {text}")
    began = events_of(events, "attemptBegan")
    expect_equal(len(began), 3, f"attemptBegan events in {text}")
    expect_equal(
        sum(
            "451 4.7.1" in json.dumps(event)
            for event in events_of(events, "deferred") or events_of(events, "attemptEnded")
        ),
        2,
        f"events with the reply of the refusals in {text}",
    )
    expect_equal(len(events_of(events, "delivered")), 1, f"delivered events in {text}")
    times = [datetime.fromisoformat(event["time"]) for event in began]
    expect_growing([(later - earlier).total_seconds() for earlier, later in zip(times, times[1:])], "in the trace")


def expect_growing(delays, where):
    """About 1 s and about 2 s, each a fifth more or less, and some time for the work itself."""
    for delay, wanted in zip(delays, (1, 2)):
        expect(
            wanted * 0.8 - 0.1 <= delay <= wanted * 1.2 + 1.5,
            f"a delay of {delay:.2f} s {where}, where about {wanted} s was due",
        )
    expect(delays[1] > delays[0], f"the delays do not grow {where}: {delays}")
