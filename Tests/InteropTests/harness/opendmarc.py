"""A receiver that checks: Postfix with opendkim and opendmarc as its filters. Runs inside a namespace only.

opendkim says of each signature whether it passes, opendmarc judges SPF by the address of the connection, and then what
the author's domain asks for; what that has refused is refused with 550. The records come from the resolver of the
namespace.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from .messages import header_values, token_of
from .namespace import reachable_by_all
from .opendkim import wait_for_filter
from .outcome import expect, wait_until
from .postfix import Postfix
from .process import Process

NAME = "judge.test"  # by which the filters know what each of them has written
SUFFIX = "test"  # the only public suffix; the names below it are those of organizations

SIGNATURES = """\
Mode v
AuthservID {name}
AlwaysAddARHeader yes
ResolverConfiguration {folder}/resolver
Socket local:{folder}/opendkim.socket
UMask 000
Background no
Syslog no
"""

# opendkim resolves by itself, with libunbound, to which the names of tests are none.
RESOLVER = """\
server:
  do-not-query-localhost: no
  qname-minimisation: no
  local-zone: "{suffix}." nodefault
stub-zone:
  name: "{suffix}."
  stub-addr: {server}
"""

POLICIES = """\
AuthservID {name}
TrustedAuthservIDs {name}
PublicSuffixList {folder}/suffixes
SPFIgnoreResults true
SPFSelfValidate true
RejectFailures true
Socket local:{folder}/opendmarc.socket
UMask 000
Background false
Syslog false
"""


@dataclass
class Verdict:
    """What a receiver has found: `spf` and `dmarc` as (result, domain), `dkim` as the results by signing domain."""

    spf: tuple
    dkim: dict
    dmarc: tuple


class Judge(Postfix):
    """A Postfix at an address that takes what its filters let through, for these domains.

    `resolver` has the records, at port 53; its address has to be that in resolv.conf, too.
    """

    def __init__(self, peers, folder, address, domains, resolver="127.0.0.1"):
        folder = Path(folder)
        folder.mkdir()
        folder.chmod(0o755)
        self.place, self.resolver, self.filters = reachable_by_all(folder, "/media"), resolver, []
        sockets = [f"unix:{self.place}/{name}.socket" for name in ("opendkim", "opendmarc")]
        settings = {"smtpd_milters": " ".join(sockets), "milter_default_action": "tempfail", "milter_protocol": "6"}
        super().__init__(peers, folder / "postfix", address, f"mx.{NAME}", domains, settings=settings)

    def start(self):
        (self.place / "suffixes").write_text(f"{SUFFIX}\n")
        (self.place / "resolver").write_text(RESOLVER.format(suffix=SUFFIX, server=self.resolver))
        try:
            self._filter("opendkim", SIGNATURES, "-f", "-x")
            self._filter("opendmarc", POLICIES, "-f", "-c")
            return super().start()
        except BaseException:
            self._end_filters()
            raise

    def _filter(self, program, text, *options):
        file = self.place / f"{program}.conf"
        file.write_text(text.format(name=NAME, folder=self.place))
        words = [self.peers.program(program), *options, file]
        self.filters.append(Process(words, self.place / f"{program}.log", self.peers.environment))
        wait_for_filter(self.filters[-1], self.place / f"{program}.socket")

    def _end_filters(self):
        for process in self.filters:
            process.kill()

    def __exit__(self, *details):
        try:
            super().__exit__(*details)
        finally:
            self._end_filters()

    def wait_for(self, token, seconds=30):
        """The message with this token, as soon as it is there."""
        return wait_until(
            lambda: next((data for data in self.messages() if token_of(data) == token), None),
            seconds,
            f"{token} at the receiver that checks",
        )


def verdict(data):
    """What the filters have written on top of a message."""
    said = [value for value in header_values(data, "Authentication-Results") if value.startswith(f"{NAME};")]
    text = re.sub(r"\([^)]*\) ", "", " ".join(said))  # without comments
    spf = re.search(r"spf=(\w+) smtp\.(?:mailfrom|helo)=(?:[^\s;@]*@)?([^\s;]+)", text)
    dmarc = re.search(r"dmarc=(\w+) header\.from=([^\s;]+)", text)
    expect(spf and dmarc, f"the receiver has not judged: {said}")
    signatures = {}
    for result, properties in re.findall(r"dkim=(\w+)([^;]*)", text):
        if signer := re.search(r"header\.d=(\S+)", properties):
            signatures.setdefault(signer[1], set()).add(result)
    return Verdict((spf[1], spf[2]), signatures, (dmarc[1], dmarc[2]))
