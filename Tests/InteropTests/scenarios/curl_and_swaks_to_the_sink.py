"""curl and swaks hand messages to a sink: TLS demanded, pipelined, by HELO, EHLO and LMTP with a reply a recipient."""

from harness import messages
from harness.outcome import expect, expect_equal
from harness.smtp_client import SMTPClient, stuffed
from harness.waxwing_tools import Sink

PEERS = {"curl", "swaks"}
SENDER = "ada@sender.test"
RULES = [
    '{ at: recipient, match: "nobody@*", reply: "550 5.1.1 no such user" }',
    '{ at: message, match: "full@*", reply: "452 4.2.2 mailbox full" }',
]


def run(context):
    with Sink(context.binary, context.folder / "sink", rules=RULES) as sink:
        curl_demands_tls(context, sink)
        curl_in_the_clear(context, sink)
        curl_with_utf8_addresses(context, sink)
        curl_with_a_refused_recipient(context, sink)
        swaks_by_each_protocol(context, sink)
        swaks_with_a_refused_recipient(context, sink)
    with Sink(context.binary, context.folder / "no-tls", options=["--no-tls"]) as sink:
        curl_demands_tls_in_vain(context, sink)
    with Sink(context.binary, context.folder / "lmtp", options=["--lmtp"], rules=RULES) as sink:
        lmtp_answers_each_recipient(sink)
        swaks_speaks_lmtp(context, sink)


def curl(context, sink, recipients, message, *options, status=0, sender=SENDER):
    """curl sends these octets and has to end with this exit status. The dialogue."""
    path = context.folder / "curl-message.eml"
    path.write_bytes(message)
    words = ["--silent", "--show-error", "--verbose", "--url", f"smtp://{sink.server}/curl.test", "--upload-file", path]
    words += ["--mail-from", sender, *(word for name in recipients for word in ("--mail-rcpt", name)), *options]
    done = context.peers.curl(*words)
    said = done.stderr.decode("utf-8", "replace")
    expect_equal(done.returncode, status, f"the exit status of curl, which said {said}")
    return said


def swaks(context, sink, recipients, message, *options, status=0):
    """swaks sends these octets and has to end with this exit status. The dialogue."""
    done = messages.hand_in_with_swaks(
        context.peers, context.folder, sink.server, SENDER, ",".join(recipients), message, *options
    )
    said = done.stdout.decode("utf-8", "replace")
    expect_equal(done.returncode, status, f"the exit status of swaks, which said {said[:2000]}")
    return said


def arrived(sink, message, *recipients, **wanted):
    """The message came to these recipients, octet for octet, with these values in the sink's JSON."""
    taken = sink.wait_for(recipients[0])
    expect_equal(taken["to"], list(recipients), "the recipients that were taken")
    expect(sink.data(taken) == message, f"the message was changed: {sink.data(taken)[:600]!r}")
    for key, value in wanted.items():
        expect_equal(taken.get(key), value, f"{key} of the message to {recipients[0]}")
    return taken


def curl_demands_tls(context, sink):
    for token, body in (("dots", messages.AWKWARD_BODY), ("large", messages.body_of("large", 300_000))):
        one, two = f"{token}1@receiver.test", f"{token}2@receiver.test"
        message = messages.message(f"curl-{token}", SENDER, one, body)
        curl(context, sink, [one, two], message, "--ssl-reqd", "--insecure")
        taken = arrived(sink, message, one, two, protocol="ESMTP", transfer="DATA", hello="curl.test")
        expect(taken["tls"] in ("TLSv1.2", "TLSv1.3"), f"no TLS: {taken}")
        expect_equal(taken.get("declaredSize"), len(message), "SIZE")


def curl_in_the_clear(context, sink):
    message = messages.message("curl-clear", SENDER, "clear@receiver.test", messages.AWKWARD_BODY)
    curl(context, sink, ["clear@receiver.test"], message)
    arrived(sink, message, "clear@receiver.test", tls=None, **{"from": SENDER}, smtpUTF8=False)


def curl_with_utf8_addresses(context, sink):
    """curl adds SMTPUTF8 by itself where it is offered and an address needs it."""
    message = messages.message("curl-utf8", "jörg@sender.test", "用户@receiver.test", messages.AWKWARD_BODY)
    curl(context, sink, ["用户@receiver.test"], message, sender="jörg@sender.test")
    arrived(sink, message, "用户@receiver.test", **{"from": "jörg@sender.test"}, smtpUTF8=True)


