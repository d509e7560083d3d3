"""Mail for hundreds of domains is delivered though the first DNS server is silent, at the price of one wait.

All domains have one mail host. Each domain is asked for once, and the host hardly more often: the daemon remembers what
it was told. That a server was silent it remembers too: only the look-ups of the first message are put to it.
"""

import time
from collections import Counter

from harness import messages
from harness.dns_faults import FaultyServer, honest, question, silent
from harness.namespace import add_address
from harness.nsd import NSD
from harness.outcome import expect, expect_equal, wait_until
from harness.smtp_client import submit
from harness.smtp_sink import SMTPSink
from harness.waxwing import Waxwing, configuration, delivery

NAMESPACE = True
PEERS = {"nsd"}
AUTHORITY, RELAY, BLACK_HOLE, SINK = "127.0.0.53", "127.0.1.1", "127.0.3.201", "10.99.0.3"
MESSAGES, RECIPIENTS = 6, 100  # each recipient in a domain of its own
AUTHOR = "ada@sender.test"
ZONE = f"*.many IN MX 10 mx\nmx IN A {SINK}\n"
# Each look-up of the first message is put to the silent server at most once, before that is known to be silent: one for
# each domain, and some for the host and for what the daemon asks of its own.
FIRST = (RECIPIENTS // 2, RECIPIENTS + 20)  # at least, at most
# What is put to it later: a query now and then, to see whether it has come back (one in 30 seconds, and its look-up).
LATER = 10
PATIENCE = 30  # seconds for what the daemon does in a few, and in minutes if each message waits for the silent server


def run(context):
    add_address(SINK)
    asked = Counter()

    def counted(query, forward):
        name, kind = question(query)
        asked[name[1 : 1 + name[0]].decode(), kind] += 1
        return honest(query, forward)

    text = configuration(dns={"servers": [f"{BLACK_HOLE}:53", f"{RELAY}:53"]}, delivery=delivery())
    with (
        FaultyServer(BLACK_HOLE, (AUTHORITY, 53), silent) as hole,
        NSD(context.peers, context.folder / "nsd", {"provider.test": ZONE}, AUTHORITY),
        FaultyServer(RELAY, (AUTHORITY, 53), counted, honest),
        SMTPSink(SINK) as sink,
        Waxwing(context.binary, context.folder / "waxwing", text) as waxwing,
    ):
        domains = [f"d{number}.many.provider.test" for number in range(MESSAGES * RECIPIENTS)]
        first = deliver(sink, domains, range(1), 60)
        at_first = hole.count("udp")
        rest = deliver(sink, domains, range(1, MESSAGES), 60)
        later = hole.count("udp") - at_first
        waxwing.wait_until_empty(20)
    everybody_got_it_once(sink, domains)
    exchanges = [count for (_, kind), count in asked.items() if kind == 15]
    hosts = sum(count for (name, _), count in asked.items() if name == "mx")
    expect_equal((len(exchanges), max(exchanges)), (len(domains), 1), "how many domains were asked for, and how often")
    expect(hosts <= 20, f"the addresses of one host were asked for {hosts} times")
    expect(FIRST[0] <= at_first <= FIRST[1], f"the first message put {at_first} queries to the silent server")
    expect(later <= LATER, f"the other messages put {later} queries to the silent server")
    expect(rest <= PATIENCE, f"the other messages took {rest:.1f} s")
    context.note(f"{len(domains)} domains, {sum(asked.values())} queries, {hosts} of them for the host")
    context.note(f"{at_first} queries to the silent server in {first:.1f} s, then {later} in {rest:.1f} s")


def deliver(sink, domains, numbers, seconds):
    """Submits the messages of these numbers, waits until all have arrived, and tells how many seconds that took."""
    began = time.monotonic()
    for number in numbers:
        recipients = [f"user@{domain}" for domain in domains[number * RECIPIENTS :][:RECIPIENTS]]
        message = messages.message(f"many{number}", AUTHOR, recipients[0], b"hello\r\n")
        submit("127.0.0.1", 2525, AUTHOR, recipients, message)
    wanted = {f"user@{domain}" for number in numbers for domain in domains[number * RECIPIENTS :][:RECIPIENTS]}
    wait_until(lambda: wanted <= delivered(sink), seconds, f"messages in {len(wanted)} domains", pause=0.25)
    return time.monotonic() - began


def delivered(sink):
    return {recipient for message in list(sink.messages) for recipient in message.recipients}


def everybody_got_it_once(sink, domains):
    counts = Counter(recipient for message in sink.messages for recipient in message.recipients)
    expect_equal(counts, Counter(f"user@{domain}" for domain in domains), "who got a message, and how often")
    expect_equal(sink.violations, [], "violations of the protocol")
