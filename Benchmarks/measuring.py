"""Starts the ends of transport-bench, and says what a server's processes cost: processor time and memory, by /proc."""

import json
import os
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
ENDED = "ended ones"
LONGEST = 180  # seconds for a scenario: one that takes longer hangs


class Failure(Exception):
    """A measurement could not be made. The text says why."""


class Server:
    """`transport-bench tls-server`: one event loop, whatever it takes is forgotten."""

    def __init__(self, binary, certificate, host="127.0.0.1"):
        words = [binary, "tls-server", "--certificate", certificate, "--host", host]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        ports = self.process.stdout.readline().split()
        if len(ports) != 3:
            self.process.kill()
            raise Failure("tls-server does not listen")
        names = ("starttls", "implicit", "logins")
        self.addresses = {name: f"{host}:{port}" for name, port in zip(names, ports)}
        self.addresses["clear"] = self.addresses["starttls"]

    @property
    def pid(self):
        return self.process.pid

    def memory(self):
        """The resident set in octets."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise Failure("the server has no VmRSS")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Client:
    """A scenario of transport-bench in a process of its own, which is prepared and waits to be told to begin."""

    def __init__(self, binary, scenario, address, **options):
        words = [binary, scenario, "--server", address]
        for name, value in options.items():
            words += [f"--{name}", str(value)]
        self.scenario = scenario
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True
        )
        # A client that hangs ends by the minute that it gives its server for each step.
        if self.process.stdout.readline().strip() != "ready":
            raise self.failed()

    def run(self):
        """Lets it begin, and returns what it reports."""
        try:
            output, _ = self.process.communicate("\n", timeout=LONGEST)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise Failure(f"{self.scenario} took more than {LONGEST} s") from None
        if self.process.returncode != 0:
            raise self.failed()
        return json.loads(output.splitlines()[-1])

    def end(self):
        self.process.stdin.close()
        self.process.wait(60)

    def failed(self):
        self.process.kill()
        self.process.wait()
        self.errors.seek(0)
        text = self.errors.read().decode(errors="replace").strip()
        return Failure(f"{self.scenario} failed: {text or self.process.returncode}")


def measured(binary, scenario, address, server_pid, **options):
    """What a client reports, and beside it `cpu`: the seconds of the server's processes meanwhile, by program."""
    client = Client(binary, scenario, address, **options)
    before = processor_time(server_pid)
    result = client.run()
    used = processor_time(server_pid)
    used.subtract(before)
    result["cpu"] = {name: seconds for name, seconds in used.items() if abs(seconds) > 1e-9}
    return result


def cpu(result):
    """The seconds of all processes together; never 0, as it is divided by."""
    return max(sum(result["cpu"].values()), 1 / TICKS)


def processor_time(pid):
    """Seconds of a process and all below it, by program; what ended and was waited for counts as `ENDED`."""
    seconds = Counter()
    for process, name, own, children in tree(pid):
        seconds[name] += own / TICKS
        seconds[ENDED] += children / TICKS
    return seconds


def tree(pid):
    """A process and all below it: (process, program, its ticks, those of its children that have ended)."""
    found, children = {}, {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            text = Path(f"/proc/{entry}/stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended meanwhile
        # The program stands in parentheses, and may have any in its name.
        name = text[text.index("(") + 1 : text.rindex(")")]
        fields = text[text.rindex(")") + 2 :].split()
        user, system, children_user, children_system = map(int, fields[11:15])
        found[int(entry)] = (int(entry), name, user + system, children_user + children_system)
        children.setdefault(int(fields[1]), []).append(int(entry))
    wanted = [pid]
    for process in wanted:
        wanted += children.get(process, [])
    return [found[process] for process in wanted if process in found]


def certificate(binary, key, folder):
    """A file with a new key and a self-signed certificate of it, in PEM."""
    path = Path(folder) / f"{key}.pem"
    text = subprocess.run([binary, "certificate", "--key", key], capture_output=True, check=True, timeout=60).stdout
    path.write_bytes(text)
    return path
