"""A daemon that root starts with `user` holds no right when mail comes, nor after SIGUSR2; all it has is that user's.

What it cannot read, or does not own, is refused with what mends it, and changes nothing where it already serves.
"""

import os
import signal
from pathlib import Path

from harness import messages
from harness.namespace import add_accounts, add_address, mount_small_disk, reachable_by_all, user_id
from harness.outcome import expect, expect_equal
from harness.peers import make_certificate
from harness.process import run_program
from harness.senders import IMPLICIT, PLAIN, STARTTLS, Senders
from harness.smtp_client import submit
from harness.smtp_sink import SMTPSink
from harness.waxwing import Waxwing, account, configuration, listener, relay_delivery, tls

NAMESPACE = True
SECONDS = 180
SINK, NAME, USER = "10.99.0.3", "mail.example.test", "waxwing"
ADA, PASSWORD = "ada@example.test", "correct horse"
PLACE = "/srv"  # a small disk in the namespace: root alone can write to it, as to /var/lib
DATA = f"{PLACE}/lib/waxwing"


def run(context):
    add_address(SINK)
    add_accounts(context.folder, USER)
    mount_small_disk(PLACE, 1 << 30)
    Path(PLACE).chmod(0o755)
    binary = reachable_by_all(context.binary.parent, "/mnt") / context.binary.name
    folder = context.folder / "waxwing"
    folder.mkdir()
    pair = make_certificate(folder, NAME)
    ada = account(folder, ADA, PASSWORD)
    for file in (*pair, ada["password-file"]):
        os.chown(file, user_id(USER), -1)
    waxwing = Waxwing(binary, folder, text_of(pair, ada), data=DATA)
    with SMTPSink(SINK) as sink:
        with waxwing.start_serving(port=25):
            holds_no_right(waxwing.process.pid)
            mail_goes_in_and_out(sink)
            root_may_command(waxwing)
            hands_over_under_load(context, waxwing, sink)
            holds_no_right(waxwing.process.pid)
            a_key_of_roots_changes_nothing(waxwing, sink, pair)
        root_leaves_nothing_behind(waxwing)
        with waxwing.start_serving(port=25):
            holds_no_right(waxwing.process.pid)
        what_is_refused(waxwing, pair, ada)
        expect_equal(sink.violations, [], "violations of the protocol")


def text_of(pair, ada, user=USER):
    return configuration(
        user=user,
        data=DATA,
        listeners=[
            listener("127.0.0.1:25", relay_from=["127.0.0.0/8"]),
            listener("127.0.0.1:587", "submission"),
            listener("127.0.0.1:465", "submissions"),
        ],
        tls=tls(pair),
        accounts=[ada],
        dns={"servers": ["127.0.0.1:53"]},
        delivery=relay_delivery(f"{SINK}:25"),
    )


def holds_no_right(pid):
    """Sees what the kernel says of every thread, and whose the data is."""
    number = str(user_id(USER))
    for thread in Path(f"/proc/{pid}/task").iterdir():
        status = dict(line.split(":", 1) for line in (thread / "status").read_text().splitlines())
        found = {name: status[name].split() for name in ("Uid", "Gid", "Groups", "CapEff", "CapPrm", "NoNewPrivs")}
        expect_equal(
            found,
            {
                "Uid": [number] * 4,
                "Gid": [number] * 4,
                "Groups": [number],
                "CapEff": ["0" * 16],
                "CapPrm": ["0" * 16],
                "NoNewPrivs": ["1"],
            },
            f"thread {thread.name} ({status['Name'].strip()})",
        )
    place = os.stat(DATA)
    expect_equal((place.st_uid, place.st_mode & 0o777), (user_id(USER), 0o700), "owner and mode of the data directory")
    expect_equal(os.stat(f"/proc/{pid}/status").st_uid, 0, "the owner of /proc/PID, root's while dumps are forbidden")


def mail_goes_in_and_out(sink):
    one_message(sink, "before")


def one_message(sink, token):
    submit("127.0.0.1", 25, ADA, ["bob@receiver.test"], messages.message(token, ADA, "bob@receiver.test", b"hi\r\n"))
    sink.wait_for_token(token)


def root_may_command(waxwing):
    """Root's commands ask the daemon, and leave no file that is root's."""
    copy = waxwing.folder / "copy"  # the daemon makes it, as its own user
    copy.mkdir()
    os.chown(copy, user_id(USER), -1)
    listed = waxwing.json("queue", "list", "--all", "--data", waxwing.data)
    expect_equal(len(listed), 1, "messages that `queue list --all` shows to root")
    expect(waxwing.trace(listed[0]["id"]), "the trace has no events")
    for words in (
        ("queue", "suspend", "example.net", "--data", waxwing.data),
        ("queue", "resume", "example.net", "--data", waxwing.data),
        ("domain", "add", "alias.test", "--data", waxwing.data),
        ("check", "--data", waxwing.data),
        ("backup", "--data", waxwing.data, "--to", copy),
    ):
        done = waxwing.run(*words)
        expect_equal(done.returncode, 0, f"the status of {' '.join(map(str, words[:2]))}: {done.stderr!r}")
    owned_by_the_user()


