"""Thirty times killed with SIGKILL under load, some of them with a failing or full disk: nothing promised is lost.

Thirty sessions hand messages in, small ones and ones above the spool threshold, while the daemon is killed at random
moments and started again. Every fifth time its disk fails a sync, fails every write or is full for a while; then mail
is refused with 452 4.3.1, and once the disk is well again taken as before, without a restart. Some mailboxes defer at
first, so that every kill finds messages that wait. What was promised is written to a file as it is promised. Duplicates
are allowed here if the ledger explains them. WAXWING_KILLS=N for another number, WAXWING_SEED=N replays the moments and
the sizes.
"""

import os
import time

from harness.forgetful_disk import ForgetfulDisk
from harness.load import Load
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal, wait_until
from harness.promises import audit
from harness.smtp_sink import SMTPSink
from harness.waxwing import usual_waxwing
from harness.waxwing_data import check

NAMESPACE = True
PEERS = {"nsd"}
KILLS = int(os.environ.get("WAXWING_KILLS") or 30)
SECONDS = 240 + 8 * KILLS
BUSY = [f"r{number}@receiver.test" for number in (3, 13, 23, 33)]
FAULTS = ["a sync that failed", "writes that failed", "a full disk"]


def run(context):
    context.note(f"seed {context.seed}")
    add_address("10.99.0.3")
    waxwing = usual_waxwing(context, first="1s", max="5s", expire="1h")
    folder = context.folder / "disk"
    folder.mkdir()
    with (
        NSD(context.peers, context.folder / "nsd", {"receiver.test": mail_zone("10.99.0.3")}),
        SMTPSink("10.99.0.3") as sink,
        waxwing,
        Load(2525, context.folder / "acknowledged.txt", sessions=30, seed=context.seed) as load,
    ):
        for recipient in BUSY:
            sink.answer(recipient, *["450 4.2.1 mailbox busy"] * 60)
        kill_again_and_again(context, waxwing, load, ForgetfulDisk(folder, waxwing.data))
        load.stop()
        context.note(f"{KILLS} kills, {load.next} messages, {len(load.refusals)} refusals while the disk failed")
        expect(load.promised > 5 * KILLS, "hardly anything was acknowledged: nothing was tested")
        odd = [reply for _, reply in load.refusals if not reply.startswith("452 4.3.1")]
        expect_equal(odd[:3], [], "refusals other than 452 4.3.1")
        waxwing.wait_until_empty(90)
        expect_equal(sink.violations, [], "violations of the protocol")
        audit(load, sink, waxwing).judge(context)
        waxwing.stop()
        check(waxwing)


def kill_again_and_again(context, waxwing, load, disk):
    """Kills when so many more messages were acknowledged, or half a second is over, and starts again.

    In the rounds that have a fault the daemon runs on a disk that can fail. From the second time on each fault may
    still be there when the kill comes.
    """
    faults = planned_faults(context.random)
    for number in range(KILLS):
        if number in faults:
            fault, may_last = faults[number]
            let_the_disk_fail(context, waxwing, load, disk, fault, lasts=may_last and context.random.random() < 0.5)
        else:
            let_it_work(context, load)
        waxwing.kill()
        time.sleep(context.random.choice([0, 0, 0, 0.2]))
        waxwing.start(wrapper=disk.wrapper() if number + 1 in faults else ())


def planned_faults(random):
    """The rounds with a fault: {number: (fault, whether it may last until the kill)}."""
    count = min(KILLS - 1, max(len(FAULTS), KILLS // 5))
    rounds = random.sample(range(1, KILLS), count)
    return {number: (FAULTS[place % 3], place >= 3) for place, number in enumerate(rounds)}


def let_it_work(context, load):
    """A random number of acknowledged messages, or half a second, and a moment more."""
    place, deadline = load.promised + context.random.randint(1, 80), time.monotonic() + 0.5
    while load.promised < place and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(context.random.random() * 0.1)


def let_the_disk_fail(context, waxwing, load, disk, fault, lasts):
    """The fault, and what senders see of it. Unless it lasts they see its end too, without a restart."""
    disk.expect_loaded()
    let_it_work(context, load)
    began = time.monotonic()
    if fault == FAULTS[0]:
        number = disk.fail_next_sync(outcome=context.random.randrange(4))
        wait_until(lambda: disk.syncs >= number, 20, f"sync number {number}")
    else:
        disk.set_full() if fault == FAULTS[2] else disk.set_failing()
        wait_until(lambda: load.refused_since(began), 20, f"a refusal because of {fault}")
        time.sleep(context.random.random() * 0.5)
    if lasts:
        return
    disk.lift()
    lifted = time.monotonic()

    def is_taken_again():
        expect(waxwing.process.running(), f"the daemon ended after {fault}")
        return load.acknowledged_since(lifted) >= 5

    wait_until(is_taken_again, 30, f"mail to be taken again after {fault}")
