"""Twenty-five times killed while clients change domains, aliases, rules and accounts: what was acknowledged is there.

Four clients at once change the directory through the daemon, which is killed with SIGKILL and started again: at random
moments, every second time when it is writing; and in between commands change the files with no daemon there, and are
killed themselves. What was acknowledged is there, as it was left; what was not is there whole or not at all, a domain
with its keys, its aliases and rules with it. SQLite, `waxwing check` and the next start find the files sound.
WAXWING_KILLS=N for another number, WAXWING_SEED=N replays the moments and the changes.
"""

import os
import shutil
import threading
import time

from harness.directory_changes import Client, all_at_once
from harness.outcome import expect, expect_equal
from harness.process import free_port
from harness.waxwing import Waxwing, configuration
from harness.waxwing_data import check
from harness.waxwing_directory import DOMAIN, contents, database_is_whole, is_writing

KILLS = int(os.environ.get("WAXWING_KILLS") or 10)
SECONDS = 180 + 12 * KILLS
CLIENTS = 4
ON_FILES = 5  # every how many kills the next ones are of commands that work on the files
COMMANDS = 8  # how many of these then


def run(context):
    context.note(f"seed {context.seed}")
    port = free_port()
    waxwing = Waxwing(context.binary, context.folder / "waxwing", configuration(listen=f"127.0.0.1:{port}"))
    clients = [Client(waxwing, number, context.seed) for number in range(CLIENTS)]
    promised = Promises(waxwing, clients, context.folder / "copy")
    for number in range(KILLS):
        with waxwing.start(port=port):
            promised.are_kept()
            kill_at_work(context, waxwing, clients, writing=number % 2 == 1)
        promised.are_kept_in_files()
        if number % ON_FILES == ON_FILES - 1:
            kill_commands(context, promised)
    with waxwing.start(port=port):
        promised.are_kept()
        check(waxwing)
    check_would_notice(waxwing)
    names = ("acknowledged", "unknown", "done")
    acknowledged, unknown, done = (sum(getattr(client, name) for client in clients) for name in names)
    context.note(f"{KILLS} kills of the daemon; {acknowledged} changes were acknowledged, and are there")
    context.note(f"{unknown} were not, and are there whole ({done}) or not at all ({unknown - done})")
    expect(acknowledged > 2 * KILLS, "hardly anything was acknowledged: nothing was tested")
    expect(unknown > KILLS / 2, "hardly any kill came while something was changed: nothing was tested")


def kill_at_work(context, waxwing, clients, writing):
    """Kills while everybody works, and waits for those whose command has not ended yet.

    With `writing` that is as soon as a change is being written, or some milliseconds later. A command that comes after
    the kill works on the files.
    """
    ended = threading.Event()
    threads = all_at_once(clients, ended)
    time.sleep(0.1 + context.random.random() * 1.2)
    if writing:
        deadline = time.monotonic() + 1
        while not is_writing(waxwing) and time.monotonic() < deadline:
            pass
        time.sleep(context.random.choice([0, 0, context.random.random() * 0.01]))
    waxwing.kill()
    ended.set()
    for thread in threads:
        thread.join(60)
    expect_equal([thread.is_alive() for thread in threads], [False] * len(threads), "clients that hang")


def kill_commands(context, promised):
    """Kills commands that work on the files, one after the other."""
    for number in range(COMMANDS):
        client = promised.clients[number % CLIENTS]
        client.change_and_die(context.random.random() * 0.12, promised.waxwing.folder / "command.log")
        promised.are_kept_in_files()


def check_would_notice(waxwing):
    """`waxwing check` says that pages of the directory are damaged; else its word above is worth nothing."""
    copy = waxwing.folder / "damaged"
    shutil.copytree(waxwing.data, copy, ignore=shutil.ignore_patterns("control.*"))
    path = copy / "directory.sqlite"
    octets = path.read_bytes()
    path.write_bytes(octets[:4096] + bytes(octet ^ 0x5A for octet in octets[4096:]))
    done = waxwing.run("check", "--data", copy, "--json")
    expect(done.returncode in (1, 3), f"check ends with status {done.returncode} where the directory is damaged")


class Promises:
    """Whether all is there that was promised, also the keys of the domains."""

    def __init__(self, waxwing, clients, copy):
        self.waxwing, self.clients, self.copy, self.records = waxwing, clients, copy, {}

    def are_kept(self):
        """Where a daemon runs."""
        self.keys_stay(self.settle())

    def are_kept_in_files(self):
        """Where none runs."""
        database_is_whole(self.waxwing, self.copy)
        check(self.waxwing)
        self.settle()

    def settle(self):
        found = contents(self.waxwing)
        for client in self.clients:
            client.settle(found)
        return found

    def keys_stay(self, found):
        """The records of a domain are what they were when it was first seen."""
        names = [name for kind, name in found if kind == DOMAIN]
        for name in names:
            records = self.waxwing.run(
                "domain", "records", name, "--mail-host", "mx.test", "--zone-format", "--data", self.waxwing.data
            ).stdout
            expect_equal(records, self.records.setdefault(name, records), f"the records of {name}")
