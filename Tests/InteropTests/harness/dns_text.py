"""DNS records as a zone file writes them (RFC 1035, 5.1), read into values that can be compared, whoever wrote them."""

import re
import socket

ASKABLE = ("A", "AAAA", "CAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TLSA", "TXT")
TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|((?:[^\s\\"]|\\.)+)', re.DOTALL)
ESCAPE = re.compile(r"\\(\d{3})|\\(.)", re.DOTALL)
LABEL = re.compile(r"(?:[^.\\]|\\\d{3}|\\\D)+", re.DOTALL)


def octets(token):
    """The octets that a token stands for, without its quotes."""
    return ESCAPE.sub(lambda found: chr(int(found[1])) if found[1] else found[2], token).encode("latin-1")


def labels(name):
    """A name as its labels; the root has none. Case and the final dot make no difference."""
    return tuple(octets(label).lower() for label in LABEL.findall(name))


def tokens(text):
    """The words and strings of a line. Escapes stay."""
    return [found[2] if found[2] else found[1] for found in TOKEN.finditer(text)]


def value(kind, text):
    """The data of a record of one of the types in `ASKABLE`."""
    words = tokens(text)
    match kind:
        case "A":
            return socket.inet_pton(socket.AF_INET, text)
        case "AAAA":
            return socket.inet_pton(socket.AF_INET6, text)
        case "CNAME" | "NS" | "PTR":
            return labels(words[0])
        case "MX":
            return int(words[0]), labels(words[1])
        case "SRV":
            return *map(int, words[:3]), labels(words[3])
        case "SOA":
            return *map(labels, words[:2]), *map(int, words[2:7])
        case "TLSA":
            return *map(int, words[:3]), bytes.fromhex("".join(words[3:]))
        case "CAA":
            return int(words[0]), octets(words[1]), octets(words[2])
        case "TXT":
            return tuple(map(octets, words))
    raise ValueError(kind)
