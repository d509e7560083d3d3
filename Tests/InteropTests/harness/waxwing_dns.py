"""The command `waxwing dns`: the one place that knows its options and what it prints."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from .dig import Record
from .dns_text import labels, value
from .outcome import Failure, expect_equal
from .process import run_program

# How it ends: there are records or hosts; the DNS states that there are none; wrong usage; nobody knows.
FOUND, NONE, USAGE, UNKNOWN = 0, 1, 2, 3
PARTS = {
    "MX": ("preference", "target"),
    "CNAME": ("target",),
    "NS": ("target",),
    "PTR": ("target",),
    "SRV": ("priority", "weight", "port", "target"),
    "TLSA": ("usage", "selector", "matching", "association"),
    "A": ("address",),
    "AAAA": ("address",),
}
AUTHORITY = ("primary", "responsible", "serial", "refresh", "retry", "expire", "minimum")


@dataclass
class Lookup:
    """What one command did: its exit status, its JSON, what it wrote to standard error, and how long it took."""

    status: int
    report: dict
    said: str
    seconds: float

    @property
    def reason(self):
        """Why there is nothing, as a word; None where there is something."""
        return (self.report.get("failure") or {}).get("reason")

    @property
    def is_authenticated(self):
        return self.report["isAuthenticated"]

    def records(self, key="records"):
        """Its records, or its `aliases`, as `dig` would have them. Data whose parts say something else: `Failure`."""
        return [record(entry) for entry in self.report.get(key) or ()]


def look_up(context, kind, name, *servers, options=(), seconds=45):
    """Runs `waxwing dns KIND NAME`; `servers` are those that it asks, in their order."""
    asked = [word for server in servers for word in ("--dns", server)]
    began = time.monotonic()
    words = [context.binary, "dns", kind.lower(), name, *asked, *options, "--json"]
    done = run_program(words, seconds=seconds, folder=context.folder)
    took = time.monotonic() - began
    said = done.stderr.decode(errors="replace")
    try:
        report = json.loads(done.stdout) if done.stdout.strip() or done.returncode != USAGE else {}
    except ValueError as error:
        raise Failure(f"waxwing dns {kind} {name} {asked} printed no JSON ({error}): {done.stdout!r} {said}") from None
    return Lookup(done.returncode, report, said, took)


def look_up_all(context, calls, at_once=4):
    """`look_up` of each (type, name, servers, options), several at a time; the answers in the order of the calls."""

    def answer(call):
        kind, name, servers, options = (*call, ())[:4]
        return look_up(context, kind, name, *servers, options=options)

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(answer, calls))


def record(entry):
    """A record of the JSON as `Record`."""
    kind, data = entry["type"], value(entry["type"], entry["data"])
    wanted = data
    if kind in ("TXT", "CAA"):  # whose parts are text: octets that are no UTF-8 are replaced there
        wanted = tuple(part.decode(errors="replace") if isinstance(part, bytes) else part for part in data)
    expect_equal(parts(kind, entry), wanted, f"the parts of {entry['name']} {kind}, held against its data")
    return Record(labels(entry["name"]), entry["timeToLive"], kind, data)


def parts(kind, entry):
    """The data of a record from its parts."""
    if kind == "TXT":
        return tuple(entry["strings"])
    if kind == "CAA":
        return entry["flags"], entry["tag"], entry["value"]
    if kind == "SOA":
        return value(kind, " ".join(str(entry["authority"][key]) for key in AUTHORITY))
    return value(kind, " ".join(str(entry[key]) for key in PARTS[kind]))
