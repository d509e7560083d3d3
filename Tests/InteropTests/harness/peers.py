"""Finds the unpacked peers and gives the environment that they run in."""

import hashlib
import os
import shutil
import ssl
import subprocess
from pathlib import Path

from .outcome import Failure, Skip
from .process import run_program

FETCH = Path(__file__).parent.parent / "peers" / "fetch"


class Peers:
    """The folder that `peers/fetch` fills. `program` and `python` raise `Skip` where something is missing."""

    def __init__(self):
        self.cache = Path(subprocess.run([FETCH, "--where"], capture_output=True, text=True, check=True).stdout.strip())
        self.root = self.cache / "root"

    def fetch(self, sets):
        """Unpacks what is missing of these sets. None, or the reason why it could not be had."""
        done = subprocess.run([FETCH, *sorted(sets)], capture_output=True, text=True, errors="replace")
        return None if done.returncode == 0 else (done.stderr.strip().splitlines() or ["peers/fetch failed"])[-1]

    def apart(self, name):
        """The tree of a set that lies in a folder of its own, since its packages conflict with others."""
        return Tree(self.cache / name)

    @property
    def environment(self):
        """Libraries and Perl modules of the unpacked tree come first. For peers only, never for Waxwing."""
        libraries = Tree(self.root).libraries
        modules = [self.root / "usr/share/perl5", *sorted(self.root.glob("usr/lib/*/perl5/*"))]
        return {
            "LD_LIBRARY_PATH": ":".join(map(str, [self.root / "usr/lib/postfix", *libraries])),
            "PERL5LIB": ":".join(map(str, modules)),
            "LC_ALL": "C",
        }

    def program(self, name):
        """The path of an unpacked program."""
        return Tree(self.root).program(name)

    def python(self):
        """The interpreter that has dkimpy, dnspython, aiosmtplib and scramp."""
        path = self.cache / "python/bin/python"
        if not path.exists():
            raise Skip("the virtual environment with dkimpy is missing (peers/fetch python)")
        return path

    def curl(self, *arguments, input=b"", seconds=60):
        """Runs curl to its end, the machine's own or the unpacked one, without settings and proxies of the user's."""
        own = shutil.which("curl")
        environment = {"LC_ALL": "C"} if own else self.environment
        words = [own or self.program("curl"), "--disable", "--noproxy", "*", *arguments]
        return run_program(words, input=input, environment=environment, seconds=seconds)

    def strace(self):
        """The start of a command line that runs a program under strace, the machine's own or the unpacked one.

        By -D the process is the program's own, so that signals reach it. `Skip` where tracing is forbidden.
        """
        own = shutil.which("strace")
        words = (
            [own]
            if own
            else [
                "env",
                f"LD_LIBRARY_PATH={self.environment['LD_LIBRARY_PATH']}",
                self.program("strace"),
                "-E",
                "LD_LIBRARY_PATH",
            ]
        )
        probe = run_program([*words, "-o", "/dev/null", "true"])
        if probe.returncode != 0:
            raise Skip(f"strace does not work here: {probe.stderr.decode(errors='replace').strip()}")
        return [*words, "-D"]

    def run(self, name, *arguments, input=b"", seconds=60):
        """Runs an unpacked program to its end."""
        return run_program([self.program(name), *arguments], input=input, environment=self.environment, seconds=seconds)

    def smtp_source(self, server, messages, sessions, recipient, size=2048, keep=False, seconds=300):
        """smtp-source sends so many messages of `size` octets; with `keep` over kept connections.

        It dies of any reply that it does not like: `Failure`.
        """
        words = f"-m {messages} -s {sessions} -l {size} -M client.test -f ada@sender.test -t {recipient}".split()
        done = self.run("smtp-source", *words, *(["-d"] if keep else []), server, seconds=seconds)
        if done.returncode != 0:
            raise Failure(f"smtp-source ended with status {done.returncode}: {done.stderr.decode(errors='replace')}")


class Tree:
    """A folder of unpacked Debian packages."""

    def __init__(self, root):
        self.root = root

    @property
    def libraries(self):
        return [
            path
            for top in ("usr/lib", "lib")
            for path in [*sorted(self.root.glob(f"{top}/*-linux-gnu*")), self.root / top]
        ]

    @property
    def environment(self):
        return {"LD_LIBRARY_PATH": ":".join(map(str, self.libraries)), "LC_ALL": "C"}

    def program(self, name):
        """The path of an unpacked program."""
        for folder in ("usr/sbin", "usr/bin", "sbin", "bin", "usr/lib/postfix/sbin"):
            path = self.root / folder / name
            if path.exists():
                return path
        raise Skip(f"{name} is not unpacked (peers/fetch)")


def openssl():
    """The machine's openssl command."""
    path = shutil.which("openssl", path=os.environ.get("PATH", "") + ":/usr/bin")
    if not path:
        raise Skip("needs the openssl command")
    return path


def make_certificate(folder, name, *addresses, key="rsa:2048", digest="sha256"):
    """A self-signed certificate for `name` and these IP addresses, valid for a day, and its key: two PEM files.

    `key` is what openssl calls a new key, with ec for one on P-256.
    """
    kind = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"] if key == "ec" else [key]
    certificate, key = Path(folder) / f"{name}.crt", Path(folder) / f"{name}.key"
    names = ",".join([f"DNS:{name}", *(f"IP:{address}" for address in addresses)])
    done = run_program(
        [
            openssl(),
            "req",
            "-x509",
            "-newkey",
            *kind,
            f"-{digest}",
            "-nodes",
            "-days",
            "1",
            "-subj",
            f"/CN={name}",
            "-addext",
            f"subjectAltName={names}",
            "-keyout",
            key,
            "-out",
            certificate,
        ]
    )
    if done.returncode != 0:
        raise Skip(f"openssl req failed: {done.stderr.decode(errors='replace')}")
    return certificate, key


def issue_certificate(folder, name, authority, *addresses):
    """A certificate for `name` and these IP addresses that an authority has signed, and its key: two PEM files.

    `authority` is the pair of a root that `make_certificate` has made.
    """
    certificate, key = Path(folder) / f"{name}.issued.crt", Path(folder) / f"{name}.issued.key"
    request, extensions = certificate.with_suffix(".csr"), certificate.with_suffix(".extensions")
    names = ",".join([f"DNS:{name}", *(f"IP:{address}" for address in addresses)])
    extensions.write_text(
        f"basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName={names}\n"
        "authorityKeyIdentifier=keyid\nsubjectKeyIdentifier=hash\n"
    )
    asked = ["req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-keyout", key, "-out", request]
    signed = ["x509", "-req", "-in", request, "-CA", authority[0], "-CAkey", authority[1], "-set_serial", "2"]
    signed += ["-days", "1", "-sha256", "-extfile", extensions, "-out", certificate]
    for words in (asked, signed):
        done = run_program([openssl(), *words])
        if done.returncode != 0:
            raise Skip(f"openssl {words[0]} failed: {done.stderr.decode(errors='replace')}")
    return certificate, key


def fingerprint(certificate):
    """SHA-256 of a certificate: of a PEM file, or of the octets that a connection was shown."""
    der = certificate if isinstance(certificate, bytes) else ssl.PEM_cert_to_DER_cert(certificate.read_text())
    return hashlib.sha256(der).hexdigest()
