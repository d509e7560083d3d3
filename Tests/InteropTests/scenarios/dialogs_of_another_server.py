"""Dialogues that another server's authors wrote down are answered with the same codes, or with a reason.

Each line of the table says how many replies a dialogue has, how many have the same code here, and how many only the same
first digit, which is what a client acts on. Another first digit is a failure, unless REASONS names it with the rule of
the RFC that we follow. Dialogues over TLS from the first octet are about AUTH, which this server does not offer: they are
counted as left out.
"""

import ast
import operator
import re

from harness.outcome import expect, expect_equal
from harness.process import free_port
from harness.smtp_client import SMTPClient
from harness.waxwing import Waxwing, configuration

REASONS = {  # what was said, perhaps in one dialogue only: why another first digit is right
    "RCPT TO: user@testserver": "a path stands between < and > (RFC 5321, 4.1.2); said again so",
    "bad_data: .": "a header that is none is passed on as it is, and the receiver judges (RFC 5321, 3.3 and 6.4)",
}
BARE_PATH = re.compile(r"((?:MAIL FROM|RCPT TO):) *([^<\s]+@\S+)$", re.IGNORECASE)


def run(context):
    folder = context.corpora() / "smtp-dialogs"
    dialogues = sorted(folder.glob("*.cmy"))
    expect_equal(len(dialogues), 17, "how many dialogues there are")
    port = free_port()
    settings = configuration(
        listen=f"127.0.0.1:{port}",
        dns={"servers": [f"127.0.0.1:{free_port()}"]},
        limits={"message-size": "1MiB"},
    )
    totals, unexplained = {"replies": 0, "same": 0, "alike": 0, "explained": 0, "left out": 0}, []
    with Waxwing(context.binary, context.folder / "waxwing", settings).start(port=port):
        context.note("dialogue: replies, same code, same first digit")
        for path in dialogues:
            dialogue = Dialogue(path, port)
            if dialogue.needs_tls:
                totals["left out"] += 1
                continue
            dialogue.play()
            for key in totals:
                totals[key] += getattr(dialogue, key.replace(" ", "_"), 0)
            unexplained += dialogue.unexplained
            context.note(f"{path.stem}: {dialogue.replies}, {dialogue.same}, {dialogue.alike}")
            for difference in dialogue.differences:
                context.note(f"    {difference}")
    context.note(", ".join(f"{count} {name}" for name, count in totals.items()))
    expect(totals["replies"] > 60, f"hardly anything was played: {totals}")
    expect_equal(unexplained, [], "replies of another kind without a reason")


class Dialogue:
    """One file, played line by line."""

    def __init__(self, path, port):
        self.name, self.port = path.stem, port
        self.steps = [
            line[2:].strip("\n")
            for line in path.read_text(encoding="utf-8").split("\n")
            if line.startswith("c ") and len(line) > 2
        ]
        self.needs_tls = any(step.startswith("tls_connect") for step in self.steps)
        self.replies = self.same = self.alike = self.explained = 0
        self.differences, self.unexplained = [], []
        self.client, self.greeting, self.said = None, None, ""

    def play(self):
        for step in self.steps:
            kind, _, text = step.partition(" ")
            if kind == "tcp_connect":
                self._connect()
            elif kind == "close":
                self._close()
            elif kind == "->":
                self._say(text.encode() + b"\r\n", text)
            elif kind == "~>":
                self._say(literal(text).encode(), text)
            elif kind in ("<-", "<~", "<..."):
                self._hear(text)
        self._close()

    def _connect(self):
        self._close()
        self.client = SMTPClient("127.0.0.1", self.port)
        self.greeting = self.client.greeting

    def _close(self):
        if self.client:
            self.client.socket.close()
        self.client = None

    def _say(self, octets, text):
        self.said = text
        if self.client:
            try:
                self.client.send(octets)
            except OSError:
                self.client = None

    def _hear(self, wanted):
        """One reply, held against the code that the file names; behind a difference the connection may be gone."""
        code = int(re.match(r"\W*(\d{3})", wanted).group(1))
        if self.client is None:
            return
        try:
            reply = self.greeting or self.client.reply()
        except OSError:
            self.client = None
            return
        self.greeting = None
        self.replies += 1
        if reply.code == code:
            self.same += 1
        elif reply.code // 100 == code // 100:
            self.alike += 1
            self.differences.append(f"{self.said[:40]!r}: {code} there, {reply.text[:60]!r} here")
        elif reason := REASONS.get(self.said) or REASONS.get(f"{self.name}: {self.said}"):
            self.explained += 1
            if bare := BARE_PATH.match(self.said):
                self.client.command(f"{bare[1]}<{bare[2]}>", code)
            self.differences.append(f"{self.said[:40]!r}: {code} there, {reply.code} here: {reason}")
        else:
            self.unexplained.append(f"{self.name}: {self.said[:40]!r}: {code} there, {reply.text!r} here")


def literal(text):
    """The value of string literals joined by + and repeated by *."""
    operators = {ast.Add: operator.add, ast.Mult: operator.mul}

    def value(node):
        if isinstance(node, ast.Constant):
            return node.value
        return operators[type(node.op)](value(node.left), value(node.right))

    return value(ast.parse(text.strip(), mode="eval").body)
