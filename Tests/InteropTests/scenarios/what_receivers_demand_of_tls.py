"""DANE and MTA-STS hold for every delivery: to Postfix with the right certificate, and to nobody who cannot prove himself.

unbound validates the zone. A host with the wrong TLSA record, one without STARTTLS, one whose policy names others, and one
whose certificate is for another name get nothing, neither in the clear nor over TLS. Policies are kept on the disk.
"""

from pathlib import Path

from harness import messages
from harness.dnssec import sign
from harness.namespace import add_address
from harness.nsd import NSD
from harness.outcome import expect, expect_equal, wait_until
from harness.peers import fingerprint, make_certificate
from harness.policy_host import PolicyHost
from harness.postfix import Postfix
from harness.smtp_client import submit
from harness.smtp_sink import SMTPSink
from harness.unbound import Unbound
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery, events_of

NAMESPACE = True
PEERS = {"nsd", "unbound", "ldns", "postfix"}
SECONDS = 180
AUTHORITY = "127.0.0.53"
POSTFIX, SINK, CLEAR, NAMED, OTHER = (f"128.66.0.{number}" for number in (3, 4, 5, 6, 7))
ADDRESSES = (POSTFIX, SINK, CLEAR, NAMED, OTHER)
AUTHOR = "author@sender.test"
ZONE = "secure.test"
DELIVERED = {
    "right.secure.test": "authenticated by DANE",
    "named.test": "authenticated as MTA-STS demands",
    "plain.test": "over TLS",
}
# What the trace says of those that wait.
WAITING = {
    "wrong.secure.test": "TLSA records demand it",
    "clear.secure.test": "does not offer STARTTLS",
    "other.test": "does not name",
    "misnamed.test": "MTA-STS policy demands it",
}


def run(context):
    for address in ADDRESSES:
        add_address(address)
    folder = context.folder
    host, sts, other, misnamed = (
        make_certificate(folder, name)
        for name in ("mx.secure.test", "mta-sts.named.test", "mta-sts.other.test", "mta-sts.misnamed.test")
    )
    mail = make_certificate(folder, "mx.named.test")
    roots = folder / "roots.pem"
    roots.write_text("".join(pair[0].read_text() for pair in (sts, other, misnamed, mail)))
    signed = sign(context.peers, folder / "zones", ZONE, secure(fingerprint(host[0]), "ab" * 32), AUTHORITY)
    zones = {
        ZONE: signed.path,
        "sender.test": f"@ IN MX 10 mx\nmx IN A {SINK}\n",
        "plain.test": f"@ IN MX 10 mx\nmx IN A {SINK}\n",
        "named.test": policied(SINK, NAMED),
        "other.test": policied(SINK, OTHER),
        "misnamed.test": policied(SINK, CLEAR),
    }
    text = configuration(dns=LOCAL_DNS, tls={"roots": roots}, delivery=delivery(first="1s", max="1s", jitter=0))
    with (
        NSD(context.peers, folder / "nsd", zones, AUTHORITY),
        Unbound(context.peers, folder / "unbound", zones, AUTHORITY, [signed.anchor]),
        SMTPSink(SINK, certificate=mail) as sink,
        SMTPSink(CLEAR) as clear,
        PolicyHost(NAMED, sts, policy("mx.named.test")) as named,
        PolicyHost(OTHER, other, policy("mx.elsewhere.test")),
        PolicyHost(CLEAR, misnamed, policy("mx.misnamed.test")),
        Postfix(context.peers, folder / "postfix", POSTFIX, "mx.secure.test", ["right.secure.test"], host) as postfix,
        Waxwing(context.binary, folder / "waxwing", text) as waxwing,
    ):
        identifiers = {domain: hand_in(domain) for domain in (*DELIVERED, *WAITING)}
        for domain, words in DELIVERED.items():
            done = wait_until(lambda: events_of(waxwing.trace(identifiers[domain]), "delivered"), 60, f"mail to {domain}")
            expect(words in str(done[0].get("detail")), f"the trace of {domain} does not say {words!r}: {done[0]}")
        for domain, words in WAITING.items():
            tried = wait_until(
                lambda: len(late := events_of(waxwing.trace(identifiers[domain]), "deferred")) > 1 and late,
                60,
                f"two attempts for {domain}",
            )
            expect(words in str(tried[-1]), f"the trace of {domain} does not say {words!r}: {tried[-1]}")
        expect_equal(len(postfix.messages()), 1, "how many messages Postfix has")
        reached = sorted(taken.recipients[0] for taken in sink.messages)
        expect_equal(reached, ["user@named.test", "user@plain.test"], "who was reached at the sink")
        expect_equal(clear.messages, [], "what went out in the clear")
        expect_equal(named.asked, 1, "how often the policy was fetched")
        waxwing.stop()
        expect(list(Path(waxwing.data, "mta-sts").glob("named.test*")), "the policy was not kept")
        named.policy, asked = b"", named.asked
        waxwing.start()
        again = hand_in("named.test")
        done = wait_until(lambda: events_of(waxwing.trace(again), "delivered"), 60, "mail by the policy that was kept")
        expect("MTA-STS" in str(done[0].get("detail")), f"the policy is forgotten: {done[0]}")
        expect_equal(named.asked, asked, "how often the policy was fetched again")
    context.note(f"{len(DELIVERED)} delivered as demanded, {len(WAITING)} kept waiting")


def secure(right, wrong):
    """The signed zone, with these digests for the host of `right` and that of `wrong`."""
    return "".join(
        f"{label} IN MX 10 mx.{label}\nmx.{label} IN A {address}\n_25._tcp.mx.{label} IN TLSA 3 0 1 {digest}\n"
        for label, address, digest in (("right", POSTFIX, right), ("wrong", POSTFIX, wrong), ("clear", CLEAR, right))
    )


def policied(address, policy_host):
    """A zone whose host is at an address, and whose policy is at another."""
    return f'@ IN MX 10 mx\nmx IN A {address}\nmta-sts IN A {policy_host}\n_mta-sts IN TXT "v=STSv1; id=1;"\n'


def policy(host):
    return ["version: STSv1", "mode: enforce", f"mx: {host}", "max_age: 86400"]


def hand_in(domain):
    recipient = f"user@{domain}"
    return submit("127.0.0.1", 2525, AUTHOR, [recipient], messages.message(domain, AUTHOR, recipient, b"hello\r\n"))
