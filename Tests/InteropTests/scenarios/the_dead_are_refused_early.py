"""Whom a host calls unknown for good is refused at RCPT from then on, until a person takes the address from the list.

The list outlives a kill, is seen and changed through the daemon and on the files, and a report is made once only. A
block of our address, one refusal for a full mailbox, and a refusal of the message put nobody there.
"""

from harness import messages
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal, wait_until
from harness.smtp_client import SMTPClient, submit
from harness.smtp_sink import SMTPSink
from harness.waxwing import usual_waxwing

NAMESPACE = True
PEERS = {"nsd"}
SINK = "10.99.0.3"
AUTHOR = "author@sender.test"
DEAD, LIVING, FULL, LOST, BLOCKED = (f"{name}@receiver.test" for name in ("dead", "living", "full", "lost", "blocked"))


def run(context):
    add_address(SINK)
    zones = {"receiver.test": mail_zone(SINK), "sender.test": mail_zone(SINK)}
    with NSD(context.peers, context.folder / "nsd", zones), SMTPSink(SINK) as sink:
        sink.answer(DEAD, then="550 5.1.1 No such user here")
        sink.answer(FULL, "452 4.2.2 Mailbox full")
        with usual_waxwing(context) as waxwing:
            for recipient in (DEAD, LIVING, FULL):
                hand_in(recipient)
            wait_until(lambda: sink.received(AUTHOR), 30, "the report on the dead recipient")
            waxwing.wait_until_empty(30)
            expect_equal(entries(waxwing), {DEAD: "unknownRecipient"}, "the list")
            expect_refused(DEAD)
            waxwing.kill()
            expect_equal(entries(waxwing), {DEAD: "unknownRecipient"}, "the list on the files of a killed daemon")
            waxwing.start()
            expect_refused(DEAD)
            added = command(waxwing, "add", "@receiver.test", "--from", "other.test", "--for", "1h")
            expect_equal(added.returncode, 0, "the exit status of `suppression add`")
            hand_in(LIVING)
            expect_refused(LIVING, sender="news@other.test", status="5.7.1")
            expect_patience("news@other.test")
            shown = command(waxwing, "show", DEAD)
            expect_equal(shown.returncode, 1, "the exit status of `suppression show` for the dead recipient")
            for words in (b"unknownRecipient", b"550 5.1.1 No such user here", b"@other.test"):
                expect(words in shown.stdout, f"`suppression show` does not say {words!r}: {shown.stdout!r}")
            sink.answer(DEAD)
            expect_equal(command(waxwing, "remove", DEAD).returncode, 0, "the exit status of `remove`")
            expect_equal(command(waxwing, "remove", DEAD).returncode, 1, "that of a second `remove`")
            hand_in(DEAD)
            waxwing.wait_until_empty(30)
            expect_equal(len(sink.received(DEAD)), 1, "messages of the one who lives again")
            expect_equal(len(sink.received(AUTHOR)), 1, "reports")
            sink.answer(LOST, stage="DATA", then="550 5.1.1 User unknown")
            hand_in(LOST)
            wait_until(lambda: len(sink.received(AUTHOR)) == 2, 30, "the report on the refused message")
            expect_equal(set(entries(waxwing)), {"@receiver.test"}, "the list after a refusal of the message")
            sink.answer(BLOCKED, then="550 5.7.1 Client host [192.0.2.1] blocked using zen.example")
            hand_in(BLOCKED)
            wait_until(lambda: waxwing.queued()[0]["recipients"][0]["attempts"] > 0, 30, "the refused attempt")
            expect_equal(set(entries(waxwing)), {"@receiver.test"}, "the list after a block of our address")
        expect_equal(sink.violations, [], "violations of the protocol")


def hand_in(recipient):
    message = messages.message("token", AUTHOR, recipient, messages.AWKWARD_BODY)
    submit("127.0.0.1", 2525, AUTHOR, [recipient], message)


def entries(waxwing):
    """Those who are on the list, and why."""
    listed = waxwing.json("suppression", "list", "--data", waxwing.data)
    return {entry["name"]["address"]: entry["reason"] for entry in listed}


def command(waxwing, *arguments):
    """A command on the suppression list, to its end."""
    return waxwing.run("suppression", *arguments, "--data", waxwing.data)


def expect_refused(recipient, sender=AUTHOR, status="5.1.1"):
    """RCPT is refused with the reason; another recipient of the same transaction is not."""
    with SMTPClient("127.0.0.1", 2525) as client:
        client.command("EHLO client.test", 250)
        client.command(f"MAIL FROM:<{sender}>", 250)
        reply = client.command(f"RCPT TO:<{recipient}>")
        expect_equal(reply.code, 550, f"the code for {recipient}")
        for words in (status, "suppress"):
            expect(words in str(reply), f"the reply for {recipient} does not say {words!r}: {reply}")
        client.command("RCPT TO:<somebody@elsewhere.test>", 250)


def expect_patience(sender):
    """A list's message to many who are refused gets to the one who is not: they are no mistakes of the client's."""
    with SMTPClient("127.0.0.1", 2525) as client:
        client.command("EHLO client.test", 250)
        client.command(f"MAIL FROM:<{sender}>", 250)
        for number in range(100):
            client.command(f"RCPT TO:<gone{number}@receiver.test>", 550)
        client.command("RCPT TO:<somebody@elsewhere.test>", 250)
