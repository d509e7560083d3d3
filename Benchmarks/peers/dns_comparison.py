#!/usr/bin/env python3
"""Measures Waxwing's look-ups beside dnsperf: the same NSD, the same names, in turns (dnsperf, Waxwing, dnsperf, ...).

    Benchmarks/peers/dns_comparison.py --binary .build-benchmarks/release/dns-bench
        [--rounds 3] [--seconds 4] [--in-flight 100,1000] [--json]

NSD listens on a free port of loopback with one process and its rate limit off, and serves 20,000 MX records and as
many hosts. dnsperf sends from one thread and looks at no more than the header of an answer; Waxwing reads each answer
whole and hands it to the task that waits for it. Told are queries a second, and of Waxwing processor time each.
Then what the cache answers, one domain after the other by chance, and what a cached domain costs.

dnsperf and NSD: see Tests/InteropTests/peers/fetch (sets nsd and dnsperf). No root, no namespace.
"""

import argparse
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(REPOSITORY / "Tests/InteropTests")]

from harness import outcome  # noqa: E402
from harness.nsd import NSD  # noqa: E402
from harness.peers import Peers  # noqa: E402
from harness.process import run_program  # noqa: E402

SETS = {"nsd", "dnsperf"}
ZONE, HOSTS = "bench.test", 20_000


def zone():
    lines = [f"d{n} IN MX 10 mx{n}\nmx{n} IN A 10.{n >> 16}.{n >> 8 & 255}.{n & 255}\n" for n in range(HOSTS)]
    return "".join(lines)


def names():
    return "".join(f"d{n}.{ZONE} MX\nmx{n}.{ZONE} A\n" for n in range(HOSTS))


def free_port():
    """A port that is free for UDP and TCP, as far as can be known."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams, socket.socket() as streams:
        datagrams.bind(("127.0.0.1", 0))
        streams.bind(("127.0.0.1", datagrams.getsockname()[1]))
        return datagrams.getsockname()[1]


def figures(output):
    """The pairs of a name and a number that dns-bench prints."""
    words = output.split()
    return {name: float(value) for name, value in zip(words[::2], words[1::2])}


class Comparison:
    def __init__(self, options, folder):
        self.options, self.folder, self.peers = options, folder, Peers()
        self.binary = options.binary.resolve()
        self.results = {}

    def note(self, figure, value):
        self.results.setdefault(figure, []).append(value)

    def bench(self, *words):
        done = run_program([self.binary, *map(str, words)], seconds=120)
        if done.returncode != 0:
            raise outcome.Failure(f"dns-bench {words[0]}: {done.stdout.decode()} {done.stderr.decode()}")
        return figures(done.stdout.decode())

    def dnsperf(self, port, in_flight):
        words = ["-s", "127.0.0.1", "-p", port, "-d", self.folder / "names", "-l", self.options.seconds]
        done = run_program(
            [self.peers.program("dnsperf"), *map(str, words), "-q", str(in_flight), "-T", "1"],
            environment=self.peers.environment,
            seconds=120,
        )
        found = re.search(r"Queries per second:\s+([\d.]+)", done.stdout.decode())
        lost = re.search(r"Queries lost:\s+(\d+)", done.stdout.decode())
        if not found or not lost:
            raise outcome.Failure(f"dnsperf says nothing of its speed: {done.stderr.decode()}")
        self.note(f"dnsperf, {in_flight} under way: lost", int(lost[1]))
        return float(found[1])

    def run(self):
        (self.folder / "names").write_text(names())
        port = free_port()
        with NSD(self.peers, self.folder / "nsd", {ZONE: zone()}, port=port):
            for number in range(self.options.rounds):
                for in_flight in self.options.in_flight:
                    theirs = self.dnsperf(port, in_flight)
                    ours = self.bench(
                        "uncached", "--server", f"127.0.0.1:{port}", "--names", self.folder / "names",
                        "--seconds", self.options.seconds, "--in-flight", in_flight,
                    )  # fmt: skip
                    self.note(f"dnsperf, {in_flight} under way: queries a second", theirs)
                    self.note(f"Waxwing, {in_flight} under way: queries a second", ours["perSecond"])
                    self.note(f"Waxwing, {in_flight} under way: part of dnsperf's", ours["perSecond"] / theirs)
                    self.note(f"Waxwing, {in_flight} under way: failed", ours["failed"])
                    self.note(f"Waxwing, {in_flight} under way: processor µs each", ours["processorMicrosecondsEach"])
                print(f"round {number + 1} of {self.options.rounds} is done", file=sys.stderr, flush=True)
        for number in range(self.options.rounds):
            for domains in (1_000, 10_000, 100_000):
                cached = self.bench("cached", "--seconds", 2, "--domains", domains)
                self.note(f"cached, one of {domains:,} domains: look-ups a second of a core", cached["perCoreSecond"])
            cached = self.bench("cached", "--seconds", 2, "--domains", 10_000, "--tasks", 2)
            self.note("cached, the same by two tasks at once: look-ups a second", cached["perSecond"])
            memory = self.bench("memory")
            self.note("cached: resident octets a domain", memory["residentOctetsEach"])
            self.note("cached: octets a domain by our estimate", memory["estimatedOctetsEach"])
        return self.results


AIMS = {"part of dnsperf's": 0.5, "look-ups a second of a core": 1_000_000}  # at least


def aim(figure):
    return next((f"{value:,}" for words, value in AIMS.items() if figure.endswith(words)), "")


def table(results):
    rows = ["| | median | least | most | aim |", "| --- | ---: | ---: | ---: | ---: |"]
    for figure, values in results.items():
        form = "{:,.2f}" if "part" in figure or "µs" in figure else "{:,.0f}"
        numbers = (statistics.median(values), min(values), max(values))
        rows.append(f"| {figure} | {' | '.join(form.format(number) for number in numbers)} | {aim(figure)} |")
    return "\n".join(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=Path, required=True, help="a release build of dns-bench")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4, help="for each figure of each round (default: 4)")
    parser.add_argument("--in-flight", default="100,1000", help="queries under way at once (default: 100,1000)")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    options.in_flight = [int(number) for number in options.in_flight.split(",")]
    if not os.access(options.binary, os.X_OK):
        parser.error(f"no program at {options.binary}")
    if reason := Peers().fetch(SETS):
        sys.exit(f"dns_comparison: {reason}")
    with tempfile.TemporaryDirectory(prefix="dns-comparison-") as folder:
        try:
            results = Comparison(options, Path(folder)).run()
        except (outcome.Failure, outcome.Skip, subprocess.TimeoutExpired) as failure:
            sys.exit(f"dns_comparison: {failure}")
    print(json.dumps(results, indent=1) if options.json else table(results))


if __name__ == "__main__":
    main()
