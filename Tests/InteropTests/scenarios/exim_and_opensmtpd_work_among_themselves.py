"""Exim takes and gives BDAT, says so in its log, OpenSMTPD takes and gives DATA, and both report a refusal.

If this fails, mistrust the scenarios in which waxwing talks to them. Nothing of ours but a client and a sink in Python.
"""

from harness import messages
from harness.exim import Exim
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.opensmtpd import OpenSMTPD
from harness.outcome import expect, expect_equal, wait_until
from harness.peers import make_certificate
from harness.smtp_client import SMTPClient, submit
from harness.smtp_sink import SMTPSink

NAMESPACE = True
WAXWING = False
PEERS = {"exim", "opensmtpd", "nsd"}
FIRST, SECOND, OPEN, SINK, SLOW = (f"10.99.0.{number}" for number in range(2, 7))
AUTHOR = "author@sender.test"


def run(context):
    for address in (FIRST, SECOND, OPEN, SINK, SLOW):
        add_address(address)
    zones = {
        "first.test": mail_zone(FIRST),
        "second.test": mail_zone(SECOND),
        "open.test": mail_zone(OPEN),
        "sender.test": mail_zone(SINK),
    }
    folder, peers = context.folder, context.peers
    certificate = make_certificate(folder, "mx.test")
    with (
        NSD(peers, folder / "nsd", zones),
        SMTPSink(SINK) as sink,
        SMTPSink(SLOW, extensions=("8BITMIME",)) as slow,
        Exim(peers, folder / "first", FIRST, "mx.first.test", ["first.test"], certificate) as first,
        Exim(peers, folder / "second", SECOND, "mx.second.test", ["second.test"]) as second,
        OpenSMTPD(peers, folder / "opensmtpd", OPEN, "mx.open.test", ["open.test"]) as opensmtpd,
    ):
        exim_takes_chunks(first)
        exim_gives_chunks(first, second)
        sink_catches_early_commands(slow)
        opensmtpd_relays(opensmtpd, first)
        exim_relays_without_chunks(first, opensmtpd)
        refusals_are_reported(sink)
        expect_equal(sink.violations, [], "violations of the protocol by the clients of Exim and OpenSMTPD")
        expect_equal(first.logged("", "panic"), [], "Exim's panic log")


def exim_takes_chunks(exim):
    message = messages.message("chunks", AUTHOR, "bob@first.test", messages.AWKWARD_BODY)
    with SMTPClient(FIRST, 25) as client:
        expect("CHUNKING" in client.command("EHLO client.test", 250).lines, "Exim does not offer CHUNKING")
        client.command(f"MAIL FROM:<{AUTHOR}>", 250)
        client.command("RCPT TO:<bob@first.test>", 250)
        client.send(b"BDAT 100\r\n" + message[:100])
        expect_equal(client.reply().code, 250, "the reply to a chunk")
        client.send(b"BDAT %d LAST\r\n" % (len(message) - 100) + message[100:])
        expect_equal(client.reply().code, 250, "the reply to the last chunk")
    arrives(exim, message)
    expect(exim.logged(r"<= .* K "), "Exim's log does not say that it took chunks")


def exim_gives_chunks(first, second):
    message = messages.message("relayed", AUTHOR, "bob@second.test", messages.body_of("relayed", 300_000))
    submit(FIRST, 25, AUTHOR, ["bob@second.test"], message)
    arrives(second, message)
    expect(not first.logged(r"<= .* K .*bob@second"), "Exim's log has chunks where there were none")
    wait_until(lambda: first.logged(r"=> bob@second.test .* K "), 10, "chunks in the log of the Exim that sent them")
    expect(second.logged(r"<= .* K "), "no chunks in the log of the Exim that got them")


def sink_catches_early_commands(sink):
    """Where PIPELINING is not offered, a command behind another is a violation."""
    with SMTPClient(SLOW, 25) as client:
        client.command("EHLO client.test", 250)
        client.command("MAIL FROM:<a@sender.test>", 250)
        client.command("RCPT TO:<bob@slow.test>", 250)
        expect_equal(sink.violations, [], "violations of a client that waits")
        client.send(b"RSET\r\nMAIL FROM:<a@sender.test>\r\n")
        expect_equal([client.reply().code, client.reply().code], [250, 250], "the replies to early commands")
    expect_equal(len(sink.violations), 1, "violations of a client that does not wait")


def opensmtpd_relays(opensmtpd, exim):
    with SMTPClient(OPEN, 25) as client:
        offered = client.command("EHLO client.test", 250).lines
        expect("PIPELINING" not in offered and "DSN" in offered, f"OpenSMTPD offers {offered}")
    for token, body in (("dots", messages.AWKWARD_BODY), ("large", messages.body_of("large", 300_000))):
        for domain, server in (("open.test", opensmtpd), ("first.test", exim)):
            message = messages.message(f"{token}.{domain}", AUTHOR, f"bob@{domain}", body)
            submit(OPEN, 25, AUTHOR, [f"bob@{domain}"], message)
            arrives(server, message)


def exim_relays_without_chunks(exim, opensmtpd):
    message = messages.message("plain", AUTHOR, "bob@open.test", messages.AWKWARD_BODY)
    submit(FIRST, 25, AUTHOR, ["bob@open.test"], message)
    arrives(opensmtpd, message)
    wait_until(lambda: exim.logged(r"=> bob@open.test .* C="), 10, "the delivery in Exim's log")
    expect(not exim.logged(r"=> bob@open.test .* K "), "Exim's log has chunks where there were none")


def refusals_are_reported(sink):
    sink.answer("nobody@sender.test", then="550 5.1.1 no such user")
    for server in (FIRST, OPEN):
        message = messages.message(f"refused{server}", AUTHOR, "nobody@sender.test", b"hi\r\n")
        submit(server, 25, AUTHOR, ["nobody@sender.test"], message)
    wait_until(lambda: len(sink.received(AUTHOR)) == 2, 30, "two reports")
    expect_equal({message.sender for message in sink.received(AUTHOR)}, {""}, "the reverse paths of reports")


def arrives(server, message):
    wait_until(
        lambda: any(data.endswith(message) for data in server.messages()),
        20,
        f"{messages.token_of(message)}, octet for octet, in the maildir at {server.address}",
    )
