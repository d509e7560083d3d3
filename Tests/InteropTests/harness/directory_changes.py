"""Changes of a directory by clients that note what was acknowledged, and hold what is there against it.

Each client has names of its own, so that nobody else makes its changes fail. What is there has to be what was
acknowledged last; where the outcome of the last change is not known, it is there whole, or not at all.
"""

import random
import subprocess
import threading

from .outcome import Failure
from .process import Process
from .waxwing_directory import ACCOUNT, ALIAS, DOMAIN, RULE

KEYS = ["ed25519", "rsa"]


class Client:
    """Makes one random change after the other through the command line.

    `world` is what was acknowledged, `open` what it may be instead where nobody knows whether the last change was made.
    """

    def __init__(self, waxwing, number, seed):
        self.waxwing, self.suffix = waxwing, f"c{number}.test"
        self.random = random.Random(f"{seed} {number}")
        self.world, self.open, self.made, self.error = {}, None, 0, None
        self.acknowledged, self.unknown, self.done = 0, 0, 0
        self.rules = {}  # the numbers of its rules

    def work(self, ended):
        """Changes until the event is set, or an outcome is not known: then nobody else may be asked before `settle`."""
        try:
            while not ended.is_set() and self.open is None:
                words, after = self.plan()
                done = self.waxwing.run(*words, "--data", self.waxwing.data)
                self.note(done.returncode, after, f"{words}: {done.stderr.decode(errors='replace')}")
        except Exception as error:
            self.error = error

    def change_and_die(self, seconds, log):
        """One change by a command that is killed after a while, if it has not ended by then."""
        words, after = self.plan()
        process = Process([self.waxwing.binary, *words, "--data", self.waxwing.data], log, folder=self.waxwing.folder)
        try:
            process.child.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
        self.note(process.child.returncode, after, f"{words}: {process.tail(3)}")

    def note(self, status, after, said):
        """0 is a promise. A command that failed, or was killed, may have made its change or not."""
        if status == 0:
            self.world, self.acknowledged = after, self.acknowledged + 1
        elif status in (3, -9):
            self.open, self.unknown = after, self.unknown + 1
        else:
            raise Failure(f"status {status} of {said}")

    def settle(self, contents):
        """Holds everything of this client's that is there against what was promised."""
        if self.error:
            raise self.error
        found, numbers = {}, {}
        for key, value in contents.items():
            if not self.owns(key, value):
                continue
            if key[0] == RULE:
                numbers[key] = value["rule"]
                value = {name: there for name, there in value.items() if name != "rule"}
            found[key] = value
        worlds = [self.world] if self.open is None else [self.world, self.open]
        if found not in worlds:
            raise Failure("; or else ".join(difference(found, world) for world in worlds))
        self.done += self.open is not None and found != self.world
        self.world, self.open, self.rules = found, None, numbers

    def owns(self, key, value):
        name = value["scope"] if key[0] == RULE else key[1]
        return name.endswith(f".{self.suffix}") or name.endswith(f"@{self.suffix}")

    def plan(self):
        """The words of a command, and the world once it is done."""
        self.made += 1
        kinds = {kind: [name for of, name in self.world if of == kind] for kind in (DOMAIN, ALIAS, RULE, ACCOUNT)}
        rules = [name for name in kinds[RULE] if (RULE, name) in self.rules]
        choices = [self.add_account]
        choices += [self.add_domain] * (3 if len(kinds[DOMAIN]) < 4 else 0)
        if kinds[DOMAIN]:
            choices += [self.add_alias] * 4 + [self.add_rule] * 2 + [self.change_domain]
        choices += [self.remove_domain] * (len(kinds[DOMAIN]) > 2)
        choices += [self.change_alias, self.change_alias, self.remove_alias] * bool(kinds[ALIAS])
        choices += [self.change_rule, self.remove_rule] * bool(rules)
        choices += [self.change_account, self.remove_account] * bool(kinds[ACCOUNT])
        return self.random.choice(choices)({**kinds, RULE: rules})

    def with_value(self, key, value):
        return {**self.world, key: value}

    def add_domain(self, _):
        name, note = f"d{self.made}.{self.suffix}", f"made as {self.made}"
        value = {"note": note, "catchAll": None, "keys": KEYS}
        return ["domain", "add", name, "--note", note], self.with_value((DOMAIN, name), value)

    def change_domain(self, kinds):
        name, targets = self.random.choice(kinds[DOMAIN]), self.targets()
        words = ["domain", "change", name, "--catch-all", ",".join(targets), "--note", f"changed as {self.made}"]
        value = {**self.world[DOMAIN, name], "catchAll": targets, "note": f"changed as {self.made}"}
        return words, self.with_value((DOMAIN, name), value)

    def remove_domain(self, kinds):
        """Everything in it goes, too."""
        name = self.random.choice(kinds[DOMAIN])
        after = {
            key: value
            for key, value in self.world.items()
            if key != (DOMAIN, name)
            and not (key[0] == ALIAS and key[1].endswith(f"@{name}"))
            and not (key[0] == RULE and value["scope"].rpartition("@")[2] == name)
        }
        return ["domain", "remove", name, "--yes"], after

    def add_alias(self, kinds):
        name, targets = f"a{self.made}@{self.random.choice(kinds[DOMAIN])}", self.targets()
        words = [
            "alias",
            "add",
            name,
            "--to",
            ",".join(targets),
            "--note",
            f"n{self.made}",
            "--name",
            f"Name {self.made}",
        ]
        owner = self.random.choice([None, *kinds[ACCOUNT]])
        words += ["--owner", owner] if owner else []
        value = {"targets": targets, "state": "active", "note": f"n{self.made}", "displayName": f"Name {self.made}"}
        return words, self.with_value((ALIAS, name), {**value, "whenDisabled": "refuse", "owner": owner})

    def change_alias(self, kinds):
        name, targets = self.random.choice(kinds[ALIAS]), self.targets()
        state, answer = self.random.choice(["active", "disabled"]), self.random.choice(["refuse", "defer", "discard"])
        words = ["alias", "change", name, "--to", ",".join(targets), "--when-disabled", answer]
        words += ["--enable" if state == "active" else "--disable", "--note", f"changed as {self.made}", "--no-name"]
        value = {"targets": targets, "state": state, "note": f"changed as {self.made}", "displayName": None}
        return words, self.with_value((ALIAS, name), {**self.world[ALIAS, name], **value, "whenDisabled": answer})

    def remove_alias(self, kinds):
        """Its rules go, too."""
        name = self.random.choice(kinds[ALIAS])
        gone = {(ALIAS, name)} | {key for key, value in self.world.items() if key[0] == RULE and value["scope"] == name}
        return ["alias", "remove", name], {key: value for key, value in self.world.items() if key not in gone}

    def add_rule(self, kinds):
        scope, note = self.random.choice(kinds[DOMAIN] + kinds[ALIAS]), f"{self.suffix} {self.made}"
        words = ["rule", "add", scope, "--priority", self.made, "--note", note]
        value = {"scope": scope, "priority": self.made, "isEnabled": True, **self.condition_and_action()}
        return words + options(value), self.with_value((RULE, note), value)

    def change_rule(self, kinds):
        note = self.random.choice(kinds[RULE])
        value = {**self.world[RULE, note], "priority": -self.made, "isEnabled": False, **self.condition_and_action()}
        words = ["rule", "change", self.rules[RULE, note], f"--priority={-self.made}", "--disable"]
        return words + options(value), self.with_value((RULE, note), value)

    def remove_rule(self, kinds):
        note = self.random.choice(kinds[RULE])
        after = {key: value for key, value in self.world.items() if key != (RULE, note)}
        return ["rule", "remove", self.rules[RULE, note]], after

    def add_account(self, _):
        name = f"p{self.made}@{self.suffix}"
        value = {"role": "user", "isEnabled": True, "messagesPerHour": self.made}
        words = ["account", "add", name, "--no-password", "--messages-per-hour", self.made]
        return words, self.with_value((ACCOUNT, name), value)

    def change_account(self, kinds):
        name = self.random.choice(kinds[ACCOUNT])
        value = {"role": "user", "isEnabled": False, "messagesPerHour": None}
        return ["account", "change", name, "--disable", "--messages-per-hour", "none"], self.with_value(
            (ACCOUNT, name), value
        )

    def remove_account(self, kinds):
        """What it owned is the administrators'."""
        name = self.random.choice(kinds[ACCOUNT])
        after = {
            key: {**value, "owner": None} if value.get("owner") == name else value
            for key, value in self.world.items()
            if key != (ACCOUNT, name)
        }
        return ["account", "remove", name], after

    def targets(self):
        return [f"t{self.made}-{number}@target.test" for number in range(self.random.randint(1, 5))]

    def condition_and_action(self):
        return {"condition": f"subject contains n{self.made}", "action": f'block "n{self.made}"'}


def options(value):
    return ["--when", value["condition"], "--do", value["action"]]


def difference(found, world):
    """What is other than it should be, in a line."""
    keys = [key for key in {**world, **found} if found.get(key) != world.get(key)]
    return ", ".join(f"{key}: expected {world.get(key)}, got {found.get(key)}" for key in keys[:3])


def all_at_once(clients, ended):
    """A thread for each client, started; each works until `ended`."""
    threads = [threading.Thread(target=client.work, args=(ended,), daemon=True) for client in clients]
    for thread in threads:
        thread.start()
    return threads
