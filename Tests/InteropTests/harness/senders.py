"""Senders who put up with nothing: each connection is taken and greeted, none breaks, and every message gets its 250.

For a daemon whose configuration changes under load, or whose program does. While `goodbye` is set a session may be told
421 and end between messages, as when a program hands over; then the message is sent again over a new connection. Even
then no connection is refused, and none ends behind a final dot without a reply.
"""

import threading
import time

from . import messages
from .outcome import Failure, expect_equal, wait_until
from .sasl_clients import Account, offered, plain, secured
from .smtp_client import SMTPClient, stuffed, unverified

PLAIN, STARTTLS, IMPLICIT = "plain", "starttls", "implicit"


class Goodbye(Exception):
    """The server has said 421."""


class Sender(threading.Thread):
    """Sends one message after another, over connections of `each` messages (None: over one for ever), until `ended`.

    With 0 it says who it is, and QUIT, and comes again: what befalls a connection while it is taken shows soonest.
    `accepted` maps the token of each message that got its 250 to its octets, `error` is what went wrong.
    """

    def __init__(self, group, name, place, way=PLAIN, each=None, account=None, size=2_000, pause=0.02):
        """`place` is (host, port), `account` who logs in as (user, password)."""
        super().__init__(daemon=True)
        self.group, self.token, self.place, self.way, self.each = group, name, place, way, each
        self.account, self.size, self.pause = account, size, pause
        self.user = account[0] if account else group.sender
        self.accepted, self.connections, self.goodbyes, self.error = {}, 0, 0, None
        self.stage = "before the first connection"

    def run(self):
        while not self.group.ended:
            try:
                self.talk()
            except Goodbye as goodbye:
                if not self.group.goodbye:
                    self.error = f"{self.token}, connection {self.connections}, {self.stage}: {goodbye}"
                    return
                self.goodbyes += 1
            except Exception as error:
                self.error = f"{self.token}, connection {self.connections}, {self.stage}: {error!r}"
                return

    @property
    def progress(self):
        return self.connections if self.each == 0 else len(self.accepted)

    def talk(self):
        self.stage = "connecting"
        self.connections += 1
        context = unverified() if self.way == IMPLICIT else None
        with SMTPClient(*self.place, seconds=40, tls=context) as client:
            self.expect(client.greeting, 220)
            if self.way == STARTTLS:
                self.say(client, "EHLO client.test", 250)
                self.say(client, "STARTTLS", 220)
                client.start_tls()
            self.say(client, "EHLO client.test", 250)
            if self.account:
                self.say(client, f"AUTH PLAIN {plain(Account(*self.account))}", 235)
            sent = 0
            while not self.group.ended and (self.each is None or sent < self.each):
                self.send(client)
                sent += 1
                time.sleep(self.pause)
            self.say(client, "QUIT", 221)
        if self.each == 0:
            time.sleep(self.pause)

    def send(self, client):
        token = f"{self.token}-{len(self.accepted)}"
        recipient = f"{token}@receiver.test"
        message = messages.message(token, self.user, recipient, messages.body_of(token, self.size))
        self.say(client, f"MAIL FROM:<{self.user}>", 250)
        self.say(client, f"RCPT TO:<{recipient}>", 250)
        self.say(client, "DATA", 354)
        self.stage = f"behind the final dot of {token}"
        client.send(stuffed(message) + b".\r\n")
        self.expect(client.reply(), 250)
        self.accepted[token] = message

    def say(self, client, line, code):
        self.stage = f"at {line[:40]!r}"
        try:
            client.send(line.encode() + b"\r\n")
        except OSError:
            pass  # what it has said before it hung up is read first
        self.expect(client.reply(), code)

    def expect(self, reply, code):
        if reply.code == 421:
            raise Goodbye(reply.text)
        if reply.code != code:
            raise Failure(f"expected {code}, got: {reply.text}")


class Senders:
    """Some senders, from entering the `with` block to leaving it. What one meets is a `Failure` of `check`."""

    def __init__(self, sender="load@sender.test"):
        self.sender, self.ended, self.goodbye, self.all = sender, False, False, []

    def add(self, name, place, way=PLAIN, **keys):
        """One more (see `Sender`), who begins with the others."""
        self.all.append(Sender(self, name, place, way, **keys))

    def knock(self, name, place, way=PLAIN, count=4):
        """So many more who send nothing, one connection after another."""
        for number in range(count):
            self.add(f"{name}-{number}", place, way, each=0, pause=0.002)

    @property
    def accepted(self):
        """What got its 250, by token."""
        return {token: message for sender in self.all for token, message in list(sender.accepted.items())}

    @property
    def connections(self):
        return sum(sender.connections for sender in self.all)

    def move_on(self, each=2, seconds=60):
        """Returns when every sender has had so many more messages accepted, or connections if it sends none."""
        before = [sender.progress for sender in self.all]

        def moved():
            self.check()
            return all(sender.progress >= count + each for sender, count in zip(self.all, before))

        try:
            wait_until(moved, seconds, f"{each} more messages of each sender")
        except Failure as failure:
            stuck = [
                f"{sender.token} {sender.stage}"
                for sender, count in zip(self.all, before)
                if sender.progress < count + each
            ]
            raise Failure(f"{failure}; not of {stuck}") if stuck else failure from None

    def check(self):
        expect_equal([sender.error for sender in self.all if sender.error], [], "what senders met")

    def end(self, seconds=60):
        """Every sender finishes the message it is at, and says QUIT."""
        self.ended = True
        for sender in self.all:
            sender.join(seconds)
        self.check()
        expect_equal([sender.token for sender in self.all if sender.is_alive()], [], "senders who have not ended")

    def have_arrived(self, sink, seconds=90):
        """Returns when the sink has every accepted message exactly once, its octets unchanged; and nothing else."""
        accepted = self.accepted
        wait_until(lambda: len(tokens(sink)) >= len(accepted), seconds, f"all of {len(accepted)} messages in the sink")
        time.sleep(1)  # a second copy would be under way by now
        expect_equal(sorted(tokens(sink)), sorted(accepted), "the messages that arrived")
        for taken in list(sink.messages):
            message = accepted.get(messages.token_of(taken.data))
            if message and not taken.data.endswith(message):
                raise Failure(f"{messages.token_of(taken.data)} was changed")

    def __enter__(self):
        for sender in self.all:
            sender.start()
        return self

    def __exit__(self, *_):
        self.ended = True
        for sender in self.all:
            sender.join(5)


def tokens(sink):
    """The tokens of all messages of senders in the sink, as often as they came."""
    found = (messages.token_of(taken.data) for taken in list(sink.messages))
    return [token for token in found if token and token.startswith("load-")]


def logged_in(client, account, way=STARTTLS):
    """The reply to a login by PLAIN of (user, password), over TLS."""
    if way == STARTTLS:
        secured(client)
    else:
        offered(client)
    return client.command(f"AUTH PLAIN {plain(Account(*account))}")
