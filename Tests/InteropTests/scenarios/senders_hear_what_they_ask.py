"""Who hands in mail with NOTIFY, RET, ENVID and ORCPT hears of it what was asked, from whoever is in charge.

Postfix offers DSN and reports the delivery itself; of a host that does not offer it the daemon reports that the message
was relayed, failed or is late. `NEVER` is never told, and a report returns the whole message with RET=FULL.
"""

import time

from harness import messages
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal, wait_until
from harness.postfix import Postfix
from harness.report import read_report
from harness.smtp_client import SMTPClient, stuffed
from harness.smtp_sink import SMTPSink
from harness.waxwing import usual_waxwing

NAMESPACE = True
PEERS = {"postfix", "nsd"}
POSTFIX, SINK = "10.99.0.2", "10.99.0.3"
AUTHOR = "author@sender.test"
EVERYTHING = "NOTIFY=SUCCESS,DELAY,FAILURE"
QUIET = 4  # seconds in which a report too many would come


def run(context):
    for address in (POSTFIX, SINK):
        add_address(address)
    zones = {"local.test": mail_zone(POSTFIX), "plain.test": mail_zone(SINK), "sender.test": mail_zone(SINK)}
    with (
        NSD(context.peers, context.folder / "nsd", zones),
        SMTPSink(SINK) as sink,
        Postfix(context.peers, context.folder / "postfix", POSTFIX, "mx.local.test", ["local.test"]) as postfix,
        usual_waxwing(context, first="1s", max="1s", jitter=0, **{"delay-notice": "2s"}) as waxwing,
    ):
        the_next_host_reports_where_it_can(sink, postfix)
        the_daemon_reports_what_it_relayed(sink)
        a_failure_returns_what_was_asked(sink)
        a_delay_is_told_once(sink)
        never_is_never(sink)
        waxwing.wait_until_empty(30)
        expect_equal(waxwing.queued(), [], "the queue")
        postfix.expect_no_warnings()
        expect_equal(sink.violations, [], "violations of the protocol")


def hand_in(token, recipient, parameters, mail=""):
    """One transaction with these parameters to the daemon; the message is given back."""
    message = messages.message(token, AUTHOR, recipient, messages.AWKWARD_BODY)
    with SMTPClient("127.0.0.1", 2525) as client:
        offered = client.command("EHLO client.test", 250).lines
        expect("DSN" in offered, f"the daemon offers {offered}")
        client.command(f"MAIL FROM:<{AUTHOR}>{mail}", 250)
        client.command(f"RCPT TO:<{recipient}> {parameters}", 250)
        client.command("DATA", 354)
        client.send(stuffed(message) + b".\r\n")
        expect_equal(client.reply().code, 250, "the daemon's reply to the message")
    return message


def next_report(sink, before):
    """The report that comes to the author's address as the next one, which a strict reader takes."""
    wait_until(lambda: len(sink.received(AUTHOR)) > before, 30, "the report")
    arrived = sink.received(AUTHOR)[before]
    report = read_report(arrived.data, arrived.sender).expect_strict()
    expect_equal(len(report.recipients), 1, "how many recipients are reported")
    return report, report.recipients[0]


def the_next_host_reports_where_it_can(sink, postfix):
    before = len(sink.received(AUTHOR))
    hand_in("passed", "bob@local.test", f"{EVERYTHING} ORCPT=rfc822;robert+2Bx@elsewhere.test", " ENVID=trip+2B1")
    wait_until(postfix.files, 30, "the message in Postfix' maildir")
    report, recipient = next_report(sink, before)
    expect_equal(after_type(report.message["reporting-mta"]), "mx.local.test", "who reports")
    expect_equal(recipient["action"], "delivered", "Action")
    expect_equal(report.message.get("original-envelope-id"), "trip+1", "Original-Envelope-Id")
    expect_equal(after_type(recipient["original-recipient"]), "robert+x@elsewhere.test", "Original-Recipient")
    time.sleep(QUIET)
    expect_equal(len(sink.received(AUTHOR)), before + 1, "how many reports came")


def the_daemon_reports_what_it_relayed(sink):
    before = len(sink.received(AUTHOR))
    hand_in("relayed", "ada@plain.test", f"{EVERYTHING} ORCPT=rfc822;ada+2Bx@elsewhere.test", " RET=FULL ENVID=trip+2B2")
    report, recipient = next_report(sink, before)
    expect_equal(after_type(report.message["reporting-mta"]), "mail.sender.test", "who reports")
    expect_equal(recipient["action"], "relayed", "Action")
    expect_equal(report.message.get("original-envelope-id"), "trip+2", "Original-Envelope-Id")
    expect_equal(after_type(recipient["original-recipient"]), "ada+x@elsewhere.test", "Original-Recipient")
    expect_equal(report.returned_type, "text/rfc822-headers", "what is returned of a success")


def a_failure_returns_what_was_asked(sink):
    for gone, wish, kind in (
        ("gone@plain.test", " RET=FULL", "message/rfc822"),
        ("dead@plain.test", " RET=HDRS", "text/rfc822-headers"),
    ):
        sink.answer(gone, then="550 5.1.1 no such user")
        before = len(sink.received(AUTHOR))
        # Eight bits do not go back as they are, so that this one has seven.
        message = messages.message(f"failed-{kind[:4]}", AUTHOR, gone, b"seven bits\r\n")
        with SMTPClient("127.0.0.1", 2525) as client:
            client.command("EHLO client.test", 250)
            client.command(f"MAIL FROM:<{AUTHOR}>{wish}", 250)
            client.command(f"RCPT TO:<{gone}> {EVERYTHING}", 250)
            client.command("DATA", 354)
            client.send(stuffed(message) + b".\r\n")
            expect_equal(client.reply().code, 250, "the daemon's reply to the message")
        report, recipient = next_report(sink, before)
        expect_equal((recipient["action"], recipient["status"]), ("failed", "5.1.1"), "Action and Status")
        expect_equal(report.returned_type, kind, f"what is returned with{wish}")
        expect((b"seven bits" in report.returned) == (kind == "message/rfc822"), "the body, where it is asked for")


def a_delay_is_told_once(sink):
    before = len(sink.received(AUTHOR))
    sink.answer("late@plain.test", *["450 4.2.0 not yet"] * 5)
    hand_in("late", "late@plain.test", "NOTIFY=DELAY")
    _, recipient = next_report(sink, before)
    expect_equal((recipient["action"], recipient["status"]), ("delayed", "4.2.0"), "Action and Status")
    wait_until(lambda: sink.received("late@plain.test"), 30, "the message that was late")
    time.sleep(QUIET)
    expect_equal(len(sink.received(AUTHOR)), before + 1, "how many reports came")


def never_is_never(sink):
    before = len(sink.received(AUTHOR))
    sink.answer("away@plain.test", then="550 5.1.1 no such user")
    hand_in("never", "away@plain.test", "NOTIFY=NEVER")
    hand_in("only-failures", "eve@plain.test", "NOTIFY=FAILURE")
    wait_until(lambda: sink.received("eve@plain.test"), 30, "the message to the other recipient")
    time.sleep(QUIET)
    expect_equal(len(sink.received(AUTHOR)), before, "how many reports came")


def after_type(value):
    """The value behind its type."""
    return value.partition(";")[2].strip()
