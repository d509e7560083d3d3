"""What people expect of their aliases: from a domain's first minute over rules and retries to its removal.

All of it through the command line and SMTP. A domain is taken once, in whatever form its name is written; until it is
verified senders are put off. An alias that is disabled, has expired or is gone is refused; a catch-all gets what no
alias wants. Rules are asked by priority and counted. A forward that waits can be tried again or taken back, and its
trace tells each step.
"""

from harness import messages
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal, wait_until
from harness.smtp_client import SMTPClient
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery, events_of
from harness.waxwing_data import check

NAMESPACE = True
PEERS = {"nsd"}
SINK = "10.99.0.3"
DOMAIN, HOST = "bücher.test", "mail.alias.test"
ENCODED = "xn--bcher-kva.test"
SHOP, EVE = f"shop@{ENCODED}", "eve@stranger.test"
ADA, BOB, CAROL = "ada@home.test", "bob@home.test", "carol@home.test"
BUSY = "451 4.3.0 busy"


def run(context):
    add_address(SINK)
    text = configuration(
        hostname=HOST,
        relay_from=(),
        dns=LOCAL_DNS,
        delivery=delivery(first="10m", max="10m", expire="1h", jitter=0),  # nothing is tried again by itself
    )
    zones = {name: mail_zone(SINK) for name in ("home.test", "stranger.test", "partner.test")}
    with (
        NSD(context.peers, context.folder / "nsd", zones),
        SMTPSink(SINK) as sink,
        Waxwing(context.binary, context.folder / "waxwing", text) as waxwing,
    ):
        owner = Owner(waxwing, sink)
        a_domain_is_taken_once(owner)
        until_it_is_verified_senders_are_put_off(owner)
        an_alias_is_what_it_is_made(owner)
        a_catch_all_gets_the_rest(owner)
        an_owner_has_limits(owner)
        rules_have_an_order(owner)
        what_fails_for_now_is_tried_again(owner)
        what_waits_is_taken_back(owner)
        a_domain_goes_with_all_it_has(owner)
        expect_equal(waxwing.queued(), [], "the queue")
        expect_equal(sink.violations, [], "violations of the protocol")
        check(waxwing)


class Owner:
    """Somebody with the command line, who sees what arrives."""

    def __init__(self, waxwing, sink):
        self.waxwing, self.sink, self.sent = waxwing, sink, 0

    def does(self, *words):
        """What a command says in JSON, which has to succeed."""
        return self.waxwing.json(*words, "--data", self.waxwing.data)

    def cannot(self, status, sentence, *words):
        """A command that ends with this status, and says so in a line."""
        done = self.waxwing.run(*words, "--data", self.waxwing.data)
        said = done.stderr.decode(errors="replace")
        expect_equal(
            (done.returncode, done.stdout), (status, b""), f"status and output of {words}, which said {said!r}"
        )
        expect(sentence in said and len(said.splitlines()) == 1, f"{words} says {said!r}, expected {sentence!r}")

    def sends(self, recipient, subject="hello", sender=EVE):
        """The token of a message that somebody sends, and the reply that ends it: to RCPT, or to the message."""
        self.sent += 1
        token = f"m{self.sent}"
        message = messages.message(token, sender, recipient, b"hello\r\n")
        message = message.replace(f"Subject: test {token}".encode(), f"Subject: {subject}".encode())
        with SMTPClient("127.0.0.1", 2525) as client:
            client.command("EHLO client.test", 250)
            client.command(f"MAIL FROM:<{sender}>", 250)
            reply = client.command(f"RCPT TO:<{recipient}>")
            if reply.code == 250:
                client.command("DATA", 354)
                client.send(message + b".\r\n")
                reply = client.reply()
            client.command("QUIT", 221)
        return token, reply

    def sees_refused(self, reply, recipient, **options):
        """A message is refused with a reply that begins so."""
        _, seen = self.sends(recipient, **options)
        expect(seen.text.startswith(reply), f"the reply to mail for {recipient}: {seen}, expected {reply}")

    def sees_forwarded(self, recipient, *targets, **options):
        """A message goes on to these and no others; nothing else is on its way then. Its name in the queue."""
        token, reply = self.sends(recipient, **options)
        expect_equal(reply.code, 250, f"the reply to mail for {recipient}: {reply}")
        if targets:
            self.sink.wait_for_token(token)
        self.waxwing.wait_until_empty(20)
        got = [
            name for taken in self.sink.messages if messages.token_of(taken.data) == token for name in taken.recipients
        ]
        expect_equal(sorted(got), sorted(targets), f"who got what was for {recipient}")
        return reply.text.split()[-1]