def curl_with_a_refused_recipient(context, sink):
    message = messages.message("curl-refused", SENDER, "some@receiver.test", b"hi\r\n")
    recipients = ["nobody@receiver.test", "some@receiver.test"]
    said = curl(context, sink, recipients, message, "--mail-rcpt-allowfails", "--ssl-reqd", "--insecure")
    expect("550 5.1.1 no such user" in said, f"no refusal in what curl said: {said}")
    arrived(sink, message, "some@receiver.test")
    curl(context, sink, ["nobody@receiver.test"], message, status=55)  # CURLE_SEND_ERROR
    expect_equal(sink.received("nobody@receiver.test"), [], "messages for the refused recipient")


def curl_demands_tls_in_vain(context, sink):
    message = messages.message("curl-vain", SENDER, "vain@receiver.test", b"hi\r\n")
    curl(context, sink, ["vain@receiver.test"], message, "--ssl-reqd", "--insecure", status=64)  # CURLE_USE_SSL_FAILED
    curl(context, sink, ["clear@receiver.test"], message)
    arrived(sink, message, "clear@receiver.test", tls=None)
    expect_equal(len(sink.messages()), 1, "how many messages arrived")


def swaks_by_each_protocol(context, sink):
    for number, (options, protocol, has_tls) in enumerate(
        (
            (["--protocol", "ESMTP"], "ESMTP", False),
            (["--protocol", "SMTP"], "SMTP", False),
            (["--protocol", "ESMTP", "--pipeline"], "ESMTP", False),
            (["--tls"], "ESMTP", True),
            (["--tls", "--pipeline"], "ESMTP", True),
        )
    ):
        recipients = [f"swaks{number}@receiver.test", f"again{number}@receiver.test"]
        message = messages.message(f"swaks{number}", SENDER, recipients[0], messages.AWKWARD_BODY)
        said = swaks(context, sink, recipients, message, *options)
        taken = arrived(sink, message, *recipients, protocol=protocol, transfer="DATA", hello="client.test")
        expect_equal(taken["tls"] is not None, has_tls, f"whether {options} came over TLS")
        hello = " -> HELO client.test" if protocol == "SMTP" else " -> EHLO client.test"
        expect(hello in said, f"swaks {options} did not say {hello!r}: {said[:1000]}")


def swaks_with_a_refused_recipient(context, sink):
    """Pipelined or not, the recipient in the middle is refused and the others get the message."""
    for options in ([], ["--pipeline"], ["--tls", "--pipeline"]):
        token = "-".join(["refused", *options])
        one, two = f"{token}1@receiver.test", f"{token}2@receiver.test"
        message = messages.message(token, SENDER, one, messages.AWKWARD_BODY)
        said = swaks(context, sink, [one, "nobody@receiver.test", two], message, *options)
        expect("550 5.1.1 no such user" in said, f"no refusal in what swaks said: {said}")
        arrived(sink, message, one, two)


def lmtp_answers_each_recipient(sink):
    """One reply for each recipient that was taken at RCPT, in their order (RFC 2033, 4.2)."""
    message = messages.message("lmtp", SENDER, "bob@receiver.test", messages.AWKWARD_BODY)
    with SMTPClient(sink.address, sink.port) as client:
        client.command("EHLO client.test", 5)
        client.command("HELO client.test", 5)
        client.command("LHLO client.test", 250)
        client.command(f"MAIL FROM:<{SENDER}>", 250)
        client.command("RCPT TO:<nobody@receiver.test>", 550)
        client.command("DATA", 503)  # RFC 2033 (4.2): no recipient was taken
        for name in ("bob", "full", "carol"):
            client.command(f"RCPT TO:<{name}@receiver.test>", 250)
        client.command("DATA", 354)
        client.send(stuffed(message) + b".\r\n")
        replies = [client.reply() for _ in range(3)]
        expect_equal([reply.code for reply in replies], [250, 452, 250], f"the replies to one message: {replies}")
        expect(client.silent_for(0.5), f"more than three replies: {client.buffer!r}")
        client.command("QUIT", 221)
    arrived(sink, message, "bob@receiver.test", "carol@receiver.test", protocol="LMTP", hello="client.test")


def swaks_speaks_lmtp(context, sink):
    for options in ([], ["--pipeline"]):
        token = "-".join(["lmtp", *options])
        recipients = [f"{token}{number}@receiver.test" for number in range(3)]
        message = messages.message(token, SENDER, recipients[0], messages.AWKWARD_BODY)
        said = swaks(context, sink, recipients, message, "--protocol", "LMTP", *options)
        expect(" -> LHLO client.test" in said, f"swaks did not say LHLO: {said[:1000]}")
        arrived(sink, message, *recipients, protocol="LMTP", hello="client.test")
