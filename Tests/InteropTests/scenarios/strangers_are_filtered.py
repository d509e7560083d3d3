"""Lists in the DNS turn strangers away, and rspamd judges what the others bring, whole: refused, marked, or taken.

Who is on a block list is told which one and why; an allow list wins; a list that says nothing, or nonsense of all, has
nobody. Messages larger than what is kept in memory are read to their last part. The marks stand above what the author
wrote, also where that says the contrary, and the forward's signature verifies. Hosts of ours are not judged.
"""

import time
from concurrent.futures import ThreadPoolExecutor

from harness import messages
from harness.dkim_verifiers import verdicts
from harness.dns_faults import FaultyServer, question
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone, text_record
from harness.outcome import expect, expect_equal
from harness.rspamd import MARKED, NEW_SUBJECT, SPAM, Rspamd
from harness.smtp_client import SMTPClient
from harness.smtp_sink import SMTPSink
from harness.waxwing import Waxwing, configuration, delivery, listener
from harness.waxwing_directory import add_alias, set_up_domain

NAMESPACE = True
PEERS = {"nsd", "rspamd", "opendkim", "python"}
OURS, SINK, FRIEND, RESOLVER = "10.99.0.2", "10.99.0.3", "10.99.0.5", "127.0.0.2"
# Lists are asked about addresses of the Internet alone; in the namespace these are nobody else's.
LISTED, ALLOWED, UNLISTED, OTHERWISE = (f"11.22.33.{number}" for number in (10, 11, 12, 13))
DOMAIN, EVE, ADA = "alias.test", "eve@stranger.test", "ada@home.test"
ALIAS = f"shop@{DOMAIN}"
REASON = "seen with spam, see https://block.test/?10"
BLOCK, ALLOW, PARKED, SILENT = "block.test", "allow.test", "parked.test", "silent.test"
LARGE = 300_000  # octets; well above the threshold


def run(context):
    for address in (OURS, SINK, FRIEND, LISTED, ALLOWED, UNLISTED, OTHERWISE):
        add_address(address)
    zones = {
        "home.test": mail_zone(SINK),
        "stranger.test": mail_zone(SINK, text_record("_dmarc", "v=DMARC1; p=reject")),
        DOMAIN: "",
        BLOCK: entry(LISTED, "127.0.0.2", REASON) + entry(ALLOWED, "127.0.0.2") + entry(OTHERWISE, "127.0.0.10"),
        ALLOW: entry(ALLOWED, "127.0.0.2"),
        PARKED: "* IN A 198.18.0.1\n",
    }
    waxwing = Waxwing(context.binary, context.folder / "waxwing", settings([BLOCK, PARKED], "accept"))
    with (
        NSD(context.peers, context.folder / "nsd", zones) as nsd,
        FaultyServer(RESOLVER, (nsd.address, nsd.port), silent_of(SILENT), silent_of(SILENT)),
        SMTPSink(SINK) as sink,
    ):
        with Rspamd(context.peers, context.folder / "rspamd") as rspamd, waxwing.start(OURS, 25):
            set_up_domain(waxwing, nsd, DOMAIN, f"mail IN A {OURS}\n")
            add_alias(waxwing, ALIAS, ADA)
            lists_decide()
            what_is_no_spam_is_not_marked(context, sink)
            what_may_be_spam_is_marked(context, sink)
            spam_is_refused()
            large_messages_are_read_whole(context, sink, rspamd)
            hosts_of_ours_are_not_judged(sink, rspamd)
            waxwing.wait_until_empty(20)
        with waxwing.start(OURS, 25):
            without_an_answer(sink, 250)
        waxwing.file.write_text(settings([SILENT, BLOCK], "defer"))
        with waxwing.start(OURS, 25):
            without_an_answer(sink, 451)
            a_silent_list_has_nobody()
        expect_equal(sink.violations, [], "violations of the protocol")


