"""With `durability: none` the power cuts of power_cut_loses_nothing lose mail, which shows that they would find it.

Lost is a message that got its 250, or the whole queue, if the daemon cannot read what the disk held.
"""

import os

from harness.outcome import Failure
from harness.power_cuts import NothingLeft, power_cuts

NAMESPACE = True
PEERS = {"nsd"}
CUTS = int(os.environ.get("WAXWING_CUTS") or 10)
SECONDS = 120 + 15 * CUTS
PROMISES = 50  # before each cut: there has to be something to lose


def run(context):
    with power_cuts(context, "none") as cuts:
        for number in range(1, CUTS + 1):
            try:
                cuts.cut(promises=PROMISES)
                lost = cuts.lost()
            except NothingLeft as reason:
                if cuts.load.promised == 0:
                    raise  # it never worked
                return context.note(f"cut {number} left nothing to go on with: {str(reason).splitlines()[0]}")
            if lost:
                return context.note(f"cut {number} lost {len(lost)} recipients of {cuts.load.promised} messages")
        raise Failure(f"{CUTS} power cuts lost nothing of {cuts.load.promised} messages, though nothing was synced")
