#!/usr/bin/env python3
"""Times DKIM signatures beside other implementations, in the processor time of one thread.

    Benchmarks/peers/dkim_comparison.py --binary .build-benchmarks/release/dkim-bench
        [--rounds 3] [--seconds 2] [--messages 50] [--size 10240] [--json]

dkimpy, libopendkim, Mail::DKIM and go-msgauth: each in a process of its own that holds the same messages in memory,
signs them all with the same key and then verifies them all for --seconds each, in turns, and says how much processor
time went into one. relaxed/relaxed, each with its own choice of fields; keys are looked up in a table in memory and
not in DNS. libopendkim is called from Python, which adds a few microseconds, and by its interface it reads the
private key from PEM for every message; opendkim-testmsg starts a process for every message, so that its figures would
say nothing of DKIM. Peers: see Tests/InteropTests/peers/fetch.

Waxwing's figures are those of `dkim-bench --json --messages FOLDER --key FILE --seconds S`, on the same messages and by
the same clock; without --binary it is not measured. Its verifier remembers the keys that it has read, as one that runs
for long does; the rows "key read anew" are of one that remembers none. The others read the key from its record for
every message, so that their figures are the same in both.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(REPOSITORY / "Tests/InteropTests"))

from harness import outcome  # noqa: E402
from harness.dkim_messages import lines  # noqa: E402
from harness.dkim_peers import ED25519, RSA, Keys, Task, others  # noqa: E402
from harness.peers import Peers  # noqa: E402

SETS = {"opendkim", "mail-dkim", "msgauth", "python"}
WAXWING = "Waxwing"
OPERATIONS = {  # what is measured, and what dkim-bench calls it
    "sign, RSA 2048": "sign_rsa2048_10k_us",
    "verify, RSA 2048": "verify_rsa2048_10k_us",
    "verify, RSA 2048, key read anew": "verify_rsa2048_10k_fresh_key_us",
    "sign, Ed25519": "sign_ed25519_10k_us",
    "verify, Ed25519": "verify_ed25519_10k_us",
    "verify, Ed25519, key read anew": "verify_ed25519_10k_fresh_key_us",
}
HEAD = (
    "Received: from a.sender.test by b.sender.test; Tue, 14 Jul 2026 10:00:00 +0200\r\n"
    "From: Ada <ada@sender.test>\r\nTo: Bob <bob@receiver.test>\r\nSubject: number {number}\r\n"
    "Date: Tue, 14 Jul 2026 10:00:00 +0200\r\nMessage-ID: <{number}@sender.test>\r\nMIME-Version: 1.0\r\n"
    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
)
LONGEST = 300  # seconds that dkim-bench may take beside its measuring


def make_messages(folder, count, size):
    """Messages of text, each of `size` octets, the same in every run."""
    source = random.Random(6376)
    paths = []
    for number in range(count):
        message = HEAD.format(number=number).encode()
        while len(message) < size:
            message += lines(source)
        paths.append(folder / f"{number:04}.eml")
        paths[-1].write_bytes(message[: size - 2].rstrip(b"\r\n").ljust(size - 2, b".") + b"\r\n")
    return paths


def waxwing(options, folder, keys, count):
    """Waxwing's figures by operation. `Failure` if they are of other messages than these, or one is missing."""
    words = [options.binary, "--json", "--messages", folder, "--key", keys.files[RSA], "--seconds", options.seconds]
    longest = LONGEST + options.seconds * len(OPERATIONS) * 2
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=longest)
    if done.returncode != 0:
        raise outcome.Failure(f"dkim-bench ended with status {done.returncode}: {done.stderr.strip()}")
    figures = json.loads(done.stdout)
    if figures.get("messages") != count:
        raise outcome.Failure(f"dkim-bench took {figures.get('messages')} messages and not these {count}")
    if missing := [name for name in OPERATIONS.values() if name not in figures]:
        raise outcome.Failure(f"dkim-bench does not say {', '.join(missing)}")
    return {operation: figures[name] for operation, name in OPERATIONS.items()}


def measure(options, folder):
    """{operation: {implementation: one figure for each round}}."""
    programs = others(Peers())
    keys = Keys(folder / "keys", [program.name for program in programs])
    (folder / "messages").mkdir()
    messages = make_messages(folder / "messages", options.messages, options.size)
    results = {operation: {} for operation in OPERATIONS}

    def note(name, figures):
        for operation, figure in figures.items():
            results[operation].setdefault(name, []).append(figure)

    for number in range(1, options.rounds + 1):
        for program in programs:
            for algorithm, kind in ((RSA, "RSA 2048"), (ED25519, "Ed25519")):
                if algorithm in program.algorithms:
                    task = Task(messages[0], folder / "unused", algorithm, "relaxed", "relaxed")
                    signing, verifying = program.measure(task, messages, options.seconds, keys)
                    note(program.name, {f"sign, {kind}": signing, f"verify, {kind}": verifying})
                    if options.binary:
                        note(program.name, {f"verify, {kind}, key read anew": verifying})
        if options.binary:
            note(WAXWING, waxwing(options, folder / "messages", keys, len(messages)))
        print(f"round {number} of {options.rounds} is done", file=sys.stderr, flush=True)
    return {operation: figures for operation, figures in results.items() if figures}


def table(results):
    """Microseconds a message as Markdown: the median of the rounds, and how many times Waxwing's it is."""
    names = list(dict.fromkeys(name for figures in results.values() for name in figures))
    rows = [["", *names], ["---"] * (len(names) + 1)]
    for operation, figures in results.items():
        medians = {name: statistics.median(values) for name, values in figures.items()}
        ours = medians.get(WAXWING)
        row = [operation]
        for name in names:
            if name not in medians:
                row.append("none")
            elif ours and name != WAXWING:
                row.append(f"{medians[name]:,.0f} ({medians[name] / ours:.2f})")
            else:
                row.append(f"{medians[name]:,.0f}")
        rows.append(row)
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=Path, help="a release build of dkim-bench")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2, help="for each figure of each round (default: 2)")
    parser.add_argument("--messages", type=int, default=50)
    parser.add_argument("--size", type=int, default=10_240, help="octets of a message (default: 10240)")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.binary and not os.access(options.binary, os.X_OK):
        parser.error(f"no program at {options.binary}")
    if reason := Peers().fetch(SETS):
        sys.exit(f"dkim_comparison: {reason}")
    with tempfile.TemporaryDirectory(prefix="dkim-comparison-") as folder:
        try:
            results = measure(options, Path(folder))
        except (outcome.Failure, outcome.Skip, subprocess.TimeoutExpired) as failure:
            sys.exit(f"dkim_comparison: {failure}")
    if options.json:
        print(json.dumps({"microseconds": results}, indent=1))
    else:
        print(
            f"Microseconds of processor time for a message of {options.size:,} octets, relaxed/relaxed, one thread;\n"
            f"in parentheses how many times Waxwing's. Medians of {options.rounds} rounds.\n\n{table(results)}"
        )


if __name__ == "__main__":
    main()
