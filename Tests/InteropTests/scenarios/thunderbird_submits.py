"""Thunderbird's dialogue: EHLO by address, STARTTLS, AUTH PLAIN, LOGIN or XOAUTH2, SIZE and 8BITMIME, and its mail.

Where CRAM-MD5 is what its settings say, it is refused with 504 and goes on with what is offered.
"""

from harness import messages
from harness.namespace import add_address, fresh_addresses
from harness.outcome import expect, expect_equal
from harness.peers import make_certificate
from harness.sasl_clients import Account, encoded, offered, plain
from harness.smtp_client import SMTPClient, stuffed, unverified
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, account, configuration, listener, relay_delivery, tls, token_checker

NAMESPACE = True
SINK = "10.99.0.3"
ADA, BOB, CAROL = "ada@example.test", "bob@receiver.test", "carol@receiver.test"
PASSWORD, TOKEN = "grüß gott", "token.of-ada_1"

MESSAGE = """\
Message-ID: <{token}@example.test>\r
Date: Thu, 26 Nov 2026 20:15:00 +0100\r
MIME-Version: 1.0\r
User-Agent: Mozilla Thunderbird\r
Content-Language: de-DE\r
From: =?UTF-8?Q?Ada_Gr=C3=BC=C3=9Ferin?= <{ada}>\r
To: Bob <{bob}>, "Carol, the other" <{carol}>\r
Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?= {token}\r
Autocrypt: addr={ada}; keydata=\r
 xsDNBF9aAAABDACqBQVgWgNcnvhMKSmKdkUn4z2FMmQbRqJBYg0QwKkGdMX7hGKmEWYhQTgT\r
 ZmMZ1lJXK1yZxg==\r
X-Test-Token: {token}\r
Content-Type: text/plain; charset=UTF-8; format=flowed\r
Content-Transfer-Encoding: 8bit\r
\r
Grüße, a paragraph that flows over the end of its line as those of \r
Thunderbird do.\r
\r
> quoted\r
. a dot at the start\r
\r
-- \r
Ada\r
"""


def run(context):
    add_address(SINK)
    places = fresh_addresses()
    text = configuration(
        listeners=[listener("0.0.0.0:587", "submission"), listener("0.0.0.0:465", "submissions")],
        tls=tls(make_certificate(context.folder, "mail.example.test")),
        accounts=[account(context.folder, ADA, PASSWORD)],
        oauth=token_checker(context.folder, {TOKEN: ADA}),
        dns=LOCAL_DNS,
        delivery=relay_delivery(f"{SINK}:25"),
    )
    with SMTPSink(SINK) as sink, Waxwing(context.binary, context.folder / "waxwing", text).start("127.0.0.1", 587):
        for port in (587, 465):
            for log_in in (by_plain, by_login, by_xoauth2, without_cram_md5, after_a_wrong_password, by_a_stale_token):
                submits(sink, next(places), port, log_in)
        asks_for_a_receipt(sink, next(places))
        expect_equal(sink.violations, [], "violations of the protocol")


def greeted(place, port):
    """A session inside TLS whose EHLO was answered. From a new address each time, so that no failure counts twice."""
    client = SMTPClient(place, port, tls=unverified() if port == 465 else None)
    keywords = offered(client, "[127.0.0.1]")
    if port == 587:
        expect("STARTTLS" in keywords, f"STARTTLS is not offered: {keywords}")
        client.command("STARTTLS", 220)
        client.start_tls()
        keywords = offered(client, "[127.0.0.1]")
    expect({"PLAIN", "LOGIN", "XOAUTH2"} <= set(keywords["AUTH"]), f"what is offered: {keywords}")
    expect("CRAM-MD5" not in keywords["AUTH"], f"CRAM-MD5 is offered: {keywords}")
    expect("8BITMIME" in keywords and "SIZE" in keywords, f"what is offered: {keywords}")
    return client


def by_plain(client):
    client.command(f"AUTH PLAIN {plain(Account(ADA, PASSWORD))}", 235)


def by_login(client):
    expect_equal(client.command("AUTH LOGIN", 334).lines, [encoded("Username:")], "the first challenge of LOGIN")
    expect_equal(client.command(encoded(ADA), 334).lines, [encoded("Password:")], "the second challenge of LOGIN")
    client.command(encoded(PASSWORD), 235)


def by_xoauth2(client, token=TOKEN, code=235):
    return client.command(f"AUTH XOAUTH2 {encoded(f'user={ADA}' + chr(1) + f'auth=Bearer {token}' + 2 * chr(1))}", code)


def without_cram_md5(client):
    client.command("AUTH CRAM-MD5", 504)
    by_plain(client)


def after_a_wrong_password(client):
    """It asks the user, and tries again in the same session."""
    client.command(f"AUTH PLAIN {plain(Account(ADA, 'gruess gott'))}", 535)
    by_login(client)


def by_a_stale_token(client):
    """The refusal comes as a challenge, which it answers with an empty line; then it gets a new token."""
    by_xoauth2(client, "stale", 334)
    client.command("", 535)
    by_xoauth2(client)


def submits(sink, place, port, log_in):
    token = f"{log_in.__name__}-{port}"
    message = MESSAGE.format(token=token, ada=ADA, bob=BOB, carol=CAROL).encode()
    with greeted(place, port) as client:
        log_in(client)
        client.command(f"MAIL FROM:<{ADA}> BODY=8BITMIME SIZE={len(message)}", 250)
        client.command(f"RCPT TO:<{BOB}>", 250)
        client.command(f"RCPT TO:<{CAROL}>", 250)
        client.command("DATA", 354)
        client.send(stuffed(message) + b".\r\n")
        expect_equal(client.reply().code, 250, f"the reply to the message, {token}")
        client.command("QUIT", 221)
    arrives(sink, token, message)


def arrives(sink, token, message):
    taken = sink.wait_for_token(token)
    expect(taken.data.endswith(message), f"{token} was changed: {taken.data[:900]!r}")
    expect("BODY=8BITMIME" in taken.mail_line, f"8BITMIME was not passed on: {taken.mail_line}")
    for name in ("Date", "Message-ID", "From"):
        expect_equal(len(messages.header_values(taken.data, name)), 1, f"how many {name} fields")


def asks_for_a_receipt(sink, place):
    """Its setting for delivery reports: RET and ENVID, NOTIFY and ORCPT, where DSN is offered; else it does without."""
    message = MESSAGE.format(token="receipt", ada=ADA, bob=BOB, carol=CAROL).encode()
    with greeted(place, 587) as client:
        by_plain(client)
        asked = "DSN" in offered(client, "[127.0.0.1]")
        mail, recipient = "RET=FULL ENVID=<receipt@example.test>", f"NOTIFY=NEVER ORCPT=rfc822;{BOB}"
        client.command(f"MAIL FROM:<{ADA}> BODY=8BITMIME{f' {mail}' if asked else ''} SIZE={len(message)}", 250)
        client.command(f"RCPT TO:<{BOB}>{f' {recipient}' if asked else ''}", 250)
        client.command("DATA", 354)
        client.send(stuffed(message) + b".\r\n")
        expect_equal(client.reply().code, 250, "the reply to the message with DSN parameters")
        client.command("QUIT", 221)
    arrives(sink, "receipt", message)
