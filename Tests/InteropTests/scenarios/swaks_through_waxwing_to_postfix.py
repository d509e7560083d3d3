"""A message from swaks is signed and delivered to Postfix by MX and over TLS, no octet of its body changed.

dkimpy and libopendkim both verify the signature through DNS, and both refuse the message after one octet was changed.
"""

from harness import messages
from harness.dkim_verifiers import verdicts, with_one_body_octet_changed
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone, text_record
from harness.outcome import expect, expect_equal, wait_until
from harness.peers import make_certificate
from harness.postfix import Postfix
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery

NAMESPACE = True
PEERS = {"postfix", "swaks", "nsd", "opendkim", "python"}
SENDER, RECIPIENT = "ada@sender.test", "bob@receiver.test"


def run(context):
    add_address("10.99.0.2")
    waxwing = Waxwing(
        context.binary,
        context.folder / "waxwing",
        configuration(
            dns=LOCAL_DNS,
            delivery=delivery(),
            dkim={"sign": True, "keys": [{"domain": "sender.test", "selector": "s1", "key-file": "dkim.pem"}]},
        ),
    )
    _, record = waxwing.make_dkim_key("dkim.pem")
    zones = {
        "receiver.test": mail_zone("10.99.0.2"),
        "sender.test": mail_zone("127.0.0.1", text_record("s1._domainkey", record)),
    }
    certificate = make_certificate(context.folder, "mx.receiver.test")
    with (
        NSD(context.peers, context.folder / "nsd", zones),
        Postfix(
            context.peers, context.folder / "postfix", "10.99.0.2", "mx.receiver.test", ["receiver.test"], certificate
        ) as postfix,
        waxwing,
    ):
        message = messages.message("swaks", SENDER, RECIPIENT, messages.AWKWARD_BODY)
        done = messages.hand_in_with_swaks(context.peers, context.folder, "127.0.0.1:2525", SENDER, RECIPIENT, message)
        expect_equal(done.returncode, 0, f"swaks, which said {done.stdout.decode(errors='replace')[-500:]}")
        wait_until(postfix.files, 30, "the message in Postfix's maildir")
        waxwing.wait_until_empty(10)
        data = postfix.messages()[0]
        postfix.expect_no_warnings()
        came_over_tls(data)
        is_unchanged(message, data)
        is_signed(context, data)


def came_over_tls(data):
    received = messages.header_values(data, "Received")
    expect("TLS" in received[0] and "mx.receiver.test" in received[0], f"Postfix did not receive over TLS: {received}")
    expect(any("mail.sender.test" in line for line in received[1:]), f"no Received field of our own: {received}")


def is_unchanged(message, data):
    """Body and header fields stand as they were handed in; what was added stands above them."""
    expect_equal(messages.body(data), messages.body(message), "the body")
    expect(data.endswith(message), "the header fields that were handed in were changed or moved")


def is_signed(context, data):
    expect_equal(len(messages.header_values(data, "DKIM-Signature")), 1, "how many DKIM-Signature fields")
    expect_equal(
        verdicts(context.peers, data), {"dkimpy": True, "opendkim": True}, "verdicts on the message as it arrived"
    )
    expect_equal(
        verdicts(context.peers, with_one_body_octet_changed(data)),
        {"dkimpy": False, "opendkim": False},
        "verdicts after one octet of the body was changed",
    )
