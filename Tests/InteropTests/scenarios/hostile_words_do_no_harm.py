"""Whatever is written into names, notes, conditions and addresses of the directory is refused, or stored and harmless.

Texts for databases, shells, files, terminals, readers and parsers, octets that are no UTF-8, and addresses of all kinds
stand in the fields of the commands on domains, aliases, rules and accounts; and NUL comes by the control socket. What
is refused is refused in words; what is taken is shown without characters that do something, in a table and in JSON, is
the same after a restart, and goes no further than it should in SMTP and in a header. Each field gets a text of every
kind and some addresses: WAXWING_SEED=N chooses the same again, WAXWING_WORDS=all takes all of them (minutes).
"""

import email
import email.policy
import json
import os
import socket
from concurrent.futures import ThreadPoolExecutor

from harness import messages
from harness.hostile_words import active, all_of_all, some_of_all
from harness.namespace import add_address
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal, wait_until
from harness.smtp_client import SMTPClient, submit
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, configuration, delivery
from harness.waxwing_data import check
from harness.waxwing_directory import database_is_whole

NAMESPACE = True
PEERS = {"nsd"}
EVERYTHING = os.environ.get("WAXWING_WORDS") == "all"
SECONDS = 1_800 if EVERYTHING else 300
SINK, DOMAIN, ALIAS = "10.99.0.3", "alias.test", "shop@alias.test"
ADA, EVE = "ada@home.test", "eve@stranger.test"
KINDS = ("domain", "alias", "rule", "account")
AT_ONCE = 4


def run(context):
    add_address(SINK)
    text = configuration(relay_from=("127.0.0.1/32",), dns=LOCAL_DNS, delivery=delivery(first="1s", max="1s", jitter=0))
    zones = {name: mail_zone(SINK) for name in ("home.test", "stranger.test")}
    outside = {path: os.stat(path).st_mtime_ns for path in ("/etc/passwd", "/etc/hosts", "/")}
    with NSD(context.peers, context.folder / "nsd", zones), SMTPSink(SINK) as sink:
        waxwing = Waxwing(context.binary, context.folder / "waxwing", text)
        with waxwing:
            what_there_is(waxwing)
            files = names_in(waxwing)
            taken, refused = everything_everywhere(context, waxwing)
            context.note(f"{taken} commands were taken, {refused} refused")
            nul_by_the_socket(waxwing)
            names_of_hosts_in_smtp(waxwing)
            a_name_is_no_more_than_a_name(waxwing, sink)
            shown = everything_is_shown(waxwing)
            check(waxwing)
        database_is_whole(waxwing, context.folder / "copy")
        check(waxwing)
        expect_equal(names_in(waxwing), files, "the files beside the data")
        with waxwing.start():
            expect_equal(everything_is_shown(waxwing), shown, "what is there after a restart")
        expect_equal({path: os.stat(path).st_mtime_ns for path in outside}, outside, "what lies elsewhere")
        expect(not list(context.folder.rglob("harmed")), "a shell was at work")
        expect_equal(sink.violations, [], "violations of the protocol")


def what_there_is(waxwing):
    zone = waxwing.folder / "zone"
    zone.write_bytes(waxwing.run("domain", "add", DOMAIN, "--zone-format", "--data", waxwing.data).stdout)
    waxwing.json("domain", "verify", DOMAIN, "--zone", zone, "--data", waxwing.data)
    waxwing.json("alias", "add", ALIAS, "--to", ADA, "--author", "rewritten", "--data", waxwing.data)
    waxwing.json("account", "add", ADA, "--no-password", "--data", waxwing.data)


def names_in(waxwing):
    return sorted(path.name for path in waxwing.folder.iterdir())


