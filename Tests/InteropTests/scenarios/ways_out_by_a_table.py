"""One daemon sends mail by a table: mailboxes by LMTP to Dovecot, large mail and a sender's by relays, the rest direct.

The first route that fits holds, for each recipient by itself; the trace names it. A user whom Dovecot does not know is
reported to the sender, and a relay that fails holds up its own route only.
"""

from dataclasses import dataclass

from harness import messages
from harness.dovecot import Dovecot
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal, wait_until
from harness.report import read_report
from harness.smtp_client import submit
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery, events_of, names_route, relay, route
from harness.waxwing_data import check

NAMESPACE = True
PEERS = {"nsd", "dovecot"}
DOVECOT, HOST, BIG, SHOP, HOME = (f"10.99.0.{number}" for number in range(3, 8))
LMTP = 2424
AUTHOR, KEEPER = "author@sender.test", "keeper@shop.test"
ADA, BOB = "ada@example.test", "bob@below.example.test"
SMALL, LARGE = 2_000, 300_000
LIMIT = "100KiB"
TABLE = [
    route(
        "mailboxes",
        {"lmtp": {"host": f"{DOVECOT}:{LMTP}", "tls": "none"}},
        to=["example.test", "*.example.test"],
    ),
    route("big", {"relay": relay(f"{BIG}:25")}, larger_than=LIMIT),
    route("shop", {"relay": [relay(f"{SHOP}:25")]}, from_=["shop.test"]),
]
ROUTES = [entry["name"] for entry in TABLE]


@dataclass
class Case:
    """A message, and where each of its recipients has to get it: {recipient: name of the route, or None}."""

    token: str
    sender: str
    size: int
    ways: dict


CASES = [
    Case("mailbox", AUTHOR, SMALL, {ADA: "mailboxes"}),
    Case("below", AUTHOR, SMALL, {BOB: "mailboxes"}),
    Case("first-match", KEEPER, LARGE, {ADA: "mailboxes"}),
    Case("large", AUTHOR, LARGE, {"user@receiver.test": "big"}),
    Case("large-of-shop", KEEPER, LARGE, {"user@receiver.test": "big"}),
    Case("shop", KEEPER, SMALL, {"user@receiver.test": "shop"}),
    Case("rest", AUTHOR, SMALL, {"user@receiver.test": None}),
    Case("several", AUTHOR, SMALL, {ADA: "mailboxes", BOB: "mailboxes", "one@receiver.test": None}),
    Case("several-large", KEEPER, LARGE, {ADA: "mailboxes", "one@receiver.test": "big", "two@receiver.test": "big"}),
    Case("several-of-shop", KEEPER, SMALL, {BOB: "mailboxes", "one@receiver.test": "shop"}),
]


def run(context):
    for address in (DOVECOT, HOST, BIG, SHOP, HOME):
        add_address(address)
    folder = context.folder
    # Whoever does not follow the table finds a host for everybody.
    zones = {"receiver.test": mail_zone(HOST), "example.test": mail_zone(HOST, "* IN MX 10 mx\n")}
    zones |= {"sender.test": mail_zone(HOME), "shop.test": mail_zone(HOME)}
    ways = {**delivery(first="1s", max="1s", jitter=0), "routes": TABLE}
    text = configuration(dns=LOCAL_DNS, delivery=ways)
    with (
        NSD(context.peers, folder / "nsd", zones),
        SMTPSink(HOST) as host,
        SMTPSink(BIG) as big,
        SMTPSink(SHOP) as shop,
        SMTPSink(HOME) as home,
        Dovecot(context.peers, folder / "dovecot", DOVECOT, {ADA: "a", BOB: "b"}, port=LMTP) as dovecot,
        Waxwing(context.binary, folder / "waxwing", text) as waxwing,
    ):
        places = {"mailboxes": Mailboxes(dovecot), "big": Relay(big), "shop": Relay(shop), None: Relay(host)}
        handed = [(case, *hand_in(case)) for case in CASES]
        for case, identifier, message in handed:
            goes_its_ways(waxwing, places, case, identifier, message)
        waxwing.wait_until_empty(30)
        for case, _, _ in handed:
            nowhere_else(places, case)
        dovecot_knows_nobody(waxwing, home, dovecot)
        a_relay_that_fails_holds_up_its_route_only(waxwing, shop, host)
        waxwing.wait_until_empty(30)
        expect_equal(sum((sink.violations for sink in (host, big, shop, home)), []), [], "violations of the protocol")
        waxwing.stop()
        check(waxwing)
    context.note(f"{len(CASES)} messages, {sum(len(case.ways) for case in CASES)} recipients, {len(TABLE)} routes")


