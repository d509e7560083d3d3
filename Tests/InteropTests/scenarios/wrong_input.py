"""Wrong settings, or a machine in the way, are named in one line, with status 3, and nothing is left behind."""

import os
import re
import socket

from harness.namespace import mount_read_only
from harness.outcome import expect, expect_equal
from harness.waxwing import Waxwing, configuration

NAMESPACE = True


def run(context):
    for case in (misspelt_key, unwritable_data, port_in_use, second_daemon, broken_key, absent_key):
        folder = context.folder / case.__name__
        folder.mkdir()
        case(context, folder)


def misspelt_key(context, folder):
    """config check names the key, its line and the key that was meant; serve refuses the file too."""
    text = "# a comment\n" * 70 + configuration().replace("listeners:", "listners:")
    line = next(number for number, content in enumerate(text.splitlines(), start=1) if content.startswith("listners"))
    waxwing = Waxwing(context.binary, folder, text)
    done = waxwing.run("config", "check", waxwing.file)
    said = (done.stdout + done.stderr).decode(errors="replace")
    expect(done.returncode != 0, f"config check took a misspelt key: {said}")
    for word in ("listners", "listeners", str(line)):
        found = re.search(rf"\b{word}\b", said.replace(str(waxwing.folder), ""))
        expect(found, f"config check does not mention {word!r}: {said}")
    before = tree(folder)
    done = waxwing.run("serve", "--config", waxwing.file, seconds=20)
    expect(done.returncode in (2, 3), f"serve with a misspelt key ended with status {done.returncode}")
    expect(b"listners" in done.stderr, f"serve does not name the key: {done.stderr!r}")
    expect_equal(tree(folder), before, "the folder")


def unwritable_data(context, folder):
    waxwing = Waxwing(context.binary, folder, configuration())
    waxwing.data.mkdir()
    mount_read_only(waxwing.data)
    refused(waxwing, str(waxwing.data.name))


def port_in_use(context, folder):
    """Once the port is free the same folder works: nothing half made stands in the way."""
    waxwing = Waxwing(context.binary, folder, configuration())
    with socket.create_server(("127.0.0.1", 2525)):
        refused(waxwing, "2525", unchanged=False)
    with waxwing.start():
        expect_equal(waxwing.queued(), [], "the queue")


def second_daemon(context, folder):
    """The second on one data directory is refused, and the first does not mind."""
    with Waxwing(context.binary, folder / "first", configuration(data="../shared"), data="../shared") as first:
        second = Waxwing(
            context.binary,
            folder / "second",
            configuration(data="../shared", listen="127.0.0.1:2526"),
            data="../shared",
        )
        refused(second, "shared")
        expect(first.process.running(), "the first daemon ended")
        expect_equal(first.queued(), [], "the first daemon's queue")


def broken_key(context, folder):
    waxwing = Waxwing(context.binary, folder, with_key("broken.pem"))
    (folder / "broken.pem").write_text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    (folder / "broken.pem").chmod(0o600)
    refused(waxwing, "broken.pem")


def absent_key(context, folder):
    refused(Waxwing(context.binary, folder, with_key("absent.pem")), "absent.pem")


def with_key(name):
    return configuration(dkim={"sign": True, "keys": [{"domain": "sender.test", "selector": "s1", "key-file": name}]})


def refused(waxwing, mentions, unchanged=True):
    """serve ends by itself with status 3 and one line on standard error that mentions what is wrong.

    The folder stays as it was, unless `unchanged` is False.
    """
    before = tree(waxwing.folder)
    done = waxwing.run("serve", "--config", waxwing.file, seconds=20)
    lines = [line for line in done.stderr.decode(errors="replace").splitlines() if line.strip()]
    expect_equal(done.returncode, 3, f"the exit status of serve, which said {lines}")
    expect_equal(len(lines), 1, f"how many lines serve wrote to standard error: {lines}")
    expect(mentions in lines[0], f"{mentions!r} is not mentioned: {lines[0]}")
    expect("Fatal error" not in lines[0] and "Swift." not in lines[0], f"a message for programmers: {lines[0]}")
    if unchanged:
        expect_equal(tree(waxwing.folder), before, "the folder")


def tree(folder):
    """Every path below a folder, relative, with sizes of files."""
    return sorted(
        (
            os.path.relpath(os.path.join(top, name), folder),
            os.path.getsize(os.path.join(top, name)) if name in files else -1,
        )
        for top, folders, files in os.walk(folder)
        for name in [*folders, *files]
    )