# Each field: the words before the text, what stands around it in one argument, and the words behind. A number stands
# for what would be there twice otherwise.
NAMES = [
    (["domain", "add"], "{}", []),
    (["domain", "add"], "{}.test", []),
    (["domain", "show"], "{}", []),
    (["domain", "remove"], "{}", []),
    (["alias", "add"], "{}", ["--to", ADA]),
    (["alias", "add"], "{}@alias.test", ["--to", ADA]),
    (["alias", "show"], "{}", []),
    (["alias", "list"], "--domain={}", []),
    (["alias", "remove"], "{}", []),
    (["rule", "add"], "{}", ["--when", "always", "--do", "discard"]),
    (["rule", "remove"], "{}", []),
    (["rule", "list"], "--domain={}", []),
    (["account", "add"], "{}", ["--no-password"]),
    (["account", "show"], "{}", []),
    (["account", "remove"], "{}", []),
]
FIELDS = [
    (["domain", "add", "d{number}.test"], "--note={}", []),
    (["domain", "add", "d{number}.test"], "--owner={}", []),
    (["domain", "add", "d{number}.test"], "--selector-prefix={}", []),
    (["domain", "records", DOMAIN], "--mail-host={}", []),
    (["domain", "change", DOMAIN], "--note={}", []),
    (["domain", "change", DOMAIN], "--owner={}", []),
    (["alias", "add", "a{number}@alias.test"], "--to={}", []),
    (["alias", "add", "a{number}@alias.test", "--to", ADA], "--note={}", []),
    (["alias", "add", "a{number}@alias.test", "--to", ADA], "--name={}", []),
    (["alias", "add", "a{number}@alias.test", "--to", ADA], "--expires={}", []),
    (["alias", "add", "a{number}@alias.test", "--to", ADA], "--author={}", []),
    (["alias", "add", "a{number}@alias.test", "--to", ADA], "--when-disabled={}", []),
    (["alias", "add", "a{number}@alias.test", "--to", ADA], "--owner={}", []),
    (["rule", "add", "d0.test", "--do", "discard"], "--when={}", []),
    (["rule", "add", "d0.test", "--do", "discard"], "--when=subject contains {}", []),
    (["rule", "add", "d0.test", "--do", "discard"], "--when=sender equals {}", []),
    (["rule", "add", "d0.test", "--do", "discard"], "--when=sender domain {}", []),
    (["rule", "add", "d0.test", "--do", "discard"], "--when=list-id {}", []),
    (["rule", "add", "d0.test", "--when", "always"], "--do={}", []),
    (["rule", "add", "d0.test", "--when", "always"], '--do=block "{}"', []),
    (["rule", "add", "d0.test", "--when", "always"], "--do=redirect to {}", []),
    (["rule", "add", "d0.test", "--when", "always", "--do", "discard"], "--note={}", []),
    (["rule", "add", "d0.test", "--when", "always", "--do", "discard"], "--priority={}", []),
    (["account", "add", "p{number}@alias.test", "--no-password"], "--messages-per-hour={}", []),
]


def everything_everywhere(context, waxwing):
    """Texts in every field. How many were taken, and how many refused."""
    context.note(f"seed {context.seed}")
    waxwing.json("domain", "add", "d0.test", "--data", waxwing.data)
    commands = [
        (*field, text)
        for field in [*NAMES, *FIELDS]
        for text in (all_of_all(DOMAIN) if EVERYTHING else some_of_all(context.random, DOMAIN))
    ]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        statuses = list(pool.map(lambda numbered: tried(waxwing, *numbered), enumerate(commands, start=1)))
    return statuses.count(0), len(statuses) - statuses.count(0)


def tried(waxwing, number, command):
    """The status of one command, which has to be a clean end."""
    before, around, behind, text = command
    octets = text if isinstance(text, bytes) else text.encode()
    left, _, right = around.partition("{}")
    argument = left.encode() + octets + right.encode()
    plain = [word.replace("{number}", str(number)) for word in before]
    if not around.startswith("--"):
        behind = [*behind, "--data", waxwing.data, "--json", "--", os.fsdecode(argument)]
    else:
        behind = [os.fsdecode(argument), *behind, "--data", waxwing.data, "--json"]
    done = waxwing.run(*plain, *behind)
    what = f"{' '.join(plain)} with {argument[:200]!r}"
    expect(done.returncode in (0, 1, 2), f"status {done.returncode} of {what}: {done.stderr[-500:]!r}")
    said = decoded(done.stderr, f"what {what} says")
    if done.returncode == 0:
        harmless(decoded(done.stdout, f"what {what} prints"), f"what {what} prints")
        json.loads(done.stdout)
    else:
        expect(said.strip() or done.stdout, f"{what} is refused without a word")
        expect("Fatal error" not in said and "Swift." not in said, f"a message for programmers at {what}: {said}")
    if not around.startswith("--priority="):  # a number, of which the parser of arguments itself says what is wrong
        expect(len(said) < 2_000, f"{what} is answered in {len(said)} characters")
        harmless(said, f"what {what} says")
    return done.returncode


def decoded(octets, what):
    try:
        return octets.decode()
    except UnicodeDecodeError:
        expect(False, f"{what} is no UTF-8: {octets[:300]!r}")


def harmless(text, what):
    expect_equal(active(text.replace("\n", "")), set(), f"characters that do something in {what}: {text[:300]!r}")


