"""A queue at its limit refuses with 452 4.3.1, to MAIL or at the end, over SIGKILL too, and takes mail when it empties.

The limit is three recipients, whom the receiver puts off. A message that is one recipient too large is refused at its
end, as is one whose transaction began while there was room; when there is none, MAIL is. Each recipient that is settled
makes room for one. What got its 250 arrives once, and nothing else does.
"""

from harness import messages
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal, wait_until
from harness.smtp_client import SMTPClient, stuffed
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery
from harness.waxwing_data import check, waiting

NAMESPACE = True
PEERS = {"nsd"}
SENDER, LIMIT = "ada@sender.test", 3
LATER, TAKEN = "451 4.7.1 come back later", "250 2.1.5 ok"
FULL = "452 4.3.1 The queue of this server is full; try again later"


def run(context):
    add_address("10.99.0.3")
    # Loopback is free of most limits; the queue's own concerns everybody.
    text = configuration(
        dns=LOCAL_DNS, delivery=delivery(first="1s", factor=1, jitter=0), queue_limit={"recipients": LIMIT}
    )
    waxwing = Waxwing(context.binary, context.folder / "waxwing", text)
    with (
        NSD(context.peers, context.folder / "nsd", {"receiver.test": mail_zone("10.99.0.3")}),
        SMTPSink("10.99.0.3") as sink,
        waxwing,
    ):
        for name in range(8):
            sink.answer(user(name), then=LATER)
        expect_equal([send(user(0)), send(user(1))], ["250", "250"], "the replies while there is room")
        expect_equal(send(user(2), user(3)), FULL, "the reply to one recipient more than there is room for")
        late = transaction_that_comes_too_late()
        expect_equal(late, FULL, "the reply to a message whose transaction began while there was room")
        the_queue_holds(waxwing, user(0), user(1), user(2))
        refused_at_mail()
        refused_in_a_pipeline()
        waxwing.kill()
        waxwing.start()
        the_queue_holds(waxwing, user(0), user(1), user(2))
        refused_at_mail()
        the_log_tells(waxwing)
        sink.answer(user(0), then=TAKEN)
        the_queue_has_left(waxwing, user(0), sink)
        expect_equal(send(user(4)), "250", "the reply when there is room for one")
        refused_at_mail()
        for name in range(8):
            sink.answer(user(name), then=TAKEN)
        waxwing.wait_until_empty(30)
        expect_equal(send(user(5), user(6), user(7)), "250", "the reply when the queue has emptied")
        wait_until(lambda: all(sink.received(user(name)) for name in (5, 6, 7)), 20, "the last message")
        waxwing.wait_until_empty(20)
        what_was_promised_came_once(sink)
        waxwing.stop()
        check(waxwing)


def user(name):
    return f"user{name}@receiver.test"


def octets(recipients):
    """A message whose token names its recipients, so that what must not arrive is told from the rest."""
    token = "-".join(address.partition("@")[0] for address in recipients)
    return messages.message(token, SENDER, recipients[0], messages.AWKWARD_BODY)


def send(*recipients):
    """A whole transaction in which nothing is refused before the final dot: 250, or the whole reply if it is another.

    After a refusal the session goes on.
    """
    with client() as session:
        reply = session.deliver(SENDER, recipients, octets(recipients))
        session.command("NOOP", 250)
        session.command("QUIT", 221)
        return "250" if reply.code == 250 else reply.text


def transaction_that_comes_too_late():
    """The reply to a message whose MAIL and RCPT were taken before another one took the last place."""
    with client() as session:
        session.command(f"MAIL FROM:<{SENDER}>", 250)
        session.command(f"RCPT TO:<{user(3)}>", 250)
        expect_equal(send(user(2)), "250", "the reply to the message that takes the last place")
        session.command("DATA", 354)
        session.send(stuffed(octets([user(3)])) + b".\r\n")
        return session.reply().text


def client():
    session = SMTPClient("127.0.0.1", 2525)
    session.command("EHLO room.test", 250)
    return session


def refused_at_mail():
    """Nobody sends in vain: MAIL is refused, whatever its size, and the session goes on."""
    with client() as session:
        for parameters in ("", " SIZE=400"):
            reply = session.command(f"MAIL FROM:<{SENDER}>{parameters}")
            expect_equal(reply.text, FULL, f"the reply to MAIL{parameters} of a full queue")
        session.command(f"RCPT TO:<{user(3)}>", 503)
        session.command("NOOP", 250)
        session.command("QUIT", 221)


def refused_in_a_pipeline():
    """Who sends commands ahead has a reply to each, and no 354."""
    with client() as session:
        session.send(f"MAIL FROM:<{SENDER}>\r\nRCPT TO:<{user(3)}>\r\nDATA\r\n".encode())
        replies = [session.reply() for _ in range(3)]
        expect_equal(replies[0].text, FULL, "the reply to MAIL in a pipeline")
        expect_equal([reply.code for reply in replies[1:]], [503, 503], "the replies to RCPT and DATA behind it")
        session.command("QUIT", 221)


def the_queue_holds(waxwing, *recipients):
    held = sorted(address for addresses in waiting(waxwing).values() for address in addresses)
    expect_equal(held, sorted(recipients), "who waits in the queue")


def the_queue_has_left(waxwing, recipient, sink):
    wait_until(lambda: sink.received(recipient), 20, f"the message for {recipient}")
    wait_until(
        lambda: recipient not in [address for addresses in waiting(waxwing).values() for address in addresses],
        20,
        f"the queue to be done with {recipient}",
    )


def the_log_tells(waxwing):
    log = waxwing.log.read_text()
    for words in ("Messages are refused for now", f"The queue holds mail for {LIMIT} recipients, its limit"):
        expect(words in log, f"the log does not say: {words}")


def what_was_promised_came_once(sink):
    arrived = sorted((messages.token_of(message.data), tuple(sorted(message.recipients))) for message in sink.messages)
    single = [(f"user{name}", (user(name),)) for name in (0, 1, 2, 4)]
    wanted = sorted([*single, ("user5-user6-user7", (user(5), user(6), user(7)))])
    expect_equal(arrived, wanted, "what arrived, and for whom")
    damaged = [message for message in sink.messages if not message.data.endswith(messages.AWKWARD_BODY)]
    expect_equal(damaged, [], "messages that were changed")
    expect_equal(sink.violations, [], "violations of the protocol")
