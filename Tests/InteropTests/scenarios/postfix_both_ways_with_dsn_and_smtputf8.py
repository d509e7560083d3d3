"""What is asked for a message (DSN, SMTPUTF8) passes from Postfix to a sink and from send to Postfix, as it was asked.

Postfix' report of success carries what send gave; what a server cannot take is refused with 5.6.7 or 5.6.9 and never
sent; without PIPELINING every command waits for its reply.
"""

from harness import messages
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal, wait_until
from harness.postfix import Postfix
from harness.report import read_report
from harness.smtp_client import SMTPClient, stuffed
from harness.smtp_sink import SMTPSink
from harness.waxwing_tools import Sink, decoded, parameters, send

NAMESPACE = True
PEERS = {"postfix", "nsd"}
POSTFIX, SINK, PLAIN, SLOW = "10.99.0.2", "10.99.0.3", "10.99.0.4", "10.99.0.5"
WITHOUT_PIPELINING = 10026
AUTHOR = "author@sender.test"
JÖRG, DELTA, USER = "jörg@sender.test", "δέλτα@local.test", "用户@sink.test"


def run(context):
    for address in (POSTFIX, SINK, PLAIN, SLOW):
        add_address(address)
    zones = {
        "local.test": mail_zone(POSTFIX),
        "sink.test": mail_zone(SINK),
        "sender.test": mail_zone(SINK),
    }
    service = f"{POSTFIX}:{WITHOUT_PIPELINING} inet n - n - - smtpd -o smtpd_discard_ehlo_keywords=pipelining\n"
    folder = context.folder
    with (
        NSD(context.peers, folder / "nsd", zones),
        Sink(context.binary, folder / "sink", SINK, 25) as sink,
        Sink(context.binary, folder / "plain", PLAIN, 25, ["--without", "SMTPUTF8"]) as plain,
        SMTPSink(SLOW, extensions=("8BITMIME",)) as slow,
        Postfix(
            context.peers,
            folder / "postfix",
            POSTFIX,
            "mx.local.test",
            ["local.test"],
            settings={"smtputf8_enable": "yes"},
            services=service,
        ) as postfix,
    ):
        postfix_passes_on_what_was_asked(sink)
        postfix_passes_on_smtputf8(sink)
        postfix_reports_success(context, postfix, sink)
        postfix_reports_nothing_when_told_never(context, sink)
        postfix_takes_smtputf8(context, postfix)
        what_cannot_be_sent_is_refused(context, plain)
        every_command_waits_without_pipelining(context, postfix, slow)
        postfix.expect_no_warnings()


def hand_in(mail, recipients, message):
    """One transaction with these parameters to Postfix."""
    with SMTPClient(POSTFIX, 10025) as client:
        offered = client.command("EHLO client.test", 250).lines
        expect({"DSN", "SMTPUTF8"} <= set(offered), f"Postfix offers {offered}")
        client.command(f"MAIL FROM:{mail}", 250)
        for recipient in recipients:
            client.command(f"RCPT TO:{recipient}", 250)
        client.command("DATA", 354)
        client.send(stuffed(message) + b".\r\n")
        reply = client.reply()
        expect_equal(reply.code, 250, f"Postfix' reply to the message: {reply}")


def postfix_passes_on_what_was_asked(sink):
    message = messages.message("asked", AUTHOR, "one@sink.test", messages.AWKWARD_BODY)
    hand_in(
        f"<{AUTHOR}> RET=HDRS ENVID=trip+2B1+3D7 BODY=8BITMIME SIZE={len(message)}",
        [
            "<one@sink.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Robert+2Bx@elsewhere.test",
            "<two@sink.test> NOTIFY=NEVER",
            "<three@sink.test> NOTIFY=DELAY",
            "<four@sink.test>",
        ],
        message,
    )
    taken = sink.wait_for("one@sink.test")
    expect_equal(decoded(taken.get("envelopeIdentifier")), "trip+1=7", "ENVID")
    expect_equal(taken.get("return"), "headers", "RET")
    expect_equal(taken.get("body"), "8BITMIME", "BODY")
    expect_equal(taken["smtpUTF8"], False, "SMTPUTF8")
    declared = taken.get("declaredSize") or 0  # Postfix' count is an octet off at times
    expect(abs(declared - taken["size"]) < 100, f"SIZE={declared} for {taken['size']} octets")
    expect(sink.data(taken).endswith(message), f"the message was changed: {sink.data(taken)[:600]!r}")
    for recipient, notify, original in (
        ("one@sink.test", ["failure", "success"], "rfc822;Robert+x@elsewhere.test"),
        ("two@sink.test", ["never"], "rfc822;two@sink.test"),  # Postfix adds ORCPT where there was none
        ("three@sink.test", ["delay"], "rfc822;three@sink.test"),
        ("four@sink.test", None, "rfc822;four@sink.test"),
    ):
        asked = parameters(sink.wait_for(recipient), recipient)
        expect_equal(asked.get("notify") and sorted(asked["notify"]), notify, f"NOTIFY of {recipient}")
        expect_equal(decoded(asked.get("originalRecipient")), original, f"ORCPT of {recipient}")
    hand_in(f"<{AUTHOR}> RET=FULL", ["<full@sink.test>"], messages.message("full", AUTHOR, "full@sink.test", b"hi\r\n"))
    taken = sink.wait_for("full@sink.test")
    expect_equal(taken.get("return"), "full", "RET")
    expect_equal(taken.get("envelopeIdentifier"), None, "ENVID")


