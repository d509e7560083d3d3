"""A person adds a domain, publishes its records, verifies it, adds an alias, gets mail through it and answers.

The forward has a sender of ours and a signature that dkimpy verifies; who answers is nowhere to be seen; a report to the
rewritten sender finds its way back; and a rule, an unknown name and a forged answer are refused.
"""

import re

from harness import messages
from harness.dkim_verifiers import dkimpy_verifies, sign_with_dkimpy
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone, text_record
from harness.outcome import Failure, expect, expect_equal, wait_until
from harness.smtp_client import SMTPClient, submit
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery

NAMESPACE = True
PEERS = {"nsd", "python"}
SINK = "10.99.0.3"
ALIAS, ADA, EVE = "shop@alias.test", "ada@home.test", "eve@stranger.test"
BODY = b"hello\r\n.dot\r\n  blanks  \r\n"


def run(context):
    add_address(SINK)
    text = configuration(
        hostname="mail.alias.test", relay_from=(), dns=LOCAL_DNS, delivery=delivery(first="1s", max="1s", jitter=0)
    )
    zones = {
        "home.test": mail_zone(SINK),
        "stranger.test": mail_zone(SINK, text_record("_dmarc", "v=DMARC1; p=reject")),
        "alias.test": "mail IN A 127.0.0.1\n",
    }
    with (
        NSD(context.peers, context.folder / "nsd", zones) as nsd,
        SMTPSink(SINK) as sink,
        Waxwing(context.binary, context.folder / "waxwing", text) as waxwing,
    ):
        key, record = waxwing.make_dkim_key("home.pem")
        nsd.write("home.test", mail_zone(SINK, text_record("s1._domainkey", record)))
        the_domain_is_set_up(waxwing, nsd)
        forward = the_forward_arrives(context, waxwing, sink)
        the_answer_shows_nobody(context, sink, forward, key)
        a_report_finds_its_way_back(sink, forward)
        what_is_refused(waxwing, forward)
        waxwing.wait_until_empty(20)
        listed = waxwing.json("alias", "show", ALIAS, "--data", waxwing.data)
        counts = {name: listed[name] for name in ("forwarded", "answered", "refused")}
        expect_equal(counts, {"forwarded": 1, "answered": 1, "refused": 1}, "what the alias has counted")
        expect_equal(sink.violations, [], "violations of the protocol")


def the_domain_is_set_up(waxwing, nsd):
    added = waxwing.json("domain", "add", "alias.test", "--data", waxwing.data)
    early = waxwing.run("domain", "verify", "alias.test", "--data", waxwing.data, "--dns", LOCAL_DNS["servers"][0])
    expect_equal(early.returncode, 1, "the status of verify before the records are there")
    nsd.write("alias.test", "mail IN A 127.0.0.1\n" + "".join(f"{entry['zone']}\n" for entry in records_of(added)))
    nsd.restart()
    again = waxwing.run("domain", "verify", "alias.test", "--data", waxwing.data, "--dns", LOCAL_DNS["servers"][0])
    expect_equal(again.returncode, 0, f"the status of verify: {again.stdout!r} {again.stderr!r}")
    waxwing.json("alias", "add", ALIAS, "--to", ADA, "--data", waxwing.data)


def records_of(added):
    """The records that `domain add --json` names, wherever they stand in it."""
    return added if isinstance(added, list) else added["records"]


def the_forward_arrives(context, waxwing, sink):
    """The message as ada gets it: rewritten, as stranger.test refuses what it has not signed."""
    submit("127.0.0.1", 2525, EVE, ["Shop+sale@Alias.test"], messages.message("first", EVE, ALIAS, BODY))
    arrived = wait_until(lambda: sink.received(ADA), 30, "the forward")[0]
    expect(re.fullmatch(r"SRS0=....=..=stranger\.test=eve@mail\.alias\.test", arrived.sender), arrived.sender)
    expect_equal(messages.body(arrived.data), BODY, "the body of the forward")
    author = field(arrived.data, "From")
    expect(re.search(r"<reply\+[a-z2-7]{16}@alias\.test>$", author), f"From: {author}")
    expect("eve at stranger.test" in author, f"From: {author}")
    expect_equal(field(arrived.data, "X-Original-From"), f"<{EVE}>", "X-Original-From")
    expect(dkimpy_verifies(context.peers, arrived.data), "dkimpy does not verify the forward")
    expect("d=alias.test" in field(arrived.data, "DKIM-Signature"), "the forward is not signed by the alias's domain")
    queued = waxwing.json("queue", "list", "--all", "--data", waxwing.data)
    events = waxwing.trace(queued[0]["id"])
    expect(f"forwarded from {ALIAS}" in str(events[0]), f"the trace says nothing of the alias: {events}")
    return arrived


