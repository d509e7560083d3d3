"""A program, run by the interpreter that has scramp: it logs in by SCRAM and prints what came of it as JSON.

    scram_client.py '{"address": …, "port": …, "name": …, "version": …, "user": …, "password": …, "variant": …}'

`name` is what the server is asked for by SNI, and `version` one of ssl.TLSVersion's names.

Binding is tls-server-end-point (RFC 5929, 4), worked out by scramp from the certificate that the server showed. The
variants, of which only `plus` and `n` are honest:

    plus         SCRAM-SHA-256-PLUS with the right binding
    n            SCRAM-SHA-256 by a client that cannot bind
    y            SCRAM-SHA-256 by one that could, and was told that the server cannot: a downgrade
    other        -PLUS bound to another certificate, as by one that stands between
    tls-unique   -PLUS bound by another type
    plus-n       -PLUS with the header of a client that does not bind
    n-plus       SCRAM-SHA-256 with the header of one that does
    replay       -PLUS with the server's part of the nonce left out
    forged       -PLUS with a proof that is none
"""

import base64
import json
import ssl
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scramp import ScramClient  # noqa: E402

from harness.peers import fingerprint  # noqa: E402
from harness.smtp_client import SMTPClient, unverified  # noqa: E402

PLUS, UNBOUND = "SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"
WITHOUT_PLUS = ("n", "y", "n-plus")


def log_in(address, port, name, user, password, variant, version):
    """Speaks the dialogue. Says the last reply, that to a MAIL behind it, and whether the server proved itself."""
    client = connected(address, port, name, version)
    mechanism = UNBOUND if variant in WITHOUT_PLUS else PLUS
    scram = ScramClient([mechanism], user, password, channel_binding=binding(variant, client.socket))
    shown = fingerprint(client.certificate())
    said = {"variant": variant, "tls": client.socket.version(), "certificate": shown, "proved": False}
    reply = client.command(f"AUTH {mechanism} {encoded(with_header(scram.get_client_first(), variant))}")
    if reply.code == 334:
        scram.set_server_first(decoded(reply))
        reply = client.command(encoded(spoilt(scram.get_client_final(), variant, scram)))
    if reply.code == 334:  # the server shows that it knows the password as well, and wants an empty response
        scram.set_server_final(decoded(reply))
        said["proved"] = True
        reply = client.command("")
    return said | {"code": reply.code, "text": reply.text, "mail": client.command(f"MAIL FROM:<{user}>").code}


def connected(address, port, name, version):
    """A session inside TLS that has greeted."""
    context = unverified()
    context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
    client = SMTPClient(address, port, tls=context if port == 465 else None, name=name)
    client.command("EHLO client.test", 250)
    if port != 465:
        client.command("STARTTLS", 220)
        client.start_tls(context, name)
        client.command("EHLO client.test", 250)
    return client


def binding(variant, socket):
    """(type, where from) as scramp wants it, or None."""
    if variant in ("n", "n-plus"):
        return None
    if variant == "other":
        return "tls-server-end-point", b"\x5a" * 32
    if variant == "tls-unique":
        return "tls-unique", b"\x5a" * 32
    return "tls-server-end-point", socket


def with_header(first, variant):
    if variant == "plus-n":
        return first.replace("p=tls-server-end-point,", "n,", 1)
    return first.replace("n,", "p=tls-server-end-point,", 1) if variant == "n-plus" else first


def spoilt(final, variant, scram):
    if variant == "replay":
        return final.replace(f"r={scram.nonce}", f"r={scram.c_nonce}")
    return final.rpartition(",p=")[0] + ",p=" + encoded("x" * 32) if variant == "forged" else final


def encoded(text):
    return base64.b64encode(text.encode()).decode()


def decoded(reply):
    return base64.b64decode(reply.lines[0], validate=True).decode()


if __name__ == "__main__":
    print(json.dumps(log_in(**json.loads(sys.argv[1]))))
