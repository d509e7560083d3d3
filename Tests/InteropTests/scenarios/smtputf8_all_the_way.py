"""Mail with UTF-8 addresses goes through the daemon to Postfix, and what a host without SMTPUTF8 cannot take comes back.

The reports reach a UTF-8 sender: with UTF-8 fields of RFC 6533, and the whole message where that is asked for. What is
UTF-8 in its body alone goes to every host.
"""

from harness import messages
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal, wait_until
from harness.postfix import Postfix
from harness.report import read_report
from harness.smtp_client import SMTPClient, stuffed
from harness.waxwing import usual_waxwing
from harness.waxwing_tools import Sink

NAMESPACE = True
PEERS = {"postfix", "nsd"}
POSTFIX, HOME, PLAIN = "10.99.0.2", "10.99.0.3", "10.99.0.4"
ADA, JÖRG, DELTA, BØB = "ada@sender.test", "jörg@sender.test", "δέλτα@local.test", "bøb@plain.test"


def run(context):
    for address in (POSTFIX, HOME, PLAIN):
        add_address(address)
    zones = {"local.test": mail_zone(POSTFIX), "sender.test": mail_zone(HOME), "plain.test": mail_zone(PLAIN)}
    folder = context.folder
    with (
        NSD(context.peers, folder / "nsd", zones),
        Sink(context.binary, folder / "home", HOME, 25) as home,
        Sink(context.binary, folder / "plain", PLAIN, 25, ["--without", "SMTPUTF8"]) as plain,
        Postfix(
            context.peers,
            folder / "postfix",
            POSTFIX,
            "mx.local.test",
            ["local.test"],
            settings={"smtputf8_enable": "yes"},
        ) as postfix,
        usual_waxwing(context) as waxwing,
    ):
        message = messages.message("delta", JÖRG, DELTA, messages.AWKWARD_BODY)
        hand_in(f"<{JÖRG}> SMTPUTF8 BODY=8BITMIME", f"<{DELTA}> NOTIFY=FAILURE", message)
        wait_until(lambda: postfix.files(), 20, "the message in Postfix' maildir")
        data = postfix.messages()[-1]
        expect(data.endswith(message), "the message was changed")
        for field in messages.header_values(data, "Received"):
            expect("with UTF8SMTP" in field, f"a host did not hear of SMTPUTF8: {field}")

        lost = messages.message("lost", JÖRG, BØB, messages.AWKWARD_BODY)
        hand_in(f"<{JÖRG}> SMTPUTF8 BODY=8BITMIME RET=FULL", f"<{BØB}> NOTIFY=FAILURE", lost)
        arrived = home.wait_for(JÖRG)
        expect_equal(arrived["smtpUTF8"], True, "SMTPUTF8 of the report")
        report = read_report(home.data(arrived), arrived["from"].strip("<>"), utf8=True).expect_strict()
        recipient = report.recipients[0]
        expect_equal("".join(recipient["final-recipient"].split()), f"utf-8;{BØB}", "Final-Recipient")
        expect_equal((recipient["action"], recipient["status"]), ("failed", "5.6.7"), "Action and Status")
        expect_equal(report.returned_type, "message/global", "what is returned")
        expect(lost in home.data(arrived), "the message does not come back as it was")

        # A report to an address in ASCII can be read by whoever has no SMTPUTF8.
        lost = messages.message("lost-too", ADA, BØB, b"hello\r\n")
        hand_in(f"<{ADA}> SMTPUTF8", f"<{BØB}>", lost)
        arrived = home.wait_for(ADA)
        expect_equal(arrived["smtpUTF8"], False, "SMTPUTF8 of the report to an address in ASCII")
        recipient = read_report(home.data(arrived)).expect_strict().recipients[0]
        expect_equal("".join(recipient["final-recipient"].split()), "utf-8;b\\x{F8}b@plain.test", "Final-Recipient")

        message = messages.message("plain", ADA, "bob@plain.test", messages.AWKWARD_BODY)
        hand_in(f"<{ADA}> BODY=8BITMIME", "<bob@plain.test>", message)
        plain.wait_for("bob@plain.test")
        waxwing.wait_until_empty(30)
        expect_equal(len(plain.messages()), 1, "how many messages the host without SMTPUTF8 got")
        expect_equal(len(home.messages()), 2, "reports")
        postfix.expect_no_warnings()


def hand_in(mail, recipient, message):
    """One transaction with these parameters to the daemon, which offers what they ask for."""
    with SMTPClient("127.0.0.1", 2525) as client:
        offered = client.command("EHLO client.test", 250).lines
        expect({"DSN", "SMTPUTF8"} <= set(offered), f"the daemon offers {offered}")
        client.command(f"MAIL FROM:{mail}", 250)
        client.command(f"RCPT TO:{recipient}", 250)
        client.command("DATA", 354)
        client.send(stuffed(message) + b".\r\n")
        reply = client.reply()
        expect_equal(reply.code, 250, f"the reply to the message: {reply}")
