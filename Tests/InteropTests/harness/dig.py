"""What BIND's dig says that a server answers: the second opinion on everything that Waxwing reads from the DNS.

By -r it reads no settings of the user's.
"""

import re
from dataclasses import dataclass, field

from .dns_text import ASKABLE, labels, value
from .outcome import Failure

HEADER = re.compile(r"^;; ->>HEADER<<- opcode: QUERY, status: (\w+),", re.MULTILINE)
FLAGS = re.compile(r"^;; flags: ([a-z ]*);", re.MULTILINE)
SECTION = re.compile(r"^;; (\w+) SECTION:$", re.MULTILINE)
RECORD = re.compile(r"^([^;\s]\S*)\s+(\d+)\s+IN\s+(\S+)\s+(.*)$", re.MULTILINE)
TRUNCATED = ";; Truncated, retrying in TCP mode."
START = re.compile(rf"^(?={re.escape(TRUNCATED)}|(?<!mode\.\n);; Got answer:)", re.MULTILINE)


@dataclass
class Record:
    """A record, its name as labels, its data as dns_text.py reads them; None for a type that nobody here asks for."""

    name: tuple
    time_to_live: int
    kind: str
    data: object


@dataclass
class Answer:
    """The code of an answer, its flags, the records of two sections, and whether it was asked for again by TCP."""

    status: str
    flags: set = field(default_factory=set)
    records: list = field(default_factory=list)
    authority: list = field(default_factory=list)
    is_truncated: bool = False


def dig(peers, server, questions, *options, seconds=60):
    """The answers of one server to (name, type) each. Without an answer to one of them: `Failure`."""
    address, _, port = server.rpartition(":")
    words = ["-r", f"@{address.strip('[]')}", "-p", port, "+noall", "+comments", "+question", "+answer"]
    words += ["+authority", "+nosplit", "+tries=2", "+time=5", *options]
    lines = "".join(f"{name}. {kind}\n" for name, kind in questions).encode()
    done = peers.run("dig", *words, "-f", "-", input=lines, seconds=seconds)
    said = done.stdout.decode("latin-1")
    answers = [read(text) for text in START.split(said) if HEADER.search(text)]
    if len(answers) != len(questions):
        raise Failure(f"dig has {len(answers)} answers to {len(questions)} questions: {said[-1000:]}")
    return answers


def transfer(peers, server, zone):
    """Every record of a zone (AXFR), the SOA once."""
    address, _, port = server.rpartition(":")
    words = ["-r", f"@{address}", "-p", port, zone, "AXFR", "+nosplit", "+nocomments", "+nostats", "+nocmd"]
    done = peers.run("dig", *words)
    found = records(done.stdout.decode("latin-1"))
    if len(found) < 2 or found[0] != found[-1] or found[0].kind != "SOA":
        raise Failure(f"dig cannot transfer {zone}: {done.stdout[-500:]!r}")
    return found[:-1]


def read(text):
    sections = dict(zip(*[iter(SECTION.split(text)[1:])] * 2))
    return Answer(
        HEADER.search(text)[1],
        set(FLAGS.search(text)[1].split()),
        *(records(sections.get(name, "")) for name in ("ANSWER", "AUTHORITY")),
        text.startswith(TRUNCATED),
    )


def records(text):
    return [
        Record(labels(name), int(time_to_live), kind, value(kind, data) if kind in ASKABLE else None)
        for name, time_to_live, kind, data in RECORD.findall(text)
    ]
