"""Zones that are signed by ldns when a scenario runs, with keys of their own; and zones whose signatures are wrong."""

import re
import time
from dataclasses import dataclass
from pathlib import Path

from .nsd import zone_text
from .outcome import Failure
from .process import run_program

ECDSA, RSA = "ECDSAP256SHA256", "RSASHA256"
DAY = 86_400
SIGNATURE = re.compile(r"^(\S+\s+\d+\s+IN\s+RRSIG\s+)(\S+)(\s.*\s)(\S+)$", re.MULTILINE)


@dataclass
class SignedZone:
    """A file for NSD; the record by which a validating server trusts it, and the one that a parent has."""

    path: Path
    anchor: str
    delegation: str


def sign(peers, folder, zone, records, address="127.0.0.1", algorithm=ECDSA, nsec3=False, days=(-1, 7)):
    """Signs a zone with a new key. `days` are the first and last of its signatures, counted from now.

    `records` is what `NSD` takes as text: SOA and NS are put before it. `folder` may exist, and may hold other zones.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    plain, signed = folder / f"{zone}.plain", folder / f"{zone}.signed"
    plain.write_text(zone_text(zone, records, address))
    size = ["-b", "2048"] if algorithm == RSA else []
    key = run(peers, folder, "ldns-keygen", "-k", "-a", algorithm, *size, zone).decode().strip()
    began, ends = (int(time.time() + day * DAY) for day in days)
    words = ["-o", zone, "-f", signed, "-i", began, "-e", ends, *(["-n"] if nsec3 else []), plain, key]
    run(peers, folder, "ldns-signzone", *words)
    anchor = (folder / f"{key}.key").read_text().split(";")[0]
    delegation = (folder / f"{key}.ds").read_text()
    return SignedZone(signed, " ".join(anchor.split()), " ".join(delegation.split()) + "\n")


def break_signatures(signed):
    """Changes an octet of every signature but those of the keys: what is left is a zone that nobody can have signed."""

    def changed(found):
        start, kind, middle, signature = found.groups()
        if kind == "DNSKEY":
            return found[0]
        return f"{start}{kind}{middle}{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"

    text, count = SIGNATURE.subn(changed, signed.path.read_text())
    if not count:
        raise Failure(f"{signed.path} has no signatures")
    signed.path.write_text(text)


@dataclass
class Family:
    """Zones for `NSD`, the anchor by which all that is signed is trusted, and the files of those that can be mended."""

    zones: dict
    anchor: str
    intact: dict


def family(peers, folder, address, records, more=()):
    """Zones that are trusted each in its own way, all with the same records and `more` of them by {zone: records}.

    Below secure.test, which is signed: `child`, signed by RSA with hashed denials; `plain`, which the parent says is
    not signed; and those that a validating server must not believe: `bogus` with wrong signatures, `expired`, `future`,
    and `stranger`, signed by another key than the parent says. Beside it unsigned.test, of which nobody says anything.
    """
    more = dict(more)

    def signed(label, **keys):
        zone = f"{label}.secure.test"
        return sign(peers, folder, zone, records + more.get(zone, ""), address, **keys)

    other = signed("stranger").delegation  # of a key that is not used
    children = {
        "child": signed("child", algorithm=RSA, nsec3=True),
        "bogus": signed("bogus"),
        "expired": signed("expired", days=(-9, -2)),
        "future": signed("future", days=(2, 9)),
        "stranger": signed("stranger"),
    }
    intact = children["bogus"].path.with_suffix(".intact")
    intact.write_bytes(children["bogus"].path.read_bytes())
    break_signatures(children["bogus"])
    delegations = "".join(other if label == "stranger" else child.delegation for label, child in children.items())
    for label in (*children, "plain"):
        delegations += f"{label} IN NS ns.{label}\nns.{label} IN A {address}\n"
    parent = sign(peers, folder, "secure.test", records + more.get("secure.test", "") + delegations, address)
    zones = {f"{label}.secure.test": child.path for label, child in children.items()}
    zones |= {zone: records + more.get(zone, "") for zone in ("plain.secure.test", "unsigned.test")}
    return Family({"secure.test": parent.path, **zones}, parent.anchor, {"bogus.secure.test": intact})


def run(peers, folder, program, *arguments):
    """What a program of ldns prints. It works in `folder`, where its keys lie."""
    done = run_program([peers.program(program), *arguments], environment=peers.environment, folder=folder)
    if done.returncode != 0:
        raise Failure(f"{program} ended with status {done.returncode}: {done.stderr.decode(errors='replace')}")
    return done.stdout
