"""A DNS server that fails in any way is followed by the next; alone it makes a look-up fail, and is never believed.

Dead, silent, overloaded, refusing, lame, older than extended DNS, sending garbage, and forgers who guess. Each fault is
tried alone, before a good server, and behind one. Whoever is silent costs a few seconds, so all are asked at once.
"""

import socket
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field

from harness import dns_faults as faults
from harness.dns_faults import FaultyServer
from harness.dns_text import value
from harness.nsd import NSD
from harness.outcome import expect, expect_equal
from harness.waxwing_dns import FOUND, NONE, UNKNOWN, look_up, look_up_all

NAMESPACE = True
PEERS = {"nsd"}
SECONDS = 240
AUTHORITY = "127.0.0.53"
GOOD = f"{AUTHORITY}:53"
NAME, TRUTH = "host.good.test", "192.0.2.25"
PATIENCE = 15  # seconds that one bad server may cost, where 3 are waited for and dozens of programs start at once


@dataclass
class Fault:
    """A way to fail by UDP, and the words for it when nobody else is asked; None where an answer is found anyhow."""

    udp: object
    reasons: tuple
    keys: dict = field(default_factory=dict)


FAULTS = {
    "silent": Fault(faults.silent, ("timeout",)),
    "SERVFAIL": Fault(faults.code(faults.SERVFAIL), ("serverFailure",)),
    "REFUSED": Fault(faults.code(faults.REFUSED), ("refused",)),
    "NOTIMP": Fault(faults.code(faults.NOTIMP), ("unexpectedResponse",)),
    "FORMERR": Fault(faults.code(faults.FORMERR), ("unexpectedResponse",)),
    "a code that nobody knows": Fault(faults.code(13), ("unexpectedResponse",)),
    "lame": Fault(faults.lame, ("refused",)),
    "FORMERR to extended DNS": Fault(faults.refuses_edns(faults.FORMERR), (None,)),
    "NOTIMP to extended DNS": Fault(faults.refuses_edns(faults.NOTIMP), (None,)),
    "silent to extended DNS": Fault(faults.drops_edns, (None,)),
    "garbage": Fault(None, ("malformed", "timeout")),  # which has the seed of the run
    "cut off": Fault(faults.cut_off, ("malformed", "timeout")),
    "echo": Fault(faults.echo, ("malformed", "timeout")),
    "wrong identifiers": Fault(faults.wrong_identifier, ("timeout",)),
    "wrong questions": Fault(faults.wrong_question, ("timeout",)),
    "no question": Fault(faults.no_question, ("timeout", "malformed")),
    "from another port": Fault(faults.lies, ("timeout",), {"elsewhere": True}),
    "silent by TCP": Fault(faults.truncated, ("timeout",), {"tcp": faults.silent}),
    "a part, and silent by TCP": Fault(faults.partial, ("timeout",), {"tcp": faults.silent}),
    "wrong identifiers by TCP": Fault(faults.truncated, ("timeout", "malformed"), {"tcp": faults.wrong_identifier}),
    "wrong questions by TCP": Fault(faults.truncated, ("timeout", "malformed"), {"tcp": faults.wrong_question}),
    "wrong identifiers, then the truth": Fault(faults.after(faults.wrong_identifier), (None,)),
    "wrong questions, then the truth": Fault(faults.after(faults.wrong_question), (None,)),
    "the truth twice": Fault(faults.after(faults.honest), (None,)),
}
DEAD = "127.0.3.200:53"  # nobody listens there
BLACK_HOLE = "127.0.3.201:53"  # a socket that nobody reads


