"""A hundred messages of smtp-source, ten sessions at once, all arrive at Postfix, each once."""

from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.outcome import expect_equal, wait_until
from harness.peers import make_certificate
from harness.postfix import Postfix
from harness.waxwing import usual_waxwing

NAMESPACE = True
PEERS = {"postfix", "nsd"}
MESSAGES, SESSIONS = 100, 10


def run(context):
    add_address("10.99.0.2")
    certificate = make_certificate(context.folder, "mx.receiver.test")
    with (
        NSD(context.peers, context.folder / "nsd", {"receiver.test": mail_zone("10.99.0.2")}),
        Postfix(
            context.peers, context.folder / "postfix", "10.99.0.2", "mx.receiver.test", ["receiver.test"], certificate
        ) as postfix,
        usual_waxwing(context) as waxwing,
    ):
        context.peers.smtp_source("127.0.0.1:2525", MESSAGES, SESSIONS, "bob@receiver.test")
        wait_until(lambda: len(postfix.files()) >= MESSAGES, 60, f"{MESSAGES} messages in Postfix's maildir")
        waxwing.wait_until_empty(30)
        expect_equal(len(postfix.files()), MESSAGES, "how many messages arrived")
        postfix.expect_no_warnings()