def settings(lists, unavailable):
    answers = {BLOCK: {"answers": ["127.0.0.2-9"], "name": "the-list"}}
    return configuration(
        hostname=f"mail.{DOMAIN}",
        listeners=[listener(f"{OURS}:25", relay_from=[f"{FRIEND}/32"])],
        dns={"servers": [f"{RESOLVER}:53"]},
        delivery=delivery(first="1s", max="1s", jitter=0),
        spool_threshold="64KiB",
        filter={
            "allow-lists": [{"zone": ALLOW}],
            "block-lists": [{"zone": zone, **answers.get(zone, {})} for zone in lists],
            "rspamd": {"url": "http://127.0.0.1:11333", "unavailable": unavailable},
        },
    )


def entry(address, answer, reason=None):
    """What a list has of an address (RFC 5782, 2.1)."""
    name = ".".join(reversed(address.split(".")))
    return f"{name} IN A {answer}\n" + (text_record(name, reason) if reason else "")


def silent_of(zone):
    """A server that has no answer for a zone."""
    label = zone.partition(".")[0].encode()
    return lambda query, forward: [] if label in question(query)[0] else [forward(query)]


def lists_decide():
    turned_away(LISTED)
    for address in (ALLOWED, UNLISTED, OTHERWISE):
        let_in(address)


def turned_away(address):
    with SMTPClient(OURS, 25, source=address) as client:
        said = client.greeting
        if said.code == 220:  # it may be said in reply to anything
            said = client.command("EHLO client.test", 554)
        expect(said.text.startswith("554") and "5.7.1" in said.text, f"what a listed client is told: {said}")
        for word in (address, "the-list", REASON):
            expect(word in said.text, f"what a listed client is told does not have {word!r}: {said}")
        reply = client.command(f"MAIL FROM:<{EVE}>")
        expect(500 <= reply.code < 600, f"MAIL of a listed client: {reply}")


def let_in(address):
    with SMTPClient(OURS, 25, source=address) as client:
        expect_equal(client.greeting.code, 220, f"the greeting of {address}: {client.greeting}")
        client.command("EHLO client.test", 250)
        client.command(f"MAIL FROM:<{EVE}>", 250)
        client.command(f"RCPT TO:<{ALIAS}>", 250)
        client.command("QUIT", 221)


def hand_in(message, source=UNLISTED, recipient=ALIAS):
    """The reply to the message."""
    with SMTPClient(OURS, 25, source=source) as client:
        client.command("EHLO client.test", 250)
        return client.deliver(EVE, [recipient], message)


def arrived(context, sink, token, message):
    """What is delivered of a message that is accepted: its body as it was, in a forward whose signature verifies."""
    reply = hand_in(message)
    expect_equal(reply.code, 250, f"the reply to {token}: {reply}")
    found = sink.wait_for_token(token).data
    expect_equal(messages.body(found), messages.body(message), f"the body of {token}")
    signers = " ".join(messages.header_values(found, "DKIM-Signature"))
    expect(f"d={DOMAIN}" in signers, f"{token} is not signed by the alias's domain: {signers}")
    expect_equal(verdicts(context.peers, found), {"dkimpy": True, "opendkim": True}, f"who verifies {token}")
    return found


def what_is_no_spam_is_not_marked(context, sink):
    found = arrived(context, sink, "clean", messages.message("clean", EVE, ALIAS, messages.AWKWARD_BODY))
    expect_equal(marks(found), ([], [], []), "the marks of what is no spam")


def what_may_be_spam_is_marked(context, sink):
    for token, pattern, score, action in (
        ("marked", MARKED, "6.00", "add header"),
        ("subject", NEW_SUBJECT, None, "rewrite subject"),
    ):
        message = b"X-Spam-Flag: NO\r\n" + messages.message(token, EVE, ALIAS, pattern + b"\r\n")
        found = arrived(context, sink, token, message)
        is_marked_above(found, message, score, action)
        expect_equal(messages.header_values(found, "X-Spam-Flag"), ["YES", "NO"], f"X-Spam-Flag of {token}")
        expect_equal(messages.header_values(found, "Subject"), [f"test {token}"], f"the subject of {token}")


