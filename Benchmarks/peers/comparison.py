"""The measuring behind compare-postfix: two servers, a load, a sink, and how often what arrives in a second.

Runs inside a namespace. The interoperability tests' harness has to be on the module path.
"""

import re
import shutil
import socket
import sys
import time
from pathlib import Path

from harness import namespace
from harness.nsd import NSD, mail_zone
from harness.outcome import wait_until
from harness.peers import Peers
from harness.postfix import Postfix
from harness.process import Process
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery

POSTFIX, SINK, SILENT = "10.99.0.2", "10.99.0.3", "10.99.0.4"
ZONES = {"sink.test": mail_zone(SINK), "held.test": mail_zone(SILENT)}
HELD = {"accepted/s, 50 sessions, held": 50, "accepted/s, 1 session, held": 1}
RELAYING, END_TO_END = "accepted/s, 50 sessions, relaying", "end to end/s, 50 sessions"
FIGURES = (*HELD, RELAYING, END_TO_END)
PILOT = {50: 300, 1: 100}  # messages that tell how many the measurement takes
LEAST, MOST = 100, 50_000


class PostfixContestant:
    """Postfix with its defaults. Held means that it puts every message on hold."""

    name = "Postfix"

    def __init__(self, peers):
        self.peers = peers

    def server(self, folder, held):
        settings = {"smtpd_data_restrictions": "check_client_access static:HOLD"} if held else {}
        return Postfix(self.peers, folder, POSTFIX, "mail.sender.test", settings=settings), f"{POSTFIX}:25"


class WaxwingContestant:
    """Waxwing with its defaults. Held means nothing to it: the host of the domain says nothing."""

    name = "Waxwing"

    def __init__(self, binary):
        self.binary = binary

    def server(self, folder, held):
        text = configuration(dns=LOCAL_DNS, delivery=delivery(first="5m", max="4h"))
        return Waxwing(self.binary, folder, text), "127.0.0.1:2525"


class Comparison:
    """Each server in its turn. How many messages it gets is fixed in its first round: all rounds do the same work."""

    def __init__(self, options, folder):
        self.options, self.folder, self.peers = options, folder, Peers()
        self.contestants = [PostfixContestant(self.peers)]
        if options.binary:
            self.contestants.append(WaxwingContestant(Path(options.binary).resolve()))
        self.rates = {contestant.name: {figure: [] for figure in FIGURES} for contestant in self.contestants}
        self.counts = {}

    def run(self):
        for address in (POSTFIX, SINK, SILENT):
            namespace.add_address(address)
        with NSD(self.peers, self.folder / "nsd", ZONES), socket.create_server((SILENT, 25), backlog=512):
            for number in range(1, self.options.rounds + 1):
                for contestant in self.contestants:
                    self.turn(contestant, number)
        return self.rates

    def turn(self, contestant, number):
        rates = self.rates[contestant.name]
        for figure, sessions in HELD.items():
            with self.fresh(contestant, held=True) as address:
                rates[figure].append(self.accepted(contestant, figure, address, sessions))
        with self.fresh(contestant, held=False) as address:
            for figure, rate in zip((RELAYING, END_TO_END), self.end_to_end(contestant, address)):
                rates[figure].append(rate)
        latest = ", ".join(f"{figure} {values[-1]:.0f}" for figure, values in rates.items())
        print(f"round {number}, {contestant.name}: {latest}", file=sys.stderr, flush=True)

    def fresh(self, contestant, held):
        return FreshServer(contestant, self.folder / "server", held)

    def accepted(self, contestant, figure, address, sessions):
        """Messages a second, by the time that smtp-source takes."""

        def measure(count):
            return self.send(address, sessions, count, "held.test")

        count = self.sized(contestant, figure, lambda: measure(PILOT[sessions]), PILOT[sessions])
        return count / measure(count)

    def end_to_end(self, contestant, address):
        """Messages a second until the last was accepted, and until the sink had all."""
        with Sink(self.peers, self.folder / "sink.log") as sink:

            def measure(count):
                wanted, began = sink.messages() + count, time.monotonic()
                sending = self.send(address, 50, count, "sink.test")
                wait_until(lambda: sink.messages() >= wanted, 120, f"{count} messages in smtp-sink", pause=0.01)
                return sending, time.monotonic() - began

            count = self.sized(contestant, END_TO_END, lambda: measure(PILOT[50])[1], PILOT[50])
            return [count / seconds for seconds in measure(count)]

    def sized(self, contestant, figure, pilot, messages):
        """How many messages take about the wanted seconds. The pilot runs every time: it also warms the server up."""
        count = messages / pilot() * self.options.seconds
        return self.counts.setdefault((contestant.name, figure), int(min(MOST, max(LEAST, count))))

    def send(self, address, sessions, count, domain):
        """The seconds that smtp-source takes."""
        began = time.monotonic()
        self.peers.smtp_source(address, count, sessions, f"bob@{domain}", self.options.size, keep=True)
        return time.monotonic() - began


class FreshServer:
    """A server on an empty folder; the folder is gone afterwards."""

    def __init__(self, contestant, folder, held):
        self.folder = folder
        self.server, self.address = contestant.server(folder, held)

    def __enter__(self):
        self.server.__enter__()
        return self.address

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
        counts = re.findall(r"mesg=(\d+)", self.log.read_text(errors="replace")[-4096:])
        return int(counts[-1]) if counts else 0

    def __exit__(self, *_):
        self.kill()
