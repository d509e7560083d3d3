"""Behind HAProxy the client is who the PROXY header names, and XCLIENT renames him: for those who may say so only.

The Received field has that address, and `relay-from` is judged by it; a header or XCLIENT of a stranger is refused.
"""

from harness import haproxy, messages
from harness.namespace import add_address
from harness.outcome import Failure, expect, expect_equal
from harness.peers import make_certificate
from harness.sasl_clients import Account, offered, plain, secured
from harness.smtp_client import SMTPClient, unverified
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, account, configuration, listener, relay_delivery, tls

NAMESPACE = True
PEERS = {"haproxy", "swaks"}
WAXWING, SINK, MEMBER, STRANGER, PROXY, FILTER = (f"10.99.0.{number}" for number in (1, 3, 7, 8, 9, 10))
ADA, BOB, PASSWORD = "ada@example.test", "bob@receiver.test", "correct horse"


def run(context):
    for address in (WAXWING, SINK, MEMBER, STRANGER, PROXY, FILTER):
        add_address(address)
    folder, peers = context.folder, context.peers
    proxies = [f"{PROXY}/32"]
    text = configuration(
        listeners=[
            listener(
                f"{WAXWING}:25", relay_from=[f"{MEMBER}/32"], proxy_from=proxies, xclient_from=[f"{FILTER}/32"]
            ),
            listener(f"{WAXWING}:465", "submissions", proxy_from=proxies),
            listener(f"{WAXWING}:587", "submission", proxy_from=proxies),
        ],
        tls=tls(make_certificate(folder, "mail.example.test")),
        accounts=[account(folder, ADA, PASSWORD)],
        dns=LOCAL_DNS,
        delivery=relay_delivery(f"{SINK}:25"),
    )
    forward = {25: (f"{WAXWING}:25", 1), 26: (f"{WAXWING}:25", 2), 465: (f"{WAXWING}:465", 1)}
    forward |= {466: (f"{WAXWING}:465", 2), 587: (f"{WAXWING}:587", 2)}
    with (
        SMTPSink(SINK) as sink,
        Waxwing(context.binary, folder / "waxwing", text).start(WAXWING, 465),
        haproxy.HAProxy(peers, folder / "haproxy", PROXY, forward),
    ):
        for port in (25, 26):
            the_client_is_who_the_proxy_names(sink, port)
        for port in (465, 466, 587):
            submission_is_proxied(sink, port)
        swaks_as_a_proxy(context, sink)
        for version in (1, 2):
            a_strangers_header_is_refused(version)
        xclient_renames(sink)
        swaks_says_xclient(context, sink)
        a_strangers_xclient_is_refused()
        with SMTPClient(WAXWING, 25, source=MEMBER) as client:  # without any of it, all is as ever
            may_relay(client, True)
        expect_equal(sink.violations, [], "violations of the protocol")


def may_relay(client, wanted):
    """Whether a foreign recipient is taken, in a session that has said nothing yet."""
    client.command("EHLO client.test", 250)
    client.command(f"MAIL FROM:<{ADA}>", 250)
    reply = client.command(f"RCPT TO:<{BOB}>")
    expect(reply.code == 250 if wanted else reply.code in (550, 554), f"the reply to a foreign recipient: {reply}")
    client.command("RSET", 250)


def comes_from(sink, message, client):
    """The message arrived, and says that it came from this address and from no proxy."""
    token = messages.token_of(message)
    data = sink.wait_for_token(token).data
    expect(data.endswith(message), f"{token} was changed: {data[:900]!r}")
    received = messages.header_values(data, "Received")[0]
    expect(f"[{client}]" in received, f"no [{client}] in the Received field: {received}")
    expect(PROXY not in received and FILTER not in received, f"the proxy is in the Received field: {received}")


def the_client_is_who_the_proxy_names(sink, port):
    with SMTPClient(PROXY, port, source=STRANGER) as client:
        may_relay(client, False)
    message = messages.message(f"proxied-{port}", ADA, BOB, messages.AWKWARD_BODY)
    with SMTPClient(PROXY, port, source=MEMBER) as client:
        may_relay(client, True)
        expect_equal(client.deliver(ADA, [BOB], message).code, 250, "the reply to the message")
        client.command("QUIT", 221)
    comes_from(sink, message, MEMBER)
    message = messages.message(f"proxied-tls-{port}", ADA, BOB, messages.AWKWARD_BODY)
    with SMTPClient(PROXY, port, source=MEMBER) as client:
        secured(client)
        expect_equal(client.deliver(ADA, [BOB], message).code, 250, "the reply to the message inside TLS")
    comes_from(sink, message, MEMBER)