def nul_by_the_socket(waxwing):
    """What no command line can say; and questions that are none."""
    alias = {"targets": [ADA], "note": ""}
    for asked in (
        {"addDomain": {"_0": {"name": "a\0b.test", "note": "", "selectorPrefix": ""}}},
        {"addDomain": {"_0": {"name": "nul1.test", "note": "a\0b", "selectorPrefix": ""}}},
        {"addDomain": {"_0": {"name": "nul2.test", "note": "", "selectorPrefix": "a\0"}}},
        {"addAlias": {"_0": "a\0b@alias.test", "_1": alias}},
        {"addAlias": {"_0": '"a\0b"@alias.test', "_1": alias}},
        {"addAlias": {"_0": "nul1@alias.test", "_1": alias | {"note": "a\0b"}}},
        {"addAlias": {"_0": "nul2@alias.test", "_1": alias | {"targets": ["a\0b@home.test"]}}},
        {"addAlias": {"_0": "nul3@alias.test", "_1": alias | {"displayName": {"value": {"_0": "a\0b"}}}}},
        {"addAccount": {"_0": "a\0b@home.test", "_1": {"role": "user"}}},
        {"addAccount": {"_0": "nul@home.test", "_1": {"role": "a\0dmin"}}},
    ):
        answer = answered(waxwing, json.dumps({"directory": {"_0": asked}}))
        problem = answer.get("directory", {}).get("problem", {})
        expect(problem.get("kind") == "invalid" and problem.get("reason"), f"the answer to {asked}: {answer}")
        harmless(problem["reason"], f"the answer to {asked}")
    for asked in ("", "{}", "[" * 100_000, '{"directory":' * 50_000, '"\ud800"', "\0", "{" + " " * 900_000 + "}"):
        answer = answered(waxwing, asked)
        expect("not understood" in answer.get("failure", ""), f"the answer to {asked[:50]!r}: {answer}")
    expect(waxwing.process.running(), "the daemon ended")


def answered(waxwing, question):
    """The answer to a line at the control socket."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(30)
        connection.connect(str(waxwing.data / "control.sock"))
        connection.sendall(question.encode("utf-8", "surrogatepass") + b"\n")
        return json.loads(connection.makefile("rb").read())


def names_of_hosts_in_smtp(waxwing):
    """Recipients in forms that once led elsewhere lead nowhere, whatever the directory has been told."""
    with SMTPClient("127.0.0.1", 2525, source="127.0.0.2") as client:
        client.command("EHLO client.test", 250)
        for recipient in (
            f"user%home.test@nobody.{DOMAIN}",
            "user%alias.test@127.0.0.1",
            f'"user@home.test"@nobody.{DOMAIN}',
            "@alias.test",
            f"@alias.test:user@nobody.{DOMAIN}",
            "shop@alias.test>\0<x",
            "shop@alias.test\x01",
            f"{'x' * 65}@alias.test",
            f"shop@{'x' * 64}.test",
        ):
            client.command(f"MAIL FROM:<{EVE}>", 250)
            client.command(f"RCPT TO:<{recipient}>", 5)
            client.command("RSET", 250)
        client.command("QUIT", 221)


def a_name_is_no_more_than_a_name(waxwing, sink):
    """A display name in From of an answer adds no address, and no field."""
    submit("127.0.0.1", 2525, EVE, [ALIAS], messages.message("forward", EVE, ALIAS, b"hello\r\n"))
    arrived = wait_until(lambda: sink.received(ADA), 30, "the forward")[0]
    reverse = parsed(arrived.data)["From"].addresses[0].addr_spec
    for number, name in enumerate(
        (
            '" <boss@bank.test>, "x',
            "boss@bank.test",
            "a, b; c: (d) [e] \\",
            "=?utf-8?q?x?=",
            "Gr\u00fc\u00dfe \u6c34",
            "x" * 60,
        )
    ):
        waxwing.json("alias", "change", ALIAS, f"--name={name}", "--data", waxwing.data)
        submit("127.0.0.1", 2525, ADA, [reverse], messages.message(f"answer{number}", ADA, reverse, b"hello\r\n"))
        found = wait_for_subject(sink, f"test answer{number}")
        seen = [address.addr_spec for address in found["From"].addresses]
        expect_equal(seen, [ALIAS], f"who the answer is from, by the name {name!r}: {found['From']!r}")
        expect_equal(found["From"].addresses[0].display_name, name, "the name that the answer has")
        expect_equal(found["Bcc"], None, "a field that came with a name")


def wait_for_subject(sink, subject):
    """The message to eve with this subject, as soon as it is there: an answer has no token."""

    def found():
        return next((message for message in map(read, sink.received(EVE)) if message["Subject"] == subject), None)

    return wait_until(found, 30, f"the answer {subject!r}")


def read(taken):
    return parsed(taken.data)


def parsed(data):
    return email.message_from_bytes(data, policy=email.policy.SMTP)


def everything_is_shown(waxwing):
    """What the lists say, in JSON; as a table too, with a line for each."""
    shown = {}
    for kind in KINDS:
        rows = shown[kind] = waxwing.json(kind, "list", "--data", waxwing.data)
        raw = waxwing.run(kind, "list", "--data", waxwing.data, "--json").stdout.decode()
        harmless(raw, f"the {kind}s in JSON")
        table = waxwing.run(kind, "list", "--data", waxwing.data).stdout.decode()
        harmless(table, f"the table of {kind}s")
        expect_equal(len(table.splitlines()), len(rows) + 1, f"the lines of the table of {kind}s")
    for row in shown["alias"]:
        if not row["address"].startswith("a"):
            harmless(
                waxwing.run("alias", "show", "--data", waxwing.data, "--", row["address"]).stdout.decode(),
                row["address"],
            )
    return shown
