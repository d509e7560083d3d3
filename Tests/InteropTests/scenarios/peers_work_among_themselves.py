"""The peers deliver, sign, verify and report among themselves: if this fails, mistrust the other failures.

swaks hands a message to one Postfix over TLS, which asks NSD and relays to our sink; smtp-source does the same with a
hundred; what dkimpy signs libopendkim verifies, and neither after an octet was changed; Postfix's bounce passes the
strict reader.
"""

from harness import messages
from harness.dkim_verifiers import sign_with_dkimpy, verdicts, with_one_body_octet_changed
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone, text_record
from harness.outcome import expect, expect_equal, wait_until
from harness.peers import make_certificate, openssl
from harness.postfix import Postfix
from harness.process import run_program
from harness.report import read_report
from harness.smtp_client import submit
from harness.smtp_sink import SMTPSink

NAMESPACE = True
WAXWING = False
PEERS = {"postfix", "swaks", "nsd", "opendkim", "python"}


def run(context):
    add_address("10.99.0.2")
    add_address("10.99.0.3")
    folder = context.folder
    key, record = openssl_key(folder)
    zones = {
        "receiver.test": mail_zone("10.99.0.3"),
        "local.test": mail_zone("10.99.0.2"),
        "sender.test": mail_zone("10.99.0.3", text_record("s1._domainkey", record)),
    }
    certificate = make_certificate(folder, "mx.local.test")
    with (
        NSD(context.peers, folder / "nsd", zones),
        SMTPSink("10.99.0.3", certificate=certificate) as sink,
        Postfix(
            context.peers,
            folder / "postfix",
            "10.99.0.2",
            "mx.local.test",
            ["local.test"],
            certificate,
            {"smtp_tls_security_level": "may"},
        ) as postfix,
    ):
        swaks_delivers(context, postfix)
        smtp_source_is_relayed(context, sink)
        signatures_hold(context, key)
        postfix_reports_a_refusal(sink)
        expect_equal(sink.violations, [], "violations of the protocol by Postfix's client")
        postfix.expect_no_warnings()


def openssl_key(folder):
    """A 2048-bit key and the text of its record."""
    path = folder / "key.pem"
    run_program([openssl(), "genrsa", "-traditional", "-out", path, "2048"])
    public = run_program([openssl(), "rsa", "-in", path, "-pubout"]).stdout.decode()
    return path, "v=DKIM1; k=rsa; p=" + "".join(public.splitlines()[1:-1])


def swaks_delivers(context, postfix):
    message = messages.message("swaks", "a@sender.test", "b@local.test", messages.AWKWARD_BODY)
    done = messages.hand_in_with_swaks(
        context.peers, context.folder, "10.99.0.2", "a@sender.test", "b@local.test", message, "--tls"
    )
    expect_equal(done.returncode, 0, f"swaks, which said {done.stdout.decode(errors='replace')[-500:]}")
    wait_until(postfix.files, 20, "the message in Postfix's maildir")
    data = postfix.messages()[0]
    expect(
        "TLS" in messages.header_values(data, "Received")[0], f"no TLS in {messages.header_values(data, 'Received')}"
    )
    expect_equal(messages.body(data), messages.AWKWARD_BODY, "the body")


def smtp_source_is_relayed(context, sink):
    context.peers.smtp_source("10.99.0.2:25", 100, 10, "many@receiver.test")
    wait_until(lambda: len(sink.received("many@receiver.test")) >= 100, 60, "a hundred messages in the sink")
    expect(all(message.tls for message in sink.messages), "Postfix did not take up STARTTLS")


def signatures_hold(context, key):
    message = messages.message("signed", "a@sender.test", "b@local.test", messages.AWKWARD_BODY)
    signed = sign_with_dkimpy(context.peers, message, "s1", "sender.test", key)
    expect_equal(verdicts(context.peers, signed), {"dkimpy": True, "opendkim": True}, "verdicts on a signed message")
    expect_equal(
        verdicts(context.peers, with_one_body_octet_changed(signed)),
        {"dkimpy": False, "opendkim": False},
        "verdicts on a changed message",
    )
    expect_equal(
        verdicts(context.peers, message), {"dkimpy": False, "opendkim": False}, "verdicts on an unsigned message"
    )


def postfix_reports_a_refusal(sink):
    sink.answer("nobody@receiver.test", then="550 5.1.1 no such user")
    submit(
        "10.99.0.2",
        10025,
        "author@sender.test",
        ["nobody@receiver.test"],
        messages.message("refused", "author@sender.test", "nobody@receiver.test", b"hi\r\n"),
    )
    report = wait_until(lambda: sink.received("author@sender.test"), 30, "Postfix's report")[0]
    read = read_report(report.data, report.sender).expect_strict()
    expect_equal(read.recipients[0]["status"], "5.1.1", "Status")
    expect(read.recipients[0]["diagnostic-code"].startswith("smtp; 550 5.1.1"), read.recipients[0]["diagnostic-code"])
