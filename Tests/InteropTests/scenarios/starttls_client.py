"""STARTTLS gives TLS 1.2 or 1.3 to OpenSSL and Python, is offered once, and lets nothing be slipped in."""

import re
import ssl

from harness.outcome import expect, expect_equal
from harness.peers import openssl
from harness.process import free_port, run_program
from harness.smtp_client import SMTPClient
from harness.waxwing import Waxwing, configuration


def run(context):
    port = free_port()
    waxwing = Waxwing(
        context.binary,
        context.folder / "waxwing",
        configuration(listen=f"127.0.0.1:{port}", dns={"servers": [f"127.0.0.1:{free_port()}"]}),
    )
    with waxwing.start(port=port):
        openssl_speaks(port)
        python_speaks(port)
        nothing_is_slipped_in(port)
        old_versions_are_refused(port)
        with SMTPClient("127.0.0.1", port) as client:
            client.command("EHLO client.test", 250)  # and the daemon is still well


def openssl_speaks(port):
    for option, version in (("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")):
        done = run_program(
            [openssl(), "s_client", "-connect", f"127.0.0.1:{port}", "-starttls", "smtp", "-crlf", "-ign_eof", option],
            input=b"EHLO client.test\nQUIT\n",
            seconds=20,
        )
        said = done.stdout.decode(errors="replace")
        expect(
            re.search(rf"New, {re.escape(version)}, Cipher is (?!\(NONE\))|Protocol *: {re.escape(version)}", said),
            f"{version}: {said[-600:]}",
        )
        expect("\n221 " in said, f"no SMTP inside {version}: {said[-600:]}")


def python_speaks(port):
    with SMTPClient("127.0.0.1", port) as client:
        reply = client.command("EHLO client.test", 250)
        expect("STARTTLS" in reply.lines, f"STARTTLS is not offered: {reply}")
        client.command("STARTTLS now", 501)
        client.command("MAIL FROM:<before@sender.test>", 250)
        if client.command("STARTTLS").code != 220:  # refusing it inside a transaction is sound as well
            client.command("RSET", 250)
            client.command("STARTTLS", 220)
        expect(client.start_tls() in ("TLSv1.2", "TLSv1.3"), "an old TLS version was chosen")
        reply = client.command("EHLO client.test", 250)
        expect("STARTTLS" not in reply.lines, f"STARTTLS is offered again: {reply}")
        client.command("STARTTLS", 5)
        client.command("RCPT TO:<bob@receiver.test>", 503)
        client.command("QUIT", 221)


def nothing_is_slipped_in(port):
    """Commands behind STARTTLS in one packet (an attacker on the wire adds them) never get an answer inside TLS."""
    for injected in (b"NOOP\r\n", b"EHLO evil.test\r\nMAIL FROM:<evil@sender.test>\r\n", b"RSET\r\nVRFY evil"):
        with SMTPClient("127.0.0.1", port, seconds=10) as client:
            client.command("EHLO client.test", 250)
            client.send(b"STARTTLS\r\n" + injected)
            try:
                reply = client.reply()
                if reply.code != 220:
                    expect(reply.code // 100 in (4, 5), f"STARTTLS with more behind it was answered {reply}")
                    continue
                expect(not client.buffer, f"something injected was answered before TLS: {client.buffer!r}")
                client.start_tls()
            except OSError:
                continue  # it hung up, or took the command for a broken handshake: nothing was executed
            expect(client.silent_for(1), f"something injected was answered inside TLS: {client.buffer!r}")
            greeting = client.command("EHLO client.test", 250)
            expect(len(greeting.lines) > 1, f"not the answer to EHLO: {greeting}")
            expect_equal(
                client.command("RCPT TO:<bob@receiver.test>").code,
                503,
                "RCPT without MAIL: an injected MAIL was executed",
            )


def old_versions_are_refused(port):
    """TLS 1.1, where this machine's OpenSSL can still offer it (security level 0)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    except (ssl.SSLError, ValueError):
        return
    with SMTPClient("127.0.0.1", port, seconds=10) as client:
        client.command("EHLO client.test", 250)
        client.command("STARTTLS", 220)
        try:
            version = client.start_tls(context)
        except OSError:
            return
        expect(False, f"{version} was accepted")
