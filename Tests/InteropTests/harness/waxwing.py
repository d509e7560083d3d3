"""The daemon under test: its configuration, its process, and what its queue says.

The one place that knows the shape of its output.
"""

import json
import os
import re
import signal
from pathlib import Path

from .outcome import Failure, wait_until
from .process import Process, run_program

FINAL_STATES = {"delivered", "bounced", "expired", "cancelled"}


def configuration(
    hostname="mail.sender.test", listen="127.0.0.1:2525", relay_from=("127.0.0.0/8",), data="data", **sections
):
    """A configuration as text. `sections` are further top-level keys, with _ for -; a value is anything JSON can say.

    With `listeners` among them (see `listener`), `listen` and `relay_from` are not used. Each value stands in YAML's
    flow style, of which JSON is a part, so that no YAML library is needed.
    """
    values = {
        "hostname": hostname,
        "data": data,
        "listeners": [listener(listen, **({"relay_from": list(relay_from)} if relay_from else {}))],
        **{name.replace("_", "-"): value for name, value in sections.items()},
    }
    return "".join(f"{name}: {json.dumps(value, default=str)}\n" for name, value in values.items())


def listener(address, kind="mx", **keys):
    """An entry of `listeners`. Its further keys have _ for -."""
    return {"address": address, "kind": kind, **{name.replace("_", "-"): value for name, value in keys.items()}}


def tls(pair, *additional, **keys):
    """The section `tls` with a certificate and key (two PEM files), and further pairs that are chosen by SNI."""
    first, *others = ({"certificate": certificate, "key": key} for certificate, key in (pair, *additional))
    return first | ({"additional": others} if others else {}) | keys


def account(folder, user, password, **keys):
    """An entry of `accounts`, whose password file is written. Its further keys have _ for -."""
    file = password_file(folder, f"{user}.password", password)
    return {"user": user, "password-file": file, **{name.replace("_", "-"): value for name, value in keys.items()}}


def password_file(folder, name, password):
    """A file with the password that nobody but its owner can read."""
    path = Path(folder) / name
    path.touch(mode=0o600)
    path.write_text(password + "\n")
    return path


def token_checker(folder, tokens):
    """The section `oauth` of a daemon that lets these in: {token: user}. A user that is named has to be the token's."""
    path = Path(folder) / "token-checker"
    cases = "".join(f"  {token}) owner={user} ;;\n" for token, user in tokens.items())
    path.write_text(
        f'#!/bin/sh\nread -r user\nread -r token\ncase "$token" in\n{cases}  *) exit 1 ;;\nesac\n'
        '[ -z "$user" ] || [ "$user" = "$owner" ] || exit 1\nprintf "%s\\n" "$owner"\n'
    )
    path.chmod(0o755)
    return {"checker": [path]}


def delivery(port=25, **retry):
    """The delivery section of a namespace: direct, to private addresses too, and retried within seconds."""
    return {
        "mode": "direct",
        "port": port,
        "private-addresses": "allow",
        "retry": {
            "first": "1s",
            "factor": 2,
            "max": "1m",
            "jitter": 0.2,
            "expire": "5m",
            "delay-notice": "1h",
            **retry,
        },
    }


def relay_delivery(*relays, **retry):
    """The delivery section of a daemon that hands everything to the first of these servers that takes it.

    Each is an entry of `relay`, or the HOST:PORT of one that is spoken to in the clear.
    """
    entries = [{"host": relay, "tls": "none"} if isinstance(relay, str) else relay for relay in relays]
    return {**delivery(**retry), "mode": "relay", "relay": entries}


def relay(host, tls="none", login=None, **keys):
    """An entry of `relay`: HOST:PORT, and perhaps who logs in there as (user, path of the password file)."""
    named = {"username": login[0], "password-file": login[1]} if login else {}
    return {"host": host, "tls": tls} | named | keys


def route(name, way, **conditions):
    """An entry of `routes`. `way` is what the file has there, such as {"direct": {"tls": "required"}}.

    The conditions (`to`, `from_`, `larger_than`, `smaller_than`) have _ for -, and a _ at the end for nothing.
    """
    return {"name": name, **{key.rstrip("_").replace("_", "-"): value for key, value in conditions.items()}, **way}


LOCAL_DNS = {"servers": ["127.0.0.1:53"]}


def usual_waxwing(context, **retry):
    """The daemon that most scenarios want: on 127.0.0.1:2525, relaying for loopback, asking NSD."""
    text = configuration(dns=LOCAL_DNS, delivery=delivery(**retry))
    return Waxwing(context.binary, context.folder / "waxwing", text)


