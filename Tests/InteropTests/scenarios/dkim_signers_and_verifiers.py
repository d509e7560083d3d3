"""Five DKIM implementations sign messages in every shape, and each verifies what each has signed, changed or not.

Waxwing, dkimpy, libopendkim, Mail::DKIM and go-msgauth. All are held to a strict reading of the RFCs; where one of the
others differs, harness/dkim_differences.py says why, and a difference that does not stand there fails. Then an octet is
changed, a field removed or added, a signature bent: nobody may pass that; and what `c=` allows on the way may change
nothing. The note is a table: of the verdicts by the verifier above on messages of the signer on the left, how many are
right.

Every second signature of Waxwing has `i=`, `x=` and `z=`. WAXWING_DKIM_MESSAGES=2000 makes more messages than the
usual 640 and takes minutes.
"""

import os
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from harness.dkim_changes import CHANGES, HARMLESS
from harness.dkim_differences import ACCEPTS, DIFFERENCES, REFUSES, SIGNS, VERIFIES, Case
from harness.dkim_messages import generated
from harness.dkim_peers import ED25519, RSA, Keys, Task, WaxwingProgram, others, witness
from harness.outcome import Failure, expect, expect_equal

PEERS = {"opendkim", "mail-dkim", "msgauth", "python"}
MESSAGES = int(os.environ.get("WAXWING_DKIM_MESSAGES") or 640)
SECONDS = 120 + MESSAGES

VARIANTS = 2  # signatures of one signer on one message, each in a file of its own
CHANGED = 4  # every so many signed messages one is changed
STACKED = 12  # messages that carry several signatures
SIGNATURES = 8  # on each of them: Waxwing looks at no more
LEAST_CHECKS = MESSAGES * 30
WAYS = [
    (algorithm, header_form, body_form, fields)
    for algorithm in (RSA, ED25519)
    for header_form in ("simple", "relaxed")
    for body_form in ("simple", "relaxed")
    for fields in ("own", "all")
]
OVERSIGNED = ("From", "To", "Subject")
SHOWN = 12  # unexplained differences that are listed in full


@dataclass(frozen=True)
class Signed:
    """A file with signatures: for each from the top who made it and how, and whether all of them should hold."""

    path: Path
    signers: tuple
    cases: tuple
    change: str = ""
    original: Path | None = None

    @property
    def is_broken(self):
        """Whether something was done to it that no signature stands."""
        return bool(self.change) and self.change not in HARMLESS


def run(context):
    programs = [*others(context.peers), WaxwingProgram(context.binary)]
    keys = Keys(context.folder / "keys", [program.name for program in programs])
    folder = context.folder / "messages"
    folder.mkdir()
    messages = generated(context.random, MESSAGES)
    for message in messages:
        (folder / f"{message.name}.eml").write_bytes(message.octets)
    judge = Judge(context.seed)
    signed = sign_all(context, programs, keys, messages, judge)
    files = [*signed, *changed(context, signed), *stacked(context, programs, keys, messages)]
    verify_all(programs, keys, files, judge)
    for line in judge.table([program.name for program in programs]):
        context.note(line)
    for difference in judge.never_met():
        context.note(f"never met: {difference.program} {'/'.join(difference.roles)}: {difference.reason}")
    judge.finish()


def sign_all(context, programs, keys, messages, judge):
    """Every message signed by everybody in `VARIANTS` ways; each signer goes through all ways with every shape."""
    plans = {}
    for program in programs:
        ways = defaultdict(lambda: endless(context.random, WAYS))
        folder = context.folder / f"by-{program.name.replace(':', '')}"
        folder.mkdir()
        plans[program] = [
            plan(message, next(way for way in ways[message.header, message.body] if way[0] in program.algorithms),
                 context.folder / "messages", folder / f"{message.name}-{variant}.eml",
                 program.name == WaxwingProgram.name and variant % 2 == 1)
            for message in messages
            for variant in range(VARIANTS)
        ]  # fmt: skip
    signed = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        works = {
            program: pool.submit(program.sign, [task for task, _ in plans[program]], keys) for program in programs
        }
    for program, work in works.items():
        for (task, case), outcome in zip(plans[program], work.result()):
            judge.signing(program.name, case, outcome.error)
            if not outcome.error:
                signed.append(Signed(task.target, (program.name,), (case,)))
    return signed


def endless(random, ways):
    """All ways in a random order, and again in another."""
    while True:
        yield from random.sample(ways, len(ways))


def plan(message, way, folder, target, extras):
    """The task and the case of a message that is signed in one of `WAYS`."""
    algorithm, header_form, body_form, fields = way
    names, once, more = (), (), ()
    if fields == "all":
        once = tuple(dict.fromkeys(message.names))
        more = tuple(next((name for name in once if name.lower() == each.lower()), each) for each in OVERSIGNED)
        names = (*message.names, *more)
    task = Task(folder / f"{message.name}.eml", target, algorithm, header_form, body_form, names, once, more, extras)
    return task, Case(message.header, message.body, header_form, body_form, algorithm, fields, extras)


def changed(context, signed):
    """Copies of some of the signed messages, each with one change, all changes in turn."""
    folder = context.folder / "changed"
    folder.mkdir()
    files, number = [], 0
    for original in signed[context.random.randrange(CHANGED) :: CHANGED]:
        for attempt in range(len(CHANGES)):  # the next change that can be made to this message
            change = CHANGES[(number + attempt) % len(CHANGES)]
            octets = change(context.random, original.path.read_bytes(), original.cases[0])
            if octets is not None:
                path = folder / f"{len(files):05}-{change.__name__}.eml"
                path.write_bytes(octets)
                files.append(Signed(path, original.signers, original.cases, change.__name__, original.path))
                break
        number += 1
    return files


