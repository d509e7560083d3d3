"""Ten times the power goes under load, and every message that got its 250 is still there or was delivered.

The daemon's disk forgets, tears and reorders what was not synced, from whichever operation on: now while it takes mail
in, now while it starts after the cut before. It goes on with what that leaves. WAXWING_CUTS=N for another number of
cuts, WAXWING_SEED=N replays the operations and what the disk held.
"""

import os

from harness.outcome import expect
from harness.power_cuts import power_cuts
from harness.promises import audit
from harness.waxwing_data import check

NAMESPACE = True
PEERS = {"nsd"}
CUTS = int(os.environ.get("WAXWING_CUTS") or 10)
SECONDS = 240 + 15 * CUTS


def run(context):
    with power_cuts(context, "full") as cuts:
        for number in range(CUTS):
            cuts.cut(promises=cuts.context.random.choice([0, 0, 1, 40]))
            if number % 2:  # at the others the daemon is the first to see what the disk held
                check(cuts.waxwing)
                lost = cuts.lost()
                expect(not lost, f"{len(lost)} acknowledged and lost after cut {number + 1}, such as {lost[:5]}")
        cuts.waxwing.start()
        cuts.load.stop()
        context.note(f"{CUTS} cuts, {cuts.early} of them while the daemon was starting; {cuts.load.next} messages")
        expect(cuts.load.promised > 10 * CUTS, "hardly anything was acknowledged: nothing was tested")
        cuts.waxwing.wait_until_empty(120)
        audit(cuts.load, cuts.sink, cuts.waxwing).judge(context)
        cuts.waxwing.stop()
        check(cuts.waxwing)
