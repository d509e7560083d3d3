"""The power goes while a daemon works under load, again and again, and each time it starts on what the disk held.

Shared by the scenario in which nothing may be lost and the one in which something has to be.
"""

from contextlib import contextmanager

from .forgetful_disk import ForgetfulDisk
from .load import Load
from .namespace import add_address
from .nsd import NSD, mail_zone
from .outcome import Failure, expect, wait_until
from .promises import Arrivals
from .smtp_sink import SMTPSink
from .waxwing import LOCAL_DNS, Waxwing, configuration, delivery
from .waxwing_data import waiting

BUSY = [f"r{number}@receiver.test" for number in (3, 13, 23, 33)]
LONGEST = 3  # seconds under load before a cut that was to come later comes now


class NothingLeft(Failure):
    """The daemon, or the command that lists the queue, cannot go on with what the disk held."""


class PowerCuts:
    """A daemon on a disk that forgets, its load, and where its mail goes."""

    def __init__(self, context, waxwing, disk, load, sink):
        self.context, self.waxwing, self.disk, self.load, self.sink = context, waxwing, disk, load, sink
        self.arrivals, self.early = Arrivals(sink, load), 0

    def cut(self, promises=0):
        """Starts the daemon, lets the power go at a random operation, and puts what the disk held in its place.

        The cut waits for so many messages that got their 250. If it need not wait, every second comes while the daemon
        is starting. A daemon that does not start is `NothingLeft`.
        """
        random, before = self.context.random, self.load.promised
        seed, early = random.randrange(1 << 63), promises == 0 and random.random() < 0.5
        wrapper = self.disk.wrapper()
        if early:
            self.disk.cut_after(random.randint(1, 40), seed)
        try:
            self.waxwing.start(wrapper=wrapper)
            self.disk.expect_loaded()
        except Failure as failure:
            if not self.disk.was_cut():
                raise NothingLeft(str(failure)) from None
            self.early += 1
        if not early:
            wait_until(lambda: self.load.promised >= before + promises, 30, f"{promises} acknowledged messages")
            self.disk.cut_after(int(2 ** random.uniform(0, 12)), seed)
        if not self.disk.wait_for_cut(self.waxwing.process, LONGEST):
            self.disk.cut_after(random.randint(1, 5), seed)
            expect(self.disk.wait_for_cut(self.waxwing.process, 30), "no power cut: nothing is written any more")
        self.load.wait_until_cut_off()
        self.disk.restart()

    def lost(self):
        """The recipients of acknowledged messages who neither wait in the queue on disk nor have it: [(token, name)].

        A queue that cannot be read is `NothingLeft`.
        """
        promised = self.load.acknowledged()
        try:
            queued = waiting(self.waxwing)
        except Failure as failure:
            raise NothingLeft(str(failure)) from None
        arrivals = self.arrivals.refresh()
        return [
            (token, recipient)
            for token, sent in promised.items()
            for recipient in arrivals.missing(token)
            if recipient not in queued.get(sent.identifier, ())
        ]


@contextmanager
def power_cuts(context, durability):
    """`PowerCuts` whose load runs. Some mailboxes defer at first, so that each cut finds messages that wait."""
    context.note(f"seed {context.seed}")
    add_address("10.99.0.3")
    retried = delivery(first="1s", max="5s", expire="1h")
    text = configuration(dns=LOCAL_DNS, delivery=retried, durability=durability, spool_threshold="64KiB")
    waxwing, folder = Waxwing(context.binary, context.folder / "waxwing", text), context.folder / "disk"
    folder.mkdir()
    disk = ForgetfulDisk(folder, waxwing.data)
    with (
        NSD(context.peers, context.folder / "nsd", {"receiver.test": mail_zone("10.99.0.3")}),
        SMTPSink("10.99.0.3") as sink,
        Load(2525, context.folder / "acknowledged.txt", sessions=30, seed=context.seed) as load,
    ):
        for recipient in BUSY:
            sink.answer(recipient, *["450 4.2.1 mailbox busy"] * 12)
        try:
            yield PowerCuts(context, waxwing, disk, load, sink)
        finally:
            if waxwing.process:
                waxwing.kill()
