"""DKIM implementations behind one interface: each signs and verifies many messages in a process of its own.

dkimpy, libopendkim, Mail::DKIM and go-msgauth are driven by the small programs in dkim_programs/, which take keys from
a file in place of DNS; Waxwing by its command line. Whatever a library says about a message is a result and never an
exception, and a program that dies over a message is started again behind it.
"""

import base64
import json
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from .nsd import text_record
from .outcome import Failure, Skip
from .peers import FETCH, openssl
from .process import run_program

PROGRAMS = Path(__file__).parent / "dkim_programs"
RSA, ED25519 = "rsa-sha256", "ed25519-sha256"
SELECTORS = {RSA: "rsa", ED25519: "ed25519"}
LONGEST = 600  # seconds that one batch may take: one that takes longer hangs
FILES_A_CALL = 200  # so that a command line does not get too long


@dataclass(frozen=True)
class Task:
    """A message to sign, and how. `names` is the list of h= as it is to stand; empty is the signer's own choice.

    `fields` and `oversigned` say the same for signers that count by themselves: which fields are signed as often as
    they are there, and which of them once more. `extras` asks Waxwing for `i=`, `x=` and `z=`, which the others make
    by themselves or not at all.
    """

    source: Path
    target: Path
    algorithm: str
    header_form: str
    body_form: str
    names: tuple = ()
    fields: tuple = ()
    oversigned: tuple = ()
    extras: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came of one message: whether each signature passes, from the top; or why nothing came of it."""

    passed: tuple = ()
    error: str = ""
    details: tuple = field(default=(), compare=False)

    def __str__(self):
        return self.error or "; ".join(
            detail or ("pass" if passed else "fail") for passed, detail in zip(self.passed, self.details)
        )


class Keys:
    """An RSA and an Ed25519 key, and records of them for every signer's domain: as JSON and as a zone file."""

    def __init__(self, folder, signers):
        self.folder = Path(folder)
        self.folder.mkdir()
        self.files = {algorithm: self.folder / f"{selector}.pem" for algorithm, selector in SELECTORS.items()}
        made = [
            run_program([openssl(), "genrsa", "-traditional", "-out", self.files[RSA], "2048"]),
            run_program([openssl(), "genpkey", "-algorithm", "ed25519", "-out", self.files[ED25519]]),
        ]
        if any(done.returncode for done in made):
            raise Skip("this openssl cannot make RSA or Ed25519 keys")
        seed = self._der(ED25519)[-32:]  # RFC 8410, 7: the private key is the last thing in its structure
        Path(f"{self.files[ED25519]}.seed").write_bytes(base64.b64encode(seed))
        public = {
            RSA: ("rsa", self._der(RSA, "-pubout")),
            ED25519: ("ed25519", self._der(ED25519, "-pubout")[-32:]),  # RFC 8463, 4.2
        }
        self.records = {
            f"{SELECTORS[algorithm]}._domainkey.{domain_of(signer)}": f"v=DKIM1; k={kind}; p={as_text(octets)}"
            for signer in signers
            for algorithm, (kind, octets) in public.items()
        }
        self.json, self.zone = self.folder / "records.json", self.folder / "records.zone"
        self.json.write_text(json.dumps(self.records))
        self.zone.write_text("".join(text_record(f"{name}.", text) for name, text in self.records.items()))

    def _der(self, algorithm, *options):
        return run_program([openssl(), "pkey", "-in", self.files[algorithm], "-outform", "DER", *options]).stdout


def domain_of(signer):
    """The signing domain of an implementation."""
    return signer.lower().replace("::", "-") + ".test"


def as_text(octets):
    return base64.b64encode(octets).decode()


class BatchProgram:
    """One of the programs in dkim_programs/."""

    def __init__(self, name, words, environment=None, algorithms=(RSA, ED25519)):
        self.name, self.words, self.environment, self.algorithms = name, words, environment or {}, algorithms

    def sign(self, tasks, keys):
        """An `Outcome` for each task. One without an error has left the signed message."""
        results = self._run(["sign"], [self.description(task, keys) for task in tasks])
        return [Outcome(error=result.get("error", "")) for result in results]

    def description(self, task, keys):
        """A task as the program reads it."""
        return {
            "in": str(task.source),
            "out": str(task.target),
            "domain": domain_of(self.name),
            "selector": SELECTORS[task.algorithm],
            "key": str(keys.files[task.algorithm]),
            "algorithm": task.algorithm,
            "canonicalization": [task.header_form, task.body_form],
            "names": list(task.names),
            "fields": list(task.fields),
            "oversigned": list(task.oversigned),
        }

    def verify(self, files, keys):
        """An `Outcome` for each file."""
        results = self._run(["verify", keys.json], [{"in": str(path)} for path in files])
        return [
            Outcome(
                tuple(result.get("passed") or ()), result.get("error", ""), tuple(result.get("details") or ())
            )
            for result in results
        ]

    def measure(self, task, messages, seconds, keys):
        """Microseconds of processor time that a message takes to sign and to verify, measured for `seconds` each."""
        description = self.description(task, keys) | {"messages": [str(path) for path in messages], "seconds": seconds}
        text = json.dumps(description).encode() + b"\n"
        environment = {**self.environment, "GOMAXPROCS": "1"}
        done = run_program([*self.words, "time", keys.json], text, environment, seconds=LONGEST)
        figures = json.loads(done.stdout) if done.returncode == 0 else {}
        if "sign_us" not in figures:
            raise Failure(f"{self.name} was not timed: {figures.get('error') or done.stderr.decode(errors='replace')}")
        return figures["sign_us"], figures["verify_us"]

    def _run(self, arguments, tasks):
        results = []
        while len(results) < len(tasks):
            rest = tasks[len(results) :]
            text = "".join(json.dumps(task) + "\n" for task in rest).encode()
            done = run_program([*self.words, *arguments], text, self.environment, seconds=LONGEST)
            found = [json.loads(line) for line in done.stdout.splitlines()]
            results += found
            if done.returncode != 0 or len(found) < len(rest):
                said = done.stderr.decode(errors="replace").strip()
                if not found and len(rest) == len(tasks) and done.returncode > 0:
                    raise Failure(f"the program for {self.name} does not run (status {done.returncode}): {said}")
                if len(found) < len(rest):
                    results.append({"error": f"died with status {done.returncode}: {said[-200:]}"})
        return results


