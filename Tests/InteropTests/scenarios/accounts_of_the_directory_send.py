"""Accounts come, change and go while the daemon runs; curl, swaks and msmtp log in and send as who they are.

By PLAIN and SCRAM-SHA-256, right after the command that added the account. The sender and every author are its own
address or an alias of its own, else 553 or 550; dkimpy verifies the signature of the author's domain. Over its limit an
account gets 452 with the number. A new password counts at once, and so does that an account is disabled or removed, for
those who are logged in as well.
"""

from harness import messages
from harness.dkim_verifiers import dkimpy_verifies
from harness.namespace import add_address, fresh_addresses
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal
from harness.peers import make_certificate
from harness.sasl_clients import CURL, MSMTP, SWAKS, Account, Server, log_in, plain, secured
from harness.smtp_client import SMTPClient, stuffed
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery, listener, tls
from harness.waxwing_directory import add_alias, set_up_domain

NAMESPACE = True
PEERS = {"nsd", "swaks", "curl", "msmtp", "python"}
SECONDS = 180
WAXWING, SINK, NAME = "10.99.0.2", "10.99.0.3", "mail.example.test"
HOME, SHOP, BOB = "example.test", "shop.test", "bob@receiver.test"
ADA, EVE, LIMITED, CLOSED, LEAVING = (f"{name}@{HOME}" for name in ("ada", "eve", "limited", "closed", "leaving"))
ALIAS, OTHERS = f"sales@{SHOP}", f"support@{SHOP}"
PASSWORD, CHANGED = "correct horse", "battery staple ü"
LOGINS = ((CURL, "PLAIN"), (SWAKS, "PLAIN"), (MSMTP, "SCRAM-SHA-256"))


def run(context):
    add_address(WAXWING)
    add_address(SINK)
    certificate = make_certificate(context.folder, NAME)
    text = configuration(
        hostname=NAME,
        listeners=[listener("0.0.0.0:587", "submission"), listener("0.0.0.0:465", "submissions")],
        tls=tls(certificate),
        dns=LOCAL_DNS,
        delivery=delivery(first="1s", max="1s", jitter=0),
    )
    zones = {"receiver.test": mail_zone(SINK), HOME: "", SHOP: ""}
    with (
        NSD(context.peers, context.folder / "nsd", zones) as nsd,
        SMTPSink(SINK) as sink,
        Waxwing(context.binary, context.folder / "waxwing", text).start(WAXWING, 587) as waxwing,
    ):
        people = People(context, waxwing, certificate[0])
        set_up_domain(waxwing, nsd, HOME, f"mail IN A {WAXWING}\n")
        set_up_domain(waxwing, nsd, SHOP, "")
        people.command("add", ADA, "--password-stdin", password=PASSWORD)
        add_alias(waxwing, ALIAS, BOB, owner=ADA)
        add_alias(waxwing, OTHERS, BOB)
        each_program_sends(context, people, sink)
        an_alias_of_ones_own(context, sink)
        as_nobody_else(people)
        the_limit_has_a_number(people)
        a_new_password_counts_at_once(people)
        a_disabled_account_has_no_login(people)
        a_removed_account_has_no_login(people)
        an_account_without_a_password_has_no_login(people)
        no_secret_is_told(waxwing, people)
        waxwing.wait_until_empty(20)
        expect_equal(sink.violations, [], "violations of the protocol")


class People:
    """The commands on accounts, and programs that log in."""

    def __init__(self, context, waxwing, certificate):
        self.context, self.waxwing, self.certificate, self.places = context, waxwing, certificate, fresh_addresses()
        self.said = b""

    def command(self, name, account, *options, password=None):
        """`waxwing account NAME`, which has to succeed. A password goes to its standard input."""
        words = ("account", name, account, *options, "--data", self.waxwing.data)
        done = self.waxwing.run(*words, input=f"{password}\n".encode() if password else b"")
        expect_equal(done.returncode, 0, f"the status of account {name}: {done.stderr!r}")
        self.said += done.stdout + done.stderr

    def log_in(self, program, mechanism, user, password, token, place=WAXWING):
        """How a program has logged in and handed in a message, whose token this is."""
        server = Server(place, 587, NAME, self.certificate)
        message = messages.message(token, user, BOB, messages.AWKWARD_BODY)
        account = Account(user, password)
        return log_in(program, self.context.peers, self.context.folder, server, account, mechanism, BOB, message)

    def expect_login(self, user, password, token):
        """Everybody logs in, by each mechanism."""
        for program, mechanism in LOGINS:
            login = self.log_in(program, mechanism, user, password, f"{token}-{program}")
            expect_equal(login.status, 0, f"{program} of {user} by {mechanism}, which said {login.said[-1500:]}")

    def expect_refusal(self, user, password, token):
        """Nobody logs in, each from an address of its own. As guesses are slowed down, two of them are enough."""
        for program, mechanism in LOGINS[1:]:
            login = self.log_in(program, mechanism, user, password, f"{token}-{program}", next(self.places))
            expect(login.is_refused, f"{program} of {user} ended with {login.status} and said {login.said[-1500:]}")
            expect("535" in login.said, f"no 535 in what {program} of {user} said: {login.said[-1500:]}")


def each_program_sends(context, people, sink):
    people.expect_login(ADA, PASSWORD, "added")
    for program, _ in LOGINS:
        arrives(context, sink, f"added-{program}", ADA, HOME)