def a_domain_is_taken_once(owner):
    owner.does("domain", "add", DOMAIN)
    for name in (DOMAIN, ENCODED, ENCODED.upper(), "BÜCHER.test"):
        owner.cannot(1, "is here already", "domain", "add", name)
    expect_equal([row["name"] for row in owner.does("domain", "list")], [ENCODED], "the domains")
    owner.cannot(1, "no domain other.test", "alias", "add", "shop@other.test", "--to", ADA)
    owner.does("alias", "add", f"shop@{DOMAIN}", "--to", ADA)
    for name in (SHOP, f"SHOP@{DOMAIN}"):
        owner.cannot(1, "already", "alias", "add", name, "--to", BOB)
    owner.does("account", "add", "owner@home.test", "--no-password")
    owner.cannot(1, "already", "account", "add", "OWNER@Home.test", "--no-password")


def until_it_is_verified_senders_are_put_off(owner):
    owner.sees_refused("450 4.1.2", SHOP)
    owner.sees_refused("450 4.1.2", f"nobody@{ENCODED}")
    zone = owner.waxwing.folder / "zone"
    zone.write_bytes(b"")
    status = owner.waxwing.run("domain", "verify", DOMAIN, "--zone", zone, "--data", owner.waxwing.data).returncode
    expect_equal(status, 1, "the status of verify without records")
    owner.sees_refused("450 4.1.2", SHOP)
    zone.write_bytes(
        owner.waxwing.run("domain", "records", DOMAIN, "--zone-format", "--data", owner.waxwing.data).stdout
    )
    owner.does("domain", "verify", DOMAIN, "--zone", zone)
    owner.sees_forwarded(SHOP, ADA)


def an_alias_is_what_it_is_made(owner):
    owner.sees_forwarded(f"Shop+books@{ENCODED}", ADA)
    owner.does("alias", "change", SHOP, "--no-tags")
    owner.sees_refused("550 5.1.1", f"shop+books@{ENCODED}")
    owner.does("alias", "change", SHOP, "--to", f"{ADA},{BOB}", "--tags")
    owner.sees_forwarded(SHOP, ADA, BOB)
    owner.does("alias", "change", SHOP, "--to", ADA, "--disable")
    owner.sees_refused("550 5.2.1", SHOP)
    owner.does("alias", "change", SHOP, "--when-disabled", "defer")
    owner.sees_refused("450 4.2.1", SHOP)
    owner.does("alias", "change", SHOP, "--when-disabled", "discard")
    owner.sees_forwarded(SHOP)
    owner.does("alias", "change", SHOP, "--enable")
    owner.sees_forwarded(SHOP, ADA)
    counts = owner.does("alias", "show", SHOP)
    seen = {name: counts[name] for name in ("forwarded", "refused", "discarded", "answered")}
    wanted = {"forwarded": 4, "refused": 4, "discarded": 1, "answered": 0}  # twice before the domain was verified
    expect_equal(seen, wanted, "what the alias has counted")
    trial = f"trial@{ENCODED}"
    owner.does("alias", "add", trial, "--to", ADA, "--expires", "6s")
    owner.sees_forwarded(trial, ADA)
    wait_until(lambda: owner.does("alias", "show", trial)["state"] == "expired", 20, "the end of an alias")
    owner.sees_refused("550 5.2.1", trial)
    owner.does("alias", "remove", trial)
    owner.sees_refused("550 5.1.1", trial)
    owner.cannot(1, "no alias", "alias", "show", trial)
    owner.cannot(1, "no alias", "alias", "change", trial, "--enable")


