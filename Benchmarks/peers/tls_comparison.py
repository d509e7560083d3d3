#!/usr/bin/env python3
"""Measures TLS of Waxwing's transport beside Postfix: the same clients, in turns (Postfix, Waxwing, Postfix, ...).

    Benchmarks/peers/tls_comparison.py --binary .build-benchmarks/release/transport-bench
        [--rounds 3] [--clients 10] [--sessions 1500] [--json]

The clients are one process of transport-bench for both servers, with the same certificates (RSA-2048 and P-256):

  TLS sessions      connect, STARTTLS or implicit TLS by a full handshake, EHLO, QUIT
  MiB by DATA       messages of 1 MiB and of 100 KiB over one connection of each client, STARTTLS

Told are protocol and TLS, not disks: neither server stores a message. Waxwing is transport-bench's own server, on one
event loop, whose session forgets what it takes. Postfix discards every message (DISCARD in smtpd_data_restrictions, and
the discard transport for all), its queue lies on tmpfs, it asks the DNS for nothing, and its limits per client are
lifted; else it has its defaults, with as many processes as it wants. Processor time is that of all processes of a
server, by /proc; of Postfix that is smtpd, cleanup, and what else it takes to serve, its log's process too.

A new server for each turn. Needs root for the namespace. Peers: see Tests/InteropTests/peers/fetch.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(REPOSITORY / "Tests/InteropTests"), str(REPOSITORY / "Benchmarks")]

import measuring  # noqa: E402
from harness import namespace, outcome  # noqa: E402
from harness.peers import Peers  # noqa: E402
from harness.postfix import Postfix  # noqa: E402

POSTFIX, WAXWING = "10.99.0.2", "10.99.0.3"
MIB = 1024 * 1024
KEYS = {"rsa2048": "RSA-2048", "p256": "P-256"}
DATA = {"1 MiB": (MIB, 200), "100 KiB": (102_400, 1_500)}  # octets of a message, messages
SETTINGS = {
    "smtpd_data_restrictions": "check_client_access static:DISCARD",
    "default_transport": "discard:",
    "smtpd_peername_lookup": "no",
    "in_flow_delay": "0",  # nothing comes out of the queue manager again that would pay for what goes in
    "message_size_limit": str(100 * MIB),
    # The defaults, which the tests' harness changes:
    "smtpd_tls_received_header": "no",
    "smtpd_tls_loglevel": "0",
}


class PostfixContestant:
    """Postfix, whose processes are those below its master."""

    name = "Postfix"

    def __init__(self, peers, folder, certificate):
        wrapped = f"{POSTFIX}:465 inet n - n - - smtpd -o smtpd_tls_wrappermode=yes\n"
        self.folder = folder
        self.server = Postfix(
            peers,
            folder,
            POSTFIX,
            "mx.example.com",
            certificate=(certificate, certificate),
            settings=SETTINGS,
            services=wrapped,
        )
        self.addresses = {"starttls": f"{POSTFIX}:25", "implicit": f"{POSTFIX}:465"}

    @property
    def pid(self):
        return self.server.process.pid

    def __enter__(self):
        self.server.start().process.wait_for_port(POSTFIX, 465)
        return self

    def __exit__(self, *details):
        self.server.__exit__(*details)
        shutil.rmtree(self.folder, ignore_errors=True)


class Comparison:
    def __init__(self, options, folder):
        self.options, self.folder, self.peers = options, folder, Peers()
        self.binary = Path(options.binary).resolve()
        self.results = {}  # figure: {name of the server: one result for each round}

    def run(self):
        for address in (POSTFIX, WAXWING):
            namespace.add_address(address)
        certificates = {key: measuring.certificate(self.binary, key, self.folder) for key in KEYS}
        for number in range(1, self.options.rounds + 1):
            for key, certificate in certificates.items():
                with PostfixContestant(self.peers, self.folder / "postfix", certificate) as server:
                    self.turn("Postfix", server, key)
                with measuring.Server(self.binary, certificate, WAXWING) as server:
                    self.turn("Waxwing", server, key)
            print(f"round {number} of {self.options.rounds} is done", file=sys.stderr, flush=True)
        return self.results

    def turn(self, name, server, key):
        for security in ("starttls", "implicit"):
            figure = f"TLS sessions, {KEYS[key]}, {security}"
            self.measure(figure, name, server, "tls-sessions", security, count=self.options.sessions)
        if key == "p256":
            for size, (octets, count) in DATA.items():
                figure = f"MiB by DATA, messages of {size}, starttls"
                self.measure(figure, name, server, "tls-data", "starttls", count=count, octets=octets)

    def measure(self, figure, name, server, scenario, security, **options):
        result = measuring.measured(
            self.binary,
            scenario,
            server.addresses[security],
            server.pid,
            security=security,
            clients=self.options.clients,
            **options,
        )
        self.results.setdefault(figure, {}).setdefault(name, []).append(result)


def table(results):
    """The figures as Markdown: for a second of the servers' processor and of the clock, and Waxwing's to Postfix's."""
    head = ["", "Postfix, a CPU second", "Waxwing, a CPU second", "ratio"]
    head += ["Postfix, a second", "Waxwing, a second", "ratio"]
    rows = [head, ["---"] * len(head)]
    for figure, servers in results.items():
        row = [figure]
        for seconds in (measuring.cpu, lambda result: result["seconds"]):
            rates = {
                name: [amount(result, figure) / seconds(result) for result in rounds]
                for name, rounds in servers.items()
            }
            row += [cell(rates["Postfix"]), cell(rates["Waxwing"])]
            row.append(f"{statistics.median(rates['Waxwing']) / statistics.median(rates['Postfix']):.2f}")
        rows.append(row)
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def amount(result, figure):
    return result["octets"] / MIB if figure.startswith("MiB") else result["count"]


