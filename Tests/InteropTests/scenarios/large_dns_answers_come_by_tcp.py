"""An answer that does not fit into a datagram is asked for by TCP, up to 60 KiB, and only then; no part is a whole.

A relay before NSD counts the queries. Where TCP fails, the look-up fails for now: what came by UDP is not believed,
whether it has no record or one that is not in the whole answer.
"""

from contextlib import ExitStack

from harness.dig import dig
from harness.dns_faults import FORGED, FaultyServer, honest, lies, partial, truncated
from harness.dns_text import value
from harness.nsd import NSD
from harness.outcome import expect, expect_equal
from harness.waxwing_dns import FOUND, UNKNOWN, look_up, look_up_all

NAMESPACE = True
PEERS = {"nsd", "dig"}
AUTHORITY = "127.0.0.53"
NEAR = range(1_120, 1_200, 5)  # octets of text with which an answer is about as long as a datagram may be
STRING = 250


def run(context):
    with (
        NSD(context.peers, context.folder / "nsd", {"big.test": "".join(records())}, AUTHORITY),
        FaultyServer("127.0.1.1", (AUTHORITY, 53), honest, honest) as relay,
    ):
        tcp_is_used_where_it_must(context, relay)
        failures_of_tcp(context)


def records():
    yield from (f"near{size} IN TXT {strings('n' * size)}\n" for size in NEAR)
    yield f"text4k IN TXT {strings('t' * 4_096)}\n"
    yield f"text60k IN TXT {strings('u' * 60_000)}\n"
    yield from (f"texts60k IN TXT {strings(f'{number:04}' * 250)}\n" for number in range(58))
    yield from (f"mx{count} IN MX {host} host{host}\n" for count in (20, 100, 1_000) for host in range(count))
    yield from (f"a{count} IN A 192.0.2.{host}\n" for count in (60, 200) for host in range(count))


def strings(text):
    return " ".join(f'"{text[start : start + STRING]}"' for start in range(0, len(text), STRING))


def tcp_is_used_where_it_must(context, relay):
    questions = [(f"near{size}.big.test", "TXT") for size in NEAR]
    questions += [(f"{name}.big.test", "TXT") for name in ("text4k", "text60k", "texts60k")]
    questions += [(f"mx{count}.big.test", "MX") for count in (20, 100, 1_000)]
    questions += [(f"a{count}.big.test", "A") for count in (60, 200)]
    counts, largest = {False: 0, True: 0}, 0
    for (name, kind), answer in zip(questions, dig(context.peers, f"{AUTHORITY}:53", questions, "+bufsize=1232")):
        before = relay.count("udp"), relay.count("tcp")
        lookup = look_up(context, kind, name, relay.server)
        expect_equal((lookup.status, lookup.reason), (FOUND, None), f"{kind} of {name}")
        expect_equal(sorted(map(repr, lookup.records())), sorted(map(repr, answer.records)), f"{kind} of {name}")
        asked = relay.count("udp") - before[0], relay.count("tcp") - before[1]
        expect_equal(asked, (1, int(answer.is_truncated)), f"how often {kind} of {name} was asked for by UDP and TCP")
        counts[answer.is_truncated] += 1
        largest = max(largest, sum(len(str(record["data"])) for record in lookup.report["records"]))
    expect(min(counts.values()) >= 8, f"too few answers of one kind: {counts}")
    expect(all(asked.has_edns for asked in relay.asked), "a query had no OPT record")
    context.note(f"{counts[False]} answers by UDP alone, {counts[True]} by TCP, the largest of {largest:,} characters")


def failures_of_tcp(context):
    """All that comes by UDP is the word that there is more, with and without a record that is a lie."""
    faults = {
        "refused": {},
        "closed within the answer": {"tcp": honest, "kept": 500},
        "closed behind an octet": {"tcp": honest, "kept": 1},
        "closed before the answer": {"tcp": honest, "kept": 0},
        "truncated too": {"tcp": truncated},
        "a part too": {"tcp": partial},
        "octet by octet": {"tcp": honest, "pieces": 0},
        "in three pieces": {"tcp": honest, "pieces": 3},
    }
    name, hosts, good = "a60.big.test", {value("A", f"192.0.2.{host}") for host in range(60)}, f"{AUTHORITY}:53"
    cases = [(udp, fault) for udp in (truncated, partial) for fault in faults]
    with ExitStack() as stack:
        servers = [
            stack.enter_context(FaultyServer(f"127.0.2.{number}", (AUTHORITY, 53), udp, **faults[fault]))
            for number, (udp, fault) in enumerate(cases, start=1)
        ]
        alone = look_up_all(context, [("A", name, [server.server]) for server in servers])
        first = look_up_all(context, [("A", name, [server.server, good]) for server in servers])
    for (udp, fault), server, lookup, before_good in zip(cases, servers, alone, first):
        what = f"where the answer by UDP is {udp.__name__}, and by TCP {fault}"
        wanted = FOUND if "pieces" in faults[fault] else UNKNOWN
        expect_equal(lookup.status, wanted, f"the status {what}: {lookup.report}")
        expect_equal(addresses(lookup), hosts if wanted == FOUND else set(), f"the addresses {what}")
        expect_equal(before_good.status, FOUND, f"the status {what}, before a good server: {before_good.report}")
        expect_equal(addresses(before_good), hosts, f"the addresses {what}, before a good server")
        expect_equal(server.count("tcp") > 0, "tcp" in faults[fault], f"whether it was asked by TCP {what}")
    found = ", ".join(f"{fault}: {lookup.reason or 'found'}" for fault, lookup in zip(faults, alone))
    context.note(f"TCP that fails: {found}; {len(cases)} cases")
    the_part_is_believed_where_it_is_the_whole(context, name)


def the_part_is_believed_where_it_is_the_whole(context, name):
    """The record of the part is in order, so that its refusal says something."""
    with FaultyServer("127.0.2.99", (AUTHORITY, 53), truncated, lies) as server:
        lookup = look_up(context, "A", name, server.server)
    expect_equal(addresses(lookup), {value("A", FORGED)}, "the addresses of a server that lies by TCP")


def addresses(lookup):
    return {record.data for record in lookup.records()}
