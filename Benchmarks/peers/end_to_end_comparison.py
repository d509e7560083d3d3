"""The measuring behind compare-end-to-end: mail that is taken, signed and handed on, until the receiver has the last.

Runs inside a namespace. The interoperability tests' harness and the folder Benchmarks have to be on the module path.
"""

import itertools
import statistics
import sys
import time
from dataclasses import asdict

from comparison import LONGEST, POSTFIX, PROCESSES, SINK, WAXWING, Comparison, FreshServer, TraceablePostfix
from comparison import cpu_of, figures_of_load, finished
from comparison_tables import cost_table, disk_table, figures, markdown, spread, time_table
from disk import SyncCount, probe
from harness import namespace
from harness.dkim_verifiers import dkimpy_verifies
from harness.messages import header_values
from harness.nsd import NSD, mail_zone, text_record
from harness.opendkim import OpenDKIM
from harness.outcome import expect, expect_equal, wait_until
from harness.peers import openssl
from harness.process import Process, run_program
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery
from harness.waxwing_tools import Sink

CLEAR, TLS = "in the clear", "over TLS"
WAYS = {"clear": CLEAR, "tls": TLS}
DOMAIN, SELECTOR = "localhost", "s1"  # `waxwing bench smtp` writes mail of bench@localhost
AIM = 3  # times Postfix
SAMPLE = 5  # messages whose signatures are verified
WITHOUT = "CHUNKING,SMTPUTF8,DSN,DELIVERBY,FUTURERELEASE,MT-PRIORITY,REQUIRETLS,LIMITS"  # what one side alone may use
POSTFIX_SETTINGS = {
    "default_process_limit": PROCESSES,
    "in_flow_delay": "0",
    # TLS as good as Postfix has it: sessions are resumed, and connections kept, which needs tlsproxy.
    "smtp_tls_security_level": "may",
    #     "smtp_tls_session_cache_database": "btree:${data_directory}/smtp_scache",
    "smtp_tls_connection_reuse": "yes",
}
TLSPROXY = "tlsproxy unix - - n - 0 tlsproxy\n"


class SigningPostfix(TraceablePostfix):
    """Postfix and the opendkim that signs for it."""

    def __init__(self, peers, folder, key, settings):
        self.filter = OpenDKIM(peers, folder / "opendkim", DOMAIN, SELECTOR, key)
        settings = settings | self.filter.settings
        super().__init__(peers, folder, POSTFIX[0], "mail.sender.test", settings=settings, services=TLSPROXY)

    def start(self):
        self.filter.start()
        return super().start()

    @property
    def helpers(self):
        """Processes beside Postfix's own."""
        return [self.filter.process.pid]

    def __exit__(self, *details):
        super().__exit__(*details)
        self.filter.kill()


class SigningPostfixContestant:
    """Postfix with its defaults but for addresses, limits per client, and what POSTFIX_SETTINGS says."""

    name = "Postfix"

    def __init__(self, peers, key, reuses_connections):
        self.peers, self.key, self.settings = peers, key, dict(POSTFIX_SETTINGS)
        if not reuses_connections:
            del self.settings["smtp_tls_connection_reuse"]

    def server(self, folder, cell, wrapper=()):
        server = SigningPostfix(self.peers, folder, self.key, self.settings)
        server.wrapper = wrapper
        return server, "%s:%d" % POSTFIX


class SigningWaxwingContestant:
    """Waxwing with its defaults and a key."""

    name = "Waxwing"

    def __init__(self, binary, key):
        self.binary = binary
        keys = [{"domain": DOMAIN, "selector": SELECTOR, "key-file": key}]
        self.text = configuration(
            dns=LOCAL_DNS, delivery=delivery(first="5m", max="4h"), dkim={"sign": True, "keys": keys}
        )

    def server(self, folder, cell, wrapper=()):
        server = Waxwing(self.binary, folder, self.text)
        return (server.start(wrapper=wrapper) if wrapper else server), "%s:%d" % WAXWING


