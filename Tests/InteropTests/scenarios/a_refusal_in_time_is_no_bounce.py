"""Who sends to an alias hears at once what its target refuses, in words that name nobody; no report is ever sent.

With `forwarding.cut-through: 20s`, refused at RCPT and after the final dot, and with two seconds, after which a target
that stalls is waited for by the queue: what it refuses then makes a report, as the sender is proven by a signature. A
deferral is no refusal. A daemon that is told to end while a sender waits answers him, and what it took is delivered.
"""

import os
import signal
import threading
import time

from harness import messages
from harness.dkim_verifiers import sign_with_dkimpy
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone, text_record
from harness.outcome import Failure, expect, expect_equal, wait_until
from harness.smtp_client import SMTPClient
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery
from harness.waxwing_directory import add_alias, set_up_domain

NAMESPACE = True
PEERS = {"nsd", "python"}
TARGETS, SENDERS = "10.99.0.3", "10.99.0.4"
DOMAIN, EVE = "alias.test", "eve@stranger.test"
WORDS = ("@home.test", "home", "not in the words of the target")
BODY = b"hello\r\n"
NAMES = ("gone", "large", "busy", "fine", "slow", "late", "ending")


def run(context):
    add_address(TARGETS)
    add_address(SENDERS)
    waxwing = Waxwing(context.binary, context.folder / "waxwing", settings("20s"))
    key, record = waxwing.make_dkim_key("stranger.pem")
    zones = {
        "home.test": mail_zone(TARGETS),
        "stranger.test": mail_zone(SENDERS, text_record("s1._domainkey", record)),
        DOMAIN: "",
    }
    with (
        NSD(context.peers, context.folder / "nsd", zones) as nsd,
        SMTPSink(TARGETS) as targets,
        SMTPSink(SENDERS) as senders,
    ):
        letters = Letters(context.peers, key)
        with waxwing.start():
            set_up_domain(waxwing, nsd, DOMAIN, "mail IN A 127.0.0.1\n")
            for name in NAMES:
                add_alias(waxwing, f"{name}@{DOMAIN}", f"{name}@home.test")
            add_alias(waxwing, f"all@{DOMAIN}", "gone@home.test", "fine@home.test")
            what_is_taken_is_there_before_the_reply(letters, targets)
            refused_when_named(letters, targets)
            refused_after_the_message(letters, targets)
            a_deferral_is_no_refusal(letters, targets)
            nobody_was_told(waxwing, senders)
            two_targets_are_not_waited_for(letters, waxwing, targets, senders)
            told_to_end(letters, waxwing, targets, senders)
        waxwing.file.write_text(settings("2s"))
        with waxwing.start():
            wait_until(lambda: targets.received("ending@home.test"), 20, "what waited when the daemon ended")
            stalled_and_taken(letters, waxwing, targets)
            stalled_and_refused(letters, targets, senders)
            waxwing.wait_until_empty(20)
        for name in ("busy", "fine", "slow", "ending"):
            expect(targets.received(f"{name}@home.test"), f"nothing arrived for {name}")
        for sink in (targets, senders):
            expect_equal(sink.violations, [], "violations of the protocol")


def settings(cut_through):
    return configuration(
        hostname=f"mail.{DOMAIN}",
        relay_from=(),
        dns=LOCAL_DNS,
        delivery=delivery(first="1s", max="1s", jitter=0),
        forwarding={"cut-through": cut_through},
    )


class Letters:
    """Messages that Eve's domain has signed, so that she may be told what became of them."""

    def __init__(self, peers, key):
        self.peers, self.key = peers, key

    def send(self, name, token=None):
        """The reply to a message for an alias, and for how many seconds it was waited for."""
        message = messages.message(token or name, EVE, f"{name}@{DOMAIN}", BODY)
        signed = sign_with_dkimpy(self.peers, message, "s1", "stranger.test", self.key)
        with SMTPClient("127.0.0.1", 2525, seconds=60) as client:
            client.command("EHLO client.test", 250)
            started = time.monotonic()
            reply = client.deliver(EVE, [f"{name}@{DOMAIN}"], signed)
            return reply, time.monotonic() - started


def what_is_taken_is_there_before_the_reply(letters, targets):
    reply, _ = letters.send("fine")
    expect_equal(reply.code, 250, f"the reply to what the target takes: {reply}")
    expect_equal(len(targets.received("fine@home.test")), 1, "the messages that were there before the reply")


def refused_when_named(letters, targets):
    targets.answer("gone@home.test", then="550 5.1.1 <gone@home.test> is not in the words of the target")
    refused(letters.send("gone"), "550 5.1.1")


def refused_after_the_message(letters, targets):
    targets.answer("large@home.test", stage="DATA", then="552 5.3.4 too large for home.test, not in the words of")
    refused(letters.send("large"), "550 5.3.4")