def a_catch_all_gets_the_rest(owner):
    owner.sees_refused("550 5.1.1", f"anybody@{ENCODED}")
    owner.does("domain", "change", DOMAIN, "--catch-all", CAROL)
    owner.sees_forwarded(f"anybody@{ENCODED}", CAROL)
    owner.sees_forwarded(SHOP, ADA)
    owner.does("alias", "change", SHOP, "--disable", "--when-disabled", "refuse")
    owner.sees_refused("550 5.2.1", SHOP)
    owner.does("alias", "change", SHOP, "--enable")
    owner.does("domain", "change", DOMAIN, "--subdomains")
    owner.sees_forwarded(f"books@shop.{ENCODED}", ADA)
    owner.does("domain", "change", DOMAIN, "--no-catch-all", "--no-subdomains")
    owner.sees_refused("550 5.1.1", f"anybody@{ENCODED}")
    owner.sees_refused("550", f"books@shop.{ENCODED}")


def an_owner_has_limits(owner):
    owner.does("account", "change", "owner@home.test", "--messages-per-hour", "2")
    owner.does("alias", "add", f"mine@{ENCODED}", "--to", ADA, "--owner", "owner@home.test")
    owner.sees_forwarded(f"mine@{ENCODED}", ADA)
    owner.sees_forwarded(f"mine@{ENCODED}", ADA)
    owner.sees_refused("452 4.2.1", f"mine@{ENCODED}")
    owner.sees_forwarded(SHOP, ADA)
    owner.does("account", "change", "owner@home.test", "--disable", "--messages-per-hour", "none")
    owner.sees_refused("550 5.2.1", f"mine@{ENCODED}")
    owner.does("account", "remove", "owner@home.test")
    owner.sees_forwarded(f"mine@{ENCODED}", ADA)
    owner.does("alias", "remove", f"mine@{ENCODED}")


def rules_have_an_order(owner):
    """The lowest priority first; forwarding goes on to the next one, and everything else ends it."""
    rules = {}

    def add(name, scope, priority, when, do):
        rules[name] = owner.does("rule", "add", scope, "--when", when, "--do", do, f"--priority={priority}")["rule"]

    add("copy", DOMAIN, 10, "subject contains urgent", f"forward to {BOB}")
    add("block", DOMAIN, 20, "subject contains lottery", 'block "no, thank you"')
    add("partner", SHOP, -5, "sender domain partner.test", f"redirect to {CAROL}")
    add("drop", DOMAIN, 5, "subject equals silence", "discard")
    listed = [row["rule"] for row in owner.does("rule", "list")]
    expect_equal(listed, [rules[name] for name in ("partner", "drop", "copy", "block")], "the order of the rules")
    counts = dict.fromkeys(rules, 0)

    def matched(*names):
        for name in names:
            counts[name] += 1
        seen = {row["rule"]: row["matches"] for row in owner.does("rule", "list")}
        expect_equal(seen, {rules[name]: count for name, count in counts.items()}, f"what was counted after {names}")

    owner.sees_forwarded(SHOP, ADA)
    matched()
    owner.sees_forwarded(SHOP, ADA, BOB, subject="Something Urgent")
    matched("copy")
    owner.sees_refused("550 5.7.1 no, thank you", SHOP, subject="lottery")
    matched("block")
    owner.sees_refused("550 5.7.1 no, thank you", SHOP, subject="urgent lottery")
    matched("copy", "block")
    owner.sees_forwarded(SHOP, CAROL, subject="urgent lottery", sender="pat@partner.test")
    matched("partner")
    owner.sees_forwarded(SHOP, subject="silence")
    matched("drop")
    owner.does("rule", "change", rules["block"], "--priority=-10")
    owner.sees_refused("550 5.7.1 no, thank you", SHOP, subject="urgent lottery", sender="pat@partner.test")
    matched("block")
    owner.does("rule", "change", rules["block"], "--disable")
    owner.sees_forwarded(SHOP, ADA, BOB, subject="urgent lottery")
    matched("copy")
    for name in rules:
        owner.does("rule", "remove", rules[name])
    owner.cannot(1, "no rule", "rule", "change", rules["block"], "--enable")
    owner.sees_forwarded(SHOP, ADA, subject="urgent lottery")


