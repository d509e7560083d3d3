"""Senders that the daemon rewrites are those that postsrsd makes with the same secret, and each finds back what the other made.

Also those that were rewritten before, by somebody else, once or twice; a changed one is taken by neither.
"""

from harness import messages
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.outcome import Failure, expect, expect_equal, wait_until
from harness.postsrsd import Postsrsd
from harness.smtp_client import SMTPClient, submit
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery

NAMESPACE = True
PEERS = {"nsd", "postsrsd"}
SINK = "10.99.0.3"
HOST, ALIAS, ADA = "mail.alias.test", "shop@alias.test", "ada@home.test"
SECRET = "a secret of more than sixteen octets"
PLAIN = ["eve@stranger.test", "Eve.Smith+news@Stranger.Test", "o'hara=x@stranger.test", "a@b-c.stranger.test"]
ONCE = "SRS0=abcd=JR=stranger.test=eve@first.test"  # by somebody else's secret
TWICE = "SRS1=dcba=first.test==abcd=JR=stranger.test=eve@second.test"


def run(context):
    add_address(SINK)
    zones = {name: mail_zone(SINK) for name in ("home.test", "stranger.test", "first.test", "second.test")}
    zones["stranger.test"] += "b-c IN MX 10 mx\n"
    with Postsrsd(context.peers, context.folder / "postsrsd", HOST, SECRET) as postsrsd:
        text = configuration(
            hostname=HOST,
            relay_from=(),
            dns=LOCAL_DNS,
            delivery=delivery(first="1s", max="1s", jitter=0),
            forwarding={"rewrite-secret-file": str(postsrsd.file)},
        )
        with (
            NSD(context.peers, context.folder / "nsd", zones),
            SMTPSink(SINK) as sink,
            Waxwing(context.binary, context.folder / "waxwing", text) as waxwing,
        ):
            an_alias_is_there(waxwing, zones)
            for number, sender in enumerate([*PLAIN, ONCE, TWICE]):
                both_make_the_same(sink, postsrsd, sender, number)
            nobody_takes_a_changed_one(postsrsd)
            expect_equal(sink.violations, [], "violations of the protocol")


def an_alias_is_there(waxwing, zones):
    """The domain is verified by a zone file with the records that it needs."""
    done = waxwing.run("domain", "add", "alias.test", "--zone-format", "--data", waxwing.data)
    zone = waxwing.folder / "alias.zone"
    zone.write_bytes(done.stdout)
    done = waxwing.run("domain", "verify", "alias.test", "--zone", zone, "--data", waxwing.data)
    expect_equal(done.returncode, 0, f"the status of verify: {done.stdout!r} {done.stderr!r}")
    waxwing.json("alias", "add", ALIAS, "--to", ADA, "--author", "kept", "--data", waxwing.data)


def both_make_the_same(sink, postsrsd, sender, number):
    theirs = postsrsd.rewritten(sender)
    submit("127.0.0.1", 2525, sender, [ALIAS], messages.message(f"m{number}", sender, ALIAS, b"hello\r\n"))
    ours = wait_until(lambda: sink.received(ADA)[number : number + 1], 30, f"the forward of {sender}")[0].sender
    expect_equal(same(ours), same(theirs), f"what {sender} becomes")
    back = postsrsd.reversed(ours)
    # What they have made finds its way back through us, to where it says that ours leads.
    submit("127.0.0.1", 2525, "", [theirs], messages.message(f"r{number}", ADA, sender, b"a report\r\n"))
    wait_until(lambda: [one for one in sink.messages if same(back) in map(same, one.recipients)], 30, f"the way to {back}")


def nobody_takes_a_changed_one(postsrsd):
    changed = postsrsd.rewritten(PLAIN[0]).replace("=eve@", "=mallory@")
    try:
        postsrsd.reversed(changed)
    except Failure:
        pass
    else:
        raise Failure(f"postsrsd takes {changed}")
    with SMTPClient("127.0.0.1", 2525) as client:
        client.command("EHLO client.test", 250)
        client.command("MAIL FROM:<>", 250)
        client.command(f"RCPT TO:<{changed}>", 550)
        client.command("QUIT", 221)
    expect(changed != PLAIN[0], "nothing was changed")


def same(address):
    """An address with its domain in lower case, which is all that mail systems may fold, and that of an SRS field."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain}".lower() if local.upper().startswith("SRS") else f"{local}@{domain.lower()}"
