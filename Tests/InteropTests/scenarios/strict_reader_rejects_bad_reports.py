"""The strict reader of delivery reports takes a right one, and names what is wrong in each of many wrong ones.

A test of the harness itself: a reader that takes anything would let every scenario about reports pass. Needs no root.
Where WAXWING_CORPORA has others' reports, it also reads those and compares what they say of their recipients.
"""

import json

from harness.outcome import Failure, Skip, expect, expect_equal
from harness.report import read_report
from harness.strict_mime import is_date

WAXWING = False
SECONDS = 30

GOOD = b"""\
From: Mail Delivery <mailer-daemon@mail.example.test>
To: <author@sender.test>
Subject: Undelivered mail
Date: Mon, 23 Nov 2026 04:49:27 +0000
Message-ID: <1@mail.example.test>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
 boundary="=_frontier"

--=_frontier
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 7bit

The message could not be delivered.

--=_frontier
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.test
Arrival-Date: Mon, 23 Nov 2026 04:49:20 +0000

Original-Recipient: rfc822; nobody@receiver.test
Final-Recipient: rfc822; nobody@receiver.test
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.receiver.test
Diagnostic-Code: smtp; 550 5.1.1 no such user
Last-Attempt-Date: Mon, 23 Nov 2026 04:49:27 +0000

Final-Recipient: rfc822; slow@receiver.test
Action: delayed
Status: 4.2.2
Will-Retry-Until: Tue, 24 Nov 2026 04:49:27 +0000

--=_frontier
Content-Type: message/rfc822

From: <author@sender.test>
Subject: hello

Hi
--=_frontier--
""".replace(b"\n", b"\r\n")

BAD = [  # (what is replaced, by what, what the reader has to say)
    (b"From: Mail", b"Sender: Mail", "From stands 0 times"),
    (b"Auto-Submitted: auto-replied\r\n", b"", "Auto-Submitted stands 0 times"),
    (b"auto-replied", b"auto-generated", "not auto-replied"),
    (b"MIME-Version: 1.0\r\n", b"", "MIME-Version stands 0 times"),
    (b"Subject: Undelivered mail", "Subject: Unzustellbar für Sie".encode(), "not printable ASCII"),
    (b"Subject: Undelivered mail", b"Subject: Undelivered\x07mail", "not printable ASCII"),
    (b"Subject: Undelivered mail", b"Subject: a\r\nSubject: b", "Subject stands 2 times"),
    (b"Subject: Undelivered mail\r\n", b"Subject: Undelivered mail\n", "not part of a CRLF"),
    (b"Subject: Undelivered mail", b"Subject: " + b"x" * 990, "a line of 999 octets"),
    (b"could not be", b"could not\0be", "NUL"),
    (b"could not be", "könnte nicht".encode(), "octets above 127"),
    (b"Mon, 23 Nov 2026 04:49:27 +0000\r\nMessage", b"Tue, 23 Nov 2026 04:49:27 +0000\r\nMessage", "Date is malformed"),
    (b"<1@mail.example.test>", b"1@mail.example.test", "Message-ID is malformed"),
    (b"multipart/report", b"multipart/mixed", "not multipart/report"),
    (b"report-type=delivery-status", b"report-type=disposition-notification", "not delivery-status"),
    (b" report-type=delivery-status;", b"", "not delivery-status"),
    (b"=_frontier--\r\n", b"=_frontier\r\n", "closing delimiter"),
    (b"boundary=\"=_frontier\"", b"boundary==_frontier", "rubbish in Content-Type"),
    (b"--=_frontier\r\nContent-Type: message/rfc822", b"Content-Type: message/rfc822", "2 parts, not three"),
    (b"Content-Type: message/delivery-status", b"Content-Type: text/plain", "the second part is text/plain"),
    (
        b"Content-Type: message/delivery-status",
        b"Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64",
        "has to be 7bit",
    ),
    (b"Content-Type: message/rfc822", b"Content-Type: text/plain", "the third part is text/plain"),
    (
        b"Content-Type: message/rfc822",
        b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64",
        "message/rfc822 under",
    ),
    (b"Content-Type: text/plain; charset=utf-8", b"Content-Type: application/json", "nothing for people"),
    (b"The message could not be delivered.\r\n", b"", "the first part is empty"),
    (b"Reporting-MTA: dns; mail.example.test\r\n", b"", "no reporting-mta"),
    (b"Reporting-MTA: dns; mail", b"Reporting-MTA: mail", "not of the form type; value"),
    (b"Arrival-Date: Mon, 23 Nov 2026", b"Arrival-Date: 2026-11-23", "no date of RFC 5322"),
    (b"Final-Recipient: rfc822; nobody@receiver.test\r\n", b"", "no final-recipient"),
    (
        b"Final-Recipient: rfc822; nobody@receiver.test",
        b"Final-Recipient: rfc822; <nobody@receiver.test>",
        "is no mailbox",
    ),
    (
        b"Final-Recipient: rfc822; nobody@receiver.test",
        b"Final-Recipient: nobody@receiver.test",
        "not of the form type; value",
    ),
    (b"Action: failed", b"Action: bounced", "Action 'bounced'"),
    (b"Action: failed\r\n", b"", "no action"),
    (b"Action: failed", b"Action: delivered", "Action delivered with Status 5.1.1"),
    (b"Action: failed\r\n", b"Action: failed\r\nAction: failed\r\n", "Action stands twice"),
    (b"Status: 5.1.1\r\n", b"", "no status"),
    (b"Status: 5.1.1", b"Status: 550", "not of the form D.D.D"),
    (b"Status: 5.1.1", b"Status: 5.1.01", "not of the form D.D.D"),
    (b"Status: 5.1.1", b"Status: 3.1.1", "not of the form D.D.D"),
    (b"Status: 5.1.1", b"State: 5.1.1", "State does not belong here"),
    (b"smtp; 550 5.1.1", b"smtp; no", "without a reply code"),
    (b"Diagnostic-Code: smtp; 550", b"Diagnostic-Code: 550", "not of the form type; value"),
    (b"Remote-MTA: dns; mx", b"Remote-MTA: mx", "not of the form type; value"),
    (b"Last-Attempt-Date: Mon, 23", b"Last-Attempt-Date: Sun, 23", "no date of RFC 5322"),
    (b"Action: delayed\r\nStatus: 4.2.2", b"Action: failed\r\nStatus: 4.2.2", "Will-Retry-Until with Action failed"),
    (b"\r\n\r\nOriginal-Recipient", b"\r\n\r\n\r\nOriginal-Recipient", "an empty group"),
    (b"From: <author@sender.test>\r\nSubject: hello", b"Hi there", "does not begin with a header field"),
]


