"""A host whose IPv6 address answers nothing gets its mail by IPv4 within two seconds; one that answers, by IPv6.

What is sent to the dead addresses is lost without a word; nothing is refused and nothing unreachable. So it is for
hosts with one dead address and with two, for two hosts that both have one, for a relay, and for several messages at
once.
"""

import time

from harness import messages
from harness.namespace import add_address, silent_network
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal, wait_until
from harness.smtp_client import submit
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery, events_of, relay_delivery

NAMESPACE = True
PEERS = {"nsd"}
FOUR, SECOND, SIX = "10.99.0.3", "10.99.0.4", "fd98::3"
OWN, DEAD, DEAD_TOO = "fd99::1", "fd99::25", "fd99::26"
AUTHOR = "author@sender.test"
PATIENCE = 2  # seconds from the 250 to the message's arrival
ZONES = {
    "one.test": mail_zone(FOUR, f"mx IN AAAA {DEAD}\n"),
    "two.test": mail_zone(FOUR, f"mx IN AAAA {DEAD}\nmx IN AAAA {DEAD_TOO}\n"),
    "hosts.test": (
        f"@ IN MX 10 a\n@ IN MX 20 b\na IN A {FOUR}\na IN AAAA {DEAD}\nb IN A {SECOND}\nb IN AAAA {DEAD_TOO}\n"
    ),
    "implicit.test": f"@ IN A {FOUR}\n@ IN AAAA {DEAD}\n",
    "relay.test": f"smart IN A {FOUR}\nsmart IN AAAA {DEAD}\n",
    "alive.test": mail_zone(FOUR, f"mx IN AAAA {SIX}\n"),
}
BLACK_HOLES = ("one.test", "two.test", "hosts.test", "implicit.test")
AT_ONCE = 5


def run(context):
    for address in (FOUR, SECOND, SIX):
        add_address(address)
    folder = context.folder
    direct = configuration(dns=LOCAL_DNS, delivery=delivery(first="1m"))
    relayed = configuration(dns=LOCAL_DNS, delivery=relay_delivery("smart.relay.test:25", first="1m"))
    with (
        silent_network(OWN),
        NSD(context.peers, folder / "nsd", ZONES),
        SMTPSink(FOUR) as four,
        SMTPSink(SECOND) as second,
        SMTPSink(SIX) as six,
    ):
        with Waxwing(context.binary, folder / "direct", direct) as waxwing:
            took = [arrives(waxwing, four, f"first@{domain}", f"{FOUR}]") for domain in BLACK_HOLES]
            took += [arrives(waxwing, four, f"again@{domain}", f"{FOUR}]") for domain in BLACK_HOLES]
            several_at_once(four)
            arrives(waxwing, six, "first@alive.test", SIX)
            waxwing.wait_until_empty(10)
        with Waxwing(context.binary, folder / "relayed", relayed) as waxwing:
            took.append(arrives(waxwing, four, "bob@relayed.test", f"{FOUR}]"))
        expect_equal(second.messages, [], "what went to the host behind the one that answers by IPv4")
        expect_equal(four.violations + six.violations, [], "violations of the protocol")
    context.note(f"{max(took):.2f} s at most, past {len(ZONES) - 1} hosts with dead addresses")


def hand_in(recipient):
    """The queue's name for the message, and when it was promised."""
    token = recipient.replace("@", "-")
    message = messages.message(token, AUTHOR, recipient, b"hello\r\n")
    return submit("127.0.0.1", 2525, AUTHOR, [recipient], message), time.time()


def arrives(waxwing, sink, recipient, place):
    """How long it took until the message was there. The trace says by which address."""
    identifier, promised = hand_in(recipient)
    taken = wait_until(lambda: sink.received(recipient), 60, f"the message for {recipient} at {place}")
    took = taken[0].time - promised
    expect(took < PATIENCE, f"the message for {recipient} took {took:.1f} s")
    done = wait_until(lambda: events_of(waxwing.trace(identifier), "delivered"), 10, f"{recipient} in the trace")
    expect(place in str(done[0].get("host")), f"the trace does not say {place}: {done[0]}")
    expect_equal(events_of(waxwing.trace(identifier), "deferred"), [], f"attempts for {recipient} that were put off")
    return took


def several_at_once(sink):
    recipients = [f"user{number}@{domain}" for number in range(AT_ONCE) for domain in BLACK_HOLES]
    promised = {recipient: hand_in(recipient)[1] for recipient in recipients}
    for recipient in recipients:
        taken = wait_until(lambda: sink.received(recipient), 60, f"the message for {recipient}")
        took = taken[0].time - promised[recipient]
        expect(took < PATIENCE, f"the message for {recipient}, one of {len(recipients)}, took {took:.1f} s")
