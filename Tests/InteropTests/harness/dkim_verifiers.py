"""Two verifiers that are not ours: dkimpy and libopendkim.

Both look the key up in DNS, at the resolver of the namespace.
"""

from .process import run_program

DKIMPY_VERIFY = "import sys, dkim; sys.exit(0 if dkim.verify(sys.stdin.buffer.read()) else 1)"

DKIMPY_SIGN = """\
import sys, dkim
selector, domain, key = sys.argv[1:]
message = sys.stdin.buffer.read()
sys.stdout.buffer.write(dkim.sign(message, selector.encode(), domain.encode(), open(key, 'rb').read(),
                                  canonicalize=(b'relaxed', b'relaxed')) + message)
"""


def dkimpy_verifies(peers, message):
    """True when the first signature of the message passes in dkimpy. The message has CRLF line ends."""
    done = run_program([peers.python(), "-c", DKIMPY_VERIFY], input=message)
    return done.returncode == 0


def opendkim_verifies(peers, message):
    """True when libopendkim passes the message. It wants line ends of the host, LF."""
    done = peers.run("opendkim-testmsg", input=message.replace(b"\r\n", b"\n"))
    return done.returncode == 0


def verdicts(peers, message):
    """Both verdicts by the verifier's name."""
    return {"dkimpy": dkimpy_verifies(peers, message), "opendkim": opendkim_verifies(peers, message)}


def sign_with_dkimpy(peers, message, selector, domain, key):
    """The message with a signature before it. Raises when dkimpy does."""
    done = run_program([peers.python(), "-c", DKIMPY_SIGN, selector, domain, key], input=message)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    return done.stdout


def with_one_body_octet_changed(message):
    """The message with its first body letter in the other case."""
    head, separator, body = message.partition(b"\r\n\r\n")
    place = next(index for index, octet in enumerate(body) if chr(octet).isascii() and chr(octet).isalpha())
    return head + separator + body[:place] + bytes([body[place] ^ 0x20]) + body[place + 1 :]
