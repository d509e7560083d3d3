"""What a disk can do by itself, and how often others have it sync: the scale for everything that is durable."""

import os
import re
import statistics
import time

SYNCS = "fsync,fdatasync,syncfs,sync_file_range,msync"
RETURNED = re.compile(rb"= 0$", re.MULTILINE)


def sync_times(path, octets, seconds, overwrite=False):
    """The seconds of each write and fdatasync of so many octets, for about so long.

    Each write goes behind the one before, where the file system has to note the new length; or with `overwrite` to
    the same place in a file that is as long already, as in a write-ahead log that is used again.
    """
    data, times, began = os.urandom(octets), [], time.monotonic()
    with open(path, "wb", buffering=0) as file:
        if overwrite:
            file.write(data)
            os.fsync(file.fileno())
        while time.monotonic() - began < seconds:
            if overwrite:
                file.seek(0)
            start = time.perf_counter()
            file.write(data)
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - start)
    path.unlink()
    return times


def probe(folder, sizes, seconds=0.4):
    """Syncs a second and the median of their time, for each size: appended, and written over."""
    found = []
    for octets in sizes:
        row = {"octets": octets}
        for name, overwrite in (("appended", False), ("overwritten", True)):
            times = sync_times(folder / "probe", octets, seconds, overwrite)
            row[name] = {"per_second": len(times) / sum(times), "median_ms": statistics.median(times) * 1000}
        found.append(row)
    return found


class SyncCount:
    """Counts the syncs of a program and of all that it starts, by strace, which stops it for nothing else.

    `words` goes before the program's command line; needs root where the program changes its user. The strace that is
    found has to be the machine's own or an unpacked one, as `Peers.strace` gives it.
    """

    def __init__(self, strace, log):
        self.log = log
        self.words = [*strace, "-f", "--seccomp-bpf", "-qq", "-e", f"trace={SYNCS}", "-e", "signal=none", "-o", log]

    def __call__(self):
        """How many have returned without an error until now."""
        return len(RETURNED.findall(self.log.read_bytes())) if self.log.exists() else 0
