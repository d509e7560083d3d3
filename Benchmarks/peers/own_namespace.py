"""What the commands that measure whole servers share: a namespace, and a folder on a disk, of their own."""

import os
import shutil
import subprocess
import sys
import tempfile

from harness import namespace
from harness.peers import Peers


def numbers(text):
    """Numbers above 0 with commas between them, as an option has them."""
    found = [int(word) for word in text.split(",")]
    if min(found) < 1:
        raise ValueError(text)
    return found


def some_of(known):
    """What reads an option that is a list of these words, with commas between them."""

    def chosen(text):
        found = text.split(",")
        if not set(found) <= set(known):
            raise ValueError(text)
        return found

    return chosen


def run_again(parser, options, programs, sets):
    """Runs this command once more with `--inside FOLDER`, in a namespace and on a new folder below `options.dir`.

    `programs` are files that have to be there (None is left out), `sets` the peers. Returns the exit status; what is
    missing ends the command.
    """
    for program in filter(None, programs):
        if not os.access(program, os.X_OK):
            parser.error(f"no program at {program}")
    if reason := namespace.unavailable() or Peers().fetch(sets):
        sys.exit(f"{parser.prog}: {reason}")
    kind = subprocess.run(["stat", "-f", "-c", "%T", options.dir], capture_output=True, text=True).stdout.strip()
    if kind in ("tmpfs", "ramfs"):
        sys.exit(f"{parser.prog}: {options.dir} is {kind}, not a disk")
    folder = tempfile.mkdtemp(prefix=".build-compare-", dir=options.dir)
    os.chmod(folder, 0o755)
    try:
        command = [*namespace.UNSHARE, sys.executable, "-B", *sys.argv, "--inside", folder]
        return subprocess.run(command).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)