def refused(sent, beginning):
    reply, seconds = sent
    expect(reply.text.startswith(beginning), f"the reply to what the target refuses: {reply}, expected {beginning}")
    expect(seconds < 15, f"the refusal took {seconds:.1f} s")
    for word in WORDS:
        expect(word not in reply.text, f"the reply has {word!r} of the target: {reply}")


def a_deferral_is_no_refusal(letters, targets):
    targets.answer("busy@home.test", "450 4.2.0 home.test: the mailbox is being mended")
    reply, seconds = letters.send("busy")
    expect_equal(reply.code, 250, f"the reply to what the target defers: {reply}")
    expect(seconds < 15, f"the reply to what the target defers took {seconds:.1f} s")
    arrived = wait_until(lambda: targets.received("busy@home.test"), 20, "what was deferred")
    expect_equal(messages.token_of(arrived[0].data), "busy", "what arrived")


def nobody_was_told(waxwing, senders):
    waxwing.wait_until_empty(20)
    time.sleep(3)
    expect_equal(waxwing.queued(), [], "what waits in the queue")
    expect_equal([report.data for report in senders.messages], [], "the reports on what was refused in time")


def two_targets_are_not_waited_for(letters, waxwing, targets, senders):
    """One refuses and one takes, for which there is no reply: so it is accepted, and Eve gets a report."""
    reply, _ = letters.send("all")
    expect_equal(reply.code, 250, f"the reply to what goes on to two targets: {reply}")
    report = a_report(senders, 1)
    expect(f"all@{DOMAIN}".encode() in report.data, f"the report does not name the alias: {report.data!r}")
    waxwing.wait_until_empty(20)
    arrived = [messages.token_of(taken.data) for taken in targets.received("fine@home.test")]
    expect_equal(arrived, ["fine", "all"], "what the other target has")


def told_to_end(letters, waxwing, targets, senders):
    """SIGTERM, while the target has the whole message and says nothing yet. The sender hears something, soon."""
    held, heard = targets.hold("ending@home.test"), []
    sending = threading.Thread(target=lambda: heard.append(reply_of(letters, "ending")), daemon=True)
    sending.start()
    wait_until(lambda: was_named(targets, "ending@home.test"), 20, "the attempt")
    time.sleep(0.5)
    started = time.monotonic()
    os.kill(waxwing.process.pid, signal.SIGTERM)
    sending.join(25)
    expect(heard, "the sender heard nothing within 25 s of SIGTERM")
    expect_equal(str(heard[0])[:3], "250", f"what the sender heard: {heard[0]}")
    expect(time.monotonic() - started < 20, "the sender waited for longer than the daemon may")
    held.set()
    # A second SIGTERM, which `stop` would send, ends it at once.
    expect_equal(waxwing.process.child.wait(30), 0, "the status with which the daemon ended")
    expect_equal(len(senders.messages), 1, "the reports so far")


def reply_of(letters, name):
    """The reply, or how it failed."""
    try:
        return letters.send(name)[0]
    except (OSError, Failure) as failure:
        return failure


def was_named(targets, recipient):
    return any(attempt.recipient == recipient for attempt in list(targets.attempts))


def stalled_and_taken(letters, waxwing, targets):
    held = targets.hold("slow@home.test")
    reply, seconds = letters.send("slow")
    accepted_after_a_while(reply, seconds)
    held.set()
    waxwing.wait_until_empty(20)
    expect_equal(len(targets.received("slow@home.test")), 1, "how often what stalled was delivered")


def stalled_and_refused(letters, targets, senders):
    targets.answer("late@home.test", stage="DATA", then="552 5.2.2 the mailbox is full")
    held = targets.hold("late@home.test")
    accepted_after_a_while(*letters.send("late"))
    expect_equal(len(senders.messages), 1, "the reports before the target has spoken")
    held.set()
    report = a_report(senders, 2)
    expect(f"late@{DOMAIN}".encode() in report.data, f"the report does not name the alias: {report.data!r}")
    expect(b"5.2.2" in report.data, f"the report does not have the status: {report.data!r}")


def accepted_after_a_while(reply, seconds):
    expect_equal(reply.code, 250, f"the reply to what the target has not answered: {reply}")
    expect(1.5 < seconds < 10, f"the reply to what the target has not answered took {seconds:.1f} s, expected two")


def a_report(senders, number):
    """The report of this number, which is for Eve and from nobody."""
    wait_until(lambda: len(senders.received(EVE)) >= number, 20, f"{number} reports")
    report = senders.messages[number - 1]
    expect_equal((report.sender, report.recipients), ("", [EVE]), "the envelope of the report")
    expect(b"report-type=delivery-status" in report.data.replace(b'"', b""), f"no report: {report.data[:600]!r}")
    return report
