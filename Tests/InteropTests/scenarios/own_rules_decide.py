"""A rule of one's own turns a refusal for good into one for now: the message waits, is tried again and arrives.

Without the rule the same reply makes a report; a file with a mistake keeps the daemon from starting and names the line.
"""

from harness import messages
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal, wait_until
from harness.smtp_client import submit
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery

NAMESPACE = True
PEERS = {"nsd"}
SINK = "10.99.0.3"
AUTHOR = "author@sender.test"
REPLY = "550 closed, come back tomorrow"
RULE = """rule partner means busyMailbox
    says        "come back tomorrow"
    permanence  temporary
    source      our contract with the partner
"""


def run(context):
    add_address(SINK)
    zones = {"receiver.test": mail_zone(SINK), "sender.test": mail_zone(SINK)}
    rules = context.folder / "own.rules"
    with NSD(context.peers, context.folder / "nsd", zones), SMTPSink(SINK) as sink:
        rules.write_text(RULE)
        with daemon(context, "with", **{"bounce-rules": str(rules)}) as waxwing:
            sink.answer("ada@receiver.test", REPLY, REPLY)
            hand_in("kept", "ada@receiver.test")
            wait_until(lambda: sink.received("ada@receiver.test"), 30, "the message that was refused twice")
            waxwing.wait_until_empty(20)
            expect_equal(sink.received(AUTHOR), [], "reports")
        with daemon(context, "without") as waxwing:
            sink.answer("bob@receiver.test", then=REPLY)
            hand_in("refused", "bob@receiver.test")
            wait_until(lambda: sink.received(AUTHOR), 30, "the report")
            waxwing.wait_until_empty(20)
        rules.write_text(RULE.replace("says ", "sais "))
        wrong = Waxwing(context.binary, context.folder / "wrong", text(**{"bounce-rules": str(rules)}))
        wrong_says(wrong, f"{rules}:2:")
        expect_equal(sink.violations, [], "violations of the protocol")


def text(**keys):
    """The configuration with further keys of `delivery`."""
    return configuration(dns=LOCAL_DNS, delivery={**delivery(first="1s", max="1s", jitter=0), **keys})


def daemon(context, name, **keys):
    return Waxwing(context.binary, context.folder / name, text(**keys))


def hand_in(token, recipient):
    message = messages.message(token, AUTHOR, recipient, messages.AWKWARD_BODY)
    submit("127.0.0.1", 2525, AUTHOR, [recipient], message)


def wrong_says(waxwing, place):
    """The daemon does not start, and says where the mistake is."""
    done = waxwing.run("serve", "--config", waxwing.file, seconds=20)
    said = done.stderr.decode(errors="replace")
    expect(done.returncode != 0, "the daemon starts with a wrong rule")
    expect(place in said, f"what it says does not name {place}: {said!r}")
