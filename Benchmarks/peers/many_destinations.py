"""The measuring behind compare-destinations: mail to many domains at once, of which some are slow.

Runs inside a namespace. The interoperability tests' harness and the folder Benchmarks have to be on the module path.
"""

import random
import shutil
import statistics
import sys
import time
from pathlib import Path

from comparison import LONGEST, WAXWING, cpu_of
from comparison_tables import markdown, spread
from destination_ends import SILENT, Hosts, Load, address_of, domain_of
from harness.nsd import NSD
from harness.outcome import Failure, expect_equal, wait_until
from harness.peers import Peers
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery

HEALTHY, DELAYED, SILENT_ONES = "healthy", "delayed", "silent"
KINDS = {DELAYED: "each reply after {delay:g} s", SILENT_ONES: "no greeting"}
AIM = 5  # percent that mail to the others may lose


class ManyDestinations:
    """Each kind of slow hosts as many times as there are rounds, and none before and after each."""

    def __init__(self, options, folder):
        self.options, self.folder, self.binary = options, folder, Path(options.binary).resolve()
        count = options.destinations
        slow = random.Random(count).sample(range(count), count * options.percent // 100)
        self.slow, self.others = sorted(slow), sorted(set(range(count)) - set(slow))

    def run(self):
        """What was measured, one entry for each measurement, in the order in which it was."""
        records = "".join(
            f"d{number:05} IN MX 10 mx.d{number:05}\nmx.d{number:05} IN A {address_of(number)}\n"
            for number in range(self.options.destinations)
        )
        with NSD(Peers(), self.folder / "nsd", {domain_of(0).partition(".")[2]: records}):
            found = [self.turn(HEALTHY, 1)]
            for number in range(1, self.options.rounds + 1):
                for kind in self.options.kinds:
                    found += [self.turn(kind, number), self.turn(HEALTHY, number)]
        return found

    def turn(self, kind, number):
        options = self.options
        pause = {HEALTHY: 0, DELAYED: options.delay, SILENT_ONES: SILENT}[kind]
        pauses = dict.fromkeys(self.slow, pause) if pause else {}
        text = configuration(dns=LOCAL_DNS, delivery=delivery(first="5m", max="4h"))
        server = Waxwing(self.binary, self.folder / "server", text)
        address = "%s:%d" % WAXWING
        load = Load(address, options.destinations, options.messages, options.size, options.sessions)
        wanted = options.messages * len(self.others if pause else range(options.destinations))
        with Hosts(options.destinations, pauses) as hosts, server:
            before, began = (cpu_of(hosts.pid), cpu_of(server.process.pid)), time.monotonic()
            with load:
                wait_until(lambda: arrived(hosts, load, self.others if pause else None) >= wanted, LONGEST, kind)
                wait_until(lambda: load.ended.value, LONGEST, "the load's end")
                took = max(hosts.latest[place] for place in self.others) - began
                sending = load.ended.value - began
                load_seconds = cpu_of(load.pid)
            seconds = cpu_of(hosts.pid) - before[0], cpu_of(server.process.pid) - before[1]
            elapsed = time.monotonic() - began
            server.kill()
        shutil.rmtree(self.folder / "server", ignore_errors=True)
        expect_equal(load.accepted.value, options.messages * options.destinations, "messages that were accepted")
        for place in self.others if pause else range(options.destinations):
            expect_equal(hosts.arrived[place], options.messages, f"messages to {domain_of(place)}")
        total = sum(hosts.arrived)
        found = {
            "kind": kind,
            "round": number,
            "others_per_second": options.messages * len(self.others) / took,
            "accepted_per_second": load.accepted.value / sending,
            "slow_arrived": sum(hosts.arrived[place] for place in self.slow),
            "most_connections": hosts.most[0],
            "most_slow_connections": hosts.most[1],
            "server_us": seconds[1] / total * 1e6,
            "hosts_percent": seconds[0] / elapsed * 100,
            "load_percent": load_seconds / sending * 100,
        }
        if not pause:
            found["per_second"] = total / (max(hosts.latest) - began)
        said = f"{found['others_per_second']:.0f}/s to the {len(self.others)}"
        print(f"round {number}, {kind}: {said}", file=sys.stderr, flush=True)
        return found


def arrived(hosts, load, places):
    """How many messages these hosts have (None: all of them). A load or hosts that failed are a `Failure`."""
    if load.ended.value < 0 or not hosts.process.is_alive():
        raise Failure("the load or the hosts have failed: see above")
    return sum(hosts.arrived) if places is None else sum(hosts.arrived[place] for place in places)


def losses(found, kind):
    """Percent that the others lost each time, beside the mean of the measurements just before and after."""
    rates = [entry["others_per_second"] for entry in found]
    return [
        (1 - rates[place] / statistics.mean((rates[place - 1], rates[place + 1]))) * 100
        for place, entry in enumerate(found)
        if entry["kind"] == kind
    ]


def tables(found, options):
    """Both tables, with a line before each that says what it holds."""

    def figure(kind, name):
        return [entry[name] for entry in found if entry["kind"] == kind]

    slow = options.destinations * options.percent // 100
    others = options.destinations - slow
    rates = [[f"the other {slow}", "all/s", f"the {others}/s", "lost", "aim"]]
    healthy = [spread(figure(HEALTHY, name)) for name in ("per_second", "others_per_second")]
    rates.append(["as healthy", *healthy, "", ""])
    costs = [[f"the other {slow}", "accepted/s", "server µs", "hosts, % of a processor", "load, % of a processor"]]
    costs[0] += ["most connections to the healthy", "to the slow", "arrived at the slow"]
    for kind in options.kinds:
        lost = sorted(losses(found, kind))
        text = f"{statistics.median(lost):.1f} % ({lost[0]:.1f} to {lost[-1]:.1f})"
        rate = spread(figure(kind, "others_per_second"))
        rates.append([KINDS[kind].format(delay=options.delay), "", rate, text, f"{AIM} %"])
    for kind in (HEALTHY, *options.kinds):
        title = "as healthy" if kind == HEALTHY else KINDS[kind].format(delay=options.delay)
        names = ("accepted_per_second", "server_us", "hosts_percent", "load_percent", "most_connections")
        names += ("most_slow_connections", "slow_arrived")
        costs.append([title, *(f"{statistics.median(figure(kind, name)):.0f}" for name in names)])
    first = markdown(f"{options.destinations:,} domains, {options.messages} messages to each:", rates)
    return f"{first}\n\n{markdown('What it took:', costs)}"