def an_alias_of_ones_own(context, sink):
    with submitting(ADA) as client:
        reply = client.deliver(ALIAS, [BOB], messages.message("alias", ALIAS, BOB, messages.AWKWARD_BODY))
        expect_equal(reply.code, 250, f"the reply to what comes from an alias of one's own: {reply}")
        message = messages.message("mixed", ALIAS, BOB, messages.AWKWARD_BODY)
        reply = client.deliver(ADA, [BOB], message)
        expect_equal(reply.code, 250, f"the reply to an alias of one's own as the author alone: {reply}")
    arrives(context, sink, "alias", ALIAS, SHOP)
    arrives(context, sink, "mixed", ADA, SHOP)


def arrives(context, sink, token, sender, signer):
    """With its sender, and signed by the author's domain."""
    taken = sink.wait_for_token(token)
    expect_equal(taken.sender, sender, f"the sender of {token}")
    expect_equal(messages.body(taken.data), messages.AWKWARD_BODY, f"the body of {token}")
    signatures = messages.header_values(taken.data, "DKIM-Signature")
    expect(signatures and all(f"d={signer};" in value for value in signatures), f"{token} is signed by {signatures}")
    expect(dkimpy_verifies(context.peers, taken.data), f"dkimpy does not verify {token}")


def as_nobody_else(people):
    people.command("add", EVE, "--password-stdin", password=PASSWORD)
    for user, others in ((ADA, (EVE, OTHERS, "ada@shop.test", "nobody@elsewhere.test")), (EVE, (ADA, ALIAS))):
        with submitting(user) as client:
            for other in others:
                reply = client.command(f"MAIL FROM:<{other}>")
                expect(reply.code == 553 and "5.7.1" in reply.text, f"{user} as {other}: {reply}")
            for fields in (f"From: <{others[0]}>", f"From: <{user}>, <{others[0]}>", f"Sender: <{others[0]}>"):
                message = messages.message("forged", user, BOB, b"hi\r\n")
                if fields.startswith("From"):
                    message = message.replace(f"From: <{user}>".encode(), fields.encode(), 1)
                else:
                    message = f"{fields}\r\n".encode() + message
                reply = client.deliver(user, [BOB], message)
                expect(reply.code == 550 and "5.7.1" in reply.text, f"{user} with {fields}: {reply}")


def the_limit_has_a_number(people):
    people.command("add", LIMITED, "--password-stdin", "--messages-per-hour", "2", password=PASSWORD)
    message = messages.message("limited", LIMITED, BOB, b"hi\r\n")
    with submitting(LIMITED) as client:
        for _ in range(2):
            expect_equal(client.deliver(LIMITED, [BOB], message).code, 250, "the reply below the limit")
        reply = over_the_limit(client, message)
        expect(reply.code == 452 and "2" in reply.text[8:], f"the reply over the limit of 2: {reply}")
        people.command("change", LIMITED, "--messages-per-hour", "3", "--recipients-per-day", "3")
        client.command("RSET", 250)
        expect_equal(client.deliver(LIMITED, [BOB], message).code, 250, "the reply below the new limit")
    people.command("change", LIMITED, "--messages-per-hour", "none")
    with submitting(LIMITED) as client:
        reply = over_the_limit(client, message)
        expect(reply.code == 452 and "3" in reply.text[8:], f"the reply over the limit of 3 recipients: {reply}")


def over_the_limit(client, message):
    """The first reply that is no success, to whatever of a transaction."""
    for line in (f"MAIL FROM:<{LIMITED}>", f"RCPT TO:<{BOB}>", "DATA"):
        reply = client.command(line)
        if reply.code >= 400:
            return reply
    client.send(stuffed(message) + b".\r\n")
    return client.reply()


def a_new_password_counts_at_once(people):
    people.command("change", ADA, "--password", password=CHANGED)
    people.expect_refusal(ADA, PASSWORD, "old")
    people.expect_login(ADA, CHANGED, "new")


def a_disabled_account_has_no_login(people):
    people.command("add", CLOSED, "--password-stdin", password=PASSWORD)
    with submitting(CLOSED) as client:
        people.command("change", CLOSED, "--disable")
        reply = client.command(f"MAIL FROM:<{CLOSED}>")
        expect(reply.code >= 500, f"MAIL of who has logged in before the account was disabled: {reply}")
    people.expect_refusal(CLOSED, PASSWORD, "disabled")
    people.command("change", CLOSED, "--enable")
    people.expect_login(CLOSED, PASSWORD, "enabled")


def a_removed_account_has_no_login(people):
    people.command("add", LEAVING, "--password-stdin", password=PASSWORD)
    with submitting(LEAVING) as client:
        people.command("remove", LEAVING)
        reply = client.command(f"MAIL FROM:<{LEAVING}>")
        expect(reply.code >= 500, f"MAIL of who has logged in before the account was removed: {reply}")
    people.expect_refusal(LEAVING, PASSWORD, "removed")


def an_account_without_a_password_has_no_login(people):
    people.command("change", EVE, "--no-password")
    people.expect_refusal(EVE, PASSWORD, "no-password")


def no_secret_is_told(waxwing, people):
    """No command, no log and no list has a password; nor have the files of the daemon."""
    told = people.said + waxwing.log.read_bytes()
    told += waxwing.run("account", "list", "--json", "--data", waxwing.data).stdout
    told += b"".join(path.read_bytes() for path in waxwing.data.rglob("*") if path.is_file())
    for secret in (PASSWORD, CHANGED):
        expect(secret.encode() not in told, "a password stands in what was told or stored")


def submitting(user, password=PASSWORD):
    """A client that has logged in."""
    client = SMTPClient(WAXWING, 587)
    secured(client)
    client.command(f"AUTH PLAIN {plain(Account(user, password))}", 235)
    return client
