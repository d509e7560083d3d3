"""The judge of `250 only after the disk` passes a server that syncs first, and convicts five that do not.

A test of the harness itself. The servers are one small Python program under strace, whose disk work runs on a second
thread as a real server's would; a canned trace adds what cannot be provoked: a sync that fails, and calls that
interrupt each other.
"""

import sys

from harness.outcome import expect, expect_equal
from harness.process import Process, free_port
from harness.smtp_client import SMTPClient
from harness.syscalls import OPTIONS, judge_reply, read_calls, read_finished_trace

WAXWING = False
PEERS = {"strace"}

SERVER = """\
import os, socket, sys, threading
port, data, manner = int(sys.argv[1]), sys.argv[2], sys.argv[3]
log = os.open(data + "/log", os.O_WRONLY | os.O_CREAT)
other = os.open(data + "/other", os.O_WRONLY | os.O_CREAT)
def on_disk(*steps):
    worker = threading.Thread(target=lambda: [step() for step in steps])
    worker.start()
    worker.join()
write, sync = lambda: os.write(log, b"x" * 4096), lambda: os.fdatasync(log)
server = socket.create_server(("127.0.0.1", port))
while True:
    client, _ = server.accept()
    client.sendall(b"220 here\\r\\n")
    while line := client.recv(4096):
        if line.startswith(b"DATA"):
            client.sendall(b"354 go\\r\\n")
            while client.recv(4096) != b".\\r\\n":
                pass
            if manner == "first": on_disk(write, sync)
            if manner == "never": on_disk(write)
            if manner == "wrong-file": on_disk(write, lambda: os.write(other, b"x"), lambda: os.fsync(other))
            if manner == "too-early": on_disk(sync, write)
            if manner == "nothing": on_disk(sync)
            if manner == "late": on_disk(write)
            client.sendall(b"250 2.0.0 queued as 1\\r\\n")
            if manner == "late": on_disk(sync)
        else:
            client.sendall(b"250 ok\\r\\n")
"""

VERDICTS = {
    "first": "",
    "never": "returned 0",
    "late": "returned 0",
    "wrong-file": "not synced after the last",
    "too-early": "not synced after the last",
    "nothing": "nothing was written",
}

CANNED = """\
10 100.000000 sendto(5<socket:[1]>, "354 go\\r\\n", 8, 0, NULL, 0) = 8 <0.000010>
10 100.100000 read(5<socket:[1]>, ".\\r\\n", 4096) = 3 <0.000010>
11 100.200000 pwrite64(7</d/log>, "x"..., 4096, 0) = 4096 <0.000010>
11 100.300000 fdatasync(7</d/log> <unfinished ...>
10 100.350000 write(9</d/journal>, "250 2.0.0 no reply"..., 20) = 20 <0.000010>
11 {ends} <... fdatasync resumed>)         = {result} <{lasts}>
10 100.500000 write(5<socket:[1]>, "250 2.0.0 queued"..., 40) = 40 <0.000010>
"""


def run(context):
    for manner, wanted in VERDICTS.items():
        reason = judge_server(context, manner)
        expect(wanted in reason if wanted else not reason, f"a server of manner {manner}: {reason!r}")
    expect_equal(judge_canned("100.400000", "0.100000", "0"), "", "a sync that ended in time")
    expect(
        "returned 0" in judge_canned("100.400000", "0.100000", "-1 EIO (Input/output error)"),
        "a failed sync was taken for one",
    )
    expect(
        "returned 0" in judge_canned("100.600000", "0.300000", "0"),
        "a sync that ended after the reply began was taken for one",
    )


def judge_canned(ends, lasts, result):
    return judge_reply(read_calls(CANNED.format(ends=ends, lasts=lasts, result=result)), "/d").reason


def judge_server(context, manner):
    folder, trace, port = context.folder / manner, context.folder / f"{manner}.strace", free_port()
    folder.mkdir()
    strace = context.peers.strace()
    server = Process(
        [*strace, *OPTIONS, "-o", trace, sys.executable, "-c", SERVER, port, folder, manner],
        context.folder / "server.log",
    )
    with server.wait_for_port("127.0.0.1", port):
        with SMTPClient("127.0.0.1", port) as client:
            client.command("DATA", 354)
            client.send(b"hello\r\n")
            client.dot_alone()
            client.command("NOOP", 250)
        server.kill()
    return judge_reply(read_finished_trace(trace, server.pid), folder).reason
