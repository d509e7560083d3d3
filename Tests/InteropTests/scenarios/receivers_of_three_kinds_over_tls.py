"""Postfix, Exim and OpenSMTPD take the daemon's mail octet for octet, over TLS where they offer it, as the trace says.

Postfix and Exim are hosts of a signed zone as well, where TLSA records have to fit their certificates (DANE, by
unbound); Exim with a record that does not fit gets nothing. OpenSMTPD, which here speaks no TLS, gets its mail in the
clear.
"""

import re

from harness import messages
from harness.dnssec import sign
from harness.exim import Exim
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.opensmtpd import OpenSMTPD
from harness.outcome import expect, expect_equal, wait_until
from harness.peers import fingerprint, make_certificate
from harness.postfix import Postfix
from harness.smtp_client import submit
from harness.unbound import Unbound
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery, events_of

NAMESPACE = True
PEERS = {"nsd", "unbound", "ldns", "postfix", "exim", "opensmtpd"}
SECONDS = 180
AUTHORITY = "127.0.0.53"
POSTFIX, EXIM, OPEN, HOME = (f"10.99.0.{number}" for number in range(2, 6))
AUTHOR = "author@sender.test"
ZONE = "secure.test"
BODIES = {"dots": messages.AWKWARD_BODY, "large": messages.body_of("large", 300_000), "empty": b""}
OVER_TLS, BY_DANE, IN_THE_CLEAR = r"^over TLSv1\.3, in ", r"^over TLSv1\.3, authenticated by DANE, in ", "^in the clear, in "
WAYS = {  # domain: what the trace says of its mail
    "postfix.test": OVER_TLS,
    "exim.test": OVER_TLS,
    "open.test": IN_THE_CLEAR,
    "postfix.secure.test": BY_DANE,
    "exim.secure.test": BY_DANE,
}
WRONG = "wrong.secure.test"  # at Exim, with a TLSA record that does not fit


def run(context):
    for address in (POSTFIX, EXIM, OPEN, HOME):
        add_address(address)
    folder, peers = context.folder, context.peers
    postfix_pair, exim_pair = (make_certificate(folder, f"mx.{name}.secure.test") for name in ("postfix", "exim"))
    hosts = (
        ("postfix", POSTFIX, fingerprint(postfix_pair[0])),
        ("exim", EXIM, fingerprint(exim_pair[0])),
        ("wrong", EXIM, "ab" * 32),
    )
    signed = sign(peers, folder / "zones", ZONE, "".join(secure(*host) for host in hosts), AUTHORITY)
    places = {"postfix.test": POSTFIX, "exim.test": EXIM, "open.test": OPEN, "sender.test": HOME}
    zones = {ZONE: signed.path, **{domain: mail_zone(address) for domain, address in places.items()}}
    text = configuration(dns=LOCAL_DNS, delivery=delivery(max="1s", jitter=0))
    with (
        NSD(peers, folder / "nsd", zones, AUTHORITY),
        Unbound(peers, folder / "unbound", zones, AUTHORITY, [signed.anchor]),
        Postfix(
            peers, folder / "postfix", POSTFIX, "mx.postfix.test", domains_of("postfix"), postfix_pair
        ) as postfix,
        Exim(peers, folder / "exim", EXIM, "mx.exim.test", [*domains_of("exim"), WRONG], exim_pair) as exim,
        OpenSMTPD(peers, folder / "opensmtpd", OPEN, "mx.open.test", domains_of("open")) as opensmtpd,
        Waxwing(context.binary, folder / "waxwing", text) as waxwing,
    ):
        servers = {"postfix": postfix, "exim": exim, "open": opensmtpd}
        waits = hand_in("no", [f"user@{WRONG}"], b"hello\r\n")[0]
        for domain, words in WAYS.items():
            for token, body in BODIES.items():
                takes(waxwing, servers[domain.split(".")[0]], domain, f"{token}-{domain}", body, words)
        the_servers_say_so(postfix, exim)
        tried = wait_until(
            lambda: len(late := events_of(waxwing.trace(waits), "deferred")) > 1 and late, 60, f"attempts for {WRONG}"
        )
        expect("TLSA records demand it" in str(tried[-1]), f"the trace of {WRONG} does not say why: {tried[-1]}")
        expect_equal(exim.logged(rf"@{WRONG}"), [], f"what Exim was told of mail for {WRONG}")
        postfix.expect_no_warnings()
        expect_equal(exim.logged("", "panic"), [], "Exim's panic log")
        expect_equal(exim.logged("synchronization|syntax or protocol"), [], "complaints in Exim's log")
        context.note(exim.version())
    context.note(f"{len(WAYS) * len(BODIES)} messages by {len(WAYS)} ways, octet for octet; one kept waiting")


def domains_of(server):
    return [domain for domain in WAYS if domain.split(".")[0] == server]


def secure(label, address, digest):
    """The records of a host below the signed zone."""
    host = f"mx.{label}"
    return f"{label} IN MX 10 {host}\n{host} IN A {address}\n_25._tcp.{host} IN TLSA 3 0 1 {digest}\n"


def hand_in(token, recipients, body):
    message = messages.message(token, AUTHOR, recipients[0], body)
    return submit("127.0.0.1", 2525, AUTHOR, recipients, message), message


def takes(waxwing, server, domain, token, body, words):
    """Two recipients: each has the message as it was handed in, and the trace says by what way."""
    recipients = [f"{token.split('-')[0]}{number}@{domain}" for number in range(2)]
    identifier, message = hand_in(token, recipients, body)
    done = wait_until(
        lambda: len(found := events_of(waxwing.trace(identifier), "delivered")) == 2 and found,
        60,
        f"{token} delivered to both, in the trace",
    )
    for event in done:
        expect(re.search(words, str(event.get("detail"))), f"the trace of {token} is not {words!r}: {event}")
        expect(server.address in str(event.get("host")), f"the trace of {token} names another host: {event}")

    def arrived():
        return [data for data in server.messages() if messages.token_of(data) == token]

    for data in wait_until(arrived, 20, f"{token} in the maildir at {server.address}"):
        expect(data.endswith(message), f"{token} was changed: {data[:900]!r}")


def the_servers_say_so(postfix, exim):
    """What the receivers' own logs and fields say of TLS, and that Exim got the large message in chunks."""
    for data in postfix.messages():
        received = messages.header_values(data, "Received")[0]
        expect("TLSv1.3" in received and "ESMTPS" in received, f"Postfix does not say TLS 1.3: {received}")
    lines = exim.logged(rf"<= {AUTHOR} ")
    expect(lines, "nothing in Exim's log")
    for line in lines:
        expect(" X=TLS1.3:" in line, f"Exim's log has no TLS 1.3: {line}")
        expect(" K " in line or "id=large" not in line, f"Exim's log has no chunks: {line}")
