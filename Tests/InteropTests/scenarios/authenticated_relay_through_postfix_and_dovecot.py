"""serve and send log in at Postfix, which asks Dovecot, by the best mechanism that each port offers, and over TLS only.

A wrong password defers and never bounces: when it is right again, the message arrives. send says it at once.
"""

from harness import messages
from harness.dovecot import Dovecot
from harness.namespace import add_address
from harness.outcome import expect, expect_equal, wait_until
from harness.peers import make_certificate
from harness.postfix import Postfix, authenticated_service
from harness.process import run_program
from harness.smtp_client import submit
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, events_of, password_file, relay_delivery
from harness.waxwing_tools import mechanism_of

NAMESPACE = True
PEERS = {"postfix", "dovecot"}
SECONDS = 240
POSTFIX, DOVECOT = "10.99.0.2", "10.99.0.4"
ADA, BOB, PASSWORD = "ada@example.test", "bob@example.test", "correct, horse = ü"
OTHER = "battery+staple"
PORTS = {  # port: (what Postfix offers there, what is best of it)
    587: (None, "SCRAM-SHA-256"),
    5871: (("scram-sha-256", "login"), "SCRAM-SHA-256"),
    5872: (("login", "plain"), "PLAIN"),
    5873: (("login",), "LOGIN"),
    465: (None, "SCRAM-SHA-256"),
}
ONLY_TOKENS = 5874


def run(context):
    for address in (POSTFIX, DOVECOT):
        add_address(address)
    folder, peers = context.folder, context.peers
    certificate = make_certificate(folder, "mx.example.test", POSTFIX)
    services = "".join(authenticated_service(POSTFIX, port, *offer) for port, (offer, _) in PORTS.items() if offer)
    services += authenticated_service(POSTFIX, ONLY_TOKENS, "xoauth2")
    with (
        Dovecot(peers, folder / "dovecot", DOVECOT, {ADA: PASSWORD}) as dovecot,
        Postfix(
            peers,
            folder / "postfix",
            POSTFIX,
            "mx.example.test",
            ["example.test"],
            certificate,
            services=services,
            authentication=dovecot.authentication,
        ) as postfix,
    ):
        for port, (_, mechanism) in PORTS.items():
            serve_relays(context, postfix, certificate[0], port, mechanism)
            send_hands_over(context, postfix, certificate[0], port, mechanism)
        send_takes_what_it_is_told(context, postfix, certificate[0])
        send_is_refused(context, postfix, certificate[0])
        a_wrong_password_defers(context, postfix, certificate[0])


def waxwing(context, name, port, certificate, password):
    """A daemon that hands everything to one port of Postfix, and logs in there."""
    folder = context.folder / name
    folder.mkdir(exist_ok=True)
    relay = {"host": f"{POSTFIX}:{port}", "tls": "implicit" if port == 465 else "required", "username": ADA}
    relay["password-file"] = password_file(folder, "relay.password", password)
    text = configuration(tls={"roots": certificate}, dns=LOCAL_DNS, delivery=relay_delivery(relay))
    return Waxwing(context.binary, folder, text)


def serve_relays(context, postfix, certificate, port, mechanism):
    message = messages.message(f"serve-{port}", ADA, BOB, messages.AWKWARD_BODY)
    before = logins(postfix, mechanism)
    with waxwing(context, f"serve-{port}", port, certificate, PASSWORD) as daemon:
        submit("127.0.0.1", 2525, ADA, [BOB], message)
        arrives(postfix, message)
        daemon.wait_until_empty(20)
    expect_equal(logins(postfix, mechanism), before + 1, f"logins by {mechanism} in Postfix' log, on port {port}")


def logins(postfix, mechanism):
    return len(postfix.logged(rf"sasl_method={mechanism}, sasl_username={ADA}"))