class Waxwing:
    """One folder with `waxwing.yaml`, the data directory and the log, and at most one daemon that runs on it."""

    def __init__(self, binary, folder, text, data="data"):
        self.binary, self.folder, self.process = binary, Path(folder), None
        self.folder.mkdir(parents=True, exist_ok=True)
        self.file, self.data, self.log = self.folder / "waxwing.yaml", self.folder / data, self.folder / "waxwing.log"
        self.file.write_text(text)

    def start(self, host="127.0.0.1", port=2525, wrapper=(), seconds=30):
        """Runs `serve` and returns when its port answers.

        `wrapper` is a command that replaces itself with the daemon.
        """
        self.process = Process([*wrapper, self.binary, "serve", "--config", self.file], self.log, folder=self.folder)
        self.process.wait_for_port(host, port, seconds)
        return self

    def start_serving(self, host="127.0.0.1", port=2525):
        """Runs `serve` and returns when it says so: all of its ports answer then, and it heeds signals."""
        before = self.log_size()
        self.start(host, port)
        self.hear(before, "waxwing ", " serves ")
        return self

    def reload(self):
        """SIGHUP: certificates and keys are read again, some time soon."""
        os.kill(self.process.pid, signal.SIGHUP)

    def reload_and_hear(self, *words, seconds=30):
        """SIGHUP, and the line of the log with all these words that it leads to."""
        return self.signal_and_hear(signal.SIGHUP, *words, seconds=seconds)

    def hand_over(self, seconds=60):
        """SIGUSR2, and returns when the program that starts anew in the same process serves."""
        self.signal_and_hear(signal.SIGUSR2, "waxwing ", " serves ", seconds=seconds)

    def signal_and_hear(self, number, *words, seconds=30):
        """Sends a signal, and the line of the log with all these words that follows."""
        before = self.log_size()
        os.kill(self.process.pid, number)
        return self.hear(before, *words, seconds=seconds)

    def hear(self, before, *words, seconds=30):
        """The first line of the log with all these words behind so many octets (see `log_size`), once it is there."""

        def said():
            with open(self.log, "rb") as log:
                log.seek(before)
                text = log.read().decode(errors="replace")
            lines = text[: text.rfind("\n") + 1].splitlines()
            return next((line for line in lines if all(word in line for word in words)), None)

        return wait_until(said, seconds, f"a line of the log with {' and '.join(map(repr, words))}", pause=0.1)

    def log_size(self):
        return self.log.stat().st_size if self.log.exists() else 0

    def kill(self):
        """SIGKILL: no handler runs, nothing is flushed."""
        self.process.kill()

    def stop(self):
        """SIGTERM. An exit status other than 0 is a `Failure`."""
        status = self.process.stop()
        if status != 0:
            raise Failure(f"serve ended with status {status} after SIGTERM\n{self.process.tail()}")

    def __enter__(self):
        return self if self.process else self.start()

    def __exit__(self, kind, *_):
        if kind is None and self.process.running():
            self.stop()
        else:
            self.process.kill()

    def run(self, *arguments, input=b"", seconds=60):
        """Any other command of the binary, to its end."""
        return run_program([self.binary, *arguments], input=input, seconds=seconds, folder=self.folder)

    def json(self, *arguments):
        """The JSON that a command prints. Any exit status but 0 is a `Failure`."""
        done = self.run(*arguments, "--json")
        if done.returncode != 0:
            command, said = " ".join(map(str, arguments)), done.stderr.decode(errors="replace")
            raise Failure(f"waxwing {command} ended with status {done.returncode}: {said}")
        try:
            return json.loads(done.stdout)
        except ValueError as error:
            raise Failure(f"waxwing {arguments[0]} printed no JSON ({error}): {done.stdout[:300]!r}") from None

    def queued(self):
        """The messages that still have work to do: [{id, from, recipients: [...]}].

        Finished ones, where listed, are left out.
        """
        listed = self.json("queue", "list", "--data", self.data)
        if isinstance(listed, dict):  # tolerated: an object around the array
            listed = next((value for value in listed.values() if isinstance(value, list)), [])
        return [
            message
            for message in listed
            if any(state_of(recipient) not in FINAL_STATES for recipient in message.get("recipients", [{}]))
        ]

    def wait_until_empty(self, seconds=60):
        """Returns when no message has work left."""

        def empty():
            return not self.queued()

        try:
            wait_until(empty, seconds, "an empty queue", pause=0.25)
        except Failure as failure:
            rest = [{"id": message.get("id"), "recipients": message.get("recipients")} for message in self.queued()[:3]]
            raise Failure(f"{failure}; still there: {json.dumps(rest, indent=1)}") from None

    def trace(self, identifier):
        """The events of one message, in order: [{time, recipient, kind, ...}]."""
        return self.json("queue", "trace", identifier, "--data", self.data).get("events", [])

    def make_dkim_key(self, name="dkim.pem", bits=2048):
        """A new RSA key in the folder, and the text of its DNS record."""
        path = self.folder / name
        done = self.run("dkim", "keygen", "--type", "rsa", "--bits", str(bits), "--out", path)
        if done.returncode != 0 or not path.exists():
            raise Failure(f"dkim keygen ended with status {done.returncode}: {done.stderr.decode(errors='replace')}")
        done = self.run("dkim", "record", "--key", path)
        record = done.stdout.decode().strip()
        if done.returncode != 0 or not record.startswith("v=DKIM1"):
            raise Failure(
                f"dkim record ended with status {done.returncode}: {record!r} {done.stderr.decode(errors='replace')}"
            )
        return path, record


def names_route(event, name):
    """Whether an event of a trace says that the message went by the route of this name."""
    said = rf"\b(route|rule|via) \W?{re.escape(name)}(?![\w-])"
    return event.get("route") == name or bool(re.search(said, str(event.get("detail"))))


def state_of(recipient):
    return str(recipient.get("state", "queued")).lower()


def events_of(events, kind):
    """The events of one kind, compared without case and punctuation (attemptEnded, attempt-ended)."""

    def plain(text):
        return re.sub(r"[^a-z]", "", str(text).lower())

    return [event for event in events if plain(event.get("kind")) == plain(kind)]
