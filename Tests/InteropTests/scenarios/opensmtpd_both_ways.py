"""OpenSMTPD, which offers no PIPELINING and no BDAT, takes mail from send and hands mail to a sink, octet for octet.

What its client asked for a recipient (DSN) stands in what the sink says.
"""

from harness import messages
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.opensmtpd import OpenSMTPD
from harness.outcome import expect, expect_equal, wait_until
from harness.smtp_client import SMTPClient, submit
from harness.waxwing_tools import Sink, decoded, parameters, send

NAMESPACE = True
PEERS = {"opensmtpd", "nsd"}
OPEN, SINK = "10.99.0.2", "10.99.0.3"
SENDER = "ada@sender.test"
BODIES = {"dots": messages.AWKWARD_BODY, "large": messages.body_of("large", 300_000), "empty": b""}


def run(context):
    for address in (OPEN, SINK):
        add_address(address)
    zones = {"open.test": mail_zone(OPEN), "sink.test": mail_zone(SINK)}
    with (
        NSD(context.peers, context.folder / "nsd", zones),
        OpenSMTPD(context.peers, context.folder / "opensmtpd", OPEN, "mx.open.test", ["open.test"]) as opensmtpd,
        Sink(context.binary, context.folder / "sink", SINK, 25) as sink,
    ):
        with SMTPClient(OPEN, 25) as client:
            offered = client.command("EHLO client.test", 250).lines
            expect(not {"PIPELINING", "CHUNKING"} & set(offered), f"OpenSMTPD offers {offered}")
        for token, body in BODIES.items():
            opensmtpd_hands_over(sink, token, body)
            opensmtpd_takes(context, opensmtpd, token, body)
        what_was_asked_is_passed_on(sink)


def opensmtpd_hands_over(sink, token, body):
    recipients = [f"{token}@sink.test", f"{token}2@sink.test"]
    message = messages.message(token, SENDER, recipients[0], body)
    submit(OPEN, 25, SENDER, recipients, message)
    for recipient in recipients:  # in one transaction or in two, as it likes
        taken = sink.wait_for(recipient)
        expect_equal(taken["transfer"], "DATA", "how OpenSMTPD handed the message over")
        expect_equal(taken["hello"], "mx.open.test", "the name in EHLO")
        expect_equal(taken["from"], SENDER, "the sender")
        expect(taken["tls"] in ("TLSv1.2", "TLSv1.3"), f"no TLS: {taken}")
        expect(sink.data(taken).endswith(message), f"{token} was changed: {sink.data(taken)[:600]!r}")


def opensmtpd_takes(context, opensmtpd, token, body):
    recipients = [f"{token}@open.test", f"{token}2@open.test", f"{token}3@open.test"]
    message = messages.message(f"{token}-in", SENDER, recipients[0], body)
    before = len(opensmtpd.files())
    send(context, SENDER, recipients, message, server=f"{OPEN}:25").expect_accepted(*recipients)
    wait_until(lambda: len(opensmtpd.files()) >= before + 3, 20, f"three copies of {token} in OpenSMTPD's maildir")
    for data in opensmtpd.messages()[before:]:
        expect(data.endswith(message), f"{token} was changed: {data[:600]!r}")


def what_was_asked_is_passed_on(sink):
    """OpenSMTPD keeps NOTIFY and ORCPT, RET and ENVID of the client and gives them to a server that offers DSN."""
    message = messages.message("asked", SENDER, "asked@sink.test", b"hi\r\n")
    with SMTPClient(OPEN, 25) as client:
        client.command("EHLO client.test", 250)
        client.command(f"MAIL FROM:<{SENDER}> RET=HDRS ENVID=trip1", 250)
        client.command("RCPT TO:<asked@sink.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Robert@elsewhere.test", 250)
        client.command("DATA", 354)
        client.send(message + b".\r\n")
        expect_equal(client.reply().code, 250, "OpenSMTPD's reply to the message")
    taken = sink.wait_for("asked@sink.test")
    asked = parameters(taken, "asked@sink.test")
    expect_equal(sorted(asked.get("notify") or []), ["failure", "success"], "NOTIFY")
    expect_equal(decoded(asked.get("originalRecipient")), "rfc822;Robert@elsewhere.test", "ORCPT")
    expect_equal(taken.get("return"), "headers", "RET")
    expect_equal(taken.get("envelopeIdentifier"), "trip1", "ENVID")