def run(context):
    FAULTS["garbage"].udp = faults.garbage(context.seed)
    context.note(f"seed {context.seed}")
    with ExitStack() as stack:
        zones = {"good.test": f"host IN A {TRUTH}\n"}
        stack.enter_context(NSD(context.peers, context.folder / "nsd", zones, AUTHORITY))
        hole = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        hole.bind(("127.0.3.201", 53))
        servers = {"dead": DEAD, "black hole": BLACK_HOLE}
        running = {}
        for number, (name, fault) in enumerate(FAULTS.items(), start=1):
            upstream = (AUTHORITY, 53)
            running[name] = stack.enter_context(FaultyServer(f"127.0.3.{number}", upstream, fault.udp, **fault.keys))
            servers[name] = running[name].server
        orders = [("alone", (server,)) for server in servers.values()]
        orders += [("before a good one", (server, GOOD)) for server in servers.values()]
        orders += [("behind a good one", (GOOD, server)) for server in servers.values()]
        lookups = look_up_all(context, [("A", NAME, order) for _, order in orders], at_once=len(orders))
        names = list(servers) * 3
        for name, (place, _), lookup in zip(names, orders, lookups):
            judge(name, place, lookup)
        summary(context, orders, lookups)
        a_denial_is_not_asked_again(context, running)
        all_of_them_in_a_row(context, servers)
        the_forger_is_believed_where_he_is_the_server(context)


def judge(name, place, lookup):
    """What one look-up should have come to. An address is the true one, and nothing is authenticated."""
    what = f"{name}, {place}"
    reasons = {"dead": ("unreachable",), "black hole": ("timeout",)}
    wanted = (reasons.get(name) or FAULTS[name].reasons) if place == "alone" else (None,)
    expect(lookup.reason in wanted, f"{what}: expected one of {wanted}, got {lookup.report} {lookup.said}")
    expect_equal(lookup.status, UNKNOWN if lookup.reason else FOUND, f"the exit status: {what}")
    seen = [record.data for record in lookup.records()]
    expect_equal(seen, [] if lookup.reason else [value("A", TRUTH)], f"the addresses: {what}")
    expect_equal(lookup.is_authenticated, False, f"whether it is authenticated: {what}")
    if lookup.reason:
        expect_equal(lookup.report["failure"]["isTemporary"], True, f"whether it may pass: {what}")
    if place != "alone":
        expect(lookup.seconds < PATIENCE, f"{what}: it took {lookup.seconds:.1f} s")


def summary(context, orders, lookups):
    alone = Counter(lookup.reason or "found" for (place, _), lookup in zip(orders, lookups) if place == "alone")
    context.note(f"{len(lookups)} look-ups; alone: " + ", ".join(f"{count} {word}" for word, count in alone.items()))
    slowest = max(lookup.seconds for (place, _), lookup in zip(orders, lookups) if place == "before a good one")
    context.note(f"before a good one it took {slowest:.1f} s at most")


def a_denial_is_not_asked_again(context, running):
    """That there is no such name is an answer: the next server, which knows better, is not asked."""
    with FaultyServer("127.0.4.1", (AUTHORITY, 53), faults.code(faults.NXDOMAIN)) as denying:
        lookup = look_up(context, "A", NAME, denying.server, GOOD)
    expect_equal((lookup.status, lookup.reason), (NONE, "noSuchDomain"), "NXDOMAIN before a good server")
    expect(all(server.asked for server in running.values()), "a server was never asked")


def all_of_them_in_a_row(context, servers):
    """Every fault but the silent ones, and then a good server."""
    quick = [name for name in servers if look_quick(name)]
    lookup = look_up(context, "A", NAME, *(servers[name] for name in quick), GOOD)
    expect_equal((lookup.status, lookup.reason), (FOUND, None), f"the outcome of {quick} and a good server in a row")
    without = look_up(context, "A", NAME, *(servers[name] for name in quick))
    expect_equal((without.status, without.reason), (UNKNOWN, "serverFailure"), f"the outcome of {quick} in a row")


def look_quick(name):
    return name == "dead" or (name in FAULTS and not {None, "timeout"} & set(FAULTS[name].reasons))


def the_forger_is_believed_where_he_is_the_server(context):
    """The forged answers are in order but for what is wrong with them, so that their refusal says something."""
    with FaultyServer("127.0.4.2", (AUTHORITY, 53), faults.lies) as liar:
        lookup = look_up(context, "A", NAME, liar.server)
    expect_equal([record.data for record in lookup.records()], [value("A", faults.FORGED)], "what the liar says")
