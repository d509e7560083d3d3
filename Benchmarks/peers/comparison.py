"""The measuring behind compare-postfix: two servers, a load, a sink, and what comes of it.

Runs inside a namespace. The interoperability tests' harness and the folder Benchmarks have to be on the module path.
"""

import itertools
import json
import re
import shutil
import socket
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import measuring
from disk import SyncCount, probe
from harness import namespace
from harness.nsd import NSD, mail_zone
from harness.outcome import Failure, wait_until
from harness.peers import Peers
from harness.postfix import Postfix
from harness.process import Process, run_program
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery

POSTFIX, WAXWING = ("127.0.0.2", 25), ("127.0.0.1", 2525)
SINK, SILENT = "10.99.0.3", "10.99.0.4"
ZONES = {"sink.test": mail_zone(SINK), "held.test": mail_zone(SILENT)}
HELD, RELAYING = "held", "relaying"
DOMAINS = {HELD: "held.test", RELAYING: "sink.test"}
PROCESSES = 300  # of one kind in Postfix: its default of 100 would leave sessions without an answer
LONGEST = 300  # seconds until the sink has all that was accepted


@dataclass(frozen=True)
class Cell:
    """A place in the tables."""

    delivery: str
    size: int
    sessions: int

    def __str__(self):
        return f"{self.delivery}, {self.size} octets, {self.sessions} sessions"


class TraceablePostfix(Postfix):
    """Postfix whose master can be started by another program."""

    wrapper = ()

    def start(self):
        if not self.wrapper:
            return super().start()
        settings = [word for name, value in self.peers.environment.items() for word in ("-E", f"{name}={value}")]
        master = [self.peers.program("master"), "-c", self.configuration, "-d"]
        self.process = Process([*self.wrapper, *settings, *master], self.folder / "master.log")
        self.process.wait_for_port(self.address, 25)
        return self


class PostfixContestant:
    """Postfix with its defaults but for addresses and limits per client. Held means that it puts every message on hold.

    It has as many processes as there are sessions, and does not slow those who send down (in_flow_delay): while mail is
    held its queue manager takes nothing out, and what comes in would wait for that.
    """

    name = "Postfix"

    def __init__(self, peers):
        self.peers = peers

    def server(self, folder, cell, wrapper=()):
        settings = {"default_process_limit": PROCESSES, "in_flow_delay": "0"}
        if cell.delivery == HELD:
            settings["smtpd_data_restrictions"] = "check_client_access static:HOLD"
        server = TraceablePostfix(self.peers, folder, POSTFIX[0], "mail.sender.test", settings=settings)
        server.wrapper = wrapper
        return server, "%s:%d" % POSTFIX


class WaxwingContestant:
    """Waxwing with its defaults. Held means nothing to it: the host of the domain says nothing."""

    name = "Waxwing"

    def __init__(self, binary):
        self.binary = binary

    def server(self, folder, cell, wrapper=()):
        text = configuration(dns=LOCAL_DNS, delivery=delivery(first="5m", max="4h"))
        server = Waxwing(self.binary, folder, text)
        return (server.start(wrapper=wrapper) if wrapper else server), "%s:%d" % WAXWING


