"""On a full disk MAIL gets 452 4.3.1 and queued mail is delivered; after room was made 250 comes back by itself.

So does a MAIL that announces more than there is room for. The data directory is a small disk, which something else
fills up: first as far as `minimum-free-space`, below which deliveries have room left to be recorded, then to the last
octet. What got its 250 at any time arrives whole, once.
"""

import os
import time

from harness.load import Load
from harness.namespace import add_address, mount_small_disk
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal, wait_until
from harness.promises import Arrivals, audit
from harness.smtp_client import SMTPClient
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery
from harness.waxwing_data import check, waiting

NAMESPACE = True
PEERS = {"nsd"}
SECONDS = 240
SIZE, RESERVE = 48 << 20, 16 << 20  # octets of the disk, and how many of them new mail may not use
LEFT = 6 << 20  # octets that are left when only new mail has to be refused
LARGE = 24 << 20  # octets of a message that may be so large, and finds no room in what is left for LESS
LESS = RESERVE + (20 << 20)  # octets that are left when only that one has to be refused
QUEUED = 200
BUSY = "450 4.2.1 mailbox busy"


def run(context):
    context.note(f"seed {context.seed}")
    add_address("10.99.0.3")
    text = configuration(
        dns=LOCAL_DNS, delivery=delivery(first="1s", max="2s", expire="1h"), minimum_free_space=f"{RESERVE >> 20}MiB"
    )
    waxwing = Waxwing(context.binary, context.folder / "waxwing", text)
    mount_small_disk(waxwing.data, SIZE)
    ballast = waxwing.data / "ballast"
    with (
        NSD(context.peers, context.folder / "nsd", {"receiver.test": mail_zone("10.99.0.3")}),
        SMTPSink("10.99.0.3") as sink,
        waxwing,
        Load(2525, context.folder / "acknowledged.txt", sessions=10, seed=context.seed) as load,
    ):
        everybody_is(sink, BUSY)
        wait_until(lambda: load.promised >= QUEUED, 30, f"{QUEUED} acknowledged messages")
        leave_room(ballast, LESS)
        refused_at_once(f" SIZE={LARGE}")
        leave_room(ballast, LEFT)
        refused(load, "below minimum-free-space")
        refused_at_once()
        everybody_is(sink, "250 2.1.5 ok")
        the_queue_empties(waxwing, load, sink)
        make_room(waxwing, load, ballast)
        everybody_is(sink, BUSY)
        time.sleep(0.5)
        leave_room(ballast, 0)
        refused(load, "on a disk that is full to the last octet")
        refused_at_once()
        everybody_is(sink, "250 2.1.5 ok")
        time.sleep(3)  # attempts that find no room to be recorded are due
        expect(waxwing.process.running(), "the daemon ended on the full disk")
        make_room(waxwing, load, ballast)
        load.stop()
        odd = [reply for _, reply in load.refusals if not reply.startswith("452 4.3.1")]
        expect_equal(odd[:3], [], "refusals other than 452 4.3.1")
        waxwing.wait_until_empty(60)
        audit(load, sink, waxwing).judge(context)
        waxwing.stop()
        check(waxwing)


def everybody_is(sink, reply):
    """From here on this is the answer to every recipient of the load."""
    for number in range(40):
        for name in (f"r{number}", f"second{number}"):
            sink.answer(f"{name}@receiver.test", then=reply)


def leave_room(ballast, octets):
    """Fills the disk until so much is free. What others free meanwhile is filled as well."""
    for _ in range(3):
        with open(ballast, "ab", buffering=0) as file:
            try:
                while (free := free_space(ballast)) > octets:
                    file.write(bytes(min(free - octets, 1 << 20)))
            except OSError:
                pass  # somebody was faster
        time.sleep(0.05)


def free_space(path):
    found = os.statvfs(path)
    return found.f_bavail * found.f_frsize


def refused(load, why):
    """Returns when mail is refused, and nothing is taken any more."""
    began = time.monotonic()
    wait_until(lambda: load.refused_since(began), 30, f"a refusal {why}")
    time.sleep(0.5)
    settled = time.monotonic()
    time.sleep(1)
    expect(load.refused_since(settled), f"no refusals any more {why}")
    expect_equal(load.acknowledged_since(settled), 0, f"messages taken {why}")


def refused_at_once(parameters=""):
    """A message is refused before it is sent."""
    with SMTPClient("127.0.0.1", 2525) as client:
        client.command("EHLO room.test", 250)
        reply = client.command(f"MAIL FROM:<somebody@sender.test>{parameters}", 452)
        expect(reply.text.startswith("452 4.3.1"), f"not the reply of a full disk: {reply.text}")


def the_queue_empties(waxwing, load, sink):
    """Everything that was acknowledged is delivered while new mail is refused."""
    began = time.monotonic()
    what = "the delivery of what is queued, with little room"
    wait_until(lambda: not any(waiting(waxwing).values()), 60, what, pause=0.25)
    arrivals = Arrivals(sink, load).refresh()
    missing = [token for token in load.acknowledged() if arrivals.missing(token)]
    expect(not missing, f"{len(missing)} left the queue and did not arrive, such as {missing[:5]}")
    expect_equal(load.acknowledged_since(began), 0, "messages taken while the queue was delivered")


def make_room(waxwing, load, ballast):
    """Without a restart mail is taken again."""
    ballast.unlink()
    moment = time.monotonic()

    def is_taken_again():
        expect(waxwing.process.running(), "the daemon ended")
        return load.acknowledged_since(moment) >= 20

    wait_until(is_taken_again, 30, "mail to be taken again, now that there is room")
