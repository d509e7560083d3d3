"""The commands of `waxwing queue` that stop deliveries, let them go on, and say what holds them up."""

from .outcome import Failure, expect_equal

SUSPENSION = "suspension"


def suspend(waxwing, site, reason, *options):
    """Suspends a domain or a site; returns when that is on disk. When it ends by itself, or None."""
    said = waxwing.json("queue", "suspend", site, "--reason", reason, *options, "--data", waxwing.data)
    done = said["suspended"], said["reason"], said["scope"]
    expect_equal(done, (True, reason, {"site": site}), "what was suspended")
    return said.get("until")


def resume(waxwing, site):
    """Ends what `suspend` has begun."""
    said = waxwing.json("queue", "resume", site, "--data", waxwing.data)
    expect_equal((said["suspended"], said["scope"]), (False, {"site": site}), "what was resumed")


def suspensions(waxwing):
    """What is suspended, whether a daemon runs or not: {site: {"reason", "since", "until" or None}}."""
    listed = waxwing.json("queue", "suspensions", "--data", waxwing.data)
    return {
        entry["scope"]["site"]: {"reason": entry["reason"], "since": entry["since"], "until": entry.get("until")}
        for entry in listed
    }


def recipient_of(waxwing, identifier):
    """What `queue show` says of the only recipient of a message. `queue explain` has to say the same."""
    shown = waxwing.json("queue", "show", identifier, "--data", waxwing.data)
    explained = waxwing.json("queue", "explain", identifier, "--data", waxwing.data)
    expect_equal(explained, shown, f"queue explain {identifier}, held against queue show")
    if len(shown["recipients"]) != 1:
        raise Failure(f"{identifier} has {len(shown['recipients'])} recipients")
    return shown["recipients"][0]


def site_of(waxwing, name):
    """What `queue explain` says of a site or a domain: {"site", "ready", "waiting", "underWay", "limits", "paths"}."""
    return waxwing.json("queue", "explain", name, "--data", waxwing.data)


def states(waxwing):
    """Why no further delivery begins now, of all sites that have something to do: {site: [word]}."""
    return {row["site"]: row["state"] for row in waxwing.json("queue", "explain", "--data", waxwing.data)["sites"]}


def holding(limits):
    """Of the limits of a recipient or a site, those that hold it up: [(kind, numbers, until or None)]."""
    return [(limit["kind"], limit["numbers"], limit.get("until")) for limit in limits if limit["holdsUp"]]
