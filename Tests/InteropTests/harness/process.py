"""One child process with a log file: started, waited for by its port, ended by its process id and never by a name."""

import os
import signal
import socket
import subprocess
import time

from .outcome import Failure


class Process:
    """A running program whose output goes to `log`. Leaving a `with` block ends it."""

    def __init__(self, arguments, log, environment=None, folder=None, output=None, session=False):
        """Starts the program. Its output is appended to `log`, so that a restart keeps what was before.

        With `output`, its standard output goes to that file instead. With `session` it leads a session of its own, and
        what it has started ends with it when it is killed.
        """
        self.log, self.session = log, session
        with open(log, "ab") as errors, open(output or log, "ab") as results:
            self.child = subprocess.Popen(
                [str(word) for word in arguments],
                stdin=subprocess.DEVNULL,
                stdout=results,
                stderr=errors,
                env={**os.environ, **(environment or {})},
                cwd=folder,
                start_new_session=session,
            )

    @property
    def pid(self):
        return self.child.pid

    def running(self):
        return self.child.poll() is None

    def wait_for_port(self, host, port, seconds=20):
        """Returns when the port accepts connections. Raises `Failure` when the program ends before, or time is up."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self.running():
                raise Failure(
                    f"{self.name} ended with status {self.child.returncode} before it listened on {host}:{port}\n"
                    f"{self.tail()}"
                )
            try:
                socket.create_connection((host, port), timeout=1).close()
                return self
            except OSError:
                time.sleep(0.02)
        raise Failure(f"{self.name} does not listen on {host}:{port} after {seconds} s\n{self.tail()}")

    @property
    def name(self):
        return os.path.basename(self.child.args[0])

    def tail(self, lines=15):
        with open(self.log, errors="replace") as file:
            return "".join(file.readlines()[-lines:])

    def kill(self):
        """SIGKILL, and reaped: when this returns the process is gone."""
        if self.session and self.child.returncode is None:  # not reaped: the number of the session is still its own
            os.killpg(self.child.pid, signal.SIGKILL)
        elif self.running():
            os.kill(self.child.pid, signal.SIGKILL)
        self.child.wait()

    def stop(self, seconds=20):
        """SIGTERM and the exit status. A program that does not end in time is killed, and that is a `Failure`."""
        if self.running():
            os.kill(self.child.pid, signal.SIGTERM)
        try:
            return self.child.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failure(f"{self.name} did not end within {seconds} s of SIGTERM\n{self.tail()}") from None

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        """After a failure nobody waits for a graceful end."""
        if kind is None:
            self.stop()
        else:
            self.kill()


def run_program(arguments, input=b"", environment=None, seconds=60, folder=None):
    """Runs a program to its end and returns its `CompletedProcess` with bytes.

    A program that hangs is killed: `Failure`.
    """
    try:
        return subprocess.run(
            [str(word) for word in arguments],
            input=input,
            capture_output=True,
            timeout=seconds,
            env={**os.environ, **(environment or {})},
            cwd=folder,
        )
    except subprocess.TimeoutExpired:
        raise Failure(f"did not end within {seconds} s: {' '.join(map(str, arguments))}") from None


def free_port(host="127.0.0.1"):
    """A TCP port that was free a moment ago. For scenarios that run without a namespace."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]