def postfix_passes_on_smtputf8(sink):
    message = messages.message("utf8", JÖRG, USER, messages.AWKWARD_BODY)
    hand_in(f"<{JÖRG}> SMTPUTF8 BODY=8BITMIME", [f"<{USER}>"], message)
    taken = sink.wait_for(USER)
    expect_equal(taken["smtpUTF8"], True, "SMTPUTF8")
    expect_equal(taken["from"], JÖRG, "the sender")
    expect(sink.data(taken).endswith(message), f"the message was changed: {sink.data(taken)[:600]!r}")


def postfix_reports_success(context, postfix, sink):
    """The report says whose success it is in the words that the sender gave."""
    message = messages.message("success", AUTHOR, "bob@local.test", messages.AWKWARD_BODY)
    before = len(postfix.files())
    send(
        context,
        AUTHOR,
        ["bob@local.test"],
        message,
        *("--notify", "success,failure", "--ret", "headers", "--envid", "trip+2=8"),
        *("--original-recipient", "robert+y@elsewhere.test"),
        server=f"{POSTFIX}:25",
    ).expect_accepted("bob@local.test")
    wait_until(lambda: len(postfix.files()) > before, 20, "the message in Postfix' maildir")
    expect(postfix.messages()[-1].endswith(message), "the message was changed")
    arrived = sink.wait_for(AUTHOR)
    expect_equal(arrived["from"].strip("<>"), "", "the reverse path of the report")
    report = read_report(sink.data(arrived)).expect_strict()
    expect_equal(report.message.get("original-envelope-id"), "trip+2=8", "Original-Envelope-Id")
    expect_equal(len(report.recipients), 1, "how many recipients are reported")
    recipient = report.recipients[0]
    expect_equal(recipient["action"], "delivered", "Action")
    original, final = (without_blanks(recipient[f"{name}-recipient"]) for name in ("original", "final"))
    expect_equal(original, "rfc822;robert+y@elsewhere.test", "Original-Recipient")
    expect_equal(final, "rfc822;bob@local.test", "Final-Recipient")
    expect_equal(report.returned_type, "text/rfc822-headers", "what is returned, with --ret headers")


def postfix_reports_nothing_when_told_never(context, sink):
    """Of two messages to a host that does not exist only the one without `never` is reported."""
    before = len(sink.received(AUTHOR))
    for options in (["--notify", "never"], ["--notify", "failure"]):
        message = messages.message(f"lost-{options[1]}", AUTHOR, "x@nowhere.sender.test", b"hi\r\n")
        send(context, AUTHOR, ["x@nowhere.sender.test"], message, *options, server=f"{POSTFIX}:25").expect_accepted(
            "x@nowhere.sender.test"
        )
    arrived = sink.wait_for(AUTHOR, before + 1)
    expect(b"lost-failure" in sink.data(arrived), "the report is not of the message that asked for it")
    expect_equal(len(sink.received(AUTHOR)), before + 1, "how many reports came")


def postfix_takes_smtputf8(context, postfix):
    message = messages.message("delta", JÖRG, DELTA, messages.AWKWARD_BODY)
    before = len(postfix.files())
    send(context, JÖRG, [DELTA], message, server=f"{POSTFIX}:25").expect_accepted(DELTA)
    wait_until(lambda: len(postfix.files()) > before, 20, "the message in Postfix' maildir")
    data = postfix.messages()[-1]
    expect(data.endswith(message), "the message was changed")
    received = messages.header_values(data, "Received")[0]
    expect("with UTF8SMTP" in received, f"Postfix was not told SMTPUTF8: {received}")


def what_cannot_be_sent_is_refused(context, plain):
    """To a server without SMTPUTF8 goes no UTF-8 address and no UTF-8 header field, but a UTF-8 body does."""
    ascii_header = messages.message("plain", AUTHOR, "bob@plain.test", messages.AWKWARD_BODY)
    utf8_header = ascii_header.replace(b"Subject: test", "Subject: Grüße".encode())
    for sender, recipient, message, status in (
        (AUTHOR, "bøb@plain.test", ascii_header, "5.6.7"),
        (JÖRG, "bob@plain.test", ascii_header, "5.6.7"),
        (AUTHOR, "bob@plain.test", utf8_header, "5.6.9"),
    ):
        sent = send(context, sender, [recipient], message, server=plain.server)
        expect_equal(sent.status, 1, f"the exit status of send, which said {sent.said!r}")
        expect(status in sent.said, f"no {status} in what send said: {sent.said!r}")
    send(context, AUTHOR, ["bob@plain.test"], ascii_header, server=plain.server).expect_accepted("bob@plain.test")
    taken = plain.wait_for("bob@plain.test")
    expect_equal(taken.get("body"), "8BITMIME", "BODY")
    expect(plain.data(taken) == ascii_header, "the message was changed")
    expect_equal(len(plain.messages()), 1, "how many messages the server without SMTPUTF8 got")


def every_command_waits_without_pipelining(context, postfix, slow):
    recipients = [f"{name}@local.test" for name in ("one", "two", "three")]
    message = messages.message("waits", AUTHOR, recipients[0], messages.AWKWARD_BODY)
    for options, port in (([], WITHOUT_PIPELINING), (["--pipelining", "never"], 25)):
        before = len(postfix.files())
        send(context, AUTHOR, recipients, message, *options, server=f"{POSTFIX}:{port}").expect_accepted(*recipients)
        wait_until(lambda: len(postfix.files()) >= before + 3, 20, "three copies in Postfix' maildir")
    send(context, AUTHOR, recipients, message, server=f"{SLOW}:25").expect_accepted(*recipients)
    expect_equal(slow.violations, [], "violations of the protocol by send, where PIPELINING is not offered")
    expect_equal(slow.messages[-1].data, message, "the message")


def without_blanks(text):
    return "".join(text.split())
