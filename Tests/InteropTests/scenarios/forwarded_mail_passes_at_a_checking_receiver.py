"""Forwards and answers pass SPF, DKIM and DMARC at a receiver that checks: Postfix with opendkim and opendmarc.

The receiver goes by the address of the connection, the envelope, the message and the records that NSD has; those of the
forwarding domain are what `domain add` prints. It refuses what the author's domain wants refused, which is tried first,
and also with an alias that keeps its authors. With authors who signed, who have SPF alone, whose signature was broken
on its way, whose domain wants signatures of exactly its own name, and with none, as reports have.
"""

import re

from harness import messages
from harness.dkim_verifiers import sign_with_dkimpy, with_one_body_octet_changed
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone, text_record
from harness.opendmarc import Judge, verdict
from harness.outcome import expect, expect_equal, wait_until
from harness.smtp_client import SMTPClient
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery, events_of, listener

NAMESPACE = True
PEERS = {"nsd", "postfix", "opendkim-filter", "opendmarc", "python"}
SECONDS = 180
OURS, JUDGE, AUTHORS, HOME = "10.99.0.2", "10.99.0.3", "10.99.0.5", "10.99.0.6"
HOST, ALIAS, KEPT, ADA = "mail.alias.test", "shop@alias.test", "kept@alias.test", "ada@home.test"
BODY = b"hello\r\n.dot\r\n  blanks  \r\n"
SENDER_POLICY = f"v=spf1 ip4:{AUTHORS} -all"
POLICIES = {  # what the domains of authors ask of receivers
    "signing.test": "v=DMARC1; p=reject",
    "lenient.test": "v=DMARC1; p=none",
    "unsigned.test": "v=DMARC1; p=reject",
    "exact.test": "v=DMARC1; p=reject; adkim=s; aspf=s",
    "wary.test": "v=DMARC1; p=quarantine",
    "nested.test": "v=DMARC1; p=reject",
}


def run(context):
    for address in (OURS, JUDGE, AUTHORS, HOME):
        add_address(address)
    text = configuration(
        hostname=HOST,
        listeners=[listener(f"{OURS}:25")],
        dns=LOCAL_DNS,
        delivery={**delivery(first="1s", max="1s", jitter=0), "sources": [{"name": "ours", "address": OURS}]},
    )
    waxwing = Waxwing(context.binary, context.folder / "waxwing", text)
    key, record = waxwing.make_dkim_key("authors.pem")
    zones = {name: zone_of_authors(record, policy) for name, policy in POLICIES.items()}
    zones["nested.test"] += text_record("_dmarc.news", "v=DMARC1; p=none")
    zones |= {"home.test": mail_zone(JUDGE, text_record("s1._domainkey", record)), "alias.test": OUR_HOST}
    with (
        NSD(context.peers, context.folder / "nsd", zones) as nsd,
        Judge(
            context.peers, context.folder / "judge", JUDGE, [name for name in zones if name != "alias.test"]
        ) as judge,
        waxwing.start(OURS, 25),
    ):
        the_domain_is_set_up(waxwing, nsd)
        letters = Letters(context.peers, key, waxwing)
        the_receiver_checks(letters, judge)
        who_signed_is_kept(letters, judge)
        whose_domain_asks_nothing_is_kept(letters, judge)
        who_would_be_refused_is_rewritten(letters, judge)
        an_alias_that_keeps_authors_is_refused(letters)
        a_report_passes_by_our_name(letters, judge)
        an_answer_passes(letters, judge)
        exactly_the_name_that_is_asked_for(letters, judge)
        the_organization_has_the_say(letters, judge)
        waxwing.wait_until_empty(20)
        judge.expect_no_warnings()


# docs/forwarding.md: the MX of the domain of rewritten senders has to lead here, and its SPF record has to name us.
OUR_HOST = f"mail IN A {OURS}\nmail IN MX 10 mail\n"


def zone_of_authors(record, policy):
    """A domain whose mail comes from one address, and which has a key, used or not."""
    names = ("@", "news", "deep.news")
    records = "".join(f"{name} IN MX 10 mx\n" + text_record(name, SENDER_POLICY) for name in names[1:])
    records += text_record("@", SENDER_POLICY) + text_record("_dmarc", policy) + text_record("s1._domainkey", record)
    return mail_zone(JUDGE, records)


