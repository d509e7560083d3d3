"""Of two relays the one with the lower priority takes all mail; while it is down the other does, and then it again.

Both are Postfix and ask for a login, the first after STARTTLS, the second with TLS from the start. Nothing waits for
the first to come back, nothing is lost and nothing sent twice. Two relays of equal priority take turns.
"""

import time

from harness import messages
from harness.dovecot import Dovecot
from harness.namespace import add_address
from harness.outcome import expect, expect_equal, wait_until
from harness.peers import make_certificate
from harness.postfix import Postfix
from harness.smtp_client import submit
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, events_of, password_file, relay, relay_delivery
from harness.waxwing_data import check

NAMESPACE = True
PEERS = {"postfix", "dovecot"}
SECONDS = 240
FIRST, SECOND, DOVECOT = "10.99.0.2", "10.99.0.3", "10.99.0.4"
ADA, BOB, PASSWORD = "ada@sender.test", "bob@receiver.test", "correct, horse = ü"
MESSAGES = 5
AT_ONCE = 20  # seconds in which the second has the mail: no wait of the queue's is in between
RETURN = 120  # seconds after which a relay that has come back has mail again
RETRY = {"first": "1m", "max": "1m"}  # longer than `AT_ONCE`
TURNS = 12  # messages for two relays of equal priority: one that gets none of so many has no turns


def run(context):
    for address in (FIRST, SECOND, DOVECOT):
        add_address(address)
    folder, peers = context.folder, context.peers
    pairs = [make_certificate(folder, f"mx{number}.relay.test", place) for number, place in enumerate((FIRST, SECOND))]
    roots = folder / "roots.pem"
    roots.write_text("".join(certificate.read_text() for certificate, _ in pairs))
    login = (ADA, password_file(folder, "relay.password", PASSWORD))
    with (
        Dovecot(peers, folder / "dovecot", DOVECOT, {ADA: PASSWORD}) as dovecot,
        postfix(context, "first", FIRST, pairs[0], dovecot) as first,
        postfix(context, "second", SECOND, pairs[1], dovecot) as second,
    ):
        relays = [
            relay(f"{SECOND}:465", "implicit", login, priority=20),
            relay(f"{FIRST}:587", "required", login),  # 10, and behind the other in the file
        ]
        with daemon(context, "priorities", roots, relays) as waxwing:
            tokens = all_go(waxwing, "before", first, FIRST)
            first.stop()
            tokens += all_go(waxwing, "meanwhile", second, SECOND)
            first.start()
            tokens += comes_back(waxwing, first)
            tokens += all_go(waxwing, "after", first, FIRST)
            waxwing.wait_until_empty(90)
            each_came_once(tokens, first, second)
            waxwing.stop()
            check(waxwing)
        relays = [entry | {"priority": 10} for entry in relays]
        with daemon(context, "turns", roots, relays) as waxwing:
            they_take_turns(waxwing, first, second)
        for server in (first, second):
            authenticated = f"Authenticated sender: {ADA}"
            strangers = [data for data in server.messages() if authenticated not in received(data)]
            expect_equal(strangers, [], f"what came to {server.address} without a login")
    context.note(f"{len(tokens)} messages past a relay that went and came back; {TURNS} by turns")


def postfix(context, name, address, pair, dovecot):
    return Postfix(
        context.peers,
        context.folder / name,
        address,
        f"{name}.relay.test",
        ["receiver.test"],
        pair,
        authentication=dovecot.authentication,
    )


def daemon(context, name, roots, relays):
    text = configuration(tls={"roots": roots}, dns=LOCAL_DNS, delivery=relay_delivery(*relays, **RETRY))
    return Waxwing(context.binary, context.folder / name, text)


def received(data):
    return messages.header_values(data, "Received")[0]


def hand_in(token):
    return submit("127.0.0.1", 2525, ADA, [BOB], messages.message(token, ADA, BOB, messages.AWKWARD_BODY))


def tokens_at(server):
    return [messages.token_of(data) for data in server.messages()]


def all_go(waxwing, when, server, address):
    """Several messages, each at one relay at once, and its trace says so. Their tokens."""
    tokens = [f"{when}-{number}" for number in range(MESSAGES)]
    for token in tokens:
        identifier = hand_in(token)
        wait_until(lambda: token in tokens_at(server), AT_ONCE, f"{token} at {address}")
        done = wait_until(lambda: events_of(waxwing.trace(identifier), "delivered"), 10, f"{token} in the trace")
        expect(address in str(done[0].get("host")), f"the trace of {token} does not name {address}: {done[0]}")
        expect_equal(events_of(waxwing.trace(identifier), "bounced"), [], f"bounces of {token}")
    return tokens


def comes_back(waxwing, first):
    """A message a second until one takes the first relay again; the others take the second. Their tokens."""
    tokens, deadline = [], time.monotonic() + RETURN
    while not any(token in tokens_at(first) for token in tokens):
        expect(time.monotonic() < deadline, f"{len(tokens)} messages, and none went to the relay that came back")
        tokens.append(f"return-{len(tokens)}")
        hand_in(tokens[-1])
        time.sleep(1)
    waxwing.wait_until_empty(AT_ONCE)
    return tokens


def each_came_once(tokens, first, second):
    wait_until(lambda: len(tokens_at(first) + tokens_at(second)) >= len(tokens), 20, f"{len(tokens)} messages")
    expect_equal(sorted(tokens_at(first) + tokens_at(second)), sorted(tokens), "what came to the two relays")


def they_take_turns(waxwing, first, second):
    """Each gets a share, however the turns are taken."""
    before = {server: len(server.files()) for server in (first, second)}
    for number in range(TURNS):
        identifier = hand_in(f"turn-{number}")
        wait_until(lambda: events_of(waxwing.trace(identifier), "delivered"), AT_ONCE, f"turn-{number} delivered")

    def shares():
        return {server.address: len(server.files()) - count for server, count in before.items()}

    wait_until(lambda: sum(shares().values()) >= TURNS, 20, f"{TURNS} messages at the two relays")
    expect_equal(sum(shares().values()), TURNS, f"messages at the two relays: {shares()}")
    expect(all(shares().values()), f"one of two relays of equal priority got nothing: {shares()}")
