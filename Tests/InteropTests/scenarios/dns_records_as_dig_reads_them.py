"""Every record of zones full of odd ones is read as dig reads it, from NSD and through unbound.

The zones come from NSD by transfer, so that no record is left out: every record of a type that `waxwing dns` knows must
be in an answer, every answer must be dig's, its parts must agree with its data, and what dig says is not there must be
said to be not there, for the same reason.
"""

import ipaddress
import re
import time
from collections import Counter

from harness.dig import dig, transfer
from harness.dns_text import ASKABLE, labels
from harness.dnssec import sign
from harness.nsd import NSD
from harness.outcome import expect, expect_equal
from harness.unbound import Unbound
from harness.waxwing_dns import FOUND, NONE, USAGE, look_up, look_up_all

NAMESPACE = True
PEERS = {"nsd", "unbound", "dig", "ldns"}
SECONDS = 240
AUTHORITY, RESOLVER = "127.0.0.53:53", "127.0.0.1:53"
ABSENT = 30  # questions for what is not there, by chance
THROUGH_ALIASES = ("A", "TXT", "TLSA", "PTR")
TYPED = re.compile(rb"[a-z0-9_-]+")  # what a label on the command line may have
OUTSIDE = "outside.odd.test"

FOUR, SIX = "2.0.192.in-addr.arpa", "8.b.d.0.1.0.0.2.ip6.arpa"
EVERY_OCTET = "".join(f"\\{octet:03}" for octet in range(256))


def mail_records():
    yield "@ IN MX 10 mx1\n@ IN MX 10 mx2\n@ IN MX 65535 mx.elsewhere.example.\n@ IN MX 0 @\n"
    yield "null IN MX 0 .\nmixed IN MX 5 MX1.Odd.TEST.\nMiXeD IN A 192.0.2.77\n"
    yield "spaced IN MX 1 a\\032b\\.c\\255\nxn--bcher-kva IN MX 1 xn--mx-eka\n"
    yield '*.wild IN MX 7 mx1\n*.wild IN TXT "for all"\na.b.c IN MX 3 mx1\n'
    yield "mx1 IN A 192.0.2.1\nmx1 IN A 192.0.2.2\nmx1 IN A 255.255.255.255\nmx1 IN A 0.0.0.0\n"
    yield "mx1 IN AAAA 2001:db8::1\nmx1 IN AAAA ::\nmx1 IN AAAA ::ffff:192.0.2.1\nmx1 IN AAAA ::1:0:0:0:1\n"
    yield "mx2 0 IN A 192.0.2.3\nmx2 2147483647 IN AAAA fe80::1\nmx2 86401 IN TXT long-lived\n"


def text_records():
    yield f'octets IN TXT "{EVERY_OCTET[:4 * 255]}" "{EVERY_OCTET[4 * 255:]}"\n'
    yield f'octets IN TXT "{EVERY_OCTET[4 * 100:4 * 200]}"\n'
    yield 'quotes IN TXT "a\\"b" "\\\\" "c\\;d;e" unquoted "" "tab\\009 end\\010"\n'
    yield f'strings IN TXT {" ".join(str(number) for number in range(100))}\n'
    yield f'full IN TXT "{"f" * 255}" "{"g" * 255}" "{"h" * 255}"\n'
    yield 'utf8 IN TXT "b\\195\\188cher" "\\240\\159\\147\\168" "\\195" "\\237\\160\\128"\n'
    yield 'empty IN TXT ""\n@ IN TXT "v=spf1 -all"\n_dmarc IN TXT "v=DMARC1; p=none"\n'
    yield "".join(f'many IN TXT "record {number}"\n' for number in range(40))