class Mailboxes:
    """What Dovecot has got: a user's mail is in the maildir of the recipient."""

    def __init__(self, dovecot):
        self.dovecot, self.address = dovecot, dovecot.address

    def copies(self, token, recipient):
        if recipient not in (ADA, BOB):
            return []
        return [data for data in self.dovecot.messages(recipient) if messages.token_of(data) == token]


class Relay:
    """What a sink has got."""

    def __init__(self, sink):
        self.sink, self.address = sink, sink.address

    def copies(self, token, recipient):
        return [taken.data for taken in self.sink.received(recipient) if messages.token_of(taken.data) == token]


def hand_in(case):
    """The queue's name for the message, and the message."""
    body = messages.AWKWARD_BODY if case.size == SMALL else messages.body_of(case.token, case.size)
    message = messages.message(case.token, case.sender, next(iter(case.ways)), body)
    return submit("127.0.0.1", 2525, case.sender, list(case.ways), message), message


def goes_its_ways(waxwing, places, case, identifier, message):
    """Each recipient has the message where the table says, octet for octet; the trace names the route and the host."""
    done = wait_until(
        lambda: len(found := events_of(waxwing.trace(identifier), "delivered")) == len(case.ways) and found,
        40,
        f"{case.token} delivered to {len(case.ways)}, in the trace",
    )
    for recipient, name in case.ways.items():
        place, (event,) = places[name], [event for event in done if recipient in event["recipient"]]
        expect(place.address in str(event.get("host")), f"{case.token} for {recipient} went elsewhere: {event}")
        for other in ROUTES:
            expect_equal(names_route(event, other), other == name, f"whether {other} is named: {event}")
        copies = wait_until(lambda: place.copies(case.token, recipient), 20, f"{case.token} for {recipient}")
        expect_equal(len(copies), 1, f"copies of {case.token} for {recipient}")
        expect(copies[0].endswith(message), f"{case.token} was changed: {copies[0][:900]!r}")
    expect_equal(events_of(waxwing.trace(identifier), "deferred"), [], f"attempts for {case.token} that were put off")


def nowhere_else(places, case):
    for recipient, name in case.ways.items():
        found = {other: len(place.copies(case.token, recipient)) for other, place in places.items()}
        expect_equal(found, {other: int(other == name) for other in places}, f"copies of {case.token} for {recipient}")


def dovecot_knows_nobody(waxwing, home, dovecot):
    """A refusal of one recipient after LHLO is final for him alone, and his sender hears of it."""
    case = Case("unknown", AUTHOR, SMALL, {"nobody@example.test": "mailboxes", ADA: "mailboxes"})
    identifier, _ = hand_in(case)
    taken = wait_until(lambda: home.received(AUTHOR), 30, "the report on the one whom Dovecot does not know")
    report = read_report(taken[0].data).expect_strict()
    expect_equal([entry["action"] for entry in report.recipients], ["failed"], "what is reported")
    expect("nobody@example.test" in report.recipients[0]["final-recipient"], f"who is reported: {report.recipients}")
    wait_until(lambda: Mailboxes(dovecot).copies("unknown", ADA), 20, "the message for the one whom Dovecot knows")
    bounced = wait_until(lambda: events_of(waxwing.trace(identifier), "bounced"), 20, "the bounce in the trace")
    expect(DOVECOT in str(bounced[0].get("host")), f"the bounce does not name Dovecot: {bounced[0]}")


def a_relay_that_fails_holds_up_its_route_only(waxwing, shop, host):
    """Mail of the same domain goes another way meanwhile, and what waits arrives when the relay is mended."""
    shop.answer("late@receiver.test", *["451 4.3.0 not now"] * 3)
    waiting, _ = hand_in(Case("late", KEEPER, SMALL, {"late@receiver.test": "shop"}))
    wait_until(lambda: events_of(waxwing.trace(waiting), "deferred"), 20, "the relay's refusal in the trace")
    hand_in(Case("beside", AUTHOR, SMALL, {"late@receiver.test": None}))
    wait_until(lambda: host.received("late@receiver.test"), 20, "mail for the same recipient by the other way")
    wait_until(lambda: shop.received("late@receiver.test"), 60, "what the relay had put off")
    tried = events_of(waxwing.trace(waiting), "deferred")
    expect_equal([event for event in tried if SHOP not in str(event.get("host"))], [], "attempts elsewhere")
    expect_equal(len(host.received("late@receiver.test")), 1, "messages at the recipient's own host")
