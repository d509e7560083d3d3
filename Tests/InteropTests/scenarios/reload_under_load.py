"""Under load SIGHUP brings twenty-one configurations, six of them broken, and SIGUSR2 a new start: no mail is lost.

Every word that changes holds for new connections, and for open ones that of their beginning; a broken configuration is
told, by its line or its file, and changes nothing; no connection breaks, and the sink has what was acknowledged, once.
"""

import itertools
import re
import shutil
import socket

from harness import messages
from harness.namespace import add_address, fresh_addresses
from harness.nsd import NSD, mail_zone
from harness.outcome import expect, expect_equal, wait_until
from harness.peers import fingerprint, make_certificate
from harness.sasl_clients import offered
from harness.senders import IMPLICIT, PLAIN, STARTTLS, Senders, logged_in
from harness.smtp_client import SMTPClient, unverified
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, account, configuration, listener, relay_delivery, tls

NAMESPACE = True
PEERS = {"nsd"}
SECONDS = 400
SINK, NAME, RENAMED = "10.99.0.3", "mail.example.test", "renamed.example.test"
ADA, BOB, PASSWORD = "ada@example.test", "bob@example.test", "correct horse"
STRANGER, ALIAS_DOMAIN = "eve@sender.test", "alias.test"
PLAIN_PORT, EXTRA_PORT, TAKEN_PORT = 2525, 2526, 2527
EACH = 4  # messages of every sender between two changes


def run(context):
    add_address(SINK)
    zones = {zone: mail_zone(SINK) for zone in ("example.test", "sender.test", "home.test", ALIAS_DOMAIN)}
    with NSD(context.peers, context.folder / "nsd", zones), SMTPSink(SINK) as sink:
        daemon = Daemon(context, sink)
        with daemon.waxwing.start_serving(port=PLAIN_PORT), senders() as load:
            daemon.waxwing.json("domain", "add", ALIAS_DOMAIN, "--data", daemon.waxwing.data)
            daemon.holds()
            for change in CHANGES:
                load.move_on(EACH)
                change(daemon)
                daemon.holds()
            load.move_on(EACH)
            expect_equal(sum(sender.goodbyes for sender in load.all), 0, "how often senders heard 421 at SIGHUP")
            broken = [sender.token for sender in load.all if sender.each is None and sender.connections != 1]
            expect_equal(broken, [], "long sessions that began anew")
            messages_before, pid = len(load.accepted), daemon.waxwing.process.pid
            load.goodbye = True
            daemon.waxwing.hand_over()
            load.move_on(EACH)
            load.goodbye = False
            daemon.values["hostname"] = RENAMED
            daemon.holds()
            load.move_on(EACH)
            load.end()
            expect_equal((daemon.waxwing.process.running(), daemon.waxwing.process.pid), (True, pid), "the process")
            load.have_arrived(sink)
            daemon.waxwing.wait_until_empty()
        expect_equal(sink.violations, [], "violations of the protocol")
        context.note(
            f"{len(load.accepted)} messages, {messages_before} of them before SIGUSR2, over {load.connections} "
            f"connections, none twice; {sum(sender.goodbyes for sender in load.all)} times 421 while handing over"
        )


def senders():
    load = Senders(STRANGER)
    login, place = (ADA, PASSWORD), ("127.0.0.1", PLAIN_PORT)
    load.add("load-long", place, PLAIN)
    load.add("load-large", place, PLAIN, size=150_000)
    load.add("load-short", place, PLAIN, each=1)
    load.add("load-some", place, PLAIN, each=5)
    load.add("load-starttls", ("127.0.0.1", 587), STARTTLS, account=login)
    load.add("load-starttls-short", ("127.0.0.1", 587), STARTTLS, each=2, account=login)
    load.add("load-implicit", ("127.0.0.1", 465), IMPLICIT, account=login)
    load.add("load-implicit-short", ("127.0.0.1", 465), IMPLICIT, each=2, account=login)
    load.knock("knock", place)
    return load


