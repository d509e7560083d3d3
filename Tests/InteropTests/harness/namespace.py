"""A network, mount and process namespace of its own for one scenario.

Guarantees: ports 25 and 53 are free inside, nothing outside can be reached, the machine's files are as they were
afterwards (accounts and resolver settings are bind-mounted copies), and everything that was started inside ends with
the scenario.
"""

import fcntl
import functools
import os
import pwd
import shutil
import socket
import struct
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from .outcome import Skip, wait_until

UNSHARE = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]

SIOCSIFFLAGS, SIOCSIFADDR, SIOCSIFNETMASK = 0x8914, 0x8916, 0x891C
TUNSETIFF = 0x400454CA
IFF_UP, IFF_TUN, IFF_NO_PI = 0x1, 0x1, 0x1000


@functools.cache
def unavailable():
    """None, or the reason why no namespace can be made here."""
    if os.geteuid() != 0:
        return "needs root for a network namespace"
    if not shutil.which("unshare"):
        return "needs unshare (of util-linux)"
    probe = subprocess.run([*UNSHARE, "true"], capture_output=True, text=True)
    return None if probe.returncode == 0 else f"unshare is refused here: {probe.stderr.strip()}"


# What follows runs inside.


def prepare(folder):
    """Brings loopback up, makes 127.0.0.1 the resolver, and adds Postfix's accounts to copies of the account files.

    `folder` holds the copies; it belongs to the scenario.
    """
    _configure_interface("lo", "127.0.0.1", "255.0.0.0")
    _replace("/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:2 attempts:2\n", folder)
    _replace("/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n", folder)
    add_accounts(folder, "postfix", "postdrop", "mailbox")


def add_address(address):
    """Gives loopback one more address: an IPv4 one as an alias with a /32, an IPv6 one with a /128."""
    if ":" in address:
        return _add_ipv6_address("lo", address, 128)
    _configure_interface(f"lo:{address.rsplit('.', 1)[1]}", address, "255.255.255.255")


@contextmanager
def silent_network(address, name="silent"):
    """An IPv6 network (/64) on which `address` is ours, and every other one is reached and never answers.

    Nothing is refused and nothing unreachable there: what is sent is lost, as behind a firewall that drops it.
    """
    try:
        device = os.open("/dev/net/tun", os.O_RDWR)
    except OSError as error:
        raise Skip(f"needs /dev/net/tun: {error}") from None
    try:
        fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
            fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH22x", name.encode(), IFF_UP))
        _add_ipv6_address(name, address, 64)
        yield  # nobody ever reads from the device
    finally:
        os.close(device)


def fresh_addresses():
    """Addresses that nobody used yet, each in a /24 of its own.

    Who connects to one of them, and binds to no other, comes from it as well: so a server that counts what it sees by
    address or network has never heard of him.
    """
    for number in range(20, 250):
        add_address(f"10.99.{number}.{number}")
        yield f"10.99.{number}.{number}"


def add_accounts(folder, *names):
    """Users and groups of these names, for this namespace only. One that exists stays as it is."""
    users, groups = Path("/etc/passwd").read_text(), Path("/etc/group").read_text()
    taken = {field for lines in (users, groups) for line in lines.splitlines() for field in line.split(":")[2:3]}
    free = (number for number in range(64_100, 65_000) if str(number) not in taken)
    for number, name in zip(free, names):
        if not _has(users, name):
            users += f"{name}:x:{number}:{number}::/nonexistent:/usr/sbin/nologin\n"
        if not _has(groups, name):
            groups += f"{name}:x:{number}:\n"
    _replace("/etc/passwd", users, folder)
    _replace("/etc/group", groups, folder)


def mount_read_only(folder):
    """From here on nobody, root included, can write into this folder. It stays so until the namespace ends."""
    _mount("--bind", folder, folder)
    _mount("-o", "remount,bind,ro", folder)


def mount_small_disk(folder, octets):
    """Makes the folder, and makes it a disk of its own with room for so many octets. It is gone with the namespace."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    _mount("-t", "tmpfs", "-o", f"mode=0700,size={octets}", "tmpfs", folder)


def provide(path, source, folder):
    """Bind-mounts `source` (a file or a folder) at `path`, which the machine need not have.

    For programs with fixed paths. `folder` belongs to the scenario.
    """
    path, source = Path(path), Path(source)
    if not path.exists():
        existing = next(parent for parent in path.parents if parent.exists())
        mirror(existing, folder)
        (path if source.is_dir() else path.parent).mkdir(parents=True, exist_ok=True)
        if not source.is_dir():
            path.touch()
    _mount("--bind", source, path.resolve())


def mirror(path, folder):
    """Puts a folder of links to what lies in `path` in its place: entries can be made and removed there.

    The machine's own folder does not see it.
    """
    path, original = Path(path).resolve(), Path(tempfile.mkdtemp(prefix="mirrored-", dir=folder))
    names, mode = os.listdir(path), path.stat().st_mode & 0o7777
    _mount("--rbind", path, original)
    _mount("-t", "tmpfs", "-o", f"mode={mode:o}", "tmpfs", path)
    for name in names:
        (path / name).symlink_to(original / name)


def reachable_by_all(folder, stand_in):
    """A path to `folder` that unprivileged users can walk: the folder itself, or a bind mount of it on `stand_in`.

    A program that drops root needs it when the folder lies in a private home.
    """
    folder = Path(folder).resolve()
    if all(os.stat(parent).st_mode & 0o001 for parent in [folder, *folder.parents]):
        return folder
    _mount("--bind", folder, stand_in)
    return Path(stand_in)


def user_id(name):
    return pwd.getpwnam(name).pw_uid


def _has(lines, name):
    return any(line.startswith(name + ":") for line in lines.splitlines())


def _replace(path, text, folder):
    """Bind-mounts a file with this text over `path`, where a symbolic link leads to it."""
    target = Path(path).resolve()
    if not target.exists():
        raise Skip(f"{path} does not exist (or is a dangling link), so it cannot be replaced in the namespace")
    copy = Path(folder) / f"replaced-{Path(path).name}"
    copy.write_text(text)
    copy.chmod(0o644)
    _mount("--bind", copy, target)


def _mount(*words):
    done = subprocess.run(["mount", *map(str, words)], capture_output=True, text=True)
    if done.returncode != 0:
        raise Skip(f"mount {' '.join(map(str, words))}: {done.stderr.strip()}")


def _add_ipv6_address(name, address, prefix):
    """Returns when the address can be used. Nobody is asked whether somebody else has it, which would take a second."""
    try:
        Path(f"/proc/sys/net/ipv6/conf/{name}/accept_dad").write_text("0")
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as control:
            packed, index = socket.inet_pton(socket.AF_INET6, address), socket.if_nametoindex(name)
            fcntl.ioctl(control, SIOCSIFADDR, struct.pack("16sIi", packed, prefix, index))
    except OSError as error:
        raise Skip(f"no IPv6 here: {error}") from None
    wait_until(lambda: _can_bind(address), 5, f"the address {address}")


def _can_bind(address):
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            return False
    return True


def _configure_interface(name, address, mask):
    """What `ip address add` and `ip link set up` do, so that iproute2 is not needed."""

    def request(number, payload):
        fcntl.ioctl(control, number, struct.pack("16s24s", name.encode(), payload))

    def sockaddr(text):
        return struct.pack("HH4s", socket.AF_INET, 0, socket.inet_aton(text))

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request(SIOCSIFADDR, sockaddr(address))
        request(SIOCSIFNETMASK, sockaddr(mask))
        request(SIOCSIFFLAGS, struct.pack("h", IFF_UP))