class WaxwingProgram:
    """`waxwing dkim sign` and `waxwing dkim verify`."""

    name, algorithms = "Waxwing", (RSA, ED25519)

    def __init__(self, binary):
        self.binary = binary

    def sign(self, tasks, keys):
        """An `Outcome` for each task. One without an error has left the signed message."""
        groups, outcomes = defaultdict(list), {}
        for task in tasks:
            kind = (task.algorithm, task.header_form, task.body_form, task.fields, task.oversigned, task.extras)
            groups[kind].append(task)
        for group in groups.values():
            for start in range(0, len(group), FILES_A_CALL):
                outcomes |= self._sign(group[start : start + FILES_A_CALL], keys)
        return [outcomes[task] for task in tasks]

    def _sign(self, tasks, keys):
        """Signs messages that are signed alike, in one call."""
        task = tasks[0]
        words = ["--domain", domain_of(self.name), "--selector", SELECTORS[task.algorithm]]
        words += ["--key", keys.files[task.algorithm], "--canonicalization", f"{task.header_form}/{task.body_form}"]
        if task.fields:
            words += ["--headers", ",".join(task.fields), "--oversign", ",".join(task.oversigned)]
        if task.extras:
            words += ["--identity", f"some=one@mail.{domain_of(self.name)}", "--expires-in", "7d", "--copy-header"]
        with tempfile.TemporaryDirectory(dir=task.target.parent) as folder:
            words += ["--as-is", "--output-directory", folder, *(task.source for task in tasks)]
            done = run_program([self.binary, "dkim", "sign", *words], seconds=LONGEST)
            said, outcomes = done.stderr.decode(errors="replace").strip().splitlines(), {}
            for task in tasks:
                signed = Path(folder, task.source.name)
                if signed.exists():
                    signed.rename(task.target)
                    outcomes[task] = Outcome()
                else:
                    own = [line for line in said if task.source.name in line]
                    outcomes[task] = Outcome(error=(own or said[-1:] or [f"status {done.returncode}"])[0])
        return outcomes

    def verify(self, files, keys):
        """An `Outcome` for each file."""
        outcomes = []
        for start in range(0, len(files), FILES_A_CALL):
            piece = files[start : start + FILES_A_CALL]
            words = [self.binary, "dkim", "verify", "--zone", keys.zone, "--json", "--as-is", *piece]
            done = run_program(words, seconds=LONGEST)
            if done.returncode not in (0, 1):
                said = done.stderr.decode(errors="replace").strip()
                raise Failure(f"dkim verify ended with status {done.returncode}: {said}")
            found = json.loads(done.stdout)
            verdicts = [entry["verdicts"] for entry in found] if len(piece) > 1 else [found]
            if len(verdicts) != len(piece):
                raise Failure(f"dkim verify says something of {len(verdicts)} files of {len(piece)}")
            outcomes += [
                Outcome(
                    tuple(verdict["result"] == "pass" for verdict in each),
                    details=tuple(f"{verdict['result']}: {verdict['reason']}" for verdict in each),
                )
                for each in verdicts
            ]
        return outcomes


def others(peers):
    """The implementations that are not ours. `Skip` where one is missing."""
    environment = peers.environment
    return [
        BatchProgram("dkimpy", [peers.python(), PROGRAMS / "dkimpy_batch.py"]),
        BatchProgram(
            "libopendkim", [sys.executable, PROGRAMS / "libopendkim_batch.py"], environment
        ),
        BatchProgram(
            "Mail::DKIM", ["perl", PROGRAMS / "mail_dkim_batch.pl"], environment, mail_dkim_algorithms(peers)
        ),
        BatchProgram("go-msgauth", [msgauth_program()]),
    ]


def witness():
    """The strict reader of the RFCs, who only verifies; where they leave something open it says None."""
    return BatchProgram("witness", [sys.executable, PROGRAMS / "witness_batch.py"])


def mail_dkim_algorithms(peers):
    """What this version of Mail::DKIM can do: Ed25519 came in 2024."""
    if not shutil.which("perl"):
        raise Skip("needs perl")
    probe = run_program(
        ["perl", "-e", "require Mail::DKIM::Algorithm::ed25519_sha256"], environment=peers.environment
    )
    return (RSA, ED25519) if probe.returncode == 0 else (RSA,)


def msgauth_program():
    """The path of the program with go-msgauth in it, which peers/fetch has built."""
    found = subprocess.run([FETCH, "--msgauth"], capture_output=True, text=True, check=True).stdout.strip()
    program = Path(found)
    if not program.exists():
        raise Skip("the program with go-msgauth is missing (peers/fetch msgauth)")
    return program