def what_fails_for_now_is_tried_again(owner):
    waxwing, sink = owner.waxwing, owner.sink
    sink.answer(ADA, BUSY, BUSY)
    identifier = waiting(owner, SHOP, 1)
    owner.does("queue", "retry", identifier)
    wait_until(lambda: len(deferrals(waxwing, identifier)) == 2, 20, "the second attempt")
    owner.does("queue", "retry", identifier)
    wait_until(lambda: events_of(waxwing.trace(identifier), "delivered"), 20, "the third attempt")
    events = waxwing.trace(identifier)
    expect(
        "forwarded from" in str(events[0]) and SHOP in str(events[0]),
        f"the trace does not begin with the alias: {events}",
    )
    expect_equal([BUSY in str(event) for event in deferrals(waxwing, identifier)], [True, True], "replies in the trace")
    expect_equal(len(events_of(events, "attemptBegan")), 3, f"attempts in {events}")
    times = [event["time"] for event in events]
    expect_equal(times, sorted(times), "the order of the trace")


def what_waits_is_taken_back(owner):
    """Nobody gets it, and nobody is told."""
    waxwing, sink = owner.waxwing, owner.sink
    sink.answer(ADA, BUSY)
    identifier, before = waiting(owner, SHOP, 1), len(sink.messages)
    owner.does("queue", "cancel", identifier, "--reason", "not wanted")
    waxwing.wait_until_empty(10)
    waxwing.run("queue", "retry", identifier, "--data", waxwing.data)
    ended = events_of(waxwing.trace(identifier), "cancelled")
    expect("not wanted" in str(ended), f"the trace does not say why it ended: {waxwing.trace(identifier)}")
    owner.sees_forwarded(SHOP, ADA)  # what comes later arrives, and what was taken back has not come before it
    expect_equal(len(sink.messages), before + 1, "what has arrived since")
    expect_equal(sink.received(EVE), [], "what the sender was told")


def waiting(owner, recipient, attempts):
    """The name of a message that was forwarded, and put off so many times."""
    token, reply = owner.sends(recipient)
    expect_equal(reply.code, 250, f"the reply to {token}: {reply}")
    identifier = reply.text.split()[-1]
    wait_until(lambda: len(deferrals(owner.waxwing, identifier)) == attempts, 20, f"attempt {attempts} of {identifier}")
    return identifier


def deferrals(waxwing, identifier):
    return events_of(waxwing.trace(identifier), "deferred")


def a_domain_goes_with_all_it_has(owner):
    owner.does("domain", "change", DOMAIN, "--disable")
    owner.sees_refused("550 5.1.2", SHOP)
    owner.does("domain", "change", DOMAIN, "--enable")
    owner.sees_forwarded(SHOP, ADA)
    owner.does("rule", "add", SHOP, "--when", "always", "--do", "discard")
    owner.cannot(1, "--yes", "domain", "remove", DOMAIN)
    owner.does("domain", "remove", DOMAIN, "--yes")
    for kind in ("domain", "alias", "rule"):
        expect_equal(owner.does(kind, "list"), [], f"the {kind}s that are left")
    owner.sees_refused("550 5.7.1", SHOP)
