"""The completions that waxwing writes for shells are read by them, and bash offers commands and the values of options."""

import os
import shutil

from harness.outcome import expect, expect_equal
from harness.process import run_program

# Has bash complete the words that it is given, the last of which is being written, and prints what it offers.
COMPLETE = """
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
COMP_LINE="$*"
COMP_POINT=${#COMP_LINE}
_waxwing waxwing "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""

CASES = [
    (["waxwing", ""], {"serve", "config", "queue", "dkim", "backup"}),
    (["waxwing", "qu"], {"queue"}),
    (["waxwing", "queue", "su"], {"summary", "suspend", "suspensions"}),
    (["waxwing", "serve", "--co"], {"--config"}),
    (["waxwing", "serve", "--log-level", ""], {"error", "warning", "notice", "info", "debug"}),
]


def run(context):
    for shell in ("bash", "zsh", "fish"):
        done = run_program([context.binary, f"--generate-completion-script={shell}"])
        expect_equal((done.returncode, done.stderr), (0, b""), f"how writing the completions for {shell} ended")
        script = context.folder / f"waxwing.{shell}"
        script.write_bytes(done.stdout)
        if program := shutil.which(shell):
            parsed = run_program([program, "-n", script])
            expect_equal((parsed.returncode, parsed.stderr), (0, b""), f"how {shell} reads the completions for it")
    done = run_program([context.binary, "--generate-completion-script=rc"])
    expect_equal(done.returncode, 2, f"the status for a shell that nobody knows, which said {done.stderr!r}")
    script = context.folder / "waxwing.bash"
    for words, wanted in CASES:
        done = run_program(["bash", "-c", COMPLETE, "bash", script, *words], environment=own_path(context))
        expect_equal((done.returncode, done.stderr), (0, b""), f"how bash completes {words}")
        offered = set(done.stdout.decode().split())
        expect(wanted <= offered, f"{words}: {sorted(wanted - offered)} are not offered, but {sorted(offered)}")


def own_path(context):
    """The program under test is the one that the completions call, where they call it."""
    folder = context.folder / "bin"
    folder.mkdir(exist_ok=True)
    link = folder / "waxwing"
    if not link.exists():
        link.symlink_to(os.path.abspath(context.binary))
    return {"PATH": f"{folder}:{os.environ['PATH']}"}
