"""The commands on a whole data directory: `waxwing check`, `backup` and `restore`."""

import json

from .outcome import Failure, expect_equal
from .waxwing import FINAL_STATES


def check(waxwing, *options, seconds=120):
    """Looks at everything in the data directory, or in what `options` name.

    Any problem is a `Failure`, and so is a message that was put aside. Returns what was counted.
    """
    said = _run(waxwing, "check", *(options or ("--data", waxwing.data)), "--json", seconds=seconds)
    try:
        found = json.loads(said)
    except ValueError as error:
        raise Failure(f"waxwing check printed no JSON ({error}): {said[:300]!r}") from None
    expect_equal((found["problems"], found.get("quarantined", [])), ([], []), "problems and messages put aside")
    return found


def backup(waxwing, folder, seconds=120):
    """Copies the data directory, which a daemon may be using, into a folder."""
    return _run(waxwing, "backup", "--data", waxwing.data, "--to", folder, seconds=seconds)


def restore(waxwing, folder, seconds=120):
    """Makes the data directory from a backup."""
    return _run(waxwing, "restore", folder, "--data", waxwing.data, seconds=seconds)


def waiting(waxwing):
    """The recipients for whom there is still work to do: {id: [address]}. However many there are."""
    rows = waxwing.json("queue", "list", "--limit", "100000", "--data", waxwing.data)
    return {row["id"]: [recipient["address"] for recipient in row["recipients"] if is_open(recipient)] for row in rows}


def is_open(recipient):
    return recipient["state"] not in FINAL_STATES


def _run(waxwing, *arguments, seconds):
    done = waxwing.run(*arguments, seconds=seconds)
    if done.returncode != 0:
        said = (done.stdout[-2000:] + done.stderr[-2000:]).decode(errors="replace")
        raise Failure(f"waxwing {arguments[0]} ended with status {done.returncode}: {said}")
    return done.stdout.decode(errors="replace")
