"""A backup made while mail comes in and goes out is sound, and a daemon on the restored copy delivers what it has.

Everything that got its 250 before the backup began, and was not delivered, is in it, whole: the first daemon is killed
before it can deliver any of that, so that only the copy can. What was delivered before the backup is not sent again.
"""

import time

from harness.load import Load
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal, wait_until
from harness.promises import Arrivals
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery
from harness.waxwing_data import backup, check, restore

NAMESPACE = True
PEERS = {"nsd"}
SECONDS = 240
BEFORE = 300
PROMPT = {f"r{number}@receiver.test" for number in range(0, 40, 4)}  # they take their mail, all others are busy


def run(context):
    context.note(f"seed {context.seed}")
    add_address("10.99.0.3")
    text = configuration(dns=LOCAL_DNS, delivery=delivery(first="1s", max="2s", expire="1h"), spool_threshold="64KiB")
    waxwing = Waxwing(context.binary, context.folder / "waxwing", text)
    restored = Waxwing(context.binary, context.folder / "restored", text)
    copy = context.folder / "backup"
    with (
        NSD(context.peers, context.folder / "nsd", {"receiver.test": mail_zone("10.99.0.3")}),
        SMTPSink("10.99.0.3") as sink,
        waxwing,
        Load(2525, context.folder / "acknowledged.txt", sessions=10, seed=context.seed) as load,
    ):
        everybody_else_is(sink, "450 4.2.1 mailbox busy")
        wait_until(lambda: load.promised >= BEFORE, 30, f"{BEFORE} acknowledged messages")
        promised, began = load.acknowledged(), time.time()
        backup(waxwing, copy)
        ended = time.time()
        during = load.promised - len(promised)
        expect(during > 0, "nothing was acknowledged while the backup was made: it was not under load")
        load.stop()
        waxwing.kill()
        context.note(f"a backup of {len(promised)} messages took {ended - began:.1f} s; {during} more came meanwhile")
        check(waxwing, "--backup", copy)
        arrivals = Arrivals(sink, load).refresh()
        waiting = [token for token in promised if arrivals.missing(token)]
        expect(waiting, "everything was delivered before the backup: nothing was tested")
        restore(restored, copy)
        everybody_else_is(sink, "250 2.1.5 ok")
        with restored:
            restored.wait_until_empty(60)
            the_copy_had_it(context, arrivals.refresh(), promised, began)
        check(restored)


def everybody_else_is(sink, reply):
    for number in range(40):
        for name in (f"r{number}@receiver.test", f"second{number}@receiver.test"):
            if name not in PROMPT:
                sink.answer(name, then=reply)


def the_copy_had_it(context, arrivals, promised, began):
    """Every promise is kept, and what was over before the backup was not done again.

    A second before it is left for the outcome to be recorded.
    """
    lost = [(token, recipient) for token in promised for recipient in arrivals.missing(token)]
    expect(not lost, f"{len(lost)} acknowledged before the backup and lost, such as {lost[:5]}")
    damaged = [key for key, copies in arrivals.copies.items() if not all(copy.whole for copy in copies)]
    expect_equal(damaged[:5], [], "messages that are damaged")
    twice = [key for key, copies in arrivals.copies.items() if len(copies) > 1]
    again = [key for key in twice if arrivals.copies[key][0].time < began - 1]
    expect_equal(again[:5], [], "messages delivered before the backup and once more by the copy")
    context.note(f"none of {len(promised)} lost; {len(twice)} delivered since the backup began came once more")
