"""Reads what strace wrote, and judges whether a reply to a final dot waited for the disk.

Wants the options in OPTIONS. A call that another thread interrupted in the trace is put together again,
so that each call has the time it began and the time it returned.
"""

import re
from dataclasses import dataclass

from .outcome import wait_until

READS = {"read", "readv", "recvfrom", "recvmsg"}
WRITES = {"write", "writev", "pwrite64", "pwritev", "pwritev2"}
SENDS = {"write", "writev", "sendto", "sendmsg"}
SYNCS = {"fsync", "fdatasync"}
TRACED = ",".join(sorted(READS | WRITES | SENDS | SYNCS))

OPTIONS = ["-f", "-y", "-ttt", "-T", "-s", "64", "-e", f"trace={TRACED}"]

LINE = re.compile(r"(?:\[pid +)?(\d+)?\]? *(\d+\.\d+) (.*)")
CALL = re.compile(r"(\w+)\((.*)\) += (-?\d+|\?)(?:.* <(\d+\.\d+)>)?")
UNFINISHED = re.compile(r"(\w+)\((.*?)(?: <unfinished \.\.\.>| <unfinished)$")
RESUMED = re.compile(r"<\.\.\. (\w+) resumed>(.*)")
TARGET = re.compile(r"\d+<(.*?)>(?:,|$|\s)")


@dataclass
class Call:
    """One system call. `target` is the path or socket behind its first argument, as strace's -y prints it."""

    name: str
    arguments: str
    result: int
    began: float
    returned: float

    @property
    def target(self):
        match = TARGET.match(self.arguments)
        return match[1] if match else ""

    def on_socket(self):
        return self.target.startswith(("socket:", "TCP", "UNIX"))


def read_calls(text):
    """The calls of a trace in the order in which strace finished writing about them."""
    calls, pending = [], {}
    for line in text.splitlines():
        match = LINE.match(line)
        if not match:
            continue
        thread, time, rest = match[1], float(match[2]), match[3]
        if unfinished := UNFINISHED.match(rest):
            pending[thread] = (time, unfinished[1], unfinished[2])
            continue
        began = time
        if resumed := RESUMED.match(rest):
            if thread not in pending:
                continue
            began, name, start = pending.pop(thread)
            rest = f"{name}({start}{resumed[2]}"
        if call := CALL.match(rest):
            calls.append(
                Call(call[1], call[2], int(call[3]) if call[3] != "?" else -1, began, began + float(call[4] or 0))
            )
    return calls


def read_finished_trace(path, pid, seconds=20):
    """The calls of a trace whose traced process has ended.

    It waits for strace, which writes its last lines after that.
    """
    ended = re.compile(rf"^{pid} .*\+\+\+ (?:killed|exited) ", re.MULTILINE)
    wait_until(lambda: ended.search(path.read_text(errors="replace")), seconds, f"the end of {path.name}")
    return read_calls(path.read_text(errors="replace"))


@dataclass
class Verdict:
    """What lay between a final dot and its 250. `reason` is empty when the reply waited as it should."""

    syncs: list
    reason: str


def judge_reply(calls, data_folder):
    """Looks at the last final dot that was read from a socket by a call of its own, and at the `250` that follows it.

    The reply waited for the disk when, between the two, a sync of a file below `data_folder` began and returned 0, and
    the file that took most octets since the 354 was synced after the last of them.
    """
    prefix = str(data_folder)
    dots = [
        call
        for call in calls
        if call.name in READS
        and call.on_socket()
        and call.result > 0
        and re.search(r'"(\\r\\n)?\.\\r\\n"', call.arguments)
    ]
    if not dots:
        return Verdict([], "no final dot was seen in the trace")
    dot = dots[-1]
    sends = [call for call in calls if call.name in SENDS and call.on_socket()]
    reply = next((call for call in sends if '"250' in call.arguments and call.began >= dot.returned), None)
    if reply is None:
        return Verdict([], "no 250 was seen after the final dot")
    go_ahead = max((call.began for call in sends if '"354' in call.arguments and call.began < dot.began), default=0.0)
    syncs = [
        call
        for call in calls
        if call.name in SYNCS
        and call.target.startswith(prefix)
        and dot.returned <= call.began
        and call.returned <= reply.began
    ]
    good = [call for call in syncs if call.result == 0]
    if not good:
        return Verdict(syncs, "no sync of a file of the data directory returned 0 between the final dot and its 250")
    written = {}
    for call in calls:
        if call.name in WRITES and call.target.startswith(prefix) and go_ahead <= call.began < reply.began:
            octets, last = written.get(call.target, (0, 0.0))
            written[call.target] = (octets + max(call.result, 0), max(last, call.returned))
    if not written:
        return Verdict(syncs, "something was synced, but nothing was written before the 250")
    target, (octets, last) = max(written.items(), key=lambda item: item[1][0])
    if not any(call.target == target and call.began >= last for call in good):
        return Verdict(
            syncs, f"{octets} octets were written to {target} and not synced after the last of them before the 250"
        )
    return Verdict(syncs, "")
