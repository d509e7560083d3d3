"""NSD serves signed, broken, expired and plain zones; unbound validates them; dig reads both. No program of ours.

If this fails, mistrust the scenarios in which waxwing asks them.
"""

from harness.dig import dig, transfer
from harness.dnssec import family
from harness.nsd import NSD
from harness.outcome import expect, expect_equal
from harness.unbound import Unbound

NAMESPACE = True
WAXWING = False
PEERS = {"nsd", "unbound", "dig", "ldns"}
AUTHORITY, RESOLVER = "127.0.0.53", "127.0.0.1"
RECORDS = '@ IN MX 10 mx\nmx IN A 192.0.2.1\nlong IN TXT "' + '" "'.join(["x" * 250] * 8) + '"\n'


def run(context):
    zones = family(context.peers, context.folder / "zones", AUTHORITY, RECORDS)
    with (
        NSD(context.peers, context.folder / "nsd", zones.zones, AUTHORITY),
        Unbound(context.peers, context.folder / "unbound", zones.zones, AUTHORITY, [zones.anchor]),
    ):
        nsd_answers(context)
        unbound_validates(context)


def nsd_answers(context):
    kinds = {record.kind for record in transfer(context.peers, f"{AUTHORITY}:53", "child.secure.test")}
    wanted = {"SOA", "NS", "A", "MX", "TXT", "DNSKEY", "RRSIG", "NSEC3", "NSEC3PARAM"}
    expect_equal(kinds, wanted, "the types of the transferred zone")
    short, long = dig(context.peers, f"{AUTHORITY}:53", [("secure.test", "MX"), ("long.secure.test", "TXT")])
    expect_equal((short.status, short.is_truncated), ("NOERROR", False), "the MX record of NSD")
    expect_equal((long.is_truncated, sum(map(len, long.records[0].data))), (True, 2_000), "the long text of NSD")


def unbound_validates(context):
    wanted = {
        "secure.test": ("NOERROR", True),
        "child.secure.test": ("NOERROR", True),
        "nobody.child.secure.test": ("NXDOMAIN", True),
        "mx.secure.test": ("NOERROR", True),
        "bogus.secure.test": ("SERVFAIL", False),
        "nobody.bogus.secure.test": ("SERVFAIL", False),
        "expired.secure.test": ("SERVFAIL", False),
        "future.secure.test": ("SERVFAIL", False),
        "stranger.secure.test": ("SERVFAIL", False),
        "plain.secure.test": ("NOERROR", False),
        "nobody.plain.secure.test": ("NXDOMAIN", False),
        "unsigned.test": ("NOERROR", False),
    }
    questions = [(name, "MX") for name in wanted]
    for (name, _), answer in zip(questions, dig(context.peers, f"{RESOLVER}:53", questions)):
        expect_equal((answer.status, "ad" in answer.flags), wanted[name], f"what unbound says of {name}")
    for answer in dig(context.peers, f"{RESOLVER}:53", [("bogus.secure.test", "MX")], "+cdflag"):
        expect(answer.records, "unbound has no records of the broken zone for those who do not want them checked")
