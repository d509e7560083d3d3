"""The commands `waxwing sink` and `waxwing send`: the one place that knows their options and what they print.

Both speak for themselves: a sink writes down one JSON object a message, `send` prints one line a recipient.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from .outcome import Failure, wait_until
from .process import Process, run_program
from .waxwing import LOCAL_DNS

READY = re.compile(r"^waxwing: sink listens on (\S+):(\d+)$", re.MULTILINE)
ANSWER = re.compile(
    r"<(?P<recipient>.+)> (?:(?P<accepted>accepted), [^:]*|refused at (?P<stage>[^:]+)|cannot be sent): (?P<reply>.*)"
)


class Sink:
    """A `waxwing sink` from entering the `with` block to leaving it. Port 0 takes a free one: `port`.

    `options` are further ones of its command line; `rules` are the lines of a behaviour file.
    """

    def __init__(self, binary, folder, address="127.0.0.1", port=0, options=(), rules=()):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True)
        self.address, self.port, self.store, self.process = address, port, self.folder / "store", None
        self.lines, self.log = self.folder / "sink.json", self.folder / "sink.log"
        self.words = [binary, "sink", "--listen", f"{address}:{port}", "--store", self.store, "--json", *options]
        if rules:
            behaviour = self.folder / "behaviour.yaml"
            behaviour.write_text("".join(f"- {rule}\n" for rule in rules))
            self.words += ["--behaviour", behaviour]

    def __enter__(self):
        self.process = Process(self.words, self.log, folder=self.folder, output=self.lines)
        try:
            found = wait_until(lambda: self._ready(), 20, "the sink's word that it listens")
        except BaseException:
            self.process.kill()
            raise
        self.port = int(found[2])
        return self

    def _ready(self):
        if not self.process.running():
            raise Failure(f"the sink ended with status {self.process.child.returncode}\n{self.process.tail()}")
        return READY.search(self.log.read_text(errors="replace"))

    def __exit__(self, kind, *_):
        if kind is None and self.process.running():
            status = self.process.stop()
            if status != 0:
                raise Failure(f"the sink ended with status {status} after SIGTERM\n{self.process.tail()}")
        else:
            self.process.kill()

    @property
    def server(self):
        """HOST:PORT."""
        return f"{self.address}:{self.port}"

    def messages(self):
        """What the sink has said of each message so far, oldest first. A key without a value may be missing."""
        text = self.lines.read_bytes()
        whole = text[: text.rfind(b"\n") + 1]  # the last line may be half written
        return [json.loads(line) for line in whole.splitlines()]

    def received(self, recipient):
        return [message for message in self.messages() if recipient in message["to"]]

    def wait_for(self, recipient, count=1, seconds=30):
        """The `count`-th message for one recipient, as soon as it is there."""
        return wait_until(
            lambda: len(self.received(recipient)) >= count and self.received(recipient)[count - 1],
            seconds,
            f"message {count} for {recipient} in the sink",
        )

    def data(self, message):
        """The octets of one message."""
        return (self.store / f"{message['number']:06d}.eml").read_bytes()


@dataclass
class Answer:
    """What became of one recipient. `stage` is where it was refused, and None where it was not even tried."""

    accepted: bool
    stage: str | None
    reply: str


@dataclass
class Sent:
    """What `waxwing send` did: 0 all accepted, 1 some refused, 2 wrong usage, 3 the work could not be done."""

    status: int
    answers: dict
    said: str

    def expect_accepted(self, *recipients):
        """Raises `Failure` unless these recipients and no others were tried, and accepted."""
        if self.status != 0 or {name for name, answer in self.answers.items() if answer.accepted} != set(recipients):
            raise Failure(f"send ended with status {self.status}, expected {recipients} to be accepted: {self.said}")
        return self


def send(context, sender, recipients, message, *options, server=None, seconds=60):
    """Runs `waxwing send` with the message on its standard input. Without `server` to the domain's mail hosts."""
    place = ["--server", server] if server else ["--mx", "--dns", LOCAL_DNS["servers"][0]]
    done = run_program(
        [context.binary, "send", "--from", sender, *(word for name in recipients for word in ("--to", name))]
        + [*place, *options],
        input=message,
        seconds=seconds,
        folder=context.folder,
    )
    said = (done.stdout + done.stderr).decode(errors="replace")
    answers = {
        found["recipient"]: Answer(bool(found["accepted"]), found["stage"], found["reply"])
        for line in done.stdout.decode(errors="replace").splitlines()
        if (found := ANSWER.fullmatch(line))
    }
    return Sent(done.returncode, answers, said)


def mechanism_of(said):
    """The mechanism by which `send --json` says that it logged in, or None. In one JSON text, or in one a line."""
    try:
        values = [json.loads(said)]
    except ValueError:
        values = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    while values:
        value = values.pop()
        if isinstance(value, dict) and value.get("mechanism"):
            return value["mechanism"]
        values.extend(value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
    return None


def parameters(message, recipient):
    """What the client asked for one recipient of a sink's message: {notify, originalRecipient}."""
    return next(entry for entry in message["recipients"] if entry["address"] == recipient)


def decoded(xtext):
    """Text that stands in xtext (RFC 3461, 4) as it was before, and other text as it is; None stays None."""
    return xtext and re.sub(r"\+([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), xtext)
