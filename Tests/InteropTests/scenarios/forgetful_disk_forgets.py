"""The disk that forgets keeps what SQLite has synced and loses what it has not; it fails and fills up as it is told.

A program without `waxwing` commits a row at a time and says so. With synchronous=FULL each row it spoke of survives
each cut; with synchronous=OFF some are lost, or the file cannot be read any more.
"""

import sqlite3
import sys

from harness.forgetful_disk import ForgetfulDisk, build_library
from harness.outcome import expect, expect_equal, wait_until
from harness.process import Process

WAXWING = False
SECONDS = 180
CUTS = 20
PROGRAM = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("PRAGMA journal_mode = WAL")
database.execute(f"PRAGMA synchronous = {sys.argv[2]}")
database.execute("PRAGMA wal_autocheckpoint = 20")
database.execute("CREATE TABLE IF NOT EXISTS entry (id INTEGER PRIMARY KEY, text TEXT)")
number = 0
while True:
    number += 1
    try:
        database.execute("INSERT INTO entry VALUES (?, ?)", (number, "x" * (number % 3000)))
        print(number, flush=True)
    except sqlite3.OperationalError as error:
        print(error, flush=True)
"""


def run(context):
    context.note(f"seed {context.seed}")
    library = build_library(context.folder)
    lost = {
        mode: [cut(context, library, f"{mode}-{number}", mode) for number in range(CUTS)] for mode in ("FULL", "OFF")
    }
    expect_equal([rows for rows in lost["FULL"] if rows], [], "rows lost though they were synced")
    bites = sum(bool(rows) for rows in lost["OFF"])
    expect(bites >= CUTS // 2, f"only {bites} of {CUTS} cuts lost what was not synced")
    context.note(f"{CUTS} cuts with syncs lost nothing, {bites} of {CUTS} without syncs lost something")
    faults(context, library)


def start(context, library, name, mode):
    """(disk, process, the file of what it says) of a program on a disk of its own."""
    folder, data = context.folder / name, context.folder / name / "data"
    data.mkdir(parents=True)
    disk, said = ForgetfulDisk(folder, data, library), folder / "said.txt"
    command = [*disk.wrapper(), sys.executable, "-c", PROGRAM, data / "queue.sqlite", mode]
    process = Process(command, folder / "program.log", output=said)
    wait_until(lambda: said.stat().st_size > 0, 30, "the first row", pause=0.01)
    disk.expect_loaded()
    return disk, process, said


def cut(context, library, name, mode):
    """The rows that the program spoke of and that are not there after a cut, or "all" where nothing can be read."""
    disk, process, said = start(context, library, name, mode)
    with process:
        disk.cut_after(int(2 ** context.random.uniform(0, 10)), context.random.randrange(1 << 63))
        expect(disk.wait_for_cut(process, 30), "no power cut")
    disk.restart()
    spoken = {int(line) for line in said.read_text().splitlines()}
    try:
        with sqlite3.connect(disk.directory / "queue.sqlite") as database:
            expect_sound(database)
            return spoken - {row for (row,) in database.execute("SELECT id FROM entry")}
    except sqlite3.DatabaseError:
        return "all"


def expect_sound(database):
    (answer,) = database.execute("PRAGMA integrity_check").fetchone()
    if answer != "ok":
        raise sqlite3.DatabaseError(answer)


def faults(context, library):
    """Each fault is seen by the program, and over when it is lifted."""
    disk, process, said = start(context, library, "faults", "FULL")
    try:
        wait_for_complaint(said, "a full disk", "full", disk.set_full)
        disk.lift()
        wait_for_complaint(said, "failing writes", "I/O", disk.set_failing)
        disk.lift()
        # SQLite says nothing of a sync that fails while it moves its log into the database, so it takes several.
        wait_for_complaint(said, "a failing sync", "I/O", disk.fail_next_sync, again=True)
        disk.lift()
        rows = said.stat().st_size
        wait_until(lambda: said.read_text()[rows:].rstrip().rsplit("\n")[-1].isdigit(), 30, "rows after the faults")
    finally:
        process.kill()
    expect(not disk.was_cut(), "the power went, though nobody cut it")


def wait_for_complaint(said, name, words, begin, again=False):
    """Begins a fault, `again` and again if need be, until the program complains of it."""
    place = said.stat().st_size
    begin()

    def complained():
        if again:
            begin()
        return words in said.read_text()[place:]

    wait_until(complained, 30, f"an error that says {words}: {name}")