class Daemon:
    """The daemon, and what its configuration says that is in use: `holds` asks new connections about all of it."""

    def __init__(self, context, sink):
        self.sink, self.folder, self.places, self.numbers = sink, context.folder, fresh_addresses(), itertools.count()
        self.waxwing = Waxwing(context.binary, context.folder / "waxwing", "")
        self.pair = make_certificate(self.folder, NAME)
        first, second = (self.waxwing.make_dkim_key(f"{selector}.pem")[0] for selector in ("first", "second"))
        self.dkim = {"first": first, "second": second}
        self.ada, self.bob = account(self.folder, ADA, PASSWORD), account(self.folder, BOB, PASSWORD)
        # What `configuration` takes, but for these: extra is None or whether the listener lets 127.0.0.1 relay.
        self.values = {"hostname": NAME, "extra": None, "bob": False, "size": 25, "selector": "first", "master": "ada"}
        self.certificate = fingerprint(self.pair[0])
        self.write()

    def text(self, **changed):
        """The configuration with some values changed; further ones are sections of the file."""
        values = self.values | {key: changed.pop(key) for key in list(changed) if key in self.values}
        listeners = [
            listener(f"127.0.0.1:{PLAIN_PORT}", relay_from=["127.0.0.0/8"]),
            listener("0.0.0.0:587", "submission"),
            listener("0.0.0.0:465", "submissions"),
        ]
        if values["extra"] is not None:
            networks = ["127.0.0.0/8"] if values["extra"] else ["192.0.2.0/24"]
            listeners.append(listener(f"127.0.0.1:{EXTRA_PORT}", relay_from=networks))
        sections = {
            "listeners": listeners,
            "limits": {"message-size": f"{values['size']}MiB"},
            "tls": tls(self.pair),
            "accounts": [self.ada, self.bob] if values["bob"] else [self.ada],
            "dns": LOCAL_DNS,
            "delivery": relay_delivery(f"{SINK}:25"),
            "forwarding": {"postmaster": [f"{values['master']}@home.test"]},
            "dkim": {"keys": [self.key(values["selector"])]},
        }
        return configuration(hostname=values["hostname"], **(sections | changed))

    def key(self, selector):
        return {"domain": "example.test", "selector": selector, "key-file": self.dkim[selector]}

    def write(self, text=None):
        """Puts a configuration in place: the one of `values`, or another text."""
        fresh = self.waxwing.file.with_suffix(".new")
        fresh.write_text(text or self.text())
        fresh.rename(self.waxwing.file)

    def change(self, **values):
        """Another configuration, which is taken."""
        self.values |= values
        self.write()
        self.waxwing.reload_and_hear("were read again")

    def broken(self, text, *words):
        """A configuration that is not taken: these words say why."""
        self.write(text)
        line = self.waxwing.reload_and_hear("stays as it was")
        for word in words:
            expect(word in line, f"{word!r} is not in {line!r}")
        self.write()

    def holds(self):
        """Sees by new connections that all is as `values` says."""
        values, number = self.values, next(self.numbers)
        with SMTPClient("127.0.0.1", PLAIN_PORT) as client:
            expect_equal(client.greeting.lines[0].split()[0], values["hostname"], "the name in the greeting")
            expect_equal(int(offered(client)["SIZE"][0]) >> 20, values["size"], "MiB of the largest message")
            expect_equal(client.deliver(ADA, ["carl@home.test"], probe(f"signed-{number}", ADA)).code, 250, "the reply")
            forwarded = probe(f"forwarded-{number}", STRANGER)
            expect_equal(client.deliver(STRANGER, [f"postmaster@{ALIAS_DOMAIN}"], forwarded).code, 250, "the reply")
            client.command("QUIT", 221)
        with SMTPClient("127.0.0.1", 465, tls=unverified()) as client:
            expect_equal(fingerprint(client.certificate()), self.certificate, "the certificate that is shown")
        if values["bob"]:
            self.bob_hears(235)
        expect_equal(self.extra_says(), {None: None, True: 250, False: 550}[values["extra"]], "the extra listener")
        signed = self.sink.wait_for_token(f"probe-signed-{number}").data
        head = b" ".join(signed.partition(b"\r\n\r\n")[0].split())
        selectors = re.findall(rb"DKIM-Signature:[^:]*? s=(\w+);", head)
        expect_equal(selectors, [values["selector"].encode()], f"the selectors of signatures in {head!r}")
        forward = self.sink.wait_for_token(f"probe-forwarded-{number}")
        expect_equal(forward.recipients, [f"{values['master']}@home.test"], "who gets mail for the postmaster")

    def offered_size(self):
        """MiB of the largest message, as a new connection hears of it."""
        with SMTPClient("127.0.0.1", PLAIN_PORT) as client:
            return int(offered(client)["SIZE"][0]) >> 20

    def bob_hears(self, code):
        """Where he may not log in this is asked rarely: failures slow him down, whatever address he comes from."""
        with SMTPClient(next(self.places), 587) as client:
            expect_equal(logged_in(client, (BOB, PASSWORD)).code, code, "the reply to bob")

    def extra_says(self):
        """The reply of the extra listener to a recipient elsewhere; None where nobody listens."""
        try:
            client = SMTPClient("127.0.0.1", EXTRA_PORT)
        except ConnectionRefusedError:
            return None
        with client:
            client.command("EHLO client.test", 250)
            client.command(f"MAIL FROM:<{STRANGER}>", 250)
            return client.command("RCPT TO:<carl@home.test>").code


def probe(token, sender):
    return messages.message(f"probe-{token}", sender, "carl@home.test", b"hello\r\n")


def a_listener_is_added(daemon):
    daemon.change(extra=True)


def an_unknown_key_is_told_with_its_line(daemon):
    text, before = daemon.text(size=1, nonsense=1, storage="paper"), daemon.waxwing.log_size()
    daemon.broken(text, f"waxwing.yaml:{line_of(text, 'nonsense')}:", "nonsense")
    daemon.waxwing.hear(before, f"waxwing.yaml:{line_of(text, 'storage')}:", "paper", seconds=1)