def cell(values):
    return f"{statistics.median(values):,.0f} ({', '.join(f'{value:,.0f}' for value in values)})"


def processes(results):
    """Where Postfix's processor time went, a line for each figure."""
    lines = []
    for figure, servers in results.items():
        total = sum(measuring.cpu(result) for result in servers["Postfix"])
        programs = {}
        for result in servers["Postfix"]:
            for name, seconds in result["cpu"].items():
                programs[name] = programs.get(name, 0) + seconds
        parts = sorted(programs.items(), key=lambda part: -part[1])
        shares = ", ".join(f"{name} {seconds / total:.0%}" for name, seconds in parts if seconds / total >= 0.01)
        lines.append(f"  {figure}: {shares}")
    return "\n".join(lines)


def versions(results):
    """The versions of TLS that came about, by server."""
    found = set()
    for servers in results.values():
        for name, rounds in servers.items():
            found |= {f"{name} {result['tls']}" for result in rounds}
    return ", ".join(sorted(found))


def inside(options):
    """The measuring itself, in the namespace."""
    folder = Path(options.inside)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755,size=1g", "tmpfs", folder], check=True)
    namespace.prepare(folder)
    try:
        results = Comparison(options, namespace.reachable_by_all(folder, "/srv")).run()
    except (measuring.Failure, outcome.Failure, outcome.Skip) as failure:
        sys.exit(f"tls_comparison: {failure}")
    if options.json:
        print(json.dumps(results, indent=1))
        return
    print(
        f"{options.clients} clients, {options.sessions:,} sessions, rounds: {options.rounds}; full handshakes; "
        f"{versions(results)}. Neither stores a message:\n"
        "Waxwing is the transport's own server with a session that forgets, on one event loop; Postfix discards every\n"
        "message, its queue is on tmpfs. The clients prefer X25519MLKEM768: Waxwing does that exchange, Postfix with\n"
        f"an OpenSSL before 3.5 does X25519, which is less work.\n\n{table(results)}\n"
    )
    print(f"Postfix's processor time, by program; what ended meanwhile, as old smtpd, together:\n{processes(results)}")


def outside(parser, options):
    """Checks what can be checked, then runs `inside` in a namespace on a new folder."""
    if not os.access(options.binary, os.X_OK):
        parser.error(f"no program at {options.binary}")
    if reason := namespace.unavailable() or Peers().fetch({"postfix"}):
        sys.exit(f"tls_comparison: {reason}")
    with tempfile.TemporaryDirectory(prefix="tls-comparison-") as folder:
        os.chmod(folder, 0o755)
        command = [*namespace.UNSHARE, sys.executable, "-B", __file__, *sys.argv[1:], "--inside", folder]
        return subprocess.run(command).returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", required=True, help="a release build of transport-bench")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clients", type=int, default=10)
    parser.add_argument("--sessions", type=int, default=1_500, help="TLS sessions of a measurement (default: 1500)")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    options = parser.parse_args()
    return inside(options) if options.inside else outside(parser, options)


if __name__ == "__main__":
    sys.exit(main())
