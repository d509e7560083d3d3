"""swaks, curl, msmtp and gsasl log in by each mechanism that they know, and are refused with a wrong password or token.

By hand: what is offered where, what comes before AUTH, what ends it, whose sender it is, and who guesses too often.
"""

from harness import messages
from harness.namespace import add_address, fresh_addresses
from harness.outcome import expect, expect_equal
from harness.peers import make_certificate
from harness.sasl_clients import BY_TOKEN, GSASL, MECHANISMS, Account, Server, encoded, log_in, offered, plain, secured
from harness.smtp_client import SMTPClient, stuffed, unverified
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, account, configuration, listener, relay_delivery, tls, token_checker

NAMESPACE = True
PEERS = {"swaks", "curl", "msmtp", "gsasl"}
SECONDS = 240
WAXWING, SINK, NAME = "10.99.0.1", "10.99.0.3", "mail.example.test"
ADA, BOB, EVE = "ada@example.test", "bob@receiver.test", "eve@example.test"
PASSWORD, TOKEN = "correct horse", "token.of-ada_1"
ALL = {"SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "PLAIN", "LOGIN", *BY_TOKEN}


def run(context):
    for address in (WAXWING, SINK):
        add_address(address)
    folder, places = context.folder, fresh_addresses()
    certificate = make_certificate(folder, NAME)
    wrong = {f"wrong{number}@example.test" for number in range(len(list(logins())))}
    accounts = [account(folder, ADA, PASSWORD, send_as=[ADA, "*@sales.example.test"])]
    accounts += [account(folder, user, PASSWORD) for user in (EVE, *sorted(wrong))]
    text = configuration(
        listeners=[listener("0.0.0.0:587", "submission"), listener("0.0.0.0:465", "submissions")],
        tls=tls(certificate),
        accounts=accounts,
        oauth=token_checker(folder, {TOKEN: ADA}),
        dns=LOCAL_DNS,
        delivery=relay_delivery(f"{SINK}:25"),
    )
    with SMTPSink(SINK) as sink, Waxwing(context.binary, folder / "waxwing", text).start(WAXWING, 587):
        each_program_logs_in(context, sink, certificate[0])
        each_program_is_refused(context, sink, certificate[0], places, wrong)
        nothing_is_taken_in_the_clear(places)
        auth_is_offered_inside_tls()
        malformed_and_cancelled_exchanges_end(places)
        the_sender_is_the_accounts(sink)
        what_is_missing_is_added(sink)
        guessing_is_slowed_down(places)
        expect_equal(sink.violations, [], "violations of the protocol")


def logins():
    """Each program with each mechanism that it knows, on each port that it can speak to."""
    for program, mechanisms in MECHANISMS.items():
        for mechanism in mechanisms:
            yield program, mechanism, False
            if program != GSASL:
                yield program, mechanism, True


def each_program_logs_in(context, sink, certificate):
    for program, mechanism, implicit in logins():
        server = Server(WAXWING, 465 if implicit else 587, NAME, certificate, implicit)
        secret = TOKEN if mechanism in BY_TOKEN else PASSWORD
        token = f"{program}-{mechanism}-{server.port}"
        message = messages.message(token, ADA, BOB, messages.AWKWARD_BODY)
        login = log_in(program, context.peers, context.folder, server, Account(ADA, secret), mechanism, BOB, message)
        expect_equal(login.status, 0, f"the exit status for {token}, which said {login.said[-1500:]}")
        if program != GSASL:  # which has no message
            arrives(sink, message)


def arrives(sink, message):
    token = messages.token_of(message)
    taken = sink.wait_for_token(token)
    expect(taken.data.endswith(message), f"{token} was changed: {taken.data[:900]!r}")
    received = messages.header_values(taken.data, "Received")[0]
    expect(" ESMTPSA " in f"{received} ", f"not said to be authenticated and encrypted: {received}")


def each_program_is_refused(context, sink, certificate, places, wrong):
    """From a new address and with an account of its own each time, so that nobody is slowed down."""
    before = len(sink.messages)
    for (program, mechanism, implicit), user in zip(logins(), sorted(wrong)):
        server = Server(next(places), 465 if implicit else 587, NAME, certificate, implicit)
        token = f"{program}-{mechanism}-{server.port}"
        message = messages.message(f"{token}-wrong", user, BOB, b"hi\r\n")
        guess = Account(user, "token.of-nobody" if mechanism in BY_TOKEN else "wrong")
        login = log_in(program, context.peers, context.folder, server, guess, mechanism, BOB, message)
        expect(login.is_refused, f"{token} ended with {login.status} for a wrong secret and said {login.said[-1500:]}")
        expect("535" in login.said or "5.7.8" in login.said, f"no 535 in what {program} said: {login.said[-1500:]}")
    expect_equal(len(sink.messages), before, "how many messages came, after logins that were refused")


def nothing_is_taken_in_the_clear(places):
    with SMTPClient(next(places), 587) as client:
        keywords = offered(client)
        expect("AUTH" not in keywords and "STARTTLS" in keywords, f"offered in the clear: {keywords}")
        expect_reply(client.command(f"AUTH PLAIN {plain(Account(ADA, PASSWORD))}"), 538, "5.7.11")
        expect(client.command(f"MAIL FROM:<{ADA}>").code in (530, 538), "MAIL was taken in the clear, before AUTH")
        secured(client)
        client.command(f"MAIL FROM:<{ADA}>", 530)  # the AUTH in the clear left nothing behind


def auth_is_offered_inside_tls():
    for port in (587, 465):
        with SMTPClient(WAXWING, port, tls=unverified() if port == 465 else None) as client:
            keywords = offered(client) if port == 465 else secured(client)
            expect_equal(set(keywords.get("AUTH", [])), ALL, f"what port {port} offers inside TLS")
            expect("STARTTLS" not in keywords, f"STARTTLS inside TLS on port {port}")
            expect_reply(client.command(f"MAIL FROM:<{ADA}>"), 530, "5.7.0")
            expect_reply(client.command(f"AUTH PLAIN {plain(Account(ADA, PASSWORD))}"), 235, "2.7.0")
            expect_reply(client.command(f"AUTH PLAIN {plain(Account(ADA, PASSWORD))}"), 503, "5.5.1")
            offered(client)  # EHLO forgets no login
            client.command(f"MAIL FROM:<{ADA}> AUTH=<>", 250)
            client.command(f"AUTH PLAIN {plain(Account(ADA, PASSWORD))}", 503)
            client.command("QUIT", 221)


def malformed_and_cancelled_exchanges_end(places):
    for mechanism in sorted(ALL):
        with SMTPClient(next(places), 465, tls=unverified()) as client:
            offered(client)
            client.command(f"AUTH {mechanism.lower()}", 334)
            expect_reply(client.command("*"), 501, "5")
            client.command(f"AUTH PLAIN {plain(Account(ADA, PASSWORD))}", 235)
    for line in ("AUTH PLAIN not*base64", "AUTH PLAIN =", f"AUTH PLAIN {encoded(b'no NUL at all')}", "AUTH"):
        with SMTPClient(next(places), 465, tls=unverified()) as client:
            offered(client)
            expect_reply(client.command(line), 501, "5")
            client.command(f"MAIL FROM:<{ADA}>", 530)
    with SMTPClient(next(places), 465, tls=unverified()) as client:
        offered(client)
        expect_reply(client.command("AUTH CRAM-MD5"), 504, "5.5.4")
        client.command(f"AUTH PLAIN {plain(Account(ADA, PASSWORD))}", 235)


def the_sender_is_the_accounts(sink):
    with SMTPClient(WAXWING, 465, tls=unverified()) as client:
        offered(client)
        client.command(f"AUTH PLAIN {plain(Account(ADA, PASSWORD))}", 235)
        for sender in (EVE, "ada@elsewhere.test", "ada@sales.example.test.evil.test"):
            expect_reply(client.command(f"MAIL FROM:<{sender}>"), 553, "5.7.1")
        for sender in (ADA, "anyone@sales.example.test"):
            message = messages.message(f"from-{sender}", sender, BOB, b"hi\r\n")
            expect_equal(client.deliver(sender, [BOB], message).code, 250, f"the reply to a message from {sender}")
            arrives(sink, message)


def what_is_missing_is_added(sink):
    """Date and Message-ID, once each; a message that has them keeps its own (see `arrives`)."""
    message = f"From: <{ADA}>\r\nTo: <{BOB}>\r\nX-Test-Token: bare\r\n\r\n.\r\nhi\r\n".encode()
    with SMTPClient(WAXWING, 465, tls=unverified()) as client:
        offered(client)
        client.command(f"AUTH PLAIN {plain(Account(ADA, PASSWORD))}", 235)
        client.command(f"MAIL FROM:<{ADA}>", 250)
        client.command(f"RCPT TO:<{BOB}>", 250)
        client.command("DATA", 354)
        client.send(stuffed(message) + b".\r\n")
        expect_equal(client.reply().code, 250, "the reply to a message without Date and Message-ID")
    data = sink.wait_for_token("bare").data
    for name in ("Date", "Message-ID", "From", "To"):
        expect_equal(len(messages.header_values(data, name)), 1, f"how many {name} fields")
    expect_equal(messages.body(data), b".\r\nhi\r\n", "the body")


def guessing_is_slowed_down(places):
    """Sooner or later 454 4.7.0 and nothing is checked, not even the right password; from elsewhere that gets in."""
    place, codes = next(places), []
    for number in range(12):
        with SMTPClient(place, 465, tls=unverified()) as client:
            offered(client)
            reply = client.command(f"AUTH PLAIN {plain(Account(EVE, f'guess {number}'))}")
        codes.append(reply.code)
        if reply.code == 454:
            break
        expect_reply(reply, 535, "5.7.8")
    expect(codes[0] == 535 and codes[-1] == 454, f"the replies to guesses: {codes}")
    expect_reply(reply, 454, "4.7.0")
    with SMTPClient(place, 465, tls=unverified()) as client:
        offered(client)
        expect_reply(client.command(f"AUTH PLAIN {plain(Account(EVE, PASSWORD))}"), 454, "4.7.0")
    with SMTPClient(next(places), 465, tls=unverified(), seconds=30) as client:
        offered(client)
        expect_reply(client.command(f"AUTH PLAIN {plain(Account(EVE, PASSWORD))}"), 235, "2.7.0")


def expect_reply(reply, code, status):
    """The code, and the enhanced status code or its beginning."""
    expect(reply.code == code and reply.lines[0].startswith(status), f"expected {code} {status}, got: {reply}")
