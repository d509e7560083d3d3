"""An alias among its own targets is a mailbox: a route leads its mail to Dovecot, by LMTP, as its sender has sent it.

The sender stays, for Return-Path, and so does the author, although the author's domain has refused what it has not
signed; nothing is signed or rewritten. A second target gets a forward of the same message. What is neither is refused.
"""

import re

from harness import messages
from harness.dovecot import Dovecot
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone, text_record
from harness.outcome import expect, expect_equal, wait_until
from harness.smtp_client import SMTPClient, submit
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery, names_route, route
from harness.waxwing_directory import add_alias, set_up_domain

NAMESPACE = True
PEERS = {"nsd", "dovecot"}
SINK, DOVECOT = "10.99.0.3", "10.99.0.4"
DOMAIN, EVE, BOB = "alias.test", "eve@stranger.test", "bob@home.test"
ADA, BOTH, UNKNOWN = f"ada@{DOMAIN}", f"both@{DOMAIN}", f"unknown@{DOMAIN}"
BODY = messages.AWKWARD_BODY


def run(context):
    add_address(SINK)
    add_address(DOVECOT)
    mailboxes = route("mailboxes", {"lmtp": {"host": f"{DOVECOT}:24", "tls": "none"}}, to=[DOMAIN])
    text = configuration(
        hostname=f"mail.{DOMAIN}",
        relay_from=(),
        dns=LOCAL_DNS,
        delivery={**delivery(first="1s", max="1s", jitter=0), "routes": [mailboxes]},
    )
    policy = text_record("_dmarc", "v=DMARC1; p=reject")
    zones = {"home.test": mail_zone(SINK), "stranger.test": mail_zone(SINK, policy), DOMAIN: ""}
    users = {user: "secret" for user in (ADA, BOTH)}
    with (
        NSD(context.peers, context.folder / "nsd", zones) as nsd,
        Dovecot(context.peers, context.folder / "dovecot", DOVECOT, users) as dovecot,
        SMTPSink(SINK) as sink,
        Waxwing(context.binary, context.folder / "waxwing", text) as waxwing,
    ):
        set_up_domain(waxwing, nsd, DOMAIN, "mail IN A 127.0.0.1\n")
        add_alias(waxwing, ADA, ADA)
        add_alias(waxwing, BOTH, BOTH, BOB)
        add_alias(waxwing, UNKNOWN, UNKNOWN)
        the_mailbox_has_it(waxwing, dovecot)
        a_tag_leads_there(waxwing, dovecot)
        a_report_lies_there_too(dovecot)
        the_second_target_gets_a_forward(dovecot, sink)
        what_is_no_alias_is_refused()
        a_mailbox_that_dovecot_does_not_know(waxwing)
        waxwing.wait_until_empty(20)
        expect_equal(len(dovecot.files(ADA)), 3, "the messages in the mailbox")
        expect_equal(len(dovecot.files(BOTH)), 1, "the messages in the mailbox of who has a second target")
        expect_equal(sink.received(EVE), [], "what the sender was told")
        expect_equal(sink.violations, [], "violations of the protocol")


def the_mailbox_has_it(waxwing, dovecot):
    message = messages.message("mailbox", EVE, ADA, BODY)
    identifier = submit("127.0.0.1", 2525, EVE, [ADA], message)
    as_it_was_sent(lies_in(dovecot, ADA, 1), EVE, message)
    events = waxwing.trace(identifier)
    expect(any(names_route(event, "mailboxes") for event in events), f"the trace does not name the route: {events}")


def a_tag_leads_there(waxwing, dovecot):
    """To the mailbox without the tag: it has one name."""
    recipient = ADA.replace("@", "+news@").upper()
    message = messages.message("tag", EVE, recipient, BODY)
    submit("127.0.0.1", 2525, EVE, [recipient], message)
    as_it_was_sent(lies_in(dovecot, ADA, 2), EVE, message)


def a_report_lies_there_too(dovecot):
    """It has no sender, and gets none."""
    message = messages.message("report", "postmaster@stranger.test", ADA, BODY)
    submit("127.0.0.1", 2525, "", [ADA], message)
    as_it_was_sent(lies_in(dovecot, ADA, 3), "", message)


def the_second_target_gets_a_forward(dovecot, sink):
    message = messages.message("both", EVE, BOTH, BODY)
    submit("127.0.0.1", 2525, EVE, [BOTH], message)
    as_it_was_sent(lies_in(dovecot, BOTH, 1), EVE, message)
    forward = sink.wait_for_token("both")
    expect_equal(forward.recipients, [BOB], "who gets the forward")
    expect(re.fullmatch(rf"SRS0=....=..=stranger\.test=eve@mail\.{DOMAIN}", forward.sender), forward.sender)
    author = messages.header_values(forward.data, "From")[0]
    expect(re.search(rf"<reply\+[a-z2-7]{{16}}@{DOMAIN}>$", author), f"From of the forward: {author}")
    expect_equal(messages.body(forward.data), BODY, "the body of the forward")


def what_is_no_alias_is_refused():
    with SMTPClient("127.0.0.1", 2525) as client:
        client.command("EHLO client.test", 250)
        client.command(f"MAIL FROM:<{EVE}>", 250)
        for address in (f"nobody@{DOMAIN}", f"bob@{DOMAIN}"):
            reply = client.command(f"RCPT TO:<{address}>", 550)
            expect("5.1.1" in reply.text, f"{address}: {reply}, expected 5.1.1")
        client.command("QUIT", 221)


def a_mailbox_that_dovecot_does_not_know(waxwing):
    """What LMTP refuses is no loop and no forward: it ends. The stranger, who may be forged, is told nothing."""
    message = messages.message("unknown", EVE, UNKNOWN, BODY)
    identifier = submit("127.0.0.1", 2525, EVE, [UNKNOWN], message)
    waxwing.wait_until_empty(20)
    events = waxwing.trace(identifier)
    expect("550 5.1.1" in str(events) and "bounced" in str(events), f"the trace of a mailbox that is none: {events}")


def lies_in(dovecot, user, number):
    """The newest file of a mailbox, when it has so many."""
    return wait_until(lambda: dovecot.files(user)[number - 1 :], 20, f"{number} messages of {user}")[-1].read_bytes()


def as_it_was_sent(found, sender, message):
    """What lies there has its envelope's sender, only fields of the way above it, and ends in each octet of it."""
    found = found.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    expect(found.endswith(message), f"the message was changed: {found[:1200]!r}")
    expect_equal(messages.header_values(found, "Return-Path"), [f"<{sender}>"], "Return-Path")
    above = found[: -len(message)] + b"\r\n"
    names = {name for name in re.findall(rb"^([A-Za-z-]+):", above, re.MULTILINE)}
    expect_equal(names, {b"Return-Path", b"Delivered-To", b"Received"}, "the fields above the message")
