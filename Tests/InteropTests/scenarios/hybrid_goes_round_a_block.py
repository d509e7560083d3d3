"""In hybrid mode the relay takes what a host refuses from our address, and nothing that the host refuses for itself.

Nothing bounces for the block, nobody gets a message twice, and the next mail to the site takes the relay at once; that
nobody is there is told to the sender, and the relay is not asked.
"""

from harness import messages
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal, wait_until
from harness.smtp_client import submit
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery, events_of

NAMESPACE = True
PEERS = {"nsd"}
HOST, RELAY, HOME = "10.99.0.3", "10.99.0.4", "10.99.0.5"
AUTHOR = "author@sender.test"
BLOCK = "554 5.7.1 Client host [10.99.0.1] blocked using zen.example"


def run(context):
    for address in (HOST, RELAY, HOME):
        add_address(address)
    zones = {"receiver.test": mail_zone(HOST), "sender.test": mail_zone(HOME)}
    ways = {**delivery(first="1s", max="2s", jitter=0), "mode": "hybrid", "relay": [{"host": f"{RELAY}:25", "tls": "none"}]}
    with (
        NSD(context.peers, context.folder / "nsd", zones),
        SMTPSink(HOST) as host,
        SMTPSink(RELAY) as relay,
        SMTPSink(HOME) as home,
        Waxwing(context.binary, context.folder / "waxwing", configuration(dns=LOCAL_DNS, delivery=ways)) as waxwing,
    ):
        host.answer("gone@receiver.test", then="550 5.1.1 No such user here")
        host.answer("ada@receiver.test", then=BLOCK)
        hand_in("gone@receiver.test")
        wait_until(lambda: home.received(AUTHOR), 30, "the report on the one who is not there")
        first = hand_in("ada@receiver.test")
        taken = wait_until(lambda: relay.received("ada@receiver.test"), 30, "the blocked message at the relay")
        waxwing.wait_until_empty(30)
        done = events_of(waxwing.trace(first), "delivered")
        expect(BLOCK in str(done), f"the trace does not say what the host had said: {done}")
        explained = waxwing.run("queue", "explain", "receiver.test", "--data", waxwing.data).stdout
        expect(b"taking the relay" in explained or b"takes the relay" in explained, f"explain: {explained!r}")
        before = len(host.attempts)
        hand_in("bob@receiver.test")
        wait_until(lambda: relay.received("bob@receiver.test"), 30, "the next message at the relay")
        waxwing.wait_until_empty(30)
        expect_equal(len(host.attempts), before, "attempts at the host that refuses us")
        expect_equal(len(taken), 1, "how often the relay got the message")
        expect_equal(relay.received("gone@receiver.test"), [], "what the relay got for the one who is not there")
        expect_equal(len(home.received(AUTHOR)), 1, "reports")
        expect_equal(host.violations + relay.violations, [], "violations of the protocol")


def hand_in(recipient):
    message = messages.message(recipient.split("@")[0], AUTHOR, recipient, b"hello\r\n")
    return submit("127.0.0.1", 2525, AUTHOR, [recipient], message)