def arrives(postfix, message):
    token = messages.token_of(message)

    def found():
        return next((data for data in postfix.messages() if messages.token_of(data) == token), None)

    data = wait_until(found, 30, f"{token} in Postfix' maildir")
    expect(data.endswith(message), f"{token} was changed: {data[:900]!r}")
    received = messages.header_values(data, "Received")[0]
    expect("ESMTPSA" in received and f"Authenticated sender: {ADA}" in received, f"not authenticated: {received}")


def send(context, certificate, port, message, *options, password=PASSWORD):
    """The completed process of `waxwing send --json`, with credentials, and what it said."""
    secret = password_file(context.folder, "send.password", password)
    words = ["send", "--from", ADA, "--to", BOB, "--server", f"{POSTFIX}:{port}", "--roots", certificate, "--json"]
    words += ["--tls", "implicit" if port == 465 else "required", "--auth", f"{ADA}:{secret}", *options]
    done = run_program([context.binary, *words], input=message, folder=context.folder)
    return done, (done.stdout + done.stderr).decode(errors="replace")


def send_hands_over(context, postfix, certificate, port, mechanism, *options):
    message = messages.message(f"send-{port}-{len(postfix.files())}", ADA, BOB, messages.AWKWARD_BODY)
    before = logins(postfix, mechanism)
    done, said = send(context, certificate, port, message, *options)
    expect_equal(done.returncode, 0, f"the exit status of send at port {port}, which said {said}")
    expect_equal(mechanism_of(done.stdout.decode()), mechanism, f"the mechanism that send names: {said}")
    arrives(postfix, message)
    expect_equal(logins(postfix, mechanism), before + 1, f"logins by {mechanism} in Postfix' log, on port {port}")


def send_takes_what_it_is_told(context, postfix, certificate):
    for mechanism in ("SCRAM-SHA-256", "PLAIN", "LOGIN"):
        for port in (587, 465):
            send_hands_over(context, postfix, certificate, port, mechanism, "--auth-mechanism", mechanism)


def send_is_refused(context, postfix, certificate):
    """By a wrong password, by a mechanism that is not offered, and where none is that a password can serve."""
    before = len(postfix.files())
    for port, password, *options in (
        (587, OTHER),
        (5872, OTHER),
        (5873, OTHER),
        (5873, PASSWORD, "--auth-mechanism", "PLAIN"),
        (587, PASSWORD, "--auth-mechanism", "SCRAM-SHA-256-PLUS"),
        (ONLY_TOKENS, PASSWORD),
        (25, PASSWORD),  # no AUTH at all: nothing goes out without the login that was asked for
    ):
        done, said = send(context, certificate, port, b"Subject: no\r\n\r\nno\r\n", *options, password=password)
        expect(done.returncode in (1, 3), f"send at port {port} {options} ended with {done.returncode}: {said}")
        expect(PASSWORD not in said and OTHER not in said, f"a password in what send said: {said}")
    expect_equal(len(postfix.files()), before, "how many messages arrived")


def a_wrong_password_defers(context, postfix, certificate):
    message = messages.message("deferred", ADA, BOB, messages.AWKWARD_BODY)
    before = len(postfix.files())
    with waxwing(context, "wrong", 587, certificate, OTHER) as daemon:
        identifier = submit("127.0.0.1", 2525, ADA, [BOB], message)
        wait_until(lambda: len(events_of(daemon.trace(identifier), "attemptBegan")) >= 2, 30, "a second attempt")
        expect_equal(len(daemon.queued()), 1, f"messages in the queue: {daemon.trace(identifier)}")
        bounced = [event for kind in ("bounced", "reported") for event in events_of(daemon.trace(identifier), kind)]
        expect_equal(bounced, [], "events of a bounce")
        expect(OTHER not in daemon.log.read_text(errors="replace"), "the password is in the log")
    expect_equal(len(postfix.files()), before, "how many messages arrived, the report of a bounce among them")
    with waxwing(context, "wrong", 587, certificate, PASSWORD) as daemon:
        arrives(postfix, message)
        daemon.wait_until_empty(20)
