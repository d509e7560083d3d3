"""A refused recipient brings the sender a report that a strict reader takes; a report that is refused ends there.

Only the refused recipient is reported, not the one that was delivered. The report has the null return path and is sent
once.
"""

import time

from harness import messages
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal, wait_until
from harness.report import read_report
from harness.smtp_client import submit
from harness.smtp_sink import SMTPSink
from harness.waxwing import usual_waxwing

NAMESPACE = True
PEERS = {"nsd"}
AUTHOR, GONE = "author@sender.test", "gone@sender.test"
NOBODY, NO_ONE, SOMEBODY = "nobody@receiver.test", "no-one@receiver.test", "somebody@receiver.test"
QUIET = 5  # seconds in which a loop would show


def run(context):
    add_address("10.99.0.3")
    zones = {"receiver.test": mail_zone("10.99.0.3"), "sender.test": mail_zone("10.99.0.3")}
    with (
        NSD(context.peers, context.folder / "nsd", zones),
        SMTPSink("10.99.0.3") as sink,
        usual_waxwing(context) as waxwing,
    ):
        sink.answer(NOBODY, then="550 5.1.1 no such user")
        sink.answer(NO_ONE, then="550 5.1.1 no such user")
        sink.answer(GONE, then="550 5.1.1 gone as well")
        the_author_gets_a_report(sink)
        waxwing.wait_until_empty(20)
        a_report_of_a_report_is_dropped(sink, waxwing)
        expect_equal(sink.violations, [], "violations of the protocol")


def the_author_gets_a_report(sink):
    message = messages.message("refused", AUTHOR, NOBODY, messages.AWKWARD_BODY)
    submit("127.0.0.1", 2525, AUTHOR, [NOBODY, SOMEBODY], message)
    arrived = wait_until(lambda: sink.received(AUTHOR), 30, "the report")[0]
    expect_equal(arrived.sender, "", "the reverse path of the report")
    report = read_report(arrived.data, arrived.sender).expect_strict()
    expect_equal(len(report.recipients), 1, "how many recipients are reported")
    recipient = report.recipients[0]
    expect_equal(after_type(recipient["final-recipient"], "rfc822"), NOBODY, "Final-Recipient")
    expect_equal(recipient["action"].lower(), "failed", "Action")
    expect_equal(recipient["status"], "5.1.1", "Status")
    expect(
        after_type(recipient.get("diagnostic-code", ""), "smtp").startswith("550 5.1.1 no such user"),
        f"Diagnostic-Code: {recipient}",
    )
    expect_equal(after_type(recipient.get("remote-mta", ""), "dns").rstrip("."), "mx.receiver.test", "Remote-MTA")
    expect_equal(after_type(report.message["reporting-mta"], "dns"), "mail.sender.test", "Reporting-MTA")
    expect(AUTHOR in report.top.get("To"), f"To: {report.top.get('To')}")
    expect(
        b"Message-ID: <refused@client.test>" in report.returned,
        "the returned part does not have the message's header fields",
    )
    wait_until(lambda: sink.received(SOMEBODY), 10, "the message at the other recipient")


def a_report_of_a_report_is_dropped(sink, waxwing):
    before = len(sink.messages)
    submit("127.0.0.1", 2525, GONE, [NO_ONE], messages.message("lost", GONE, NO_ONE, b"hello\r\n"))
    wait_until(lambda: [attempt for attempt in sink.attempts if attempt.recipient == GONE], 30, "the attempt to report")
    waxwing.wait_until_empty(20)
    time.sleep(QUIET)
    expect_equal(
        [attempt.sender for attempt in attempts(sink, GONE)],
        [""],
        "the senders of what was tried at the author's address",
    )
    expect_equal(
        len(sink.messages), before, "how many messages the sink has after a report that could not be delivered"
    )
    expect_equal(waxwing.queued(), [], "the queue")


def attempts(sink, recipient):
    return [attempt for attempt in sink.attempts if attempt.recipient == recipient]


def after_type(value, kind):
    """The value behind `kind;`, without the blanks around it. Another type gives the empty string."""
    seen, _, rest = value.partition(";")
    return rest.strip() if seen.strip().lower() == kind else ""
