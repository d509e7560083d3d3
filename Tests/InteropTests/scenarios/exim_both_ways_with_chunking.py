"""Exim hands messages to a sink by BDAT and takes them from send by BDAT, over TLS and without it, octet for octet.

Lines that begin with dots, one that is a dot alone, 8-bit text, 300 KB in several chunks. Exim's log says how it came.
"""

from harness import messages
from harness.exim import Exim
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal, wait_until
from harness.peers import make_certificate
from harness.smtp_client import submit
from harness.waxwing_tools import Sink, send

NAMESPACE = True
PEERS = {"exim", "nsd"}
EXIM, PLAIN, SINK = "10.99.0.2", "10.99.0.3", "10.99.0.4"
SENDER = "ada@sender.test"
BODIES = {"dots": messages.AWKWARD_BODY, "large": messages.body_of("large", 300_000), "empty": b""}


def run(context):
    for address in (EXIM, PLAIN, SINK):
        add_address(address)
    zones = {"exim.test": mail_zone(EXIM), "plain.test": mail_zone(PLAIN), "sink.test": mail_zone(SINK)}
    folder, peers = context.folder, context.peers
    certificate = make_certificate(folder, "mx.exim.test")
    with (
        NSD(peers, folder / "nsd", zones),
        Exim(peers, folder / "exim", EXIM, "mx.exim.test", ["exim.test"], certificate) as exim,
        Exim(peers, folder / "plain", PLAIN, "mx.plain.test", ["plain.test"], chunking=False) as plain,
        Sink(context.binary, folder / "sink", SINK, 25) as sink,
    ):
        context.note(exim.version())
        for token, body in BODIES.items():
            exim_hands_over(exim, sink, token, body)
            exim_takes(context, exim, token, body)
        exim_takes_data_when_told_so(context, exim)
        exim_without_chunking_takes_data(context, plain)
        for server in (exim, plain):
            expect_equal(server.logged("", "panic"), [], "Exim's panic log")
            expect_equal(server.logged("synchronization|syntax or protocol|rejected"), [], "complaints in Exim's log")


def exim_hands_over(exim, sink, token, body):
    recipients = [f"{token}@sink.test", f"{token}2@sink.test"]
    message = messages.message(token, SENDER, recipients[0], body)
    submit(EXIM, 25, SENDER, recipients, message)
    taken = sink.wait_for(recipients[0])
    expect_equal(taken["transfer"], "BDAT", "how Exim handed the message over")
    expect_equal(taken["protocol"], "ESMTP", "the protocol")
    expect_equal(taken["hello"], "mx.exim.test", "the name in EHLO")
    expect_equal(sorted(taken["to"]), sorted(recipients), "the recipients")
    expect_equal(taken["from"], SENDER, "the sender")
    expect(taken["tls"] in ("TLSv1.2", "TLSv1.3"), f"no TLS: {taken}")
    data = sink.data(taken)
    expect_equal(len(data), taken["size"], "the size that the sink says, against what it stored")
    expect(data.endswith(message), f"{token} was changed: {data[-len(message):][:300]!r}")
    wait_until(lambda: exim.logged(rf"=> {token}@sink.test .* K .*C="), 10, "the delivery by chunks in Exim's log")


def exim_takes(context, exim, token, body):
    recipient = f"{token}@exim.test"
    message = messages.message(f"{token}-in", SENDER, recipient, body)
    send(context, SENDER, [recipient], message, "--chunking", "always", server=f"{EXIM}:25").expect_accepted(recipient)
    arrives(exim, message)
    line = exim.logged(rf"<= {SENDER} .*for {recipient}")[-1]
    expect(" K " in line, f"Exim's log has no chunks: {line}")
    expect(" X=TLS1." in line, f"Exim's log has no TLS: {line}")


def exim_takes_data_when_told_so(context, exim):
    message = messages.message("never", SENDER, "never@exim.test", messages.AWKWARD_BODY)
    sent = send(context, SENDER, ["never@exim.test"], message, "--chunking", "never", server=f"{EXIM}:25")
    sent.expect_accepted("never@exim.test")
    arrives(exim, message)
    line = exim.logged(r"<= .*for never@exim.test")[-1]
    expect(" K " not in line, f"Exim's log has chunks in spite of --chunking never: {line}")


def exim_without_chunking_takes_data(context, plain):
    """By its mail host, over no TLS, to two recipients at once: what is chosen without an option fits the server."""
    recipients = ["auto@plain.test", "auto2@plain.test"]
    message = messages.message("auto", SENDER, recipients[0], messages.AWKWARD_BODY)
    send(context, SENDER, recipients, message).expect_accepted(*recipients)
    arrives(plain, message)
    line = plain.logged(r"<= .*for auto@plain.test")[-1]
    expect(" K " not in line and " X=" not in line, f"Exim's log has chunks or TLS that it did not offer: {line}")


def arrives(exim, message):
    wait_until(
        lambda: any(data.endswith(message) for data in exim.messages()),
        20,
        f"{messages.token_of(message)}, octet for octet, in Exim's maildir",
    )