class Receiver(Process):
    """`waxwing sink`, which takes everything, forgets it, and writes a line for each message."""

    def __init__(self, binary, folder, way):
        output, log = folder / "sink.lines", folder / "sink.log"
        for file in (output, log):
            file.unlink(missing_ok=True)
        super().__init__([binary, "sink", *sink_options(way), "--listen", f"{SINK}:25"], log, output=output)
        self.file, self.rest = open(output, "rb"), b""
        self.count = self.secured = 0
        self.wait_for_port(SINK, 25)

    def messages(self):
        """How many it has taken until now."""
        whole, _, self.rest = (self.rest + self.file.read()).rpartition(b"\n")
        lines = whole.splitlines()
        self.count += len(lines)
        self.secured += sum(not line.endswith(b"in the clear") for line in lines)
        return self.count

    def __exit__(self, *_):
        self.file.close()
        self.kill()


class EndToEndComparison(Comparison):
    """Each cell in its turn, and in it each server, as many times as there are rounds."""

    def __init__(self, options, folder):
        super().__init__(options, folder)
        self.key = folder / "dkim.pem"
        run_program([openssl(), "genrsa", "-traditional", "-out", self.key, "2048"])
        self.contestants[0] = SigningPostfixContestant(self.peers, self.key, options.reuse)
        if options.binary:
            self.contestants[1] = SigningWaxwingContestant(self.contestants[1].binary, self.key)

    def run(self):
        """{disk, runs, syncs}: lists of what was measured, one entry for each measurement."""
        for address in (POSTFIX[0], SINK):
            namespace.add_address(address)
        public = run_program([openssl(), "rsa", "-in", self.key, "-pubout"]).stdout.decode()
        record = "v=DKIM1; k=rsa; p=" + "".join(public.splitlines()[1:-1])
        zones = {
            "sink.test": mail_zone(SINK),
            DOMAIN: mail_zone(SINK, text_record(f"{SELECTOR}._domainkey", record)),
        }
        found = {"disk": [], "raw": [], "runs": [], "syncs": []}
        with NSD(self.peers, self.folder / "nsd", zones):
            for cell, contestant in itertools.product(self.cells, self.contestants):
                if (cell.size, cell.sessions) == (self.cells[0].size, self.cells[0].sessions):
                    self.verify(contestant, cell)
            for number in range(1, self.options.rounds + 1):
                found["disk"] += probe(self.folder, sorted({4096, *self.options.sizes}))
                for cell, contestant in itertools.product(self.cells, self.contestants):
                    found["runs"].append(self.turn(contestant, cell, number))
            if self.options.syncs:
                for cell, contestant in itertools.product(self.cells, self.contestants):
                    found["syncs"].append(self.syncs(contestant, cell))
        return found

    def verify(self, contestant, cell):
        """A few messages arrive as they were asked for: each once, with one signature that others believe."""
        folder = self.folder / f"sample-{contestant.name}-{'tls' if cell.delivery == TLS else 'clear'}"
        with Sink(self.generator, folder, SINK, 25, sink_options(cell.delivery)) as sink:
            with FreshServer(contestant, self.folder / "server", cell) as server:
                finished(self.words(server.address, cell, SAMPLE, sessions=1), LONGEST)
                wait_until(lambda: len(sink.messages()) >= SAMPLE, LONGEST, f"{SAMPLE} messages of {contestant.name}")
            messages = sink.messages()
            expect_equal(len(messages), SAMPLE, "messages at the receiver")
            for message in messages:
                data = sink.data(message)
                expect_equal(bool(message["tls"]), cell.delivery == TLS, f"TLS of a message of {contestant.name}")
                expect_equal(len(header_values(data, "DKIM-Signature")), 1, f"signatures by {contestant.name}")
                expect(dkimpy_verifies(self.peers, data), f"a signature by {contestant.name} does not verify")
        print(f"{contestant.name}, {cell.delivery}: {SAMPLE} signatures verify", file=sys.stderr, flush=True)

    def turn(self, contestant, cell, number):
        with Receiver(self.generator, self.folder, cell.delivery) as sink:
            with FreshServer(contestant, self.folder / "server", cell) as server:
                sent = self.flow(server, sink, cell, 4 * cell.sessions)["acceptedInAll"]
                before = processors(server.server), cpu_of(sink.pid)
                result = self.flow(server, sink, cell, self.options.messages)
                used = processors(server.server) - before[0], cpu_of(sink.pid) - before[1]
            count, took = result["acceptedInAll"], result["took"]
            expect_equal(sink.messages(), sent + count, f"messages of {contestant.name} at the receiver")
            secured = sent + count if cell.delivery == TLS else 0
            expect_equal(sink.secured, secured, f"messages of {contestant.name} that came over TLS")
        found = {
            "contestant": contestant.name,
            **asdict(cell),
            "round": number,
            **figures_of_load(result),
            "end_to_end_per_second": count / took,
            "server_us": used[0] / count * 1e6,
            "sink_us": used[1] / count * 1e6,
            "sink_percent": used[1] / took * 100,
        }
        said = f"{count / took:.0f}/s end to end, the sink at {found['sink_percent']:.0f} % of a processor"
        print(f"round {number}, {contestant.name}, {cell}: {said}", file=sys.stderr, flush=True)
        return found

    def syncs(self, contestant, cell):
        """A short run of its own, in which the server is traced."""
        log = self.folder / "syncs.log"
        log.unlink(missing_ok=True)
        count = SyncCount(self.peers.strace(), log)
        with Receiver(self.generator, self.folder, cell.delivery) as sink:
            with FreshServer(contestant, self.folder / "server", cell, count.words) as server:
                self.flow(server, sink, cell, 4 * cell.sessions)
                before = count()
                result = self.flow(server, sink, cell, min(1_000, self.options.messages))
                each = (count() - before) / result["acceptedInAll"]
        return {"contestant": contestant.name, **asdict(cell), "syncs_per_message": each}

    def flow(self, server, sink, cell, messages):
        """What the load says of itself, and in how many seconds (`took`) the receiver had all."""
        before, began = sink.messages(), time.monotonic()
        result = finished(self.words(server.address, cell, messages, min(cell.sessions, messages)), LONGEST)
        wanted = before + result["acceptedInAll"]
        wait_until(lambda: sink.messages() >= wanted, LONGEST, f"{wanted} messages at the receiver", pause=0.01)
        return result | {"took": time.monotonic() - began}

    def words(self, address, cell, messages, sessions):
        words = [self.generator, "bench", "smtp", address, "--json", "--from", "ada@sender.test"]
        words += ["--to", "bob@sink.test", "--size", cell.size, "--sessions", sessions]
        return [*words, "--messages", messages, "--warm-up", 0]