def is_marked_above(found, message, score, action):
    """The marks are there, below our Received and above all fields of the message."""
    flags, scores, actions = marks(found)
    expect_equal((flags[0], actions), ("YES", [action]), "the marks of what may be spam")
    expect(len(scores) == 1 and score in (None, scores[0]), f"X-Spam-Score: {scores}, expected {score}")
    names = field_names(found)
    mark = names.index(b"X-Spam-Action")
    expect(names.index(b"Received") < names.index(b"X-Spam-Flag") < mark, f"the order of the fields: {names}")
    for name in set(field_names(message)) - {b"X-Spam-Flag"}:
        expect(names.index(name) > mark, f"{name} stands above the marks: {names}")


def field_names(message):
    """The names of the fields of a header, in their order."""
    lines = message.partition(b"\r\n\r\n")[0].split(b"\r\n")
    return [line.partition(b":")[0] for line in lines if line[:1] not in b" \t"]


def marks(found):
    return tuple(messages.header_values(found, f"X-Spam-{name}") for name in ("Flag", "Score", "Action"))


def spam_is_refused():
    reply = hand_in(messages.message("spam", EVE, ALIAS, SPAM + b"\r\n"))
    expect(reply.text.startswith("550 5.7.1"), f"the reply to spam: {reply}")
    expect("Gtube pattern" in reply.text, f"the reply to spam does not have the words of rspamd: {reply}")


def large_messages_are_read_whole(context, sink, rspamd):
    """The pattern stands in the last part, behind much else."""
    reply = hand_in(in_parts("large-spam", SPAM))
    expect(reply.text.startswith("550 5.7.1"), f"the reply to spam in the last part: {reply}")
    message = in_parts("large-marked", MARKED)
    found = arrived(context, sink, "large-marked", message)
    is_marked_above(found, message, "6.00", "add header")
    for size in rspamd.sizes()[-2:]:
        expect(size >= LARGE, f"rspamd has read {size} octets of a message of more than {LARGE}")


def in_parts(token, last):
    """A large message with a text in a part at its end."""
    part = b"--parts\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    body = part + messages.body_of(token, LARGE) + part + last + b"\r\n--parts--\r\n"
    message = messages.message(token, EVE, ALIAS, body)
    return message.replace(b"text/plain; charset=utf-8", b'multipart/mixed; boundary="parts"', 1)


def hosts_of_ours_are_not_judged(sink, rspamd):
    before = len(rspamd.sizes())
    reply = hand_in(messages.message("friend", EVE, ADA, SPAM + b"\r\n"), source=FRIEND, recipient=ADA)
    expect_equal(reply.code, 250, f"the reply to a host of ours: {reply}")
    sink.wait_for_token("friend")
    expect_equal(len(rspamd.sizes()), before, "how many messages rspamd has read")


def without_an_answer(sink, code):
    """rspamd is gone: what becomes of mail is what the configuration says."""
    token = f"without-{code}"
    reply = hand_in(messages.message(token, EVE, ALIAS, SPAM + b"\r\n"), source=ALLOWED)
    expect_equal(reply.code, code, f"the reply when rspamd is gone: {reply}")
    if code == 250:
        expect_equal(marks(sink.wait_for_token(token).data), ([], [], []), "the marks when rspamd is gone")


def a_silent_list_has_nobody():
    """It is waited for, for some seconds; then the other lists decide."""
    started = time.monotonic()
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(let_in, UNLISTED), pool.submit(turned_away, LISTED), pool.submit(let_in, OTHERWISE)]:
            done.result()
    expect(time.monotonic() - started < 15, f"a silent list is waited for {time.monotonic() - started:.1f} s")