def stacked(context, programs, keys, messages):
    """Messages with several signatures, each over what the signer found, one on top of the other."""
    folder = context.folder / "stacked"
    folder.mkdir()
    ordinary = [message for message in messages if message.header in ("plain", "folded", "utf8")][:STACKED]
    files = []
    for message in ordinary:
        files.append(Signed(folder / f"{message.name}.0", (), ()))
        files[-1].path.write_bytes(message.octets)
    steps = [(program, algorithm) for program in programs for algorithm in program.algorithms]
    for number, (program, algorithm) in enumerate(context.random.sample(steps, len(steps))[:SIGNATURES], start=1):
        tasks = [
            Task(file.path, file.path.with_suffix(f".{number}"), algorithm, *context.random.choice(WAYS)[1:3])
            for file in files
        ]
        for index, (task, outcome) in enumerate(zip(tasks, program.sign(tasks, keys))):
            if outcome.error:
                continue  # that is counted where each signs alone
            message, under = ordinary[index], files[index]
            case = Case(message.header, message.body, task.header_form, task.body_form, algorithm, "own")
            files[index] = Signed(task.target, (program.name, *under.signers), (case, *under.cases))
    return files


def verify_all(programs, keys, files, judge):
    """Everybody, and the witness, verifies everything."""
    paths = [file.path for file in files]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        truths = pool.submit(witness().verify, paths, keys)
        works = [(program, pool.submit(program.verify, paths, keys)) for program in reversed(programs)]
    truths = truths.result()
    by_path = dict(zip(paths, truths))
    for file, truth in zip(files, truths):
        judge.truth(file, truth, by_path.get(file.original))
    for program, work in works:
        for file, truth, outcome in zip(files, truths, work.result()):
            judge.verdict(program, file, truth, outcome)


class Judge:
    """Counts who is right, and keeps what is wrong without being explained."""

    def __init__(self, seed):
        self.seed, self.met, self.unexplained = seed, Counter(), []
        self.right, self.checked = Counter(), Counter()

    def signing(self, program, case, error):
        """A message could be signed, or `error` says why not."""
        self.checked[program, "signed"] += 1
        if error:
            self.differs(program, REFUSES, case, f"refused to sign: {error}")
        else:
            self.right[program, "signed"] += 1

    def truth(self, file, truth, before):
        """What the witness says of a file, and said before it was changed: no harm, no change of mind."""
        expect_equal(len(truth.passed), len(file.signers), f"the witness's verdicts on {file.path}: {truth}")
        if file.is_broken:
            expect(not any(truth.passed), f"the witness passes {file.path}, which was changed")
        elif file.change:
            expect(truth == before or before.passed == (False,), f"harmless changes broke {file.path}: {truth}")
        else:
            for signer, case, holds in zip(file.signers, file.cases, truth.passed):
                if not holds:
                    self.differs(signer, SIGNS, case, f"the witness does not pass {file.path.name}")

    def verdict(self, program, file, truth, outcome):
        """A verifier's outcome on a file. Where it said nothing of the signatures, it passed none."""
        passed = outcome.passed if len(outcome.passed) == len(file.signers) else [False] * len(file.signers)
        for signer, case, seen, wanted in zip(file.signers, file.cases, passed, truth.passed):
            if case.algorithm not in program.algorithms or wanted is None:
                continue
            row = "changed" if file.is_broken else signer
            self.checked[row, program.name] += 1
            said = f"{'passes' if seen else 'fails'} what {signer} signed in {file.path.name}: {outcome}"
            if seen == wanted:
                self.right[row, program.name] += 1
            else:
                self.differs(program.name, ACCEPTS if file.is_broken else VERIFIES, case, said)

    def differs(self, program, role, case, said):
        found = [difference for difference in DIFFERENCES if difference.covers(program, role, case)]
        self.met.update(found[:1])
        if not found:
            self.unexplained.append(f"{program} {role}, {case}: {said}")

    def never_met(self):
        return [difference for difference in DIFFERENCES if not self.met[difference]]

    def table(self, names):
        """The matrix as lines: a row for each signer, and one for the messages of all that were broken."""
        yield f"{sum(self.checked.values()):,} checks, seed {self.seed}; right/checked by"
        yield f"{'':<12} {'signed':>10}" + "".join(f"{name:>13}" for name in names)
        for signer in [*names, "changed"]:
            cells = [f"{self.right[signer, name]}/{self.checked[signer, name]}" for name in names]
            signed = f"{self.right[signer, 'signed']}/{self.checked[signer, 'signed']}" if signer in names else ""
            yield f"{signer:<12} {signed:>10}" + "".join(f"{cell:>13}" for cell in cells)

    def finish(self):
        """`Failure` where a difference is not explained, or too little was checked to say anything."""
        if self.unexplained:
            shown = "\n".join(self.unexplained[:SHOWN])
            raise Failure(f"{len(self.unexplained)} differences that nothing explains (seed {self.seed}):\n{shown}")
        expect(sum(self.checked.values()) >= LEAST_CHECKS, f"only {sum(self.checked.values())} checks")
        theirs = [difference for difference in DIFFERENCES if difference.program == WaxwingProgram.name]
        expect(not theirs, "Waxwing has an entry in the table of the differences of others")
