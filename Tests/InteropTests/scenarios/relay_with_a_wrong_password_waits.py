"""With a wrong password for the relay mail waits, says why, and goes once the file is mended and serve restarted.

It is trouble of our own (class local): its own waits hold, nothing bounces, the relay is not taken for one that blocks
us, and neither the log nor the queue shows a password. So it is with STARTTLS and with TLS from the start.
"""

from harness import messages
from harness.dovecot import Dovecot
from harness.namespace import add_address
from harness.outcome import expect, expect_equal, wait_until
from harness.peers import make_certificate
from harness.postfix import Postfix
from harness.smtp_client import submit
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, events_of, password_file, relay, relay_delivery
from harness.waxwing_data import check
from harness.waxwing_queue import recipient_of

NAMESPACE = True
PEERS = {"postfix", "dovecot"}
POSTFIX, DOVECOT = "10.99.0.2", "10.99.0.4"
ADA, BOB = "ada@example.test", "bob@example.test"
RIGHT, WRONG = "correct, horse = ü", "battery+staple"
WAYS = {587: "required", 465: "implicit"}
# An hour for everything else: what is tried again within seconds is of class local.
RETRY = {"first": "1h", "max": "1h", "expire": "1d", "classes": {"local": {"first": "1s", "max": "1s"}}}
TRIES = 3


def run(context):
    for address in (POSTFIX, DOVECOT):
        add_address(address)
    folder, peers = context.folder, context.peers
    certificate = make_certificate(folder, "mx.example.test", POSTFIX)
    with (
        Dovecot(peers, folder / "dovecot", DOVECOT, {ADA: RIGHT}) as dovecot,
        Postfix(
            peers,
            folder / "postfix",
            POSTFIX,
            "mx.example.test",
            ["example.test"],
            certificate,
            authentication=dovecot.authentication,
        ) as postfix,
    ):
        for port, security in WAYS.items():
            waits_until_mended(context, postfix, certificate[0], port, security)
        expect_equal(len(postfix.files()), len(WAYS), "how many messages arrived, reports of a bounce among them")
    context.note(f"{TRIES} attempts each in vain at {len(WAYS)} ports, then delivered")


def waits_until_mended(context, postfix, certificate, port, security):
    folder = context.folder / f"port-{port}"
    folder.mkdir()
    secret = password_file(folder, "relay.password", WRONG)
    entry = relay(f"{POSTFIX}:{port}", security, (ADA, secret))
    text = configuration(tls={"roots": certificate}, dns=LOCAL_DNS, delivery=relay_delivery(entry, **RETRY))
    message = messages.message(f"port-{port}", ADA, BOB, messages.AWKWARD_BODY)
    daemon = Waxwing(context.binary, folder, text)
    with daemon:
        identifier = submit("127.0.0.1", 2525, ADA, [BOB], message)
        says_why(daemon, identifier, port)
    before = len(postfix.files())
    password_file(folder, "relay.password", RIGHT)
    with daemon.start():
        data = wait_until(lambda: postfix.messages()[before:], 30, f"the message by port {port} in Postfix' maildir")
        expect(data[0].endswith(message), f"the message was changed: {data[0][:900]!r}")
        daemon.wait_until_empty(20)
        done = events_of(daemon.trace(identifier), "delivered")
        expect_equal(len(done), 1, f"deliveries in the trace: {done}")
    for password in (WRONG, RIGHT):
        expect(password not in daemon.log.read_text(errors="replace"), f"the password {password} is in the log")
    check(daemon)


def says_why(daemon, identifier, port):
    """The trace and the queue name the relay, the step and the reply; nothing bounces, and no limit holds it up."""
    tried = wait_until(
        lambda: len(late := events_of(daemon.trace(identifier), "deferred")) >= TRIES and late,
        30,
        f"{TRIES} attempts, the later ones a second after each other, as trouble of our own has it",
    )
    last = tried[-1]
    for words, key in (("535", "reply"), ("AUTH", "detail"), (POSTFIX, "host")):
        expect(words in str(last.get(key)), f"the {key} in the trace does not say {words!r}: {last}")
    recipient = recipient_of(daemon, identifier)
    expect_equal(recipient["state"], "queued", f"the state of {BOB}")
    expect("535" in str(recipient.get("lastReply")), f"queue show does not say what the relay said: {recipient}")
    expect_equal(recipient["limits"], [], "what holds up further attempts")
    ended = [kind for kind in ("bounced", "reported", "expired") if events_of(daemon.trace(identifier), kind)]
    expect_equal(ended, [], "events of a bounce")
    expect_equal([message["id"] for message in daemon.queued()], [identifier], "the queue: the message, and no report")
    for shown in (daemon.trace(identifier), recipient):
        expect(WRONG not in str(shown), f"the queue shows the password: {shown}")
