"""Python's scramp logs in by SCRAM-SHA-256-PLUS, bound to each of four certificates; what is not so bound is refused.

The binding is tls-server-end-point: it follows the certificate that was chosen by SNI and the digest in its signature.
A client that could bind and was told that the server cannot (`y`) is refused, and so is one that reuses a nonce.
"""

import json
from itertools import product
from pathlib import Path

from harness import scenario
from harness.namespace import add_address, fresh_addresses
from harness.outcome import expect, expect_equal
from harness.peers import fingerprint, make_certificate
from harness.process import run_program
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, account, configuration, listener, relay_delivery, tls
from harness.waxwing_tools import mechanism_of

NAMESPACE = True
PEERS = {"python"}
WAXWING, SINK = "10.99.0.1", "10.99.0.3"
ADA, BOB, PASSWORD = "ada@example.test", "bob@receiver.test", "pencil, = and ü"
CERTIFICATES = (  # name, key, the digest in the signature
    ("one.example.test", "rsa:2048", "sha256"),
    ("two.example.test", "rsa:2048", "sha384"),
    ("three.example.test", "rsa:3072", "sha512"),
    ("four.example.test", "ec", "sha384"),
)
HONEST = ("plus", "n")
DISHONEST = ("y", "other", "tls-unique", "plus-n", "n-plus", "replay", "forged", "wrong")
CLIENT = Path(scenario.__file__).with_name("scram_client.py")


def run(context):
    for address in (WAXWING, SINK):
        add_address(address)
    folder, places = context.folder, fresh_addresses()
    pairs = [make_certificate(folder, name, WAXWING, key=key, digest=digest) for name, key, digest in CERTIFICATES]
    names = [name for name, _, _ in CERTIFICATES]
    users = {variant: f"{variant}@example.test" for variant in DISHONEST}
    text = configuration(
        listeners=[listener("0.0.0.0:587", "submission"), listener("0.0.0.0:465", "submissions")],
        tls=tls(*pairs),
        accounts=[account(folder, user, PASSWORD) for user in (ADA, *users.values())],
        dns=LOCAL_DNS,
        delivery=relay_delivery(f"{SINK}:25"),
    )
    with SMTPSink(SINK), Waxwing(context.binary, folder / "waxwing", text).start(WAXWING, 587):
        for name, (certificate, _) in zip((*names, "unknown.example.test"), (*pairs, pairs[0])):
            for version, port, variant in product(("TLSv1_2", "TLSv1_3"), (587, 465), HONEST):
                said = scram(context, WAXWING, port, name, ADA, variant, version)
                is_let_in(said, fingerprint(certificate), (name, version, port))
        for variant, user in users.items():
            is_refused(scram(context, next(places), 465, "two.example.test", user, variant))
        the_own_client_binds(context, pairs[0][0])


def scram(context, address, port, name, user, variant, version="TLSv1_3"):
    """What harness/scram_client.py says."""
    password = "pencil" if variant == "wrong" else PASSWORD
    values = {"address": address, "port": port, "name": name, "user": user, "password": password}
    words = [context.peers.python(), CLIENT, json.dumps(values | {"variant": variant, "version": version})]
    done = run_program(words)
    expect_equal(done.returncode, 0, f"the client's exit status ({variant}); it said {done.stderr.decode()[-1500:]}")
    return json.loads(done.stdout)


def is_let_in(said, certificate, where):
    expect_equal(said["certificate"], certificate, f"the certificate, {where}")
    expect_equal((said["code"], said["mail"]), (235, 250), f"replies to AUTH and MAIL, {where}: {said}")
    expect(said["proved"], f"the server never proved that it knows the password, {where}: {said}")


def is_refused(said):
    """With 535, or with 501 where the client's words contradict each other; and MAIL is as if nothing had been."""
    codes = (535, 501) if said["variant"] in ("tls-unique", "plus-n", "n-plus", "replay") else (535,)
    expect(said["code"] in codes, f"{said['variant']} was answered {said}")
    expect(not said["proved"], f"the server proved itself to one whom it refused: {said}")
    expect_equal(said["mail"], 530, f"the reply to MAIL: {said}")


def the_own_client_binds(context, certificate):
    """Its first choice, where the server offers all of them; named, -PLUS and the others work as well."""
    secret = context.folder / f"{ADA}.password"
    for index, mechanism in enumerate((None, "SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "PLAIN", "LOGIN")):
        for port, security in ((587, "required"), (465, "implicit")):
            recipient = f"own{index}-{port}@receiver.test"
            words = ["send", "--from", ADA, "--to", recipient, "--server", f"{WAXWING}:{port}", "--tls", security]
            words += ["--roots", certificate, "--auth", f"{ADA}:{secret}", "--json"]
            words += ["--auth-mechanism", mechanism] if mechanism else []
            done = run_program([context.binary, *words], input=b"hi\r\n", folder=context.folder)
            said = (done.stdout + done.stderr).decode(errors="replace")
            expect_equal(done.returncode, 0, f"the exit status of send by {mechanism}, which said {said}")
            expect_equal(
                mechanism_of(done.stdout.decode()), mechanism or "SCRAM-SHA-256-PLUS", f"the mechanism: {said}"
            )