def owned_by_the_user():
    strangers = [path for path in [Path(DATA), *Path(DATA).rglob("*")] if path.lstat().st_uid != user_id(USER)]
    expect_equal(strangers, [], "what in the data directory is somebody else's")


def hands_over_under_load(context, waxwing, sink):
    """Twice SIGUSR2 while senders send: one process, and nobody is refused or cut."""
    pid = waxwing.process.pid
    with senders() as load:
        load.move_on(5)
        for _ in range(2):
            load.goodbye = True
            waxwing.hand_over()
            load.move_on(5)
            load.goodbye = False
            load.move_on(5)
        load.end()
    expect_equal((waxwing.process.running(), waxwing.process.pid), (True, pid), "the process")
    load.have_arrived(sink)
    goodbyes = sum(sender.goodbyes for sender in load.all)
    context.note(f"{len(load.accepted)} messages over {load.connections} connections, {goodbyes} times 421")


def senders():
    load = Senders()
    load.add("load-long", ("127.0.0.1", 25), PLAIN)
    load.add("load-short", ("127.0.0.1", 25), PLAIN, each=1)
    load.add("load-starttls", ("127.0.0.1", 587), STARTTLS, each=3, account=(ADA, PASSWORD))
    load.add("load-implicit", ("127.0.0.1", 465), IMPLICIT, account=(ADA, PASSWORD), size=100_000)
    load.knock("knock", ("127.0.0.1", 25), count=2)
    return load


def a_key_of_roots_changes_nothing(waxwing, sink, pair):
    """SIGHUP with a key that root alone may read, as certbot's are: told, with the user's name; and all goes on."""
    _, key = pair
    os.chown(key, 0, 0)
    try:
        line = waxwing.reload_and_hear("stays as it was")
        expect(str(key) in line and USER in line, f"neither key nor user are named: {line}")
        line = waxwing.signal_and_hear(signal.SIGUSR2, "not handing over")
        expect(str(key) in line, f"the key is not named: {line}")
        with senders() as load:
            load.move_on(1)
            load.end()
    finally:
        os.chown(key, user_id(USER), -1)
    waxwing.reload_and_hear("were read again")
    one_message(sink, "after")
    waxwing.wait_until_empty()


def root_leaves_nothing_behind(waxwing):
    """Root looks into the data while no daemon runs: what that makes must not keep the daemon from starting."""
    for words in (("queue", "list"), ("check",), ("domain", "list"), ("alias", "list"), ("suppression", "list")):
        done = waxwing.run(*words, "--data", waxwing.data)
        expect_equal(done.returncode, 0, f"the status of {' '.join(words)} without a daemon: {done.stderr!r}")
    done = waxwing.run("domain", "add", "second.test", "--data", waxwing.data)
    expect_equal(done.returncode, 0, f"the status of domain add without a daemon: {done.stderr!r}")
    owned_by_the_user()


def what_is_refused(waxwing, pair, ada):
    foreign = Path(DATA) / "spool" / "foreign"
    foreign.parent.mkdir(exist_ok=True)
    os.chown(foreign.parent, user_id(USER), user_id(USER))
    foreign.touch()
    refused(waxwing, f"chown -R {USER}:{USER} {DATA}", str(foreign), "belongs to root")
    run_program(["chown", "-R", f"{USER}:{USER}", DATA])
    with waxwing.start_serving(port=25):
        pass
    waxwing.file.chmod(0o600)
    refused(waxwing, f"chgrp {USER}", "cannot read it")
    waxwing.file.chmod(0o644)
    os.chown(pair[1], 0, 0)
    refused(waxwing, str(pair[1]), f"runs as {USER}")
    os.chown(pair[1], user_id(USER), -1)
    for user, sentence in (("nobody-such", 'there is no user "nobody-such"'), ("root", "root itself")):
        waxwing.file.write_text(text_of(pair, ada, user))
        refused(waxwing, sentence)
    waxwing.file.write_text(text_of(pair, ada))


def refused(waxwing, *words):
    """`serve` ends with status 3, and these words say why."""
    done = waxwing.run("serve", "--config", waxwing.file)
    said = done.stderr.decode(errors="replace")
    expect_equal(done.returncode, 3, f"the status of serve: {said!r}")
    expect(said.startswith("waxwing: "), said)
    for word in words:
        expect(word in said, f"{word!r} is not in {said!r}")
