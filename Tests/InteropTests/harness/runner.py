"""Runs scenarios one after the other, each in a process (and, where it wants one, a namespace) of its own.

A scenario that hangs is killed with everything it started; a skip is counted and has a reason; with CI=true a peer that
could not be had is a failure, so that a green run means that the peers were there.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

from . import namespace
from .outcome import Failure, Skip
from .peers import Peers
from .scenario import Context, Scenario

TAIL = 15  # lines of each log under a failure


class Runner:
    """Counts as it goes. `run` prints one line a scenario, and what it takes to understand a failure."""

    def __init__(self, entry, binary, keep):
        self.entry, self.binary, self.keep = entry, Path(binary).resolve(), keep
        self.counts = {"passed": 0, "failed": 0, "skipped": 0}
        self.unavailable, self.failures = {}, []

    def run(self, scenario):
        folder = Path(tempfile.mkdtemp(prefix="waxwing-interop-")).resolve()
        folder.chmod(0o755)  # peers that drop root have to walk through
        began = time.monotonic()
        outcome, reason, notes = self._missing(scenario) or self._run_apart(scenario, folder)
        self.counts[outcome] += 1
        suffix = f": {reason}" if outcome == "skipped" else ""
        print(f"{outcome:<7} {time.monotonic() - began:6.1f} s  {scenario.name}{suffix}", flush=True)
        for note in notes:
            print(f"                    {note}")
        if outcome == "failed":
            self.failures.append(f"{scenario.name}: {reason.strip().splitlines()[-1] if reason.strip() else 'no reason'}")
            print(indented(reason))
            for log in sorted(folder.rglob("*.log")):
                self._print_tail(log, folder)
        if self.keep:
            print(f"                    kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
        sys.stdout.flush()

    def _missing(self, scenario):
        """The outcome where the scenario cannot be run at all, or None."""
        if scenario.waxwing and not os.access(self.binary, os.X_OK):
            return "failed", f"no program at {self.binary}: build it first", []
        if scenario.namespace and (reason := namespace.unavailable()):
            return "skipped", reason, []
        for name in sorted(scenario.peers):
            if name not in self.unavailable:
                self.unavailable[name] = Peers().fetch([name])
            if reason := self.unavailable[name]:
                return ("failed" if os.environ.get("CI") == "true" else "skipped"), f"peers {name}: {reason}", []
        return None

    def _run_apart(self, scenario, folder):
        """(outcome, reason, notes) of the scenario in a process of its own."""
        result = folder / "result.json"
        wrapper = namespace.UNSHARE if scenario.namespace else []
        with open(folder / "scenario.log", "wb") as log:
            child = subprocess.Popen(
                [*wrapper, sys.executable, "-B", self.entry, "--inside", scenario.name, str(folder), str(self.binary)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                child.wait(scenario.seconds)
            except subprocess.TimeoutExpired:
                return "failed", f"not done after {scenario.seconds} s", []
            finally:
                end_session(child)
        if not result.exists():
            return "failed", f"the scenario's process ended with status {child.returncode}", []
        values = json.loads(result.read_text())
        if values["outcome"] == "skipped" and scenario.peers and os.environ.get("CI") == "true":
            values["outcome"] = "failed"
        return values["outcome"], values["reason"], values["notes"]

    def _print_tail(self, log, folder):
        lines = log.read_text(errors="replace").splitlines()
        if lines:
            print(f"    --- {log.relative_to(folder)}, the last of {len(lines)} lines")
            print(indented("\n".join(line[:300] for line in lines[-TAIL:])))

    def finish(self):
        """Prints what failed, in one line each, and the counts. The exit status."""
        for failure in self.failures:
            print(f"FAILED {failure}")
        print("{passed} passed, {failed} failed, {skipped} skipped".format(**self.counts), flush=True)
        return 1 if self.counts["failed"] else 0


def run_inside(name, folder, binary):
    """The scenario itself, in the process that `_run_apart` made. Writes result.json; raises nothing."""
    scenario, context = Scenario(name), Context(folder, Path(binary))
    outcome, reason = "passed", ""
    try:
        if scenario.namespace:
            namespace.prepare(context.folder)
        scenario.module.run(context)
    except Skip as skip:
        outcome, reason = "skipped", str(skip)
    except Failure as failure:
        outcome, reason = "failed", f"{failure}\n({place_of(failure)})"
    except Exception:
        outcome, reason = "failed", traceback.format_exc()
    temporary = context.folder / "result.json.new"
    temporary.write_text(json.dumps({"outcome": outcome, "reason": reason, "notes": context.notes}))
    temporary.rename(context.folder / "result.json")


def place_of(failure):
    """The line of the scenario that failed."""
    frames = traceback.extract_tb(failure.__traceback__)
    frame = next((frame for frame in reversed(frames) if "/scenarios/" in frame.filename), frames[-1])
    return f"{Path(frame.filename).name}:{frame.lineno}: {frame.line}"


def end_session(child):
    """Ends the process that we started and what is left of its session.

    In a namespace everything inside dies with it.
    """
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    child.wait()


def indented(text):
    return "\n".join("    " + line for line in text.splitlines())
