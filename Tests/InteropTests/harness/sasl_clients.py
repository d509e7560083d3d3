"""Mail programs that log in: swaks, curl, msmtp and gsasl, each by the mechanism that it is told. And a client by hand.

Every function returns a `Login`: whether the program was let in by its own exit status, and what it said.
"""

import base64
from dataclasses import dataclass
from pathlib import Path

from . import messages

SWAKS, CURL, MSMTP, GSASL = "swaks", "curl", "msmtp", "gsasl"

MECHANISMS = {  # what each of them knows, of what Waxwing offers
    SWAKS: ("PLAIN", "LOGIN"),
    CURL: ("PLAIN", "LOGIN", "OAUTHBEARER"),  # with a token it never takes XOAUTH2 where both are offered
    MSMTP: ("PLAIN", "LOGIN", "SCRAM-SHA-256", "OAUTHBEARER", "XOAUTH2"),
    GSASL: ("PLAIN", "LOGIN", "SCRAM-SHA-256"),
}

REFUSED = {SWAKS: 28, CURL: 67, MSMTP: 77, GSASL: 1}  # their exit statuses after a login that was refused

BY_TOKEN = ("OAUTHBEARER", "XOAUTH2")


@dataclass
class Account:
    """Who logs in, with what: `secret` is the password or the token."""

    user: str
    secret: str


@dataclass
class Server:
    """Where a client goes to. `implicit`: TLS from the start. Who can check its certificate does so, by its name."""

    address: str
    port: int
    name: str
    certificate: Path
    implicit: bool = False


@dataclass
class Login:
    """How a program ended. `status` 0: it was let in, and its message was taken."""

    program: str
    status: int
    said: str

    @property
    def is_refused(self):
        return self.status == REFUSED[self.program]


def log_in(program, peers, folder, server, account, mechanism, recipient, message, *options):
    """The program logs in and hands in the message (gsasl hands in none) from the account's own address."""
    run = {SWAKS: swaks, CURL: curl, MSMTP: msmtp, GSASL: gsasl}[program]
    return run(peers, folder, server, account, mechanism, recipient, message, *options)


def swaks(peers, folder, server, account, mechanism, recipient, message, *options):
    words = ["--auth", mechanism, "--auth-user", account.user, "--auth-password", account.secret]
    words += ["--tls-on-connect" if server.implicit else "--tls"]
    place = f"{server.address}:{server.port}"
    done = messages.hand_in_with_swaks(peers, folder, place, account.user, recipient, message, *words, *options)
    return login(SWAKS, done)


def curl(peers, folder, server, account, mechanism, recipient, message, *options):
    path = folder / "curl-message.eml"
    path.write_bytes(message)
    scheme = "smtps" if server.implicit else "smtp"
    words = ["--silent", "--show-error", "--verbose", "--ssl-reqd", "--cacert", server.certificate]
    words += ["--resolve", f"{server.name}:{server.port}:{server.address}"]
    words += ["--url", f"{scheme}://{server.name}:{server.port}/client.test", "--upload-file", path]
    words += ["--mail-from", account.user, "--mail-rcpt", recipient, "--login-options", f"AUTH={mechanism}"]
    if mechanism in BY_TOKEN:
        words += ["--user", f"{account.user}:", "--oauth2-bearer", account.secret]
    else:
        words += ["--user", f"{account.user}:{account.secret}"]
    return login(CURL, peers.curl(*words, *options))


def msmtp(peers, folder, server, account, mechanism, recipient, message, *options):
    settings = {
        "account": "default",
        "host": server.address,
        "port": server.port,
        "domain": "client.test",
        "tls": "on",
        "tls_starttls": "off" if server.implicit else "on",
        "tls_trust_file": server.certificate,
        "tls_host_override": server.name,
        "auth": mechanism.lower(),
        "user": account.user,
        "password": account.secret,
        "from": account.user,
    }
    file = folder / "msmtprc"
    file.touch(mode=0o600)
    file.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    done = peers.run("msmtp", f"--file={file}", "--debug", *options, recipient, input=message.replace(b"\r\n", b"\n"))
    return login(MSMTP, done)


def gsasl(peers, _folder, server, account, mechanism, _recipient=None, _message=None, *options):
    """Always without channel binding: gsasl 2.2 knows no tls-server-end-point, and gives up where it finds no other.

    It would look for the address in the certificate, and is told to check none.
    """
    words = ["--smtp", f"--connect={server.address}:{server.port}", "--starttls", "--x509-ca-file="]
    words += [f"--mechanism={mechanism}", f"--authentication-id={account.user}"]
    words += [f"--password={account.secret}", "--verbose"]
    return login(GSASL, peers.run("gsasl", *words, "--no-cb", *options))


def login(program, done):
    return Login(program, done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace"))


def encoded(octets):
    return base64.b64encode(octets if isinstance(octets, bytes) else octets.encode()).decode()


def plain(account):
    """The initial response of PLAIN (RFC 4616)."""
    return encoded(f"\0{account.user}\0{account.secret}")


def secured(client, context=None, name=None):
    """A client that has greeted, started TLS and greeted again. What is offered now, as words by their keyword."""
    client.command("EHLO client.test", 250)
    client.command("STARTTLS", 220)
    client.start_tls(context, name)
    return offered(client)


def offered(client, hello="client.test"):
    """What the server offers: {keyword: [parameters]}."""
    lines = client.command(f"EHLO {hello}", 250).lines[1:]
    return {line.split()[0].upper(): line.split()[1:] for line in lines}
