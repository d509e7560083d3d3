"""Clients log in to Postfix, which asks Dovecot; HAProxy names the client; Dovecot takes LMTP. No program of ours.

If this fails, mistrust the scenarios in which waxwing talks to them.
"""

from harness import messages
from harness.dovecot import Dovecot
from harness.haproxy import HAProxy, ProxiedSink
from harness.lmtp import hand_in
from harness.namespace import add_address
from harness.outcome import expect, expect_equal, wait_until
from harness.peers import make_certificate
from harness.postfix import Postfix, authenticated_service
from harness.sasl_clients import BY_TOKEN, GSASL, MECHANISMS, Account, Server, log_in, offered, plain, secured
from harness.smtp_client import SMTPClient, submit, unverified

NAMESPACE = True
WAXWING = False
PEERS = {"postfix", "dovecot", "haproxy", "swaks", "curl", "msmtp", "gsasl"}
POSTFIX, DOVECOT, PROXY, SINK, CLIENT = (f"10.99.0.{number}" for number in (2, 4, 9, 3, 7))
ADA, BOB = "ada@example.test", "bob@example.test"
PASSWORD = "correct horse"
ONLY_SCRAM = 5871


def run(context):
    for address in (POSTFIX, DOVECOT, PROXY, SINK, CLIENT):
        add_address(address)
    folder, peers = context.folder, context.peers
    certificate = make_certificate(folder, "mx.example.test", POSTFIX)
    with (
        Dovecot(peers, folder / "dovecot", DOVECOT, {ADA: PASSWORD, BOB: "other"}) as dovecot,
        Postfix(
            peers,
            folder / "postfix",
            POSTFIX,
            "mx.example.test",
            ["example.test"],
            certificate,
            services=authenticated_service(POSTFIX, ONLY_SCRAM, "scram-sha-256"),
            authentication=dovecot.authentication,
        ) as postfix,
    ):
        postfix_wants_a_login()
        clients_log_in(context, dovecot, postfix, certificate[0])
        one_port_offers_one_mechanism()
        dovecot_takes_lmtp(dovecot)
    haproxy_names_the_client(context)


def postfix_wants_a_login():
    with SMTPClient(POSTFIX, 587) as client:
        expect("AUTH" not in offered(client), "Postfix offers AUTH in the clear")
    with SMTPClient(POSTFIX, 465, tls=unverified()) as client:
        mechanisms = offered(client)["AUTH"]
        expect({"PLAIN", "LOGIN", "SCRAM-SHA-256", *BY_TOKEN} <= set(mechanisms), f"Postfix offers {mechanisms}")
        client.command(f"MAIL FROM:<{ADA}>", 250)
        client.command(f"RCPT TO:<{BOB}>", 5)
        client.command("RSET", 250)
        client.command(f"AUTH PLAIN {plain(Account(ADA, 'wrong'))}", 535)
        client.command(f"AUTH PLAIN {plain(Account(ADA, PASSWORD))}", 235)


def clients_log_in(context, dovecot, postfix, certificate):
    for program, mechanism, implicit in logins():
        server = Server(POSTFIX, 465 if implicit else 587, "mx.example.test", certificate, implicit)
        right = dovecot.token(ADA) if mechanism in BY_TOKEN else PASSWORD
        wrong = dovecot.token(ADA, seconds=-60) if mechanism in BY_TOKEN else "wrong"
        token = f"{program}-{mechanism}-{server.port}"
        message = messages.message(token, ADA, BOB, messages.AWKWARD_BODY)
        before, pattern = len(postfix.files()), rf"sasl_method={mechanism}, sasl_username={ADA}"
        logged = len(postfix.logged(pattern))
        login = log_in(program, context.peers, context.folder, server, Account(ADA, right), mechanism, BOB, message)
        expect_equal(login.status, 0, f"the exit status for {token}, which said {login.said[-1500:]}")
        if program != GSASL:
            wait_until(lambda: len(postfix.files()) > before, 20, f"{token} in Postfix' maildir")
            expect(postfix.messages()[-1].endswith(message), f"{token} was changed: {postfix.messages()[-1][:900]!r}")
            expect_equal(len(postfix.logged(pattern)), logged + 1, f"logins by {mechanism} in the log, after {token}")
        login = log_in(program, context.peers, context.folder, server, Account(ADA, wrong), mechanism, BOB, message)
        expect(login.is_refused, f"{token} ended with {login.status} for a wrong secret and said {login.said[-1500:]}")


def logins():
    """Each program with each mechanism that it knows, on each port that it can speak to."""
    for program, mechanisms in MECHANISMS.items():
        for mechanism in mechanisms:
            yield program, mechanism, False
            if program != GSASL:
                yield program, mechanism, True


def one_port_offers_one_mechanism():
    with SMTPClient(POSTFIX, ONLY_SCRAM) as client:
        expect_equal(secured(client)["AUTH"], ["SCRAM-SHA-256"], "what is offered")


def dovecot_takes_lmtp(dovecot):
    message = messages.message("lmtp", "ada@sender.test", BOB, messages.AWKWARD_BODY)
    told = hand_in(DOVECOT, dovecot.port, "ada@sender.test", [BOB, "nobody@example.test", ADA], message)
    expect_equal([code for code, _ in told.values()], [250, 550, 250], f"what Dovecot said to each recipient: {told}")
    for user in (ADA, BOB):
        wait_until(lambda: dovecot.files(user), 20, f"the message in the maildir of {user}")
        expect(dovecot.messages(user)[0].endswith(message), f"it was changed: {dovecot.messages(user)[0][:900]!r}")


def haproxy_names_the_client(context):
    forward = {25: (f"{SINK}:25", 1), 26: (f"{SINK}:25", 2)}
    with ProxiedSink(SINK) as sink, HAProxy(context.peers, context.folder / "haproxy", PROXY, forward):
        for port, version in ((25, 1), (26, 2)):
            with SMTPClient(PROXY, port, source=CLIENT) as client:
                client.command("EHLO client.test", 250)
                client.command("QUIT", 221)
            wait_until(lambda: (version, CLIENT, port) in sink.clients, 10, f"the client, by version {version}")
        message = messages.message("proxied", ADA, BOB, messages.AWKWARD_BODY)
        submit(PROXY, 25, ADA, [BOB], message)
        expect_equal(sink.received(BOB)[0].data, message, "the message")
        expect_equal(sink.violations, [], "violations")
