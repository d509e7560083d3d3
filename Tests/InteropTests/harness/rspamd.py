"""rspamd from the unpacked tree, with no rules but its test patterns. Runs inside a namespace only.

It reads a whole message, in all its parts, and says of one of three patterns what is said of spam, of what may be spam,
and of what should have another subject. Nothing outside is asked.
"""

from pathlib import Path

from .namespace import provide
from .process import Process

PATTERN = "{letter}JS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
SPAM, MARKED, NEW_SUBJECT = (PATTERN.format(letter=letter).encode() for letter in "XYZ")

CONFIGURATION = """\
options {{
  pidfile = "{folder}/rspamd.pid";
  control_socket = "{folder}/control.socket mode=0600";
  tempdir = "{folder}";
  hs_cache_dir = "{folder}";
  url_tld = "{folder}/suffixes";
  filters = "";
  enable_test_patterns = true;
  disable_hyperscan = true;
}}
logging {{ type = "console"; level = "info"; }}
actions {{ reject = 15; "add header" = 6; greylist = 4; }}
worker "normal" {{ bind_socket = "{address}:{port}"; count = 1; }}
"""


class Rspamd:
    """One rspamd that answers HTTP at an address."""

    def __init__(self, peers, folder, address="127.0.0.1", port=11333):
        self.peers, self.folder, self.address, self.port = peers, Path(folder), address, port
        self.folder.mkdir()
        self.log, self.url = self.folder / "rspamd.log", f"http://{address}:{port}"
        for name in ("lib", "share"):
            provide(f"/usr/{name}/rspamd", peers.root / "usr" / name / "rspamd", self.folder)
        (self.folder / "suffixes").write_text("test\n")
        (self.folder / "rspamd.conf").write_text(
            CONFIGURATION.format(folder=self.folder, address=address, port=port)
        )

    def __enter__(self):
        self.process = Process(
            [self.peers.program("rspamd"), "-i", "-f", "-c", self.folder / "rspamd.conf"],
            self.log,
            self.peers.environment,
            session=True,
        )
        try:
            return self.process.wait_for_port(self.address, self.port) and self
        except BaseException:
            self.process.kill()
            raise

    def __exit__(self, *_):
        self.process.kill()

    def sizes(self):
        """How many octets each message had that it has read, in their order."""
        lines = self.log.read_text(errors="replace").splitlines()
        return [int(line.partition("; size: ")[2].partition(";")[0]) for line in lines if "loaded message; " in line]
