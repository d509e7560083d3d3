"""send speaks LMTP to Dovecot, smtplib and Postfix speak it to serve: one reply a recipient, no octet changed."""

from harness import messages
from harness.dovecot import Dovecot
from harness.lmtp import hand_in
from harness.namespace import add_address, fresh_addresses
from harness.outcome import expect, expect_equal, wait_until
from harness.postfix import Postfix
from harness.smtp_client import SMTPClient, stuffed, submit
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, listener, relay_delivery
from harness.waxwing_tools import send

NAMESPACE = True
PEERS = {"postfix", "dovecot"}
WAXWING, POSTFIX, SINK, DOVECOT = (f"10.99.0.{number}" for number in (1, 2, 3, 4))
SENDER = "ada@sender.test"
ADA, BOB, NOBODY = "ada@example.test", "bob@example.test", "nobody@example.test"
BODIES = {"dots": messages.AWKWARD_BODY, "large": messages.body_of("large", 300_000), "empty": b""}
OPTIONS = ([], ["--pipelining", "never"], ["--chunking", "always"], ["--chunking", "never"])


def run(context):
    for address in (WAXWING, POSTFIX, SINK, DOVECOT):
        add_address(address)
    folder, peers = context.folder, context.peers
    text = configuration(
        listeners=[listener(f"{WAXWING}:24", "lmtp", relay_from=["10.99.0.0/24"])],
        dns=LOCAL_DNS,
        delivery=relay_delivery(f"{SINK}:25"),
    )
    with Dovecot(peers, folder / "dovecot", DOVECOT, {ADA: "a", BOB: "b"}) as dovecot:
        for options in OPTIONS:
            for token, body in BODIES.items():
                dovecot_takes(context, dovecot, "-".join([token, *options]), body, options)
        dovecot_knows_nobody(context, dovecot)
    with (
        SMTPSink(SINK) as sink,
        Waxwing(context.binary, folder / "waxwing", text).start(WAXWING, 24) as waxwing,
        Postfix(
            peers,
            folder / "postfix",
            POSTFIX,
            "mx.local.test",
            ["example.test"],
            settings={"virtual_transport": f"lmtp:inet:{WAXWING}:24"},
            services="lmtp unix - - n - - lmtp\n",
        ) as postfix,
    ):
        for token, body in BODIES.items():
            smtplib_hands_in(sink, token, body)
            postfix_hands_in(sink, postfix, token, body)
        by_hand(sink)
        strangers_get_nothing(next(fresh_addresses()))
        waxwing.wait_until_empty(20)
        expect_equal(sink.violations, [], "violations of the protocol")
        postfix.expect_no_warnings()


def dovecot_takes(context, dovecot, token, body, options):
    """Two of three recipients are known. Each has an answer of its own, and each of the two has the message."""
    message = messages.message(token, SENDER, ADA, body)
    before = {user: len(dovecot.files(user)) for user in (ADA, BOB)}
    sent = send(context, SENDER, [ADA, NOBODY, BOB], message, "--lmtp", *options, server=f"{DOVECOT}:24")
    expect_equal(sent.status, 1, f"the exit status of send {options}, which said {sent.said}")
    accepted = {recipient: answer.accepted for recipient, answer in sent.answers.items()}
    expect_equal(accepted, {ADA: True, NOBODY: False, BOB: True}, f"what send said of the recipients: {sent.said}")
    expect(sent.answers[NOBODY].reply.startswith("550 5.1.1"), f"the refusal: {sent.said}")
    for user in (ADA, BOB):
        expect(user in sent.answers[user].reply, f"not the answer for {user}: {sent.said}")
        wait_until(lambda: len(dovecot.files(user)) > before[user], 20, f"{token} in the maildir of {user}")
        expect(dovecot.messages(user)[-1].endswith(message), f"{token} changed: {dovecot.messages(user)[-1][:900]!r}")


def dovecot_knows_nobody(context, dovecot):
    """No recipient is left: there is no message, and no reply to it is waited for."""
    before = len(dovecot.files(ADA))
    recipients = [NOBODY, "no-one@example.test"]
    message = messages.message("nobody", SENDER, NOBODY, b"hi\r\n")
    for options in OPTIONS:
        sent = send(context, SENDER, recipients, message, "--lmtp", *options, server=f"{DOVECOT}:24")
        expect_equal(sent.status, 1, f"the exit status of send {options}, which said {sent.said}")
        expect_equal({answer.accepted for answer in sent.answers.values()}, {False}, f"what send said: {sent.said}")
    expect_equal(len(dovecot.files(ADA)), before, "how many messages arrived")


def arrives(sink, message, *recipients):
    """Once for each of them, in whatever transactions."""
    token = messages.token_of(message)

    def taken():
        found = [taken for taken in list(sink.messages) if messages.token_of(taken.data) == token]
        return found if sum(len(message.recipients) for message in found) >= len(recipients) else None

    found = wait_until(taken, 30, f"{token} for {recipients} in the sink")
    names = sorted(name for message in found for name in message.recipients)
    expect_equal(names, sorted(recipients), f"the recipients of {token}")
    for one in found:
        expect(one.data.endswith(message), f"{token} was changed: {one.data[:900]!r}")
        received = messages.header_values(one.data, "Received")[0]
        expect(" with LMTP" in received or " with UTF8LMTP" in received, f"not said to be LMTP: {received}")


def smtplib_hands_in(sink, token, body):
    recipients = [f"{token}{number}@receiver.test" for number in range(3)]
    message = messages.message(f"smtplib-{token}", SENDER, recipients[0], body)
    told = hand_in(WAXWING, 24, SENDER, recipients, message)
    expect_equal([code for code, _ in told.values()], [250] * 3, f"what each recipient was told: {told}")
    arrives(sink, message, *recipients)


def postfix_hands_in(sink, postfix, token, body):
    recipients = [f"{token}{number}@example.test" for number in range(3)]
    message = messages.message(f"postfix-{token}", SENDER, recipients[0], body)
    submit(POSTFIX, 25, SENDER, recipients, message)
    arrives(sink, message, *recipients)
    for recipient in recipients:
        pattern = rf"postfix/lmtp.* to=<{recipient}>, .*relay={WAXWING}\S*:24, .*status=sent"
        wait_until(lambda: postfix.logged(pattern), 10, f"status=sent of {recipient} in Postfix' log")


def by_hand(sink):
    """No HELO and EHLO; a reply for each recipient that was taken, in their order; none was taken: 503."""
    message = messages.message("by-hand", SENDER, BOB, messages.AWKWARD_BODY)
    with SMTPClient(WAXWING, 24) as client:
        client.command("EHLO client.test", 5)
        client.command("HELO client.test", 5)
        client.command("LHLO client.test", 250)
        client.command(f"MAIL FROM:<{SENDER}>", 250)
        client.command("DATA", 503)
        for recipient in (BOB, "not an address", ADA):
            client.command(f"RCPT TO:<{recipient}>", 5 if " " in recipient else 250)
        client.command("DATA", 354)
        client.send(stuffed(message) + b".\r\n")
        expect_equal([client.reply().code, client.reply().code], [250, 250], "a reply for each recipient")
        expect(client.silent_for(0.5), f"more than two replies: {client.buffer!r}")
        client.command("QUIT", 221)
    arrives(sink, message, BOB, ADA)


def strangers_get_nothing(place):
    """`relay-from` holds for LMTP as well."""
    message = messages.message("stranger", SENDER, BOB, b"hi\r\n")
    told = hand_in(WAXWING, 24, SENDER, [BOB], message, source=place)
    expect(told[BOB][0] in (550, 554), f"a stranger was told {told}")
