"""A document that is followed word for word: its commands run in one shell, and their output is held against it.

    ```sh          commands, typed as they stand; none of them may fail
    ```sh again    commands that only look: they are run again for a while until the output is the one that follows
    ```text        the output of the block before, all of it; a line of … alone stands for any lines, … for any text
    ```console     what cannot be done here: a scenario plays it, or it is counted as left out

Other blocks are for reading. Blanks count as one blank, so that a column may be narrower in the document.
"""

import os
import re
import selectors
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from .outcome import Failure, expect

SECONDS, PATIENCE = 60, 30  # for one block, and for one that is run again
FENCE = re.compile(r"\s*```(.*)")
KINDS = ("sh", "text", "console")


@dataclass
class Block:
    """One fenced block: the line it begins in, the words behind the fence, its text, and the heading above it."""

    line: int
    words: list
    text: str
    heading: str

    @property
    def kind(self):
        return self.words[0] if self.words else ""


def blocks_of(path):
    """The blocks of a document that are followed, in order."""
    blocks, heading, block = [], "", None
    for number, line in enumerate(Path(path).read_text().splitlines(), 1):
        fence = FENCE.match(line)
        if block is not None and fence:
            blocks.append(block)
            block = None
        elif block is not None:
            block.text += line + "\n"
        elif fence:
            block = Block(number, fence[1].split(), "", heading)
        elif line.startswith("#"):
            heading = line.lstrip("#").strip()
    expect(block is None, f"{Path(path).name}: the block that begins in line {block and block.line} has no end")
    return [block for block in blocks if block.kind in KINDS]


class Guide:
    """Follows a document.

    `played` has what is done in place of the commands under a heading that cannot be run: {heading: function}. The
    function may return what is then held against the text that follows. What was run, and what came, is printed, so that
    it stands in the scenario's log.
    """

    def __init__(self, path, shell, played=None):
        self.path, self.shell, self.played = Path(path), shell, dict(played or {})
        self.counts = {"run": 0, "played": 0, "left out": 0}

    def follow(self):
        """Every block in order. `Failure` names the line of the document in which it is wrong."""
        blocks = blocks_of(self.path)
        unknown = set(self.played) - {block.heading for block in blocks if block.kind == "console"}
        expect(not unknown, f"{self.path.name} has nothing to be played under {sorted(unknown)}")
        for block, following in zip(blocks, [*blocks[1:], None]):
            if block.kind != "text":
                self._do(block, following if following and following.kind == "text" else None)

    def _do(self, block, promised):
        if block.kind == "console":
            if block.heading not in self.played:
                self.counts["left out"] += 1
                return
            self.counts["played"] += 1
            output = self.played[block.heading]()
            print(f"{self._place(block, 0)}\n{block.text}--- played\n{output or ''}", flush=True)
            if promised and output is not None:
                self._compare(promised, output, [])
            return
        self.counts["run"] += 1
        deadline = time.monotonic() + (PATIENCE if "again" in block.words else 0)
        while True:
            status, output = self.shell.run(block.text)
            failure = status != 0 and [f"a command ended with status {status}"]
            wrong = promised and difference(promised.text, output)
            if not (failure or wrong) or time.monotonic() >= deadline:
                break
            time.sleep(0.25)
        print(f"{self._place(block, 0)}\n{block.text}--- printed\n{output}", flush=True)
        expect(not failure, f"{self._place(block, 0)}: {failure and failure[0]}\n{block.text}\nprinted\n{output}")
        if promised:
            self._compare(promised, output, block.text.splitlines())

    def _compare(self, promised, output, commands):
        wrong = difference(promised.text, output)
        if wrong is None:
            return
        index, line = wrong
        said = f"expected {line!r}" if line is not None else "expected nothing more"
        raise Failure(
            f"{self._place(promised, index)}: {said} of\n" + "\n".join(commands) + f"\nwhich printed\n{output}"
        )

    def _place(self, block, index):
        return f"{self.path.name}:{block.line + 1 + index}"


def difference(promised, output):
    """None where the output is what was promised, else the number of the first line that is not there, and the line.

    The line is None where more was printed than was promised.
    """
    lines, printed = promised.splitlines(), "".join(plain(line) + "\n" for line in output.splitlines())
    patterns = [r"(?:.*\n)*?" if line.strip() == "…" else pattern_of(line) for line in lines]
    if re.fullmatch("".join(patterns), printed):
        return None
    for count in range(len(lines), -1, -1):
        if re.match("".join(patterns[:count]), printed):
            return count, (lines[count] if count < len(lines) else None)
    return 0, lines[0]


def pattern_of(line):
    return ".*?".join(re.escape(part) for part in plain(line).split("…")) + r"\n"


def plain(line):
    """The line with one blank for several, and none at its end."""
    return re.sub(r"[ \t]+", " ", line).rstrip()


class Shell:
    """One bash for a whole document: folders, variables and jobs last from block to block. Nothing is typed into it."""

    def __init__(self, folder, path, environment=None):
        """`path` is a folder whose programs are found first."""
        self.process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={
                **os.environ,
                "HOME": str(folder),
                "PATH": f"{path}:{os.environ['PATH']}",
                "LC_ALL": "C.UTF-8",
                **(environment or {}),
            },
        )
        self.mark, self.number = f"--- {os.getpid()}-{time.monotonic_ns()}", 0
        self._write("set -o pipefail\ntrap 'failed=$?' ERR\n")

    def run(self, text, seconds=SECONDS):
        """(status, output) of commands: 0, or the status of the last one that failed. They find no standard input."""
        self.number += 1
        mark = f"{self.mark}-{self.number}"
        self._write(f"failed=0\n{{\n{text}\n}} </dev/null\n: $((failed = failed ? failed : $?))\n")
        self._write(f"printf '\\n%s %d\\n' '{mark}' \"$failed\"\n")
        output, end = b"", f"\n{mark} ".encode()
        deadline = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while not (found := re.search(re.escape(end) + rb"(\d+)\n", output)):
                if not selector.select(max(deadline - time.monotonic(), 0)):
                    raise Failure(f"not done after {seconds} s:\n{text}\nprinted\n{output.decode(errors='replace')}")
                piece = os.read(self.process.stdout.fileno(), 65_536)
                expect(piece, f"the shell has ended in\n{text}\nprinted\n{output.decode(errors='replace')}")
                output += piece
        return int(found[1]), output[: found.start()].decode(errors="replace")

    def _write(self, text):
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """What it has left running is ended with the namespace."""
        self.process.kill()
        self.process.wait()
