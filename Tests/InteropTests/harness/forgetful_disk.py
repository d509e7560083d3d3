"""A disk that forgets, below one directory of one program: whatever was not synced when the power goes may be lost.

A library that is loaded before libc (forgetful_disk_preload.c, with the model of Tests/Support/CForgetfulDisk) keeps
what has been written since the last sync apart from what is safe. At the cut it writes what the disk may hold into an
image and ends the program with SIGKILL. Until then it can fail syncs and writes, or be full. The two sides share a page
of counters and switches; its layout stands in the library's source.
"""

import mmap
import os
import shutil
import sys
import time
from pathlib import Path

from .outcome import Failure, Skip, expect
from .process import run_program

HERE = Path(__file__).parent
MODEL = HERE.parents[1] / "Support" / "CForgetfulDisk"
PAGE = 4096
# Places of the page's numbers, each of 64 bits.
MAGIC, OPERATIONS, CUT_AFTER, SEED, FAIL_SYNC, SYNCS, FULL, FAIL_WRITES, FAIL_SYNCS = range(9)
SYNC_OUTCOME, SURVIVAL, CUT_OUTCOME = 9, 10, 11
LOADED = int.from_bytes(b"WAXWDISK", sys.byteorder)  # what the library writes at MAGIC


def build_library(folder):
    """Compiles the library into a folder, and answers with its path."""
    compiler = next((found for name in ("clang", "cc", "gcc") if (found := shutil.which(name))), None)
    if not compiler:
        raise Skip("needs a C compiler for the disk that forgets")
    library = Path(folder) / "forgetful-disk.so"
    sources = [HERE / "forgetful_disk_preload.c", *sorted(MODEL.glob("disk_*.c"))]
    flags = ["-std=gnu11", "-shared", "-fPIC", "-O2", "-I", MODEL / "include"]
    done = run_program([compiler, *flags, *sources, "-o", library, "-ldl", "-lpthread"])
    if done.returncode != 0:
        raise Failure(f"{compiler} cannot build the disk that forgets: {done.stderr.decode(errors='replace')[-2000:]}")
    return library


class ForgetfulDisk:
    """The disk below `directory`. Its own files lie in `folder`, which must not be in there.

    Without `library` (see `build_library`) it builds one for itself.
    """

    def __init__(self, folder, directory, library=None):
        self.directory, self.image, self.file = Path(directory), Path(folder) / "image", Path(folder) / "control"
        self.library = library or build_library(folder)
        self.file.write_bytes(bytes(PAGE))
        with open(self.file, "r+b") as file:
            self.page = mmap.mmap(file.fileno(), PAGE)
        self.numbers = memoryview(self.page).cast("Q")  # a number is written at once, and never half of it is seen

    def wrapper(self):
        """The command that replaces itself with a program on this disk, for one start. All counters are 0 again.

        What is in the directory then is safe.
        """
        self.page[:] = bytes(PAGE)
        shutil.rmtree(self.image, ignore_errors=True)
        return [
            "env",
            f"LD_PRELOAD={self.library}",
            f"WAXWING_DISK_DIRECTORY={self.directory.resolve()}",
            f"WAXWING_DISK_CONTROL={self.file}",
            f"WAXWING_DISK_IMAGE={self.image}",
        ]

    @property
    def operations(self):
        """How many writes, syncs and changes of names there were since the start."""
        return self.numbers[OPERATIONS]

    @property
    def syncs(self):
        """How many syncs there were since the start."""
        return self.numbers[SYNCS]

    def cut_after(self, operations, seed):
        """The power goes when so many more operations were seen; `seed` says what the disk holds then.

        Mostly any part of what was not synced; sometimes nothing of it, or all, or only what came last.
        """
        self.numbers[SEED], self.numbers[SURVIVAL] = seed, max(0, seed % 8 - 4)
        self.numbers[CUT_AFTER] = self.operations + operations

    def fail_next_sync(self, outcome=0):
        """One sync fails, as soon as there is one, and what it was to make safe never will be. Returns its number.

        `outcome` 1 makes any part of it safe all the same; 2 more takes it out of what can be read.
        """
        self.numbers[SYNC_OUTCOME] = outcome
        number = self.syncs + 2  # the next one may be under way
        self.numbers[FAIL_SYNC] = number
        return number

    def set_full(self):
        """There is no room: writes that make a file larger fail."""
        self.numbers[FULL] = 1

    def set_failing(self):
        """Every write fails."""
        self.numbers[FAIL_WRITES] = 1

    def lift(self):
        """The disk is as good as new; what is lost stays lost."""
        for place in (FAIL_SYNC, FULL, FAIL_WRITES, FAIL_SYNCS):
            self.numbers[place] = 0

    def wait_for_cut(self, process, seconds):
        """Returns whether the power went within this time. The program is gone then."""
        deadline = time.monotonic() + seconds
        while process.running():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.005)
        expect(self.was_cut(), f"the program ended without a power cut:\n{process.tail()}")
        return True

    def was_cut(self):
        """Whether the power went since the start, for a program that has ended."""
        outcome = self.numbers[CUT_OUTCOME]
        expect(outcome in (0, 1), f"the image could not be written: {os.strerror(outcome - 1000)}")
        return outcome == 1

    def expect_loaded(self):
        """Raises `Failure` unless the program that was started is on this disk."""
        expect(self.numbers[MAGIC] == LOADED, "the program runs without this disk: is it linked statically?")

    def restart(self):
        """Puts what the disk holds after the cut in the place of the directory."""
        mode = self.directory.stat().st_mode & 0o7777
        shutil.rmtree(self.directory)
        shutil.move(self.image, self.directory)
        self.directory.chmod(mode)
