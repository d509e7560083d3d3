"""Python's smtplib and aiosmtplib hand messages to a sink over STARTTLS; a refused recipient costs the others nothing.

8-bit text, UTF-8 addresses, lines with dots, parameters of DSN, and several messages on one connection.
"""

import base64
import json
import smtplib
import ssl

from harness import messages
from harness.outcome import expect, expect_equal, wait_until
from harness.process import run_program
from harness.waxwing_tools import Sink, decoded, parameters

PEERS = {"python"}
SENDER, NOBODY = "ada@sender.test", "nobody@receiver.test"
REFUSAL = "550 5.1.1 no such user"
RULES = [f'{{ at: recipient, match: "nobody@*", reply: "{REFUSAL}" }}']

# What it prints: for each message of the list on standard input the refused recipients, as {address: [code, text]}.
AIOSMTPLIB = """\
import asyncio, base64, json, sys
import aiosmtplib

async def main(work):
    client = aiosmtplib.SMTP(
        hostname=work["host"], port=work["port"], start_tls=True, validate_certs=False, local_hostname="aio.test")
    refused = []
    async with client:
        for message in work["messages"]:
            errors, _ = await client.sendmail(
                message["from"], message["to"], base64.b64decode(message["data"]),
                mail_options=message["mail"], rcpt_options=message["rcpt"])
            refused.append({address: [reply.code, reply.message] for address, reply in errors.items()})
    print(json.dumps(refused))

asyncio.run(main(json.load(sys.stdin)))
"""


def run(context):
    for library in (smtplib_sends, aiosmtplib_sends):
        with Sink(context.binary, context.folder / library.__name__, rules=RULES) as sink:
            work = everything(library.__name__)
            hello, refused = library(context, sink, work)
            wait_until(lambda: len(sink.messages()) >= len(work), 20, f"{len(work)} messages of {library.__name__}")
            expect_equal(len(sink.messages()), len(work), "how many messages arrived")
            for number, entry in enumerate(work, start=1):
                arrived_as_sent(sink, number, hello, *entry)
            expected = {NOBODY: [550, REFUSAL.removeprefix("550 ")]}
            for answer, (_, recipients, *_) in zip(refused, work, strict=True):
                expect_equal(answer, expected if NOBODY in recipients else {}, "the refused recipients")


def everything(library):
    """The messages that each library sends on one connection: (sender, recipients, message, MAIL and RCPT options)."""
    one, two, user = f"one.{library}@receiver.test", f"two.{library}@receiver.test", "用户@receiver.test"

    def message(token, recipient, sender=SENDER, body=messages.AWKWARD_BODY):
        return messages.message(f"{library}.{token}", sender, recipient, body)

    return [
        (SENDER, [one, NOBODY, two], message("refused", one), ["BODY=8BITMIME"], []),
        (SENDER, [two], message("large", two, body=messages.body_of(library, 300_000)), [], []),
        ("jörg@sender.test", [user], message("utf8", user, "jörg@sender.test"), ["SMTPUTF8", "BODY=8BITMIME"], []),
        ("", [one], message("null", one), ["BODY=8BITMIME"], []),
        (
            SENDER,
            [one, two],
            message("dsn", one, body=b"hi\r\n"),
            ["RET=HDRS", "ENVID=trip+2B1"],
            ["NOTIFY=SUCCESS,DELAY", "ORCPT=rfc822;Robert@elsewhere.test"],
        ),
        (SENDER, [one], message("empty", one, body=b""), [], []),
    ]


def smtplib_sends(_, sink, work):
    """(name in EHLO, the refused recipients of each message)."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    refused = []
    with smtplib.SMTP(sink.address, sink.port, "smtplib.test", timeout=20) as client:
        client.ehlo()
        expect(client.has_extn("STARTTLS"), f"no STARTTLS offered: {client.esmtp_features}")
        client.starttls(context=context)
        for sender, recipients, message, mail_options, rcpt_options in work:
            answer = client.sendmail(sender, recipients, message, mail_options, rcpt_options)
            refused.append({address: [code, text.decode()] for address, (code, text) in answer.items()})
        expect("STARTTLS" not in client.esmtp_features, "STARTTLS is offered inside TLS")
    return "smtplib.test", refused


def aiosmtplib_sends(context, sink, work):
    keys = ("from", "to", "data", "mail", "rcpt")
    sent = [dict(zip(keys, (*entry[:2], base64.b64encode(entry[2]).decode(), *entry[3:]))) for entry in work]
    words = {"host": sink.address, "port": sink.port, "messages": sent}
    done = run_program([context.peers.python(), "-c", AIOSMTPLIB], input=json.dumps(words).encode())
    expect_equal(done.returncode, 0, f"aiosmtplib, which said {done.stderr.decode(errors='replace')[-800:]}")
    return "aio.test", json.loads(done.stdout)


def arrived_as_sent(sink, number, hello, sender, recipients, message, mail_options, rcpt_options):
    taken = sink.messages()[number - 1]
    expect_equal(taken["number"], number, "the number")
    expect_equal(taken["from"].strip("<>"), sender, "the sender")
    expect_equal(taken["to"], [name for name in recipients if name != NOBODY], "the recipients that were taken")
    expect_equal(taken["hello"], hello, "the name in EHLO")
    expect(taken["tls"] in ("TLSv1.2", "TLSv1.3"), f"no TLS: {taken}")
    expect_equal((taken["protocol"], taken["transfer"]), ("ESMTP", "DATA"), "protocol and transfer")
    expect(sink.data(taken) == message, f"message {number} was changed: {sink.data(taken)[:600]!r}")
    expect_equal(taken["size"], len(message), "the size")
    expect_equal(taken["smtpUTF8"], "SMTPUTF8" in mail_options, "SMTPUTF8")
    expect_equal(taken.get("body"), "8BITMIME" if "BODY=8BITMIME" in mail_options else None, "BODY")
    declared = taken.get("declaredSize")
    expect(declared in (None, len(message)), f"SIZE={declared} for {len(message)} octets")
    expect_equal(taken.get("return"), "headers" if rcpt_options else None, "RET")
    expect_equal(decoded(taken.get("envelopeIdentifier")), "trip+1" if rcpt_options else None, "ENVID")
    for recipient in taken["to"]:
        asked = parameters(taken, recipient)
        notify = asked.get("notify")
        expect_equal(notify and sorted(notify), ["delay", "success"] if rcpt_options else None, "NOTIFY")
        original = "rfc822;Robert@elsewhere.test" if rcpt_options else None
        expect_equal(decoded(asked.get("originalRecipient")), original, "ORCPT")