def the_domain_is_set_up(waxwing, nsd):
    added = waxwing.json("domain", "add", "alias.test", "--data", waxwing.data)
    nsd.write("alias.test", OUR_HOST + "".join(f"{entry['zone']}\n" for entry in added))
    nsd.restart()
    done = waxwing.run("domain", "verify", "alias.test", "--data", waxwing.data, "--dns", LOCAL_DNS["servers"][0])
    expect_equal(done.returncode, 0, f"the status of verify: {done.stdout!r} {done.stderr!r}")
    waxwing.json("alias", "add", ALIAS, "--to", ADA, "--data", waxwing.data)
    waxwing.json("alias", "add", KEPT, "--to", ADA, "--author", "kept", "--data", waxwing.data)


class Letters:
    """Messages with a key of the authors to sign with, and how they are sent from an address."""

    def __init__(self, peers, key, waxwing):
        self.peers, self.key, self.waxwing = peers, key, waxwing

    def made(self, token, author, recipient, signer=None):
        """A message, with a signature of the domain `signer` where one is named."""
        message = messages.message(token, author, recipient, BODY)
        return sign_with_dkimpy(self.peers, message, "s1", signer, self.key) if signer else message

    def hand_in(self, message, sender, recipient, source=AUTHORS, server=OURS):
        """The reply to the message."""
        with SMTPClient(server, 25, source=source) as client:
            client.command("EHLO client.test", 250)
            return client.deliver(sender, [recipient], message)

    def forwarded(self, judge, token, author, signer=None, sender=None, breaks=False):
        """The message as ada's receiver has it, and its verdict, after an alias has forwarded it."""
        message = self.made(token, author, ALIAS, signer)
        message = with_one_body_octet_changed(message) if breaks else message
        reply = self.hand_in(message, author if sender is None else sender, ALIAS)
        expect_equal(reply.code, 250, f"the reply to {token}: {reply}")
        ended = self.end_of(reply)
        expect_equal(ended["kind"], "delivered", f"what became of {token}: {ended}")
        arrived = judge.wait_for(token)
        return arrived, verdict(arrived)

    def end_of(self, reply):
        """The event with which the forward of a message ends that got this reply."""
        identifier = reply.text.split()[-1]

        def ended():
            events = self.waxwing.trace(identifier)
            return events_of(events, "delivered") + events_of(events, "bounced")

        return wait_until(ended, 30, f"the end of {identifier}")[0]


def the_receiver_checks(letters, judge):
    """It takes what comes from the author's server or is signed, and refuses what is neither."""
    author = "eve@unsigned.test"
    reply = letters.hand_in(letters.made("direct", author, ADA), author, ADA, server=JUDGE)
    expect_equal(reply.code, 250, f"the reply to what comes from the author: {reply}")
    found = verdict(judge.wait_for("direct"))
    expect_equal((found.spf, found.dmarc), (("pass", "unsigned.test"), ("pass", "unsigned.test")), "what is direct")
    refused(letters.hand_in(letters.made("forged", author, ADA), author, ADA, source=HOME, server=JUDGE))
    author = "eve@signing.test"
    message = letters.made("signed", author, ADA, "signing.test")
    reply = letters.hand_in(message, "bob@lenient.test", ADA, source=HOME, server=JUDGE)
    expect_equal(reply.code, 250, f"the reply to what is signed: {reply}")
    broken = with_one_body_octet_changed(message)
    refused(letters.hand_in(broken, "bob@lenient.test", ADA, source=HOME, server=JUDGE))


def refused(reply):
    expect("550" in reply.text and "DMARC" in reply.text, f"the receiver does not refuse by DMARC: {reply}")


def who_signed_is_kept(letters, judge):
    for token, author in {"own": "eve@signing.test", "below": "eve@news.signing.test"}.items():
        arrived, found = letters.forwarded(judge, f"kept-{token}", author, signer="signing.test")
        expect_equal(author_of(arrived), author, "the author of what was signed")
        ours_by_sender(found)
        expect("pass" in found.dkim["signing.test"], f"the author's signature: {found}")
        expect_equal(found.dmarc, ("pass", author.partition("@")[2]), "DMARC of what was signed")


def whose_domain_asks_nothing_is_kept(letters, judge):
    arrived, found = letters.forwarded(judge, "lenient", "eve@lenient.test")
    expect_equal(author_of(arrived), "eve@lenient.test", "the author of a domain that asks nothing")
    ours_by_sender(found)
    expect_equal(found.dmarc[1], "lenient.test", "whose policy was asked")


