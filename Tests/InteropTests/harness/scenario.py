"""What a scenario is to the runner, and what the runner gives to a scenario.

A scenario is a module in scenarios/ whose name says the behaviour. It has `run(context)` and, where it needs them:

    NAMESPACE = True             its own network, mount and process namespace (root)
    PEERS = {"postfix", "nsd"}   sets of peers/fetch
    WAXWING = False              runs without the binary: a test of the harness or of the peers themselves
    SECONDS = 60                 after which it is killed and has failed (default 120)
"""

import importlib
import os
import random
from pathlib import Path

from .outcome import Skip
from .peers import Peers

FOLDER = Path(__file__).parent.parent / "scenarios"


class Scenario:
    """One module, described but not run."""

    def __init__(self, name):
        self.name = name
        self.module = importlib.import_module(f"scenarios.{name}")
        self.namespace = getattr(self.module, "NAMESPACE", False)
        self.peers = set(getattr(self.module, "PEERS", ()))
        self.waxwing = getattr(self.module, "WAXWING", True)
        self.seconds = getattr(self.module, "SECONDS", 120)
        self.summary = (self.module.__doc__ or "").strip().splitlines()[0]

    @staticmethod
    def all():
        return [Scenario(path.stem) for path in sorted(FOLDER.glob("*.py")) if path.stem != "__init__"]


class Context:
    """What one run of a scenario works with. Everything it makes goes below `folder`."""

    def __init__(self, folder, binary):
        self.folder, self.binary, self.peers = Path(folder), binary, Peers()
        self.notes = []
        self.seed = int(os.environ.get("WAXWING_SEED") or random.SystemRandom().randrange(1 << 32))
        self.random = random.Random(self.seed)

    def note(self, text):
        """A line that stands under the scenario's in the output, whether it passes or fails."""
        self.notes.append(text)

    def corpora(self):
        """The folder of others' test data, which is not part of the repository: WAXWING_CORPORA, or ../shared/corpora.

        `Skip` where there is none.
        """
        path = Path(os.environ.get("WAXWING_CORPORA") or FOLDER.parents[2] / "../shared/corpora")
        if not path.is_dir():
            raise Skip(f"no corpora at {path}")
        return path