def other_records():
    long = ".".join(letter * 63 for letter in "abc") + "." + "d" * 52  # with .odd.test 253 octets; NSD cannot hash it
    yield f"long IN MX 1 {long}\n{long} IN A 192.0.2.9\n"
    yield '@ IN CAA 0 issue "ca.example"\n@ IN CAA 128 iodef "mailto:ca@odd.test"\n@ IN CAA 255 tbs ""\n'
    yield 'caa IN CAA 1 issuewild ";\\"\\\\\\200"\n'
    yield "_25._tcp.mx1 IN TLSA 3 1 1 " + "ab" * 32 + "\n_25._tcp.mx1 IN TLSA 2 0 2 " + "0F" * 64 + "\n"
    yield "_25._tcp.mx1 IN TLSA 255 254 253 00\n_25._tcp.mx2 IN TLSA 3 0 0 " + "c3" * 1_500 + "\n"
    yield "_imap._tcp IN SRV 0 0 0 .\n_submission._tcp IN SRV 65535 1 587 mx1\n"
    yield "_submission._tcp IN SRV 1 65535 65535 mx2\n"
    yield "unknown IN TYPE65400 \\# 3 010203\nunknown IN HINFO a b\n"
    yield "unknown IN LOC 52 22 23.000 N 4 53 32.000 E -2m\n"
    yield "_25._tcp.alias IN CNAME _25._tcp.mx1\nalias IN CNAME mx1\nALIAS2 300 IN CNAME Alias\n"
    yield "to-text IN CNAME octets\n"
    yield "dangling IN CNAME nowhere\noutside IN CNAME host.reverse.test.\nto-wild IN CNAME x.y.wild\n"
    yield "".join(f"chain{step} IN CNAME chain{step + 1}\n" for step in range(8)) + "chain8 IN A 192.0.2.8\n"
    yield "odd\\.label IN A 192.0.2.10\nto-odd IN CNAME odd\\.label\n"


def four():
    yield "1 IN PTR mx1.odd.test.\n1 IN PTR mx2.odd.test.\n255 IN PTR a\\.b\\032c.odd.test.\n0 IN PTR .\n"
    yield f"2 IN CNAME 2.range.{FOUR}.\n2.range IN PTR delegated.odd.test.\n"


def six():
    for address, name in (("2001:db8::25", "mx1.odd.test"), ("2001:db8" + 6 * ":ffff", "MX2.Odd.Test")):
        yield f"{reversal(address)}. IN PTR {name}.\n"


def reversal(address):
    return ipaddress.ip_address(address).reverse_pointer


def run(context):
    peers, address = context.peers, AUTHORITY[: AUTHORITY.index(":")]
    mail = "".join(mail_records())
    copy = mail.replace("odd.test", "signed.test")
    signed = sign(peers, context.folder / "zones", "signed.test", copy, address, nsec3=True)
    zones = {
        "odd.test": mail + "".join([*text_records(), *other_records()]),
        "reverse.test": 'host IN A 192.0.2.20\nhost IN CAA 0 issue ";"\n',
        "signed.test": signed.path,
        FOUR: "".join(four()),
        SIX: "".join(six()),
    }
    with (
        NSD(peers, context.folder / "nsd", zones, address),
        Unbound(peers, context.folder / "unbound", zones, address, [signed.anchor]),
    ):
        present = [record for zone in zones for record in transfer(peers, AUTHORITY, zone)]
        for record in present:  # what a wildcard stands for is asked for by a name
            record.name = tuple(b"any" if label == b"*" else label for label in record.name)
        questions = questions_about(context, zones, present)
        context.note(f"seed {context.seed}")
        compare(context, AUTHORITY, "NSD", questions, present)
        compare(context, RESOLVER, "unbound", questions, present)
        people_name_things_differently(context)
        unknown_types_are_not_asked_for(context)


def questions_about(context, zones, present):
    """(name, type) of every record, of what the aliases lead to, and of some that are not there."""
    nameable = [record for record in present if all(TYPED.fullmatch(label) for label in record.name)]
    names = {record.name for record in nameable if record.kind in ASKABLE}
    names |= {(b"nobody", *labels(zone)) for zone in zones}
    asked = {(record.name, record.kind) for record in nameable if record.kind in ASKABLE}
    aliases = [record.name for record in nameable if record.kind == "CNAME"]
    asked |= {(name, kind) for name in aliases for kind in THROUGH_ALIASES if can_be_asked(name, kind)}
    absent = {(name, kind) for name in names for kind in ASKABLE if can_be_asked(name, kind)} - asked
    asked.update(context.random.sample(sorted(absent), ABSENT))
    return [(".".join(label.decode() for label in name), kind) for name, kind in sorted(asked)]


def is_pointer(name):
    return name[-1] == b"arpa"


def can_be_asked(name, kind):
    """`tlsa` puts the port before names without, and `ptr` wants the reversal of an address."""
    return (kind != "TLSA" or name[0].startswith(b"_")) and (kind != "PTR" or is_pointer(name))


