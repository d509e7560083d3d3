"""Five times killed with SIGKILL under load, and every message that got its 250 arrives, whole.

Fifty sessions hand messages in, small ones and ones above the spool threshold, while the daemon is killed at random
moments and started again. What was promised is written to a file as it is promised. Some mailboxes defer at first, so
that every kill finds messages that wait. Duplicates are allowed here, and counted. WAXWING_SEED=N replays the moments
and the sizes.
"""

import collections
import threading
import time

from harness.load import Load
from harness.messages import token_of
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal
from harness.smtp_sink import SMTPSink
from harness.waxwing import usual_waxwing

NAMESPACE = True
PEERS = {"nsd"}
SECONDS = 300
MESSAGES, KILLS, LONGEST = 3_000, 5, 60
BUSY = [f"r{number}@receiver.test" for number in (3, 13, 23, 33)]


def run(context):
    context.note(f"seed {context.seed}")
    add_address("10.99.0.3")
    with (
        NSD(context.peers, context.folder / "nsd", {"receiver.test": mail_zone("10.99.0.3")}),
        SMTPSink("10.99.0.3") as sink,
        usual_waxwing(context, first="1s", max="5s") as waxwing,
    ):
        for recipient in BUSY:
            sink.answer(recipient, *["450 4.2.1 mailbox busy"] * 60)
        load = Load(2525, context.folder / "acknowledged.txt", MESSAGES, seed=context.seed)
        thread = threading.Thread(target=load.run_to_the_end, daemon=True)
        thread.start()
        kills = kill_at_random(context, waxwing, load)
        thread.join(LONGEST)
        load.total = load.next  # a slow server ends the load early, and honestly
        thread.join(60)
        acknowledged = len(load.acknowledged)
        context.note(f"{kills} kills, {load.next} messages: {acknowledged} acknowledged, {load.unanswered} unanswered")
        expect_equal(load.error, None, "what ended the load early")
        expect_equal(kills, KILLS, "kills before the load was over")
        expect_equal(load.refusals[:3], [], "refusals")
        expect(acknowledged > 100, "hardly anything was acknowledged: nothing was tested")
        waxwing.wait_until_empty(90)
        judge(context, load, sink)


def kill_at_random(context, waxwing, load):
    """Kills when the load has reached each of five random places, and starts again. How often it did."""
    places = sorted(context.random.randrange(MESSAGES // 20, MESSAGES * 3 // 4) for _ in range(KILLS))
    deadline, kills = time.monotonic() + LONGEST, 0
    for place in places:
        limit = min(deadline, time.monotonic() + LONGEST / KILLS)  # a slow server is killed all the same
        while load.next < place and time.monotonic() < limit:
            time.sleep(0.01)
        time.sleep(context.random.random() * 0.1)
        if load.done():
            break
        waxwing.kill()
        kills += 1
        time.sleep(context.random.choice([0, 0, 0.3]))
        waxwing.start()
    return kills


def judge(context, load, sink):
    """Every promise was kept: each recipient has the message, and what was handed in stands whole at its end."""
    arrived = collections.defaultdict(list)
    for message in sink.messages:
        for recipient in message.recipients:
            arrived[token_of(message.data), recipient].append(message.data)
    lost = [
        (token, recipient)
        for token, (recipients, _) in load.acknowledged.items()
        for recipient in recipients
        if not arrived[token, recipient]
    ]
    expect(not lost, f"{len(lost)} acknowledged and lost, such as {lost[:5]}")
    damaged = [
        token
        for token, (recipients, octets) in load.acknowledged.items()
        for recipient in recipients
        if not all(data.endswith(octets) for data in arrived[token, recipient])
    ]
    expect(not damaged, f"{len(damaged)} damaged, such as {damaged[:5]}")
    expect_equal(sink.violations, [], "violations of the protocol")
    duplicates = sum(len(copies) - 1 for copies in arrived.values() if copies)
    unpromised = len({token for token, _ in arrived if arrived[token, _]} - set(load.acknowledged))
    context.note(f"none lost, {duplicates} duplicates, {unpromised} arrived without having been acknowledged")
