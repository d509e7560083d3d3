"""The commands on domains, aliases, rules and accounts: they set up, and say what there is; is the database whole?"""

import shutil
import sqlite3
import unicodedata
from pathlib import Path

from .outcome import expect_equal

DOMAIN, ALIAS, RULE, ACCOUNT = "domain", "alias", "rule", "account"


def set_up_domain(waxwing, nsd, domain, records):
    """Adds a domain, publishes these records and those that it is told to, and has it verified."""
    added = waxwing.json("domain", "add", domain, "--data", waxwing.data)
    nsd.write(domain, records + "".join(f"{entry['zone']}\n" for entry in added if entry["name"].endswith(domain)))
    nsd.restart()
    done = waxwing.run("domain", "verify", domain, "--data", waxwing.data, "--dns", f"{nsd.address}:{nsd.port}")
    expect_equal(done.returncode, 0, f"the status of verify: {done.stdout!r} {done.stderr!r}")


def add_alias(waxwing, alias, *targets, **options):
    """Adds an alias with these targets. Its further options have _ for -."""
    words = [word for target in targets for word in ("--to", target)]
    words += [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", value)]
    waxwing.json("alias", "add", alias, *words, "--data", waxwing.data)


def contents(waxwing):
    """Everything in the directory, whether a daemon runs or not: {(kind, name): value}.

    A rule goes by its note, which has to be another one for each; its number is in its value.
    """
    found = {}
    for row in listed(waxwing, DOMAIN):
        keys = sorted(key["algorithm"] for key in row["keys"])
        found[DOMAIN, row["name"]] = {"note": row["note"], "catchAll": row.get("catchAll"), "keys": keys}
    for row in listed(waxwing, ALIAS):
        value = {name: row.get(name) for name in ("targets", "state", "note", "displayName", "whenDisabled", "owner")}
        found[ALIAS, row["address"]] = value
    for row in listed(waxwing, RULE):
        value = {name: row[name] for name in ("scope", "priority", "condition", "action", "isEnabled", "rule")}
        found[RULE, row["note"]] = value
    for row in listed(waxwing, ACCOUNT):
        value = {name: row.get(name) for name in ("role", "isEnabled", "messagesPerHour")}
        found[ACCOUNT, row["name"]] = value
    return found


def listed(waxwing, kind):
    """What `list` of one of the kinds says, a row each."""
    return waxwing.json(kind, "list", "--data", waxwing.data)


def database_is_whole(waxwing, folder):
    """Looks at a copy of the directory's files, as a killed daemon has left them, with a SQLite that is not ours.

    It finds no damage, and nothing that belongs to what is not there. `folder` is made for the copy, and removed.
    """
    folder = Path(folder)
    folder.mkdir()
    for path in waxwing.data.glob("directory.sqlite*"):
        shutil.copy(path, folder)
    connection = sqlite3.connect(folder / "directory.sqlite")
    # An owner stands there as somebody wrote it, which may be another form of the account's letters.
    connection.create_function("composed", 1, lambda text: unicodedata.normalize("NFC", text), deterministic=True)
    try:
        expect_equal(
            connection.execute("PRAGMA integrity_check").fetchall(), [("ok",)], "what SQLite says of the directory"
        )
        for what, query in ORPHANS.items():
            expect_equal(connection.execute(query).fetchall(), [], what)
    finally:
        connection.close()
        shutil.rmtree(folder)


def is_writing(waxwing):
    """Whether the directory is in the midst of a change, so that its journal would be rolled back at the next start."""
    try:
        with open(waxwing.data / "directory.sqlite-journal", "rb") as journal:
            return journal.read(len(MAGIC)) == MAGIC
    except FileNotFoundError:
        return False


MAGIC = bytes.fromhex("d9d505f920a163d7")
"""With what a journal begins that counts."""

ORPHANS = {
    "domains without both of their keys": """
        SELECT name, COUNT(selector) FROM domains LEFT JOIN domain_keys ON domain = name
        GROUP BY name HAVING COUNT(selector) != 2""",
    "keys without a domain": "SELECT domain FROM domain_keys WHERE domain NOT IN (SELECT name FROM domains)",
    "aliases without a domain": "SELECT address FROM aliases WHERE domain NOT IN (SELECT name FROM domains)",
    "rules without a domain": "SELECT number FROM rules WHERE domain NOT IN (SELECT name FROM domains)",
    "rules without their alias": """
        SELECT number FROM rules WHERE alias IS NOT NULL AND alias NOT IN (SELECT address FROM aliases)""",
    "counts without an alias": "SELECT address FROM alias_counts WHERE address NOT IN (SELECT address FROM aliases)",
    "owners without an account": """
        SELECT owner FROM (SELECT owner FROM domains UNION SELECT owner FROM aliases)
        WHERE owner IS NOT NULL AND composed(owner) NOT IN (SELECT composed(name) FROM accounts)""",
}
"""What there may be no row of, and how it is looked for."""
