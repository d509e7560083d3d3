"""Dovecot from the unpacked tree, with a configuration, users and maildirs of its own. Runs inside a namespace only.

It delivers by LMTP, and judges logins for Postfix. Its paths are compiled in: they are bind-mounted, so that the
machine's own stay as they are. One at a time in a namespace.
"""

import base64
import hashlib
import hmac
import json
import re
import shutil
import time
from pathlib import Path

from .namespace import add_accounts, provide, reachable_by_all
from .process import Process

ACCOUNTS = ("dovecot", "dovenull")  # compiled in

CONFIGURATION = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
auth_verbose = yes
listen = {address}
protocols = lmtp
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login scram-sha-256 oauthbearer xoauth2
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%u:INDEX=MEMORY
first_valid_uid = 1000
recipient_delimiter =
postmaster_address = postmaster@{hostname}
hostname = {hostname}
passdb {{
  driver = oauth2
  mechanisms = oauthbearer xoauth2
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
  default_fields = uid=mailbox gid=mailbox home={folder}/mail/%u
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {port}
  }}
}}
service auth {{
  unix_listener {folder}/authentication {{
    mode = 0660
    user = postfix
  }}
}}
"""

TOKENS = """\
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={folder}/token-keys/
username_attribute = email
"""


class Dovecot:
    """One Dovecot that speaks LMTP on ADDRESS:PORT and answers Postfix at the socket `authentication`.

    `users` maps an address to its password, which each mechanism can use. Mail for these addresses, and for no others,
    goes into maildirs (`messages`). A token that lets a user in is made by `token`.
    """

    def __init__(self, peers, folder, address, users, hostname="dovecot.test", port=24):
        self.peers, self.address, self.port, self.process = peers, address, port, None
        folder = Path(folder)
        folder.mkdir(parents=True)
        folder.chmod(0o755)
        add_accounts(folder, "mailbox", *ACCOUNTS)
        self.folder = reachable_by_all(folder, "/mnt")
        self.log, self.authentication = self.folder / "dovecot.log", self.folder / "authentication"
        self.token_key = hashlib.sha256(b"the key of this Dovecot's tokens").digest()
        for name in ("run", "state", "mail", "token-keys/default/HS256"):
            (self.folder / name).mkdir(parents=True)
        shutil.chown(self.folder / "mail", "mailbox", "mailbox")
        provide("/usr/lib/dovecot", peers.root / "usr/lib/dovecot", folder)
        provide("/usr/bin/doveconf", peers.program("doveconf"), folder)
        self._write("users", "".join(f"{user}:{{PLAIN}}{password}::::::\n" for user, password in users.items()))
        self._write("token-keys/default/HS256/default", base64.b64encode(self.token_key).decode())
        self._write("oauth2.conf", TOKENS.format(folder=self.folder))
        self._write(
            "dovecot.conf",
            CONFIGURATION.format(folder=self.folder, address=address, port=port, hostname=hostname),
        )

    def _write(self, name, text):
        (self.folder / name).write_text(text)
        (self.folder / name).chmod(0o644)  # its processes are those of different users

    def start(self):
        self.process = Process(
            [self.peers.program("dovecot"), "-F", "-c", self.folder / "dovecot.conf"],
            self.folder / "dovecot-start.log",
            self.peers.environment,
        )
        self.process.wait_for_port(self.address, self.port)
        return self

    def stop(self):
        self.process.stop()

    def __enter__(self):
        return self.start()

    def __exit__(self, *details):
        self.process.__exit__(*details)

    def token(self, user, seconds=600):
        """A token (RFC 7519) that lets this user in by OAUTHBEARER and XOAUTH2 for so long."""
        now = int(time.time())
        claims = {"email": user, "sub": user, "iat": now - 1, "nbf": now - 1, "exp": now + seconds}
        parts = [json.dumps(part).encode() for part in ({"typ": "JWT", "alg": "HS256"}, claims)]
        signed = b".".join(map(without_padding, parts))
        return (signed + b"." + without_padding(hmac.digest(self.token_key, signed, "sha256"))).decode()

    def files(self, user):
        """The files of one user's maildir, oldest first."""
        folder = self.folder / "mail" / user / "new"
        return sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns) if folder.exists() else []

    def messages(self, user):
        """The messages of one user with CRLF line ends, below the fields that Dovecot put on top."""
        return [path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for path in self.files(user)]

    def logged(self, pattern):
        """The lines of the log in which the regular expression is found."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return [line for line in lines if re.search(pattern, line)]


def without_padding(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=")
