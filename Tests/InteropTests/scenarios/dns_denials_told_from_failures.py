"""That there is nothing is told apart from that nobody knows: each kind of answer has its exit status and its words.

By NSD and by unbound before it, for records and for routes; for programs, and for people in one line that says why.
"""

from harness.nsd import NSD
from harness.outcome import expect, expect_equal
from harness.process import run_program
from harness.unbound import Unbound
from harness.waxwing_dns import FOUND, NONE, UNKNOWN, look_up_all

NAMESPACE = True
PEERS = {"nsd", "unbound"}
SECONDS = 240
AUTHORITY, NSD_SERVER, UNBOUND = "127.0.0.53", "127.0.0.53:53", "127.0.0.1:53"
LONG = 17  # aliases in a row: one more than are followed
ZONE = (
    '@ IN MX 10 host\n@ IN TXT "text"\ntexts IN TXT "here"\n'
    "host IN A 192.0.2.1\nwww IN CNAME host\n"
    "deep.er.empty IN A 192.0.2.2\n*.wild IN A 192.0.2.3\nold IN DNAME new\nhost.new IN A 192.0.2.4\n"
    "dangling IN CNAME nobody\nto-text IN CNAME texts\n"
    "loop1 IN CNAME loop2\nloop2 IN CNAME loop1\nself IN CNAME self\n"
    "null IN MX 0 .\nnowhere IN MX 10 nobody\nmixed IN MX 0 .\nmixed IN MX 10 public\npublic IN A 128.66.0.1\n"
    "private IN MX 10 inside\ninside IN A 10.0.0.1\ninside IN AAAA fd00::1\nloopback IN MX 10 self-address\n"
    "self-address IN A 127.0.0.1\nnumbered IN MX 10 192.0.2.1.\nimplicit IN A 128.66.0.2\n"
    "ours IN MX 10 mail.sender.test.\nlater IN MX 10 backup\nlater IN MX 5 mail.sender.test.\nbackup IN A 128.66.0.3\n"
    "broken IN MX 10 host.gone.test.\nhalf IN MX 10 host.gone.test.\nhalf IN MX 20 public\nalias IN CNAME implicit\n"
    f"long{LONG} IN A 192.0.2.5\n" + "".join(f"long{step} IN CNAME long{step + 1}\n" for step in range(LONG))
)

# Type, name, status and reason of what NSD says, and of what unbound says if that is not the same. How far unbound
# itself follows aliases goes by what it remembers.
RECORDS = [
    ("A", "host.kinds.test", (FOUND, None)),
    ("A", "www.kinds.test", (FOUND, None)),
    ("A", "any.wild.kinds.test", (FOUND, None)),
    ("A", "host.old.kinds.test", (FOUND, None)),
    ("A", "nobody.kinds.test", (NONE, "noSuchDomain")),
    ("MX", "host.nobody.kinds.test", (NONE, "noSuchDomain")),
    ("A", "nobody.old.kinds.test", (NONE, "noSuchDomain")),
    ("MX", "host.kinds.test", (NONE, "noData")),
    ("A", "er.empty.kinds.test", (NONE, "noData")),
    ("MX", "any.wild.kinds.test", (NONE, "noData")),
    ("A", "dangling.kinds.test", (NONE, "noSuchDomain")),
    ("A", "to-text.kinds.test", (NONE, "noData")),
    ("A", "loop1.kinds.test", (UNKNOWN, "malformed"), (UNKNOWN, "malformed or serverFailure")),
    ("A", "self.kinds.test", (UNKNOWN, "malformed"), (UNKNOWN, "malformed or serverFailure")),
    ("A", "long0.kinds.test", (UNKNOWN, "malformed"), (UNKNOWN, "malformed or serverFailure")),
    ("A", "long1.kinds.test", (FOUND, None), None),
    ("A", "long10.kinds.test", (FOUND, None)),
    ("A", "host.gone.test", (UNKNOWN, "refused"), (UNKNOWN, "serverFailure")),
]
# Destination, options, status, reason and status code of the route.
OURS, ALLOWED = ("--own-name", "mail.sender.test"), ("--private-addresses", "allow")
ROUTES = [
    ("mixed.kinds.test", (), FOUND, None, None),
    ("implicit.kinds.test", (), FOUND, None, None),
    ("alias.kinds.test", (), FOUND, None, None),
    ("half.kinds.test", (), FOUND, None, None),
    ("private.kinds.test", ALLOWED, FOUND, None, None),
    ("[10.0.0.1]", ALLOWED, FOUND, None, None),
    ("later.kinds.test", (), FOUND, None, None),
    ("nobody.kinds.test", (), NONE, "noSuchDomain", "5.1.2"),
    ("dangling.kinds.test", (), NONE, "noSuchDomain", "5.1.2"),
    ("null.kinds.test", (), NONE, "refusesMail", "5.1.10"),
    ("nowhere.kinds.test", (), NONE, "noAddress", "5.4.4"),
    ("texts.kinds.test", (), NONE, "noAddress", "5.4.4"),
    ("numbered.kinds.test", (), NONE, "noHostName", "5.4.4"),
    ("private.kinds.test", (), NONE, "privateAddressesOnly", "5.4.4"),
    ("loopback.kinds.test", (), NONE, "privateAddressesOnly", "5.4.4"),
    ("[10.0.0.1]", (), NONE, "privateAddressesOnly", "5.4.4"),
    ("ours.kinds.test", OURS, NONE, "loop", "5.4.6"),
    ("later.kinds.test", OURS, NONE, "loop", "5.4.6"),
    ("host.gone.test", (), UNKNOWN, "lookup", "4.4.3"),
    ("broken.kinds.test", (), UNKNOWN, "lookup", "4.4.3"),
    ("loop1.kinds.test", (), UNKNOWN, "lookup", "4.4.3"),
]


