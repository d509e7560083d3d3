"""docs/getting-started.md is followed word for word: each command of it, and what it promises to be printed.

The names are the document's. What it has done elsewhere is played here: the certificate authority, whoever runs the DNS
of example.org, and the provider of ada@example.net, in whose mailbox she reads and answers.
"""

import shutil
from pathlib import Path

from harness import messages
from harness.dkim_verifiers import dkimpy_verifies, sign_with_dkimpy
from harness.guide import Guide, Shell
from harness.namespace import add_address, provide
from harness.nsd import NSD, mail_zone, text_record
from harness.outcome import expect, expect_equal, wait_until
from harness.peers import issue_certificate, make_certificate
from harness.smtp_client import submit
from harness.smtp_sink import SMTPSink
from harness.waxwing import Waxwing

NAMESPACE = True
PEERS = {"nsd", "python", "curl"}
SECONDS = 240
GUIDE = Path(__file__).resolve().parents[3] / "docs/getting-started.md"
# The document's own, and a public one, as mail hosts at special addresses are not connected to: here it is free.
OURS, ELSEWHERE = "192.0.2.1", "45.99.0.3"
ALIAS, ADA, FRIEND = "shop@example.org", "ada@example.net", "friend@example.com"
OWN = f"mail IN A {OURS}\n" + text_record("mail", "v=spf1 a ~all")
ROOTS = Path("/etc/ssl/certs/ca-certificates.crt")


def run(context):
    for address in (OURS, ELSEWHERE):
        add_address(address)
    folder, programs = context.folder / "guide", context.folder / "bin"
    folder.mkdir()
    programs.mkdir()
    (programs / "waxwing").symlink_to(context.binary)
    provide_curl(context.peers, programs / "curl")
    authority = make_certificate(context.folder, "authority.test")
    provide(ROOTS, authority[0], context.folder)
    zones = {
        "example.org": OWN,
        "example.net": mail_zone(ELSEWHERE),
        "example.com": mail_zone(ELSEWHERE),
        "2.0.192.in-addr.arpa": "1 IN PTR mail.example.org.\n",
    }
    pair = make_certificate(context.folder, "mx.example.net")
    with (
        NSD(context.peers, context.folder / "nsd", zones) as nsd,
        SMTPSink(ELSEWHERE, certificate=pair) as sink,
        Shell(folder, programs, {"NO_PROXY": "*", "no_proxy": "*"}) as shell,
    ):
        world = World(context, folder / "mail", nsd, sink, authority)
        guide = Guide(
            GUIDE,
            shell,
            {
                "A certificate": world.issues_the_certificate,
                "The records": world.publishes_the_records,
                "In the mailbox": world.shows_the_message,
                "The answer": world.answers,
            },
        )
        guide.follow()
        expect_equal(sink.violations, [], "violations of the protocol")
        context.note("; ".join(f"{count} blocks {what}" for what, count in guide.counts.items()))


def provide_curl(peers, path):
    """The unpacked curl, where the machine has none."""
    if not shutil.which("curl"):
        libraries = peers.environment["LD_LIBRARY_PATH"]
        path.write_text(f'#!/bin/sh\nLD_LIBRARY_PATH={libraries} exec {peers.program("curl")} "$@"\n')
        path.chmod(0o755)


class World:
    """Everybody whom the document speaks of and who is not here."""

    def __init__(self, context, folder, nsd, sink, authority):
        self.context, self.folder, self.nsd, self.sink, self.authority = context, folder, nsd, sink, authority
        self.waxwing = Waxwing(context.binary, context.folder / "provider", "")

    def issues_the_certificate(self):
        certificate, key = issue_certificate(self.context.folder, "mail.example.org", self.authority)
        certificate.rename(self.folder / "fullchain.pem")
        key.rename(self.folder / "privkey.pem")

    def publishes_the_records(self):
        """What `domain add` has named, as `domain records` names it again."""
        records = self.waxwing.json("domain", "records", "example.org", "--data", self.folder / "waxwing-data")
        self.nsd.write("example.org", OWN + "".join(f"{record['zone']}\n" for record in records))
        self.key, record = self.waxwing.make_dkim_key()
        self.nsd.write("example.net", mail_zone(ELSEWHERE, text_record("s1._domainkey", record)))
        self.nsd.restart()

    def shows_the_message(self):
        """The header of the forward as a mail program shows it."""
        self.forward = wait_until(lambda: self.sink.received(ADA), 30, "the forward")[0]
        expect(dkimpy_verifies(self.context.peers, self.forward.data), "dkimpy does not verify the forward")
        return "".join(
            f"{name}: {messages.header_values(self.forward.data, name)[0]}\n" for name in ("From", "To", "Subject")
        )

    def answers(self):
        """Ada presses Reply: her provider signs what she writes and hands it to the mail host of the address in From."""
        author = messages.header_values(self.forward.data, "From")[0]
        reverse = author.rpartition("<")[2].rstrip(">")
        written = messages.message("answer", ADA, reverse, b"Yes, on Monday.\r\n")
        signed = sign_with_dkimpy(self.context.peers, written, "s1", "example.net", self.key)
        submit(OURS, 25, ADA, [reverse], signed)
        answer = wait_until(lambda: self.sink.received(FRIEND), 30, "the answer")[0]
        expect_equal(answer.sender, ALIAS, "the sender of the answer")
        for secret in (b"ada", b"example.net"):
            expect(secret not in answer.data.lower(), f"the answer shows {secret!r}: {answer.data!r}")
        expect(dkimpy_verifies(self.context.peers, answer.data), "dkimpy does not verify the answer")
        return "".join(f"{name}: {messages.header_values(answer.data, name)[0]}\n" for name in ("From", "To"))