def who_would_be_refused_is_rewritten(letters, judge):
    for token, author, options in (
        ("unsigned", "eve@unsigned.test", {}),
        ("unsigned-below", "eve@news.unsigned.test", {}),
        ("wary", "eve@wary.test", {}),
        ("broken", "eve@signing.test", {"signer": "signing.test", "breaks": True}),
        ("by-another", "eve@unsigned.test", {"signer": "signing.test"}),
    ):
        arrived, found = letters.forwarded(judge, token, author, **options)
        ours_by_author(arrived, found)
        ours_by_sender(found)
        expect_equal(messages.header_values(arrived, "X-Original-From"), [f"<{author}>"], f"X-Original-From of {token}")


def an_alias_that_keeps_authors_is_refused(letters):
    """What the rewriting is for: without it the receiver refuses, and the trace says so."""
    author = "eve@unsigned.test"
    reply = letters.hand_in(letters.made("refused", author, KEPT), author, KEPT)
    expect_equal(reply.code, 250, f"the reply to what is for an alias that keeps authors: {reply}")
    ended = letters.end_of(reply)
    expect(ended["kind"] == "bounced" and "DMARC" in str(ended), f"the receiver does not refuse by DMARC: {ended}")


def a_report_passes_by_our_name(letters, judge):
    """A message without a sender, for which receivers look at the name in EHLO."""
    arrived, found = letters.forwarded(judge, "report", "postmaster@unsigned.test", sender="")
    ours_by_author(arrived, found)
    expect_equal(found.spf, ("pass", HOST), "SPF of a report")


def an_answer_passes(letters, judge):
    arrived, _ = letters.forwarded(judge, "question", "eve@unsigned.test")
    reverse = author_of(arrived)
    reply = letters.hand_in(letters.made("answer", ADA, reverse, "home.test"), ADA, reverse, source=HOME)
    expect_equal(reply.code, 250, f"the reply to the answer: {reply}")
    arrived = wait_until(lambda: from_alias(judge), 30, "the answer at the receiver that checks")
    found = verdict(arrived)
    expect_equal(author_of(arrived), ALIAS, "the author of the answer")
    expect_equal(found.spf, ("pass", "alias.test"), "SPF of the answer")
    expect_equal(found.dkim.get("alias.test"), {"pass"}, "DKIM of the answer")
    expect_equal(found.dmarc, ("pass", "alias.test"), "DMARC of the answer")


def from_alias(judge):
    """The first message whose author is the alias itself; an answer has none of its writer's own fields."""
    return next((data for data in judge.messages() if author_of(data) == ALIAS), None)


def exactly_the_name_that_is_asked_for(letters, judge):
    """With adkim=s a signature of the domain above counts for nothing, so the author has to be rewritten."""
    arrived, found = letters.forwarded(judge, "exact", "eve@exact.test", signer="exact.test")
    expect_equal((author_of(arrived), found.dmarc), ("eve@exact.test", ("pass", "exact.test")), "the exact name")
    arrived, found = letters.forwarded(judge, "exact-below", "eve@news.exact.test", signer="exact.test")
    ours_by_author(arrived, found)


def the_organization_has_the_say(letters, judge):
    """Without a record of the author's own domain its organization's holds, and none between (RFC 7489, 6.6.3)."""
    arrived, found = letters.forwarded(judge, "nested", "eve@deep.news.nested.test")
    ours_by_author(arrived, found)


def ours_by_sender(found):
    """The envelope's sender is ours, and its domain says that we may send."""
    expect_equal(found.spf, ("pass", HOST), "SPF of the forward")


def ours_by_author(arrived, found):
    """The author is a reverse alias, whose domain has signed."""
    expect(re.fullmatch(r"reply\+[a-z2-7]{16}@alias\.test", author_of(arrived)), f"From: {author_of(arrived)}")
    expect_equal(found.dkim.get("alias.test"), {"pass"}, "our signatures")
    expect_equal(found.dmarc, ("pass", "alias.test"), "DMARC of what was rewritten")


def author_of(data):
    """The address in From."""
    value = messages.header_values(data, "From")[0]
    return re.search(r"<([^>]+)>$", value)[1] if "<" in value else value