def who_may_relay_changes(daemon):
    """An open session may relay as it might when it began."""
    with SMTPClient("127.0.0.1", EXTRA_PORT) as client:
        client.command("EHLO client.test", 250)
        daemon.change(extra=False)
        expect_equal(client.deliver(STRANGER, ["carl@home.test"], probe("open", STRANGER)).code, 250, "the reply")
    daemon.sink.wait_for_token("probe-open")


def no_yaml_is_told_with_its_line(daemon):
    text = daemon.text(size=1) + "history: { retention: ]}\n"
    daemon.broken(text, f"waxwing.yaml:{line_of(text, 'history')}:", "YAML")


def an_account_is_added(daemon):
    daemon.bob_hears(535)
    daemon.change(bob=True)


def a_password_file_that_is_missing_is_named(daemon):
    missing = {"user": "carl@example.test", "password-file": daemon.folder / "no-such-password"}
    daemon.broken(daemon.text(size=1, accounts=[missing]), "no-such-password")


def the_certificate_changes(daemon):
    """The same paths, another certificate: SIGHUP alone has it read."""
    fresh = daemon.folder / "fresh"
    fresh.mkdir()
    for new, old in zip(make_certificate(fresh, NAME, key="ec"), daemon.pair):
        shutil.copyfile(new, old)
    daemon.certificate = fingerprint(daemon.pair[0])
    daemon.change()


def a_key_that_does_not_fit_is_told(daemon):
    other = daemon.folder / "other"
    other.mkdir()
    key = make_certificate(other, NAME)[1]
    daemon.broken(daemon.text(size=1, tls=tls((daemon.pair[0], key))), str(key))


def the_limits_change(daemon):
    daemon.change(size=10)


def the_last_of_many_counts(daemon):
    """Signals that come while a configuration is read, and files that change meanwhile."""
    for size in (11, 12, 13, 14, 15):
        daemon.values["size"] = size
        daemon.write()
        daemon.waxwing.reload()
    wait_until(lambda: daemon.offered_size() == size, 20, "the last one of five configurations")


def a_port_that_is_taken_is_told(daemon):
    """The listener before it in the file was new as well: nobody listens there afterwards."""
    with socket.create_server(("127.0.0.1", TAKEN_PORT)):
        places = [f"127.0.0.1:{PLAIN_PORT}", "127.0.0.1:2528", f"127.0.0.1:{TAKEN_PORT}"]
        daemon.broken(daemon.text(size=1, listeners=[listener(place) for place in places]), str(TAKEN_PORT))
    with socket.socket() as client:
        expect(client.connect_ex(("127.0.0.1", 2528)) != 0, "somebody listens on a port of a configuration not taken")


def the_signing_key_changes(daemon):
    daemon.change(selector="second")


def a_signing_key_that_is_missing_is_named(daemon):
    keys = [daemon.key("second"), {"domain": "sender.test", "selector": "s", "key-file": "no-such.pem"}]
    daemon.broken(daemon.text(size=1, dkim={"keys": keys}), "no-such.pem")


def the_postmaster_changes(daemon):
    daemon.change(master="bob")


def an_account_goes(daemon):
    """Who is in already goes on; nobody comes in any more."""
    with SMTPClient(next(daemon.places), 587) as client:
        expect_equal(logged_in(client, (BOB, PASSWORD)).code, 235, "the reply to bob")
        daemon.change(bob=False)
        expect_equal(client.deliver(BOB, ["carl@home.test"], probe("bob", BOB)).code, 250, "the reply to bob")
    daemon.sink.wait_for_token("probe-bob")
    daemon.bob_hears(535)


def the_listener_goes(daemon):
    """A session that came through it goes on."""
    with SMTPClient("127.0.0.1", EXTRA_PORT) as client:
        daemon.change(extra=None)
        client.command("EHLO client.test", 250)
        client.command("QUIT", 221)


def what_waits_is_named(daemon):
    """The name of the host, and nothing else; what changes beside it holds at once."""
    daemon.values |= {"size": 12}
    daemon.write(daemon.text(hostname=RENAMED))
    line = daemon.waxwing.reload_and_hear("wait for a new start")
    expect(line.endswith(": hostname"), line)


CHANGES = [
    a_listener_is_added,
    an_unknown_key_is_told_with_its_line,
    who_may_relay_changes,
    no_yaml_is_told_with_its_line,
    an_account_is_added,
    a_password_file_that_is_missing_is_named,
    the_certificate_changes,
    a_key_that_does_not_fit_is_told,
    the_limits_change,
    the_last_of_many_counts,
    a_port_that_is_taken_is_told,
    the_signing_key_changes,
    a_signing_key_that_is_missing_is_named,
    the_postmaster_changes,
    an_account_goes,
    the_listener_goes,
    what_waits_is_named,
]


def line_of(text, key):
    """The number of the line that begins with a key."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith(f"{key}:"))
