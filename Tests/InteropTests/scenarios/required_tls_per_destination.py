"""A route may demand TLS of its destinations: mail waits, and says why, until the receiver proves who it is.

`required` wants a certificate of a trusted root for the host's name, `encrypted` only TLS; all others get their mail as
they can take it. Nothing of what waits goes out in the clear. Postfix then shows another certificate, and has its mail.
"""

import shutil

from harness import messages
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal, wait_until
from harness.peers import issue_certificate, make_certificate
from harness.postfix import Postfix
from harness.smtp_client import submit
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery, events_of, names_route, route
from harness.waxwing_data import check
from harness.waxwing_queue import recipient_of

NAMESPACE = True
PEERS = {"nsd", "postfix"}
POSTFIX, TLS, CLEAR = (f"10.99.0.{number}" for number in (2, 3, 4))
AUTHOR = "author@sender.test"
TABLE = [
    route("bank", {"direct": {"tls": "required"}}, to=["bank.test", "misnamed.test", "bare.test"]),
    route("sealed", {"direct": {"tls": "encrypted"}}, to=["sealed.test", "open.test"]),
]
PLACES = {  # domain: (address of its host mx.DOMAIN, route)
    "bank.test": (POSTFIX, "bank"),  # self-signed at first
    "misnamed.test": (TLS, "bank"),  # of a trusted root, for another name
    "bare.test": (CLEAR, "bank"),  # no STARTTLS
    "sealed.test": (TLS, "sealed"),
    "open.test": (CLEAR, "sealed"),
    "other.test": (TLS, None),
    "any.test": (CLEAR, None),
}
AT_ONCE = {"sealed.test": "over TLS", "other.test": "over TLS", "any.test": "in the clear"}
WAITING = {  # what the trace and the queue say
    "bank.test": "certificate",
    "misnamed.test": "another name",
    "bare.test": "STARTTLS",
    "open.test": "STARTTLS",
}
ATTEMPTS = 2


def run(context):
    for address in (POSTFIX, TLS, CLEAR):
        add_address(address)
    folder = context.folder
    root = make_certificate(folder, "root.test")
    self_signed = make_certificate(folder, "mx.bank.test")
    right = issue_certificate(folder, "mx.bank.test", root)
    shown = [folder / "shown.crt", folder / "shown.key"]
    show(self_signed, shown)
    zones = {domain: mail_zone(address) for domain, (address, _) in PLACES.items()}
    ways = {**delivery(first="1s", max="1s", jitter=0), "routes": TABLE}
    text = configuration(dns=LOCAL_DNS, tls={"roots": root[0]}, delivery=ways)
    with (
        NSD(context.peers, folder / "nsd", zones),
        SMTPSink(TLS, certificate=issue_certificate(folder, "mx.elsewhere.test", root)) as sink,
        SMTPSink(CLEAR) as clear,
        Postfix(context.peers, folder / "postfix", POSTFIX, "mx.bank.test", ["bank.test"], shown) as postfix,
        Waxwing(context.binary, folder / "waxwing", text) as waxwing,
    ):
        identifiers = {domain: hand_in(domain) for domain in PLACES}
        for domain, words in AT_ONCE.items():
            arrives(waxwing, identifiers[domain], domain, words)
        for domain, words in WAITING.items():
            waits(waxwing, identifiers[domain], domain, words)
        expect_equal(postfix.messages(), [], "what Postfix got while its certificate was its own")
        expect_equal(reached(sink), ["user@other.test", "user@sealed.test"], "who was reached at the host with TLS")
        expect_equal(reached(clear), ["user@any.test"], "who was reached at the host without")
        show(right, shown)
        postfix.stop()
        postfix.start()
        arrives(waxwing, identifiers["bank.test"], "bank.test", "over TLS")
        wait_until(postfix.messages, 20, "the message in Postfix' maildir")
        expect_equal(len(postfix.messages()), 1, "how many messages Postfix has")
        received = messages.header_values(postfix.messages()[0], "Received")[0]
        expect("ESMTPS" in received, f"Postfix was not spoken to over TLS: {received}")
        still = sorted(message["id"] for message in waxwing.queued())
        wanted = sorted(identifiers[domain] for domain in WAITING if domain != "bank.test")
        expect_equal(still, wanted, "what still waits: no bounce and no report among it")
        expect_equal(sink.violations + clear.violations, [], "violations of the protocol")
        waxwing.stop()
        check(waxwing)
    context.note(f"{len(AT_ONCE)} delivered at once, {len(WAITING)} kept waiting, one until it was trusted")


def show(pair, shown):
    """Puts a certificate and its key where Postfix reads them when it starts."""
    for source, path in zip(pair, shown):
        shutil.copyfile(source, path)


def reached(sink):
    return sorted(name for taken in sink.messages for name in taken.recipients)


def hand_in(domain):
    recipient = f"user@{domain}"
    return submit("127.0.0.1", 2525, AUTHOR, [recipient], messages.message(domain, AUTHOR, recipient, b"hello\r\n"))


def arrives(waxwing, identifier, domain, words):
    done = wait_until(lambda: events_of(waxwing.trace(identifier), "delivered"), 60, f"mail to {domain}")
    expect(words in str(done[0].get("detail")), f"the trace of {domain} does not say {words!r}: {done[0]}")
    for entry in TABLE:
        wanted = entry["name"] == PLACES[domain][1]
        expect_equal(names_route(done[0], entry["name"]), wanted, f"whether {entry['name']} is named: {done[0]}")


def waits(waxwing, identifier, domain, words):
    """It was tried again, the trace and `queue show` say what could not be had, and nobody was told of a failure."""
    tried = wait_until(
        lambda: len(late := events_of(waxwing.trace(identifier), "deferred")) >= ATTEMPTS and late,
        60,
        f"{ATTEMPTS} attempts for {domain}",
    )
    expect(words.lower() in str(tried[-1]).lower(), f"the trace of {domain} does not say {words!r}: {tried[-1]}")
    name = PLACES[domain][1]
    said = f"{tried[-1].get('reply')} {tried[-1].get('detail')}".replace(domain, "")
    expect(name in said, f"the trace of {domain} does not say that {name} demands it: {tried[-1]}")
    recipient = recipient_of(waxwing, identifier)
    expect_equal(recipient["state"], "queued", f"the state of the mail to {domain}")
    expect(words.lower() in str(recipient.get("lastReply")).lower(), f"queue show does not say {words!r}: {recipient}")
    ended = [kind for kind in ("bounced", "reported", "expired") if events_of(waxwing.trace(identifier), kind)]
    expect_equal(ended, [], f"events of a bounce of the mail to {domain}")
