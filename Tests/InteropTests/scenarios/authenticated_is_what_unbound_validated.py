"""An answer is authenticated if unbound has validated all of it and every server that is asked is on this host.

Zones that are signed well, badly, too early, too late or by a stranger, and not at all; aliases from one into another;
denials; hosts and TLSA records. What cannot be validated is a failure and no answer, whatever it says.
"""

import socket

from harness.dig import dig
from harness.dnssec import family
from harness.dns_faults import FaultyServer, lies
from harness.namespace import add_address
from harness.nsd import NSD
from harness.outcome import expect_equal
from harness.unbound import Unbound
from harness.waxwing_dns import FOUND, NONE, UNKNOWN, look_up, look_up_all

NAMESPACE = True
PEERS = {"nsd", "unbound", "dig", "ldns"}
SECONDS = 240
AUTHORITY, RESOLVER, ELSEWHERE = "127.0.0.53", "127.0.0.1:53", "10.99.0.7"
YES, NO, FAILED = (FOUND, True), (FOUND, False), (UNKNOWN, False)

RECORDS = (
    "@ IN MX 10 mx\nmx IN A 128.66.0.1\nmx IN AAAA 2a00::1\n*.wild IN A 128.66.0.2\n"
    f"_25._tcp.mx IN TLSA 3 1 1 {'ab' * 32}\nalias IN CNAME mx\n"
)
ALIASES = (
    "to-child IN CNAME mx.child.secure.test.\nto-plain IN CNAME mx.plain.secure.test.\n"
    "to-bogus IN CNAME mx.bogus.secure.test.\nto-unsigned IN CNAME mx.unsigned.test.\n"
    "to-secure IN CNAME mx.secure.test.\n"
)
MORE = {
    "secure.test": ALIASES + "mixed IN MX 10 mx\nmixed IN MX 20 mx.plain.secure.test.\n"
    "half IN MX 10 mx.bogus.secure.test.\n",
    "unsigned.test": ALIASES,
}
ZONES = {
    "secure.test": YES,
    "child.secure.test": YES,
    "plain.secure.test": NO,
    "unsigned.test": NO,
    "bogus.secure.test": FAILED,
    "expired.secure.test": FAILED,
    "future.secure.test": FAILED,
    "stranger.secure.test": FAILED,
}


def run(context):
    add_address(ELSEWHERE)
    zones = family(context.peers, context.folder / "zones", AUTHORITY, RECORDS, MORE)
    listen = ("127.0.0.1", ELSEWHERE, *(["::1"] if has_six() else []))
    with (
        NSD(context.peers, context.folder / "nsd", zones.zones, AUTHORITY),
        Unbound(context.peers, context.folder / "unbound", zones.zones, AUTHORITY, [zones.anchor], listen),
    ):
        zones_are_what_they_are(context)
        aliases_are_as_good_as_their_worst_part(context)
        hosts_have_all_of_it_validated(context)
        only_servers_on_this_host_are_believed(context)


def has_six():
    """Whether the machine has IPv6 at all."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


def zones_are_what_they_are(context):
    """Records, aliases, wildcards, TLSA records, and that there is none: each as good as its zone."""
    cases = []
    for zone, (status, is_authenticated) in ZONES.items():
        positive = [("MX", zone), ("A", f"mx.{zone}"), ("A", f"alias.{zone}"), ("A", f"any.wild.{zone}")]
        positive += [("TLSA", f"mx.{zone}"), ("SOA", zone)]
        cases += [(kind, name, (status, is_authenticated)) for kind, name in positive]
        denied = NONE if status == FOUND else status
        cases += [(kind, name, (denied, is_authenticated)) for kind, name in (("TXT", zone), ("MX", f"nobody.{zone}"))]
    judge(context, cases)
    context.note(f"{len(cases)} look-ups in {len(ZONES)} zones")


def aliases_are_as_good_as_their_worst_part(context):
    cases = {
        "to-child.secure.test": YES,
        "to-plain.secure.test": NO,
        "to-unsigned.secure.test": NO,
        "to-bogus.secure.test": FAILED,
        "to-secure.unsigned.test": NO,
        "to-child.unsigned.test": NO,
        "to-bogus.unsigned.test": FAILED,
    }
    judge(context, [("A", name, wanted) for name, wanted in cases.items()])


def judge(context, cases):
    """Each look-up ends as it should; and dig sees the flag of validation where Waxwing says so."""
    lookups = look_up_all(context, [(kind, name, [RESOLVER]) for kind, name, _ in cases])
    questions = [(f"_25._tcp.{name}" if kind == "TLSA" else name, kind) for kind, name, _ in cases]
    for (kind, name, wanted), lookup, answer in zip(cases, lookups, dig(context.peers, RESOLVER, questions)):
        what = f"{kind} of {name}: {lookup.report.get('failure')}"
        expect_equal((lookup.status, lookup.is_authenticated), wanted, f"exit status and authentication of {what}")
        expect_equal("ad" in answer.flags, wanted[1], f"the flag that dig sees in {what}")
        if wanted == FAILED:
            expect_equal(lookup.reason, "serverFailure", f"the reason of {what}")
            expect_equal(lookup.records(), [], f"the records of {what}")


def hosts_have_all_of_it_validated(context):
    for name, wanted in (
        ("secure.test", {"mx.secure.test": True}),
        ("child.secure.test", {"mx.child.secure.test": True}),
        ("plain.secure.test", {"mx.plain.secure.test": False}),
        ("mixed.secure.test", {"mx.secure.test": True, "mx.plain.secure.test": False}),
        ("half.secure.test", {}),
        ("bogus.secure.test", {}),
    ):
        lookup = look_up(context, "route", name, RESOLVER)
        hosts = {host["name"]: host["isAuthenticated"] for host in lookup.report["hosts"]}
        expect_equal(hosts, wanted, f"the hosts of {name}, and which are authenticated")
        outcome = (FOUND, None) if wanted else (UNKNOWN, "lookup")
        expect_equal((lookup.status, lookup.reason), outcome, f"the route to {name}")


def only_servers_on_this_host_are_believed(context):
    """The flag is one bit of a datagram that anybody on the way can set."""
    cases = [
        ([RESOLVER], True),
        ([], True),  # /etc/resolv.conf names 127.0.0.1
        ([f"{ELSEWHERE}:53"], False),
        ([RESOLVER, f"{ELSEWHERE}:53"], False),
        ([f"{ELSEWHERE}:53", RESOLVER], False),
    ]
    if has_six():
        cases += [(["[::1]:53"], True), ([RESOLVER, "[::1]:53"], True)]
    for servers, wanted in cases:
        lookup = look_up(context, "MX", "secure.test", *servers)
        expect_equal((lookup.status, lookup.is_authenticated), (FOUND, wanted), f"asking {servers or 'the system'}")
    with FaultyServer(ELSEWHERE, (AUTHORITY, 53), lies, port=5353) as liar:
        lookup = look_up(context, "A", "mx.unsigned.test", liar.server)
        expect_equal((lookup.status, lookup.is_authenticated), (FOUND, False), "a liar elsewhere who sets the flag")