def sink_options(way):
    """The receiver offers what both servers can use, so that neither has an easier way out."""
    return ["--without", WITHOUT, *(["--no-tls"] if way == CLEAR else [])]


def processors(server):
    """Seconds of processor time of a server and of those that work for it."""
    return cpu_of(server.process.pid) + sum(map(cpu_of, getattr(server, "helpers", ())))


def tables(found, cells, names):
    """All tables, with a line before each that says what it holds."""
    parts = [disk_table(found["disk"])]
    for way in dict.fromkeys(cell.delivery for cell in cells):
        chosen = [cell for cell in cells if cell.delivery == way]
        parts += [end_to_end_table(found, chosen, names), sink_table(found, chosen, names)]
        parts += [time_table(found, chosen, names), cost_table(found, chosen, names)]
    return "\n\n".join(parts)


def end_to_end_table(found, cells, names):
    rows = [["octets", "sessions", *(f"{name}/s" for name in names)]]
    rows[0] += ["ratio", "aim"] if len(names) == 2 else []
    rows[0] += [f"{name}, accepted/s" for name in names]
    for cell in cells:
        rates = [figures(found, name, cell, "end_to_end_per_second") for name in names]
        row = [str(cell.size), str(cell.sessions), *map(spread, rates)]
        if len(names) == 2:
            row += [f"{statistics.median(rates[1]) / statistics.median(rates[0]):.2f}", str(AIM)]
        rows.append(row + [spread(figures(found, name, cell, "accepted_per_second")) for name in names])
    return markdown(f"From SMTP in to SMTP out a second, signed, {cells[0].delivery}:", rows)


def sink_table(found, cells, names):
    rows = [["octets", "sessions"]]
    rows[0] += [f"beside {name}, {what}" for name in names for what in ("µs a message", "% of a processor")]
    for cell in cells:
        row = [str(cell.size), str(cell.sessions)]
        for name, figure in itertools.product(names, ("sink_us", "sink_percent")):
            row.append(f"{statistics.median(figures(found, name, cell, figure)):.0f}")
        rows.append(row)
    return markdown(f"What receiving takes, {cells[0].delivery}:", rows)