class Comparison:
    """Each cell in its turn, and in it each server, as many times as there are rounds."""

    def __init__(self, options, folder):
        self.options, self.folder, self.peers = options, folder, Peers()
        self.generator = Path(options.generator or options.binary).resolve()
        self.contestants = [PostfixContestant(self.peers)]
        if options.binary:
            self.contestants.append(WaxwingContestant(Path(options.binary).resolve()))
        places = itertools.product(options.delivery, options.sizes, options.sessions)
        self.cells = [Cell(*place) for place in places]
        self.names = [contestant.name for contestant in self.contestants]

    def run(self):
        """{disk, raw, runs, syncs}: lists of what was measured, one entry for each measurement."""
        for address in (POSTFIX[0], SINK, SILENT):
            namespace.add_address(address)
        found = {"disk": [], "raw": self.raw(), "runs": [], "syncs": []}
        with NSD(self.peers, self.folder / "nsd", ZONES), socket.create_server((SILENT, 25), backlog=512):
            for number in range(1, self.options.rounds + 1):
                found["disk"] += probe(self.folder, sorted({4096, *self.options.sizes}))
                for cell, contestant in itertools.product(self.cells, self.contestants):
                    found["runs"].append(self.turn(contestant, cell, number))
            if self.options.syncs:
                for cell, contestant in itertools.product(self.cells, self.contestants):
                    found["syncs"].append(self.syncs(contestant, cell))
        return found

    def raw(self):
        """What SQLite alone does with the same octets on this disk, as queue-bench tells it."""
        if not self.options.raw:
            return []
        sizes = ",".join(map(str, self.options.sizes))
        words = [self.options.raw, "raw", "--dir", self.folder, "--sizes", sizes, "--seconds", 2, "--json"]
        done = run_program(words, seconds=300)
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip()
            raise Failure(f"queue-bench raw ended with status {done.returncode}: {said}")
        return json.loads(done.stdout)["raw"]

    def turn(self, contestant, cell, number):
        with FreshServer(contestant, self.folder / "server", cell) as server:
            before = cpu_of(server.pid)
            result = self.load(server.address, cell, self.options.seconds)
            count = result["acceptedInAll"]
            found = {
                "contestant": contestant.name,
                **asdict(cell),
                "round": number,
                **figures_of_load(result),
                "end_to_end_per_second": count / result["end_to_end"] if cell.delivery == RELAYING else None,
                "server_us": (cpu_of(server.pid) - before) / count * 1e6,
            }
        said = f"{found['accepted_per_second']:.0f}/s, p50 {found['median_ms']:.2f} ms, p99 {found['p99_ms']:.2f} ms"
        print(f"round {number}, {contestant.name}, {cell}: {said}", file=sys.stderr, flush=True)
        return found

    def syncs(self, contestant, cell):
        """A short run of its own, in which the server is traced."""
        log = self.folder / "syncs.log"
        log.unlink(missing_ok=True)
        count = SyncCount(self.peers.strace(), log)
        with FreshServer(contestant, self.folder / "server", cell, count.words) as server:
            before = count()
            result = self.load(server.address, cell, min(2, self.options.seconds))
            each = (count() - before) / result["acceptedInAll"]
        print(f"syncs, {contestant.name}, {cell}: {each:.3f} a message", file=sys.stderr, flush=True)
        return {"contestant": contestant.name, **asdict(cell), "syncs_per_message": each}

    def load(self, address, cell, seconds):
        """What the load says of itself; while relaying, also the seconds until the sink had all."""
        words = [self.generator, "bench", "smtp", address, "--json", "--from", "ada@sender.test"]
        words += ["--to", f"bob@{DOMAINS[cell.delivery]}", "--size", cell.size, "--sessions", cell.sessions]
        words += ["--seconds", seconds, "--warm-up", max(20, 4 * cell.sessions)]
        if cell.delivery == HELD:
            return finished(words, seconds)
        with Sink(self.peers, self.folder / "sink.log") as sink:
            began = time.monotonic()
            result = finished(words, seconds)
            count = result["acceptedInAll"]
            wait_until(lambda: sink.messages() >= count, LONGEST, f"{count} messages in smtp-sink", pause=0.02)
            return result | {"end_to_end": time.monotonic() - began}


def figures_of_load(result):
    """What the load generator says of itself, as rows of results name it."""
    return {
        "accepted_per_second": result["perSecond"],
        "median_ms": result["medianMilliseconds"],
        "p99_ms": result["p99Milliseconds"],
        "p999_ms": result["p999Milliseconds"],
        "generator_us": result["processorSeconds"] / result["acceptedInAll"] * 1e6,
    }


def finished(words, seconds):
    """What the load printed. A message that was refused or lost is a failure: it would be another measurement."""
    done = run_program(words, seconds=seconds + 120)
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip()
        raise Failure(f"the load ended with status {done.returncode}: {said}")
    result = json.loads(done.stdout)
    if not result["accepted"]:
        raise Failure("nothing was accepted while it was measured: --seconds is too short for this disk")
    return result


def cpu_of(pid):
    """Seconds of processor time of a server, all its processes together."""
    return sum(measuring.processor_time(pid).values())


class FreshServer:
    """A server on an empty folder; the folder is gone afterwards."""

    def __init__(self, contestant, folder, cell, wrapper=()):
        self.folder = folder
        self.server, self.address = contestant.server(folder, cell, wrapper)

    @property
    def pid(self):
        return self.server.process.pid

    def __enter__(self):
        self.server.__enter__()
        return self

    def __exit__(self, *details):
        self.server.__exit__(*details)
        shutil.rmtree(self.folder, ignore_errors=True)


class Sink(Process):
    """smtp-sink with its counters."""

    def __init__(self, peers, log):
        log.unlink(missing_ok=True)
        command = [peers.program("smtp-sink"), "-u", "mailbox", "-c", f"{SINK}:25", "512"]
        super().__init__(command, log, peers.environment)
        self.wait_for_port(SINK, 25)

    def messages(self):
        with open(self.log, "rb") as file:
            file.seek(max(0, self.log.stat().st_size - 4096))
            counts = re.findall(rb"mesg=(\d+)", file.read())
        return int(counts[-1]) if counts else 0

    def __exit__(self, *_):
        self.kill()