def compare(context, server, peer, questions, present):
    """Each question answered as dig has it answered, and each record that can be asked for in some answer."""
    if peer == "NSD":  # which does not look into other zones: that an alias leads there is all that it says
        questions = [(name, kind) for name, kind in questions if name != OUTSIDE or kind == "CNAME"]
    began = time.monotonic()
    theirs = dig(context.peers, server, questions)
    ours = look_up_all(context, [(kind, name, [server]) for name, kind in questions])
    seen, counts = set(), Counter()
    for (name, kind), answer, lookup in zip(questions, theirs, ours):
        what = f"{kind} of {name} from {peer}"
        counts[expect_same(answer, lookup, kind, labels(name), what)] += 1
        counts["by TCP"] += answer.is_truncated
        counts["authenticated"] += lookup.is_authenticated
        seen.update((record.name, record.kind, record.data) for record in lookup.records() + lookup.records("aliases"))
    wanted = {(record.name, record.kind, record.data) for record in present if record.kind in ASKABLE}
    expect_equal(wanted - seen, set(), f"records that no answer of {peer} had")
    parts = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    took = time.monotonic() - began
    context.note(f"{peer}: {len(wanted)} records in {len(questions)} answers ({parts}), {took:.1f} s")


def expect_same(answer, lookup, kind, name, what):
    """The look-up says what dig says; what that is, in a word or two."""
    expect_equal(lookup.is_authenticated, "ad" in answer.flags, f"whether it is authenticated: {what}")
    wanted = [record for record in answer.records if record.kind == kind]
    aliases = [record for record in answer.records if record.kind == "CNAME" != kind]
    canonical = aliases[-1].data if aliases else name
    lifetimes = [record.time_to_live for record in wanted + aliases]
    if not wanted:
        wanted_reason = {"NOERROR": "noData", "NXDOMAIN": "noSuchDomain"}.get(answer.status)
        expect_equal((lookup.status, lookup.reason), (NONE, wanted_reason), f"{what}, which dig calls {answer.status}")
        denials = [record for record in answer.authority if record.kind == "SOA"]
        lifetimes += [value for record in denials for value in (record.time_to_live, record.data[-1])]
    else:
        expect_equal((lookup.status, lookup.reason), (FOUND, None), f"the outcome of {what}: {lookup.said}")
    expect_equal(sorted(map(repr, lookup.records())), sorted(map(repr, wanted)), f"the records of {what}")
    if wanted:
        expect_equal(lookup.records("aliases"), aliases, f"the aliases of {what}")
    expect_equal(labels(lookup.report["canonicalName"]), canonical, f"the canonical name of {what}")
    expect_equal(lookup.report["timeToLive"], min(lifetimes), f"the time to live of {what}")
    return "positive" if wanted else "there is none" if answer.status == "NOERROR" else "no such name"


def people_name_things_differently(context):
    for kind, given, name in (
        ("PTR", "192.0.2.1", f"1.{FOUR}"),
        ("PTR", "[192.0.2.1]", f"1.{FOUR}"),
        ("PTR", "2001:db8::25", reversal("2001:db8::25")),
        ("PTR", "[IPv6:2001:DB8::25]", reversal("2001:db8::25")),
        ("TLSA", "mx1.odd.test", "_25._tcp.mx1.odd.test"),
        ("TLSA", "mx2.odd.test:25", "_25._tcp.mx2.odd.test"),
        ("MX", "bücher.odd.test", "xn--bcher-kva.odd.test"),
        ("A", "MX1.odd.TEST.", "mx1.odd.test"),
    ):
        lookup, plain = look_up(context, kind, given, AUTHORITY), look_up(context, kind, name, AUTHORITY)
        expect(lookup.records(), f"{kind} {given} has no records: {lookup.report}")
        expect_equal(sorted(map(repr, lookup.records())), sorted(map(repr, plain.records())), f"{kind} {given}")


def unknown_types_are_not_asked_for(context):
    for kind in ("hinfo", "loc", "type65400", "any", "axfr"):
        expect_equal(look_up(context, kind, "unknown.odd.test", AUTHORITY).status, USAGE, f"the status of dns {kind}")
    expect_equal(look_up(context, "A", "unknown.odd.test", AUTHORITY).reason, "noData", "A beside unknown types")
