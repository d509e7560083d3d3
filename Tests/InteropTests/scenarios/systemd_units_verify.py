"""systemd takes the units of packaging/systemd without a word, and rates their exposure below 2.5."""

import re
import shutil
from pathlib import Path

from harness.outcome import Skip, expect, expect_equal
from harness.process import run_program

UNITS = Path(__file__).resolve().parents[3] / "packaging/systemd"
# What systemd-analyze calls OK begins below 5; ours has no reason to be near it.
MOST_EXPOSED = 2.5


def run(context):
    analyze = shutil.which("systemd-analyze")
    if not analyze:
        raise Skip("no systemd-analyze on this machine")
    folder = context.folder / "units"
    shutil.copytree(UNITS, folder)
    service = folder / "waxwing.service"
    text = service.read_text()
    # verify looks whether the program is there.
    expect_equal(text.count("/usr/local/bin/waxwing "), 1, "how often the service names the program")
    service.write_text(text.replace("/usr/local/bin/waxwing ", f"{Path(context.binary).resolve()} "))
    done = run_program([analyze, "verify", "--man=no", "./waxwing.service", "./waxwing.socket"], folder=folder)
    said = (done.stdout + done.stderr).decode(errors="replace").strip()
    expect_equal((done.returncode, said), (0, ""), "what systemd-analyze verify ended with, and said")
    exposure(context, analyze, service)
    users(folder)


def exposure(context, analyze, service):
    done = run_program([analyze, "security", "--offline=true", "--no-pager", f"./{service.name}"], folder=service.parent)
    said = (done.stdout + done.stderr).decode(errors="replace")
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", said)
    expect(found, f"systemd-analyze security names no level: {said}")
    context.note(f"exposure level {found[1]}")
    expect(float(found[1]) < MOST_EXPOSED, f"the exposure level is {found[1]}, not below {MOST_EXPOSED}:\n{said}")


def users(folder):
    """The user that the service names is the one that sysusers makes."""
    user = re.search(r"^User=(\S+)$", (folder / "waxwing.service").read_text(), re.MULTILINE)[1]
    sysusers = shutil.which("systemd-sysusers")
    if not sysusers:
        return
    root = folder / "root"
    (root / "etc").mkdir(parents=True)
    done = run_program([sysusers, f"--root={root}", folder / "waxwing.sysusers"])
    expect_equal(done.returncode, 0, f"the status of systemd-sysusers, which said {done.stderr!r}")
    names = [line.split(":")[0] for line in (root / "etc/passwd").read_text().splitlines()]
    expect(user in names, f"sysusers made {names}, and the service wants {user}")
