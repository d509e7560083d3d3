"""A listener without `relay-from` refuses every foreign recipient, in whatever disguise, even from loopback."""

import re

from harness.outcome import expect, expect_equal
from harness.process import free_port
from harness.smtp_client import SMTPClient
from harness.waxwing import Waxwing, configuration

DISGUISES = [  # each would reach receiver.test through a server that rewrites addresses, or is none at all
    "bob%receiver.test@mail.sender.test",
    "receiver.test!bob@mail.sender.test",
    '"bob@receiver.test"@mail.sender.test',
    "@mail.sender.test:bob@receiver.test",
    "bob@[127.0.0.1]",
    "bob@receiver.test@mail.sender.test",
    "bob",
    "bob@RECEIVER.TEST",
]


def run(context):
    port = free_port()
    waxwing = Waxwing(
        context.binary,
        context.folder / "waxwing",
        configuration(listen=f"127.0.0.1:{port}", relay_from=None, dns={"servers": [f"127.0.0.1:{free_port()}"]}),
    )
    with waxwing.start(port=port):
        whoever_sends(port)
        for recipient in DISGUISES:
            however_written(port, recipient)
        expect_equal(waxwing.queued(), [], "the queue")


def whoever_sends(port):
    with SMTPClient("127.0.0.1", port) as client:
        client.command("EHLO client.test", 250)
        for sender in ("ada@sender.test", "", "root@mail.sender.test", "ada@receiver.test"):
            client.command(f"MAIL FROM:<{sender}>", 250)
            reply = client.command("RCPT TO:<bob@receiver.test>")
            expect(
                reply.code in (550, 554) and re.match(r"55[04] 5\.7\.1\b", reply.text),
                f"a foreign recipient from <{sender}>: {reply}",
            )
            client.command("RSET", 250)


def however_written(port, recipient):
    """A connection for each, so that no limit of errors per session comes into play."""
    with SMTPClient("127.0.0.1", port) as client:
        client.command("EHLO client.test", 250)
        client.command("MAIL FROM:<ada@sender.test>", 250)
        reply = client.command(f"RCPT TO:<{recipient}>")
        expect(reply.code // 100 == 5, f"RCPT TO:<{recipient}> was answered {reply}")
        reply = client.command("DATA")
        expect(reply.code in (503, 554), f"DATA without a recipient was answered {reply}")
