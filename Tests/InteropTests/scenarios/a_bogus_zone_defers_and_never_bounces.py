"""Mail for a zone that fails validation waits, and is delivered when the zone is mended; what the DNS denies bounces.

The daemon asks unbound. Forged denials make nobody bounce; a domain that does not exist, a null MX and hosts on private
addresses do, each with its own status code.
"""

from harness import messages
from harness.dnssec import family
from harness.namespace import add_address
from harness.nsd import NSD
from harness.outcome import expect, expect_equal, wait_until
from harness.report import read_report
from harness.smtp_client import submit
from harness.smtp_sink import SMTPSink
from harness.unbound import Unbound
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery, events_of

NAMESPACE = True
PEERS = {"nsd", "unbound", "ldns"}
AUTHORITY, SINK, PRIVATE = "127.0.0.53", "128.66.0.3", "10.99.0.4"
AUTHOR = "author@unsigned.test"
RECORDS = f"@ IN MX 10 mx\nmx IN A {SINK}\n"
MORE = {
    "secure.test": 'null IN MX 0 .\nhalf IN MX 10 mx.bogus.secure.test.\nbare IN TXT "no address"\n'
    f"private IN MX 10 inside\ninside IN A {PRIVATE}\nloopback IN A 127.0.0.1\n"
}
DELIVERED = ("secure.test", "child.secure.test", "plain.secure.test")
# Domains of which nothing is known while the signatures are wrong, and what becomes of their mail when they are right.
WAITING = {"bogus.secure.test": None, "half.secure.test": None, "nobody.bogus.secure.test": "5.1.2"}
STILL_WAITING = ("expired.secure.test", "stranger.secure.test")
BOUNCED = {
    "nobody.secure.test": "5.1.2",
    "null.secure.test": "5.1.10",
    "bare.secure.test": "5.4.4",
    "private.secure.test": "5.4.4",
    "loopback.secure.test": "5.4.4",
}
ATTEMPTS = 3  # that are waited for before the zone is mended


def run(context):
    add_address(SINK)
    add_address(PRIVATE)
    zones = family(context.peers, context.folder / "zones", AUTHORITY, RECORDS, MORE)
    with (
        NSD(context.peers, context.folder / "nsd", zones.zones, AUTHORITY) as nsd,
        Unbound(context.peers, context.folder / "unbound", zones.zones, AUTHORITY, [zones.anchor]) as unbound,
        SMTPSink(SINK) as sink,
        SMTPSink(PRIVATE) as inside,
        daemon(context) as waxwing,
    ):
        identifiers = {domain: send(domain) for domain in (*DELIVERED, *WAITING, *STILL_WAITING, *BOUNCED)}
        for domain in DELIVERED:
            wait_until(lambda: sink.received(f"user@{domain}"), 30, f"the message for {domain}")
        for domain, status in BOUNCED.items():
            expect_report(sink, domain, status)
        nobody_else_bounces(waxwing, sink, identifiers)
        mend(nsd, unbound, zones)
        for domain, status in WAITING.items():
            if status:
                expect_report(sink, domain, status)
            else:
                wait_until(lambda: sink.received(f"user@{domain}"), 40, f"the message for {domain}, once it is mended")
        wait_until(lambda: len(waxwing.queued()) == len(STILL_WAITING), 20, "the queue to hold nothing else")
        expect_equal(waiting(waxwing), {f"user@{domain}" for domain in STILL_WAITING}, "who still waits")
        context.note(
            f"{len(DELIVERED)} delivered, {len(BOUNCED)} bounced, {len(WAITING)} done once the zone was mended, "
            f"{len(STILL_WAITING)} still waiting"
        )
        expect_equal(inside.commands, [], "what the host on the private address heard")
        expect_equal(sink.violations, [], "violations of the protocol")


def daemon(context):
    """It refuses private addresses, as nothing is said of them, and comes back soon."""
    sections = delivery(first="1s", factor=1, jitter=0)
    del sections["private-addresses"]
    text = configuration(dns=LOCAL_DNS, delivery=sections)
    return Waxwing(context.binary, context.folder / "waxwing", text)


def send(domain):
    recipient = f"user@{domain}"
    return submit("127.0.0.1", 2525, AUTHOR, [recipient], messages.message(domain, AUTHOR, recipient, b"hello\r\n"))


def reports(sink):
    """The reports that came back: {address: status}."""
    read = [read_report(message.data, message.sender).expect_strict() for message in sink.received(AUTHOR)]
    return {
        recipient["final-recipient"].partition(";")[2].strip(): recipient["status"]
        for report in read
        for recipient in report.recipients
    }


def expect_report(sink, domain, status):
    seen = wait_until(lambda: reports(sink).get(f"user@{domain}"), 30, f"the report on {domain}")
    expect_equal(seen, status, f"the status of the report on {domain}")


def waiting(waxwing):
    return {recipient["address"] for message in waxwing.queued() for recipient in message["recipients"]}


def nobody_else_bounces(waxwing, sink, identifiers):
    """After some attempts those that wait still do, and the trace says why."""
    uncertain = [*WAITING, *STILL_WAITING]
    for domain in uncertain:
        wait_until(
            lambda: len(events_of(waxwing.trace(identifiers[domain]), "deferred")) >= ATTEMPTS,
            40,
            f"{ATTEMPTS} attempts for {domain}: {waxwing.trace(identifiers[domain])}",
            pause=0.5,
        )
        said = str(events_of(waxwing.trace(identifiers[domain]), "deferred")[-1])
        expect("4.4.3" in said and "look" in said, f"the trace does not say why {domain} waits: {said}")
    expect_equal(waiting(waxwing), {f"user@{domain}" for domain in uncertain}, "who waits")
    expect_equal(set(reports(sink)), {f"user@{domain}" for domain in BOUNCED}, "who was reported")


def mend(nsd, unbound, zones):
    """The zone has its right signatures again, and the resolver forgets what it has seen."""
    for zone, path in zones.intact.items():
        nsd.write(zone, path)
    nsd.restart()
    unbound.kill()
    unbound.start()