def submission_is_proxied(sink, port):
    message = messages.message(f"submitted-{port}", ADA, BOB, messages.AWKWARD_BODY)
    with SMTPClient(PROXY, port, source=STRANGER, tls=None if port == 587 else unverified()) as client:
        keywords = secured(client) if port == 587 else offered(client)
        expect("AUTH" in keywords, f"offered behind the proxy: {keywords}")
        client.command(f"AUTH PLAIN {plain(Account(ADA, PASSWORD))}", 235)
        expect_equal(client.deliver(ADA, [BOB], message).code, 250, "the reply to the message")
        client.command("QUIT", 221)
    comes_from(sink, message, STRANGER)


def swaks_as_a_proxy(context, sink):
    """The same by another implementation of both versions, from the address that may."""
    for version, family in ((1, "TCP4"), (2, "AF_INET")):
        message = messages.message(f"swaks-proxy-{version}", ADA, BOB, messages.AWKWARD_BODY)
        words = ["--proxy-version", str(version), "--proxy-family", family, "--local-interface", PROXY]
        words += ["--proxy-source", MEMBER, "--proxy-source-port", "40000"]
        words += ["--proxy-dest", WAXWING, "--proxy-dest-port", "25"]
        words += ["--proxy-protocol", "STREAM"] if version == 2 else []
        hand_in(context, message, words)
        comes_from(sink, message, MEMBER)


def hand_in(context, message, words):
    done = messages.hand_in_with_swaks(context.peers, context.folder, f"{WAXWING}:25", ADA, BOB, message, *words)
    said = (done.stdout + done.stderr).decode(errors="replace")
    expect_equal(done.returncode, 0, f"the exit status of swaks, which said {said[-1500:]}")


def a_strangers_header_is_refused(version):
    """He names somebody who may relay. Whatever the server says to that, and whether it hangs up: he cannot."""
    said = []
    try:
        with SMTPClient(WAXWING, 25, source=STRANGER, before=haproxy.header(version, MEMBER, WAXWING)) as client:
            said.append(client.greeting)
            client.send(f"EHLO client.test\r\nMAIL FROM:<{ADA}>\r\nRCPT TO:<{BOB}>\r\nQUIT\r\n".encode())
            while True:
                said.append(client.reply())
    except (OSError, Failure) as end:  # it hung up, after the last reply at the latest
        expect(not isinstance(end, TimeoutError), f"no end after {said}")
    codes = [reply.code for reply in said]
    expect(codes[-2:] != [250, 221], f"a stranger's header was believed: {said}")
    expect(any(code >= 400 for code in codes) or 250 not in codes, f"nothing was refused: {said}")


def xclient_renames(sink):
    with SMTPClient(WAXWING, 25, source=FILTER) as client:
        may_relay(client, False)
        names = offered(client).get("XCLIENT")
        expect(names and {"NAME", "ADDR", "HELO"} <= set(names), f"what is offered of XCLIENT: {names}")
        client.command("XCLIENT ADDR", 501)
        client.command("XCLIENT COLOUR=green", 501)
        client.command(f"MAIL FROM:<{ADA}>", 250)
        client.command(f"XCLIENT ADDR={MEMBER}", 503)
        client.command("RSET", 250)
        client.command(f"XCLIENT NAME=[UNAVAILABLE] ADDR={STRANGER}", 220)
        may_relay(client, False)
    with SMTPClient(WAXWING, 25, source=FILTER) as client:
        client.command("EHLO client.test", 250)
        client.command(f"XCLIENT NAME=member.test ADDR={MEMBER} PROTO=ESMTP HELO=elsewhere.test", 220)
        may_relay(client, True)
        message = messages.message("xclient", ADA, BOB, messages.AWKWARD_BODY)
        expect_equal(client.deliver(ADA, [BOB], message).code, 250, "the reply to the message")
        client.command("QUIT", 221)
    comes_from(sink, message, MEMBER)


def swaks_says_xclient(context, sink):
    for options in ([], ["--tls"]):
        message = messages.message("-".join(["swaks-xclient", *options]), ADA, BOB, messages.AWKWARD_BODY)
        words = ["--local-interface", FILTER, "--xclient-addr", MEMBER, "--xclient-name", "member.test", *options]
        hand_in(context, message, words)
        comes_from(sink, message, MEMBER)


def a_strangers_xclient_is_refused():
    with SMTPClient(WAXWING, 25, source=STRANGER) as client:
        expect("XCLIENT" not in offered(client), "XCLIENT is offered to a stranger")
        client.command(f"XCLIENT ADDR={MEMBER}", 5)
        may_relay(client, False)
    with SMTPClient(PROXY, 25, source=STRANGER) as client:  # nor to one behind the proxy
        expect("XCLIENT" not in offered(client), "XCLIENT is offered to a stranger behind the proxy")
        client.command(f"XCLIENT ADDR={MEMBER}", 5)
        may_relay(client, False)