def the_answer_shows_nobody(context, sink, forward, key):
    reverse = reverse_of(forward)
    answer = messages.message("answer", ADA, reverse, BODY)
    signed = sign_with_dkimpy(context.peers, answer, "s1", "home.test", key)
    submit("127.0.0.1", 2525, ADA, [reverse], signed)
    arrived = wait_until(lambda: sink.received(EVE), 30, "the answer")[0]
    expect_equal(arrived.sender, ALIAS, "the sender of the answer")
    expect(field(arrived.data, "From") == ALIAS and EVE in field(arrived.data, "To"), f"{arrived.data!r}")
    for secret in (b"ada", b"home.test", b"127.0.0.1"):
        expect(secret not in arrived.data.lower(), f"the answer shows {secret!r}: {arrived.data!r}")
    expect_equal(messages.body(arrived.data), BODY, "the body of the answer")
    expect(dkimpy_verifies(context.peers, arrived.data), "dkimpy does not verify the answer")


def a_report_finds_its_way_back(sink, forward):
    before = len(sink.received(EVE))
    submit("127.0.0.1", 2525, "", [forward.sender], messages.message("report", ADA, EVE, BODY))
    wait_until(lambda: len(sink.received(EVE)) > before, 30, "the report")
    expect_equal(sink.received(EVE)[-1].sender, "", "the sender of the report")


def what_is_refused(waxwing, forward):
    refused(EVE, "nobody@alias.test", "5.1.1")
    refused(EVE, "ada@home.test", "5.7.1")
    refused(EVE, forward.sender, "5.7.1")
    refused("", forward.sender.replace("=eve@", "=eva@"), "5.1.1")
    refused(EVE, reverse_of(forward), "5.7.1")
    waxwing.json(
        "rule", "add", ALIAS, "--when", "subject contains blocked", "--do", 'block "not today"', "--data", waxwing.data
    )
    says(EVE, ALIAS, messages.message("blocked", EVE, ALIAS, BODY), "5.7.1 not today")
    says(ADA, reverse_of(forward), messages.message("forged", ADA, reverse_of(forward), BODY), "5.7.1")


def refused(sender, recipient, beginning):
    """Sees that a recipient is refused when it is named."""
    client = SMTPClient("127.0.0.1", 2525)
    client.command("EHLO client.test", 250)
    client.command(f"MAIL FROM:<{sender}>", 250)
    reply = str(client.command(f"RCPT TO:<{recipient}>"))
    expect(beginning in reply, f"{recipient} from <{sender}>: {reply}, expected {beginning}")
    client.command("QUIT", 221)


def says(sender, recipient, message, beginning):
    """Sees that a message is refused at its end."""
    try:
        submit("127.0.0.1", 2525, sender, [recipient], message)
    except Failure as failure:
        expect(beginning in str(failure), f"{failure}, expected {beginning}")
    else:
        raise Failure(f"the message to {recipient} was taken, expected {beginning}")


def reverse_of(forward):
    """The reverse alias in From of a forward."""
    return re.search(r"<([^>]+)>$", field(forward.data, "From"))[1]


def field(data, name):
    """The unfolded value of the first field of this name."""
    head = data.partition(b"\r\n\r\n")[0].decode(errors="replace")
    unfolded = re.sub(r"\r\n([ \t])", r"\1", head)
    for line in unfolded.split("\r\n"):
        if line.lower().startswith(name.lower() + ":"):
            return line.partition(":")[2].strip()
    raise Failure(f"there is no {name} in {head}")
