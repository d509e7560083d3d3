"""The 250 to a final dot is not written before fdatasync or fsync of the store has returned 0.

Seen from outside, by strace, for a message that stays in the database and for one above the spool threshold. With
`durability: none` the same judge finds no sync, which shows that it would see a daemon that does not wait.
"""

from harness import messages
from harness.outcome import expect, expect_equal
from harness.process import free_port
from harness.smtp_client import SMTPClient
from harness.syscalls import OPTIONS, judge_reply, read_finished_trace
from harness.waxwing import Waxwing, configuration

PEERS = {"strace"}
SIZES = {"small": 2_000, "large": 300_000}


def run(context):
    for name, size in SIZES.items():
        verdict = judge(context, name, size, "full")
        expect_equal(verdict.reason, "", f"the {name} message with durability: full")
        synced = sorted({call.target.rsplit("/", 1)[1] for call in verdict.syncs})
        context.note(f"{name}: synced before the 250: {', '.join(synced)}")
    verdict = judge(context, "unsynced", SIZES["small"], "none")
    expect("returned 0" in verdict.reason, f"durability: none, and yet the judge says: {verdict.reason or 'synced'}")


def judge(context, name, size, durability):
    """The verdict on one message to a fresh daemon. Nothing listens where it would be delivered."""
    port, folder = free_port(), context.folder / name
    waxwing = Waxwing(
        context.binary,
        folder,
        configuration(listen=f"127.0.0.1:{port}", durability=durability, dns={"servers": [f"127.0.0.1:{free_port()}"]}),
    )
    trace = folder / "trace.strace"
    waxwing.start(port=port, wrapper=[*context.peers.strace(), *OPTIONS, "-o", trace])
    with waxwing, SMTPClient("127.0.0.1", port) as client:
        client.command("EHLO client.test", 250)
        client.command("MAIL FROM:<ada@sender.test>", 250)
        client.command("RCPT TO:<bob@receiver.test>", 250)
        client.command("DATA", 354)
        client.send(
            messages.message(
                name, "ada@sender.test", "bob@receiver.test", messages.body_of(name, size).replace(b"\r\n.", b"\r\n")
            )
        )
        reply = client.dot_alone(1.0)
        expect("250" in reply.text, reply.text)
        waxwing.kill()
    return judge_reply(read_finished_trace(trace, waxwing.process.pid), waxwing.data)