def run(context):
    good = read_report(GOOD, "").expect_strict()
    expect_equal([recipient["status"] for recipient in good.recipients], ["5.1.1", "4.2.2"], "the statuses")
    expect_equal(good.returned, b"From: <author@sender.test>\r\nSubject: hello\r\n\r\nHi", "the returned message")
    expect(
        "not null" in " ".join(read_report(GOOD, "mailer-daemon@mail.example.test").violations),
        "a return path that is not null was taken",
    )
    for old, new, wanted in BAD:
        expect_equal(GOOD.count(old) > 0, True, f"the sample has {old!r}")
        violations = read_report(GOOD.replace(old, new, 1), "").violations
        expect(
            any(wanted in text for text in violations), f"{old!r} became {new!r}: wanted {wanted!r}, got {violations}"
        )
    rubbish_is_read_without_trouble()
    dates()
    context.note(f"{len(BAD)} wrong reports, each named")
    others_reports(context)


def rubbish_is_read_without_trouble():
    """Every prefix of a report, and octets of no sense, give violations and never an exception."""
    for end in range(0, len(GOOD) - 1, 7):
        expect(read_report(GOOD[:end]).violations, f"the first {end} octets were taken for a report")
    for data in (
        b"",
        b"\r\n",
        b"\r\n\r\n",
        bytes(range(256)) * 4,
        b"Content-Type: multipart/report; boundary=a\r\n\r\n--a\r\n--a--\r\n",
    ):
        expect(read_report(data).violations, f"{data[:20]!r} was taken for a report")


def dates():
    for text in (
        "Mon, 23 Nov 2026 04:49:27 +0000",
        "1 Jan 2026 00:00:60 -0330",
        "Thu, 7 Jul 1994 17:15:49 -0400 (EDT)",
    ):
        expect(is_date(text), f"refused: {text}")
    for text in (
        "Mon, 30 Feb 2026 00:00:00 +0000",
        "Mon, 23 Nov 26 04:49:27 +0000",
        "Mon, 23 Nov 2026 04:49:27 GMT",
        "Mon, 23 Nov 2026 24:00:00 +0000",
        "",
    ):
        expect(not is_date(text), f"taken for a date: {text}")


def others_reports(context):
    try:
        folder = context.corpora() / "dsn-samples"
    except Skip:
        return
    for case in json.loads((folder / "enmime-expected.json").read_text()):
        report = read_report((folder / case["file"]).read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
        seen = [
            {name: value for name, value in recipient.items() if name in ("action", "final-recipient")}
            for recipient in report.recipients
        ]
        wanted = [
            {name.lower(): value for name, value in recipient.items() if name in ("Action", "Final-Recipient")}
            for recipient in case["recipients"] or []
        ]
        if seen != wanted:
            raise Failure(f"{case['file']}: expected {wanted}, got {seen}")
    context.note("others' reports read as their authors say")