def run(context):
    zones = {"kinds.test": ZONE, "sender.test": "mail IN A 128.66.0.9\n"}
    stubs = {"gone.test": AUTHORITY}  # which knows nothing of it
    with (
        NSD(context.peers, context.folder / "nsd", zones, AUTHORITY),
        Unbound(context.peers, context.folder / "unbound", zones, AUTHORITY, stubs=stubs),
    ):
        of_nsd = [(kind, name, *wanted[0]) for kind, name, *wanted in RECORDS]
        of_unbound = [(kind, name, *wanted[-1]) for kind, name, *wanted in RECORDS if wanted[-1]]
        records_end_so(context, NSD_SERVER, of_nsd)
        records_end_so(context, UNBOUND, of_unbound)
        routes_end_so(context, NSD_SERVER)
        routes_end_so(context, UNBOUND)
        context.note(f"{len(of_nsd) + len(of_unbound)} look-ups of records and {2 * len(ROUTES)} of routes")


def records_end_so(context, server, cases):
    lookups = look_up_all(context, [(kind, name, [server]) for kind, name, *_ in cases])
    for (kind, name, status, reasons), lookup in zip(cases, lookups):
        what = f"{kind} of {name} at {server}"
        expect_equal(lookup.status, status, f"the exit status of {what}: {lookup.report}")
        wanted = reasons.split(" or ") if reasons else [None]
        expect(lookup.reason in wanted, f"the reason of {what}: expected {reasons}, got {lookup.reason}")
        if server == NSD_SERVER:
            in_words(context, lookup, "dns", kind.lower(), name, "--dns", server)


def routes_end_so(context, server):
    lookups = look_up_all(context, [("route", name, [server], options) for name, options, *_ in ROUTES])
    for (name, options, status, reason, code), lookup in zip(ROUTES, lookups):
        what = f"the route to {name} {' '.join(options)} at {server}"
        expect_equal((lookup.status, lookup.reason), (status, reason), f"status and reason of {what}")
        expect_equal((lookup.report.get("failure") or {}).get("status"), code, f"the status code of {what}")
        expect_equal(bool(lookup.report["hosts"]), status == FOUND, f"whether there are hosts on {what}")
        if server == NSD_SERVER:
            in_words(context, lookup, "dns", "route", name, *options, "--dns", server)


def in_words(context, lookup, *words):
    """Without --json: the same status, and where there is nothing a line that says why."""
    done = run_program([context.binary, *words], folder=context.folder)
    expect_equal(done.returncode, lookup.status, f"the exit status of {words} without --json")
    if not lookup.reason:
        expect(done.stdout.strip(), f"{words} says nothing of what it found")
        return
    said = (done.stderr if lookup.status == UNKNOWN else done.stdout).decode()
    explanation = lookup.report["failure"]["explanation"]
    expect(explanation in said, f"{words} does not say {explanation!r}: {said!r}")
    expect_equal("again later may help" in said, lookup.status == UNKNOWN, f"whether {words} says to come back")
