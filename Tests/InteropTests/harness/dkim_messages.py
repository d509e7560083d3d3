"""Messages in every shape that a signature must survive, made from a seed.

A message is a shape of header and a shape of body. Every line ends with CRLF and no LF stands alone, as it is on the
wire; some shapes are not what RFC 5322 allows a sender, but all of them reach receivers.
"""

import base64
from dataclasses import dataclass

WORDS = "mail moves where letters went and signs prove who sent what whom before it was read again".split()
LONG_REFERENCES, LONGER_REFERENCES = 32 * 1024, 64 * 1024
LONGEST_LINE = 998  # octets without CRLF (RFC 5322, 2.1.1)


@dataclass(frozen=True)
class GeneratedMessage:
    """A message and the names of its two shapes."""

    number: int
    header: str
    body: str
    octets: bytes

    @property
    def name(self):
        return f"{self.number:04}-{self.header}-{self.body}"

    @property
    def names(self):
        """The names of the header's fields in their order, without the blanks that may stand before the colon."""
        head = self.octets.partition(b"\r\n\r\n")[0]
        lines = [line for line in head.split(b"\r\n") if line[:1] not in (b" ", b"\t", b"")]
        return [line.partition(b":")[0].rstrip(b" \t").decode("ascii") for line in lines]


def generated(random, count):
    """`count` messages, each of another pair of shapes while there are such."""
    pairs = [(header, body) for header in HEADERS for body in BODIES]
    random.shuffle(pairs)
    # Every shape comes up early: the first pairs walk along both lists at once.
    pairs.sort(key=lambda pair: (HEADERS_BY_NAME.index(pair[0]) - BODIES_BY_NAME.index(pair[1])) % len(BODIES))
    messages = []
    for number in range(count):
        header, body = pairs[number % len(pairs)]
        messages.append(GeneratedMessage(number, header, body, _message(random, number, header, body)))
    return messages


def _message(random, number, header, body):
    fields = HEADERS[header](random, _usual(random, number))
    head = b"".join(name + b":" + value + b"\r\n" for name, value in fields)
    content = BODIES[body](random)
    return head if content is None else head + b"\r\n" + content


def words(random, least=2, most=9):
    """Some words as octets."""
    return " ".join(random.choice(WORDS) for _ in range(random.randint(least, most))).encode()


def lines(random, least=2, most=8):
    """Some lines of text, each with its CRLF."""
    return b"".join(words(random) + b"\r\n" for _ in range(random.randint(least, most)))


def _usual(random, number):
    """The fields that any message has, in one of the orders that are met, as (name, value behind the colon)."""
    fields = [
        (b"From", b" Ada <ada@sender.test>"),
        (b"To", b" Bob <bob@receiver.test>"),
        (b"Subject", b" " + words(random)),
        (b"Date", b" Tue, 14 Jul 2026 10:%02d:00 +0200" % (number % 60)),
        (b"Message-ID", b" <%d.%d@sender.test>" % (number, random.randrange(1 << 30))),
        (b"MIME-Version", b" 1.0"),
        (b"Content-Type", b" text/plain; charset=utf-8"),
        (b"Content-Transfer-Encoding", b" 8bit"),
    ]
    random.shuffle(fields)
    return fields


def _with(fields, name, value):
    """The fields with another value for this name."""
    return [(key, value if key == name else old) for key, old in fields]


# Shapes of headers. Each takes the usual fields and returns its own.


def plain(random, fields):
    return fields


def only_from(random, fields):
    return [field for field in fields if field[0] == b"From"]


def folded(random, fields):
    fold = lambda: b"\r\n" + random.choice([b" ", b"\t"])  # noqa: E731
    subject = b"".join(b" " + words(random) + fold() + words(random) for _ in range(random.randint(1, 4)))
    trace = b" from a.test" + fold() + b"by b.test;" + fold() + b"now"
    return [*_with(fields, b"Subject", subject), (b"Received", trace)]


def folded_with_blanks(random, fields):
    """Runs of blanks before and behind the line breaks."""
    blanks = lambda: bytes(random.choices(b" \t", k=random.randint(1, 5)))  # noqa: E731
    value = b"".join(blanks() + words(random) + blanks() + b"\r\n" for _ in range(3)) + blanks() + b"end" + blanks()
    return _with(fields, b"Subject", value)


def folded_at_once(random, fields):
    """The value begins on the second line."""
    return _with(fields, b"Subject", b"\r\n " + words(random))


def folded_with_empty_line(random, fields):
    """A line of blanks alone inside a value (RFC 5322, obs-FWS)."""
    return _with(fields, b"Subject", b" " + words(random) + b"\r\n \t \r\n " + words(random))


def ends_in_blank_line(random, fields):
    """A line of blanks alone at the end of a value."""
    return _with(fields, b"Subject", b" " + words(random) + b"\r\n \t")


def tabs(random, fields):
    return _with(fields, b"Subject", b"\t" + words(random).replace(b" ", b"\t") + b"\t\t")


def no_blank_behind_colon(random, fields):
    return [(name, value.lstrip()) for name, value in fields]


def blank_before_colon(random, fields):
    """Obsolete, and still read (RFC 5322, 4.5)."""
    return [(name + (b" \t" if name in (b"Subject", b"To") else b""), value) for name, value in fields]


def letter_case(random, fields):
    return [(bytes(random.choice([octet, octet ^ 0x20]) if chr(octet).isalpha() else octet for octet in name), value)
            for name, value in fields]  # fmt: skip


def empty_values(random, fields):
    return [*_with(fields, b"Subject", b""), (b"Cc", b""), (b"Reply-To", b" ")]


def blanks_alone(random, fields):
    return [*_with(fields, b"Subject", b"  \t "), (b"In-Reply-To", b"\t"), (b"References", b"   \r\n  ")]


def duplicates(random, fields):
    """Several fields of a name: the lowest is signed first (RFC 6376, 5.4.2)."""
    more = [(b"Subject", b" " + words(random)), (b"To", b" carol@receiver.test"), (b"Comments", b" one")]
    return [*more, *fields, (b"Comments", b" two"), (b"subject", b" " + words(random)), (b"Cc", b" d@receiver.test")]


def many_fields(random, fields):
    trace = [(b"Received", b" from a%d.test by b%d.test; %s" % (hop, hop, words(random))) for hop in range(40)]
    return [*trace, *fields, *((b"X-Note-%d" % note, b" " + words(random)) for note in range(60))]


def utf8(random, fields):
    """RFC 6532."""
    return _with(
        _with(fields, b"Subject", " Grüße, 水,  \U0001f426 e\u0301".encode()),
        b"From",
        ' "Ådå Łovelace" <ådå@sender.test>'.encode(),
    )


def utf8_blanks_at_the_ends(random, fields):
    """What Unicode calls white space, and DKIM does not: only space and tab are (RFC 6376, 2.8)."""
    return _with(fields, b"Subject", "\u00a0 Grüße \u2003水\u3000".encode())


def latin1(random, fields):
    """Octets over 127 that are no UTF-8."""
    return _with(fields, b"Subject", " Grüße aus Köln é".encode("latin-1"))


def controls(random, fields):
    """Vertical tab and form feed, which are no white space either."""
    return _with(fields, b"Subject", b"\x0b " + words(random) + b" \x0c" + words(random) + b"\x0b")


def long_line(random, fields):
    """The longest line, unfolded."""
    return _with(fields, b"Subject", b" " + b"s" * (LONGEST_LINE - len(b"Subject: ")))


def long_references(random, fields):
    return [*fields, (b"References", _references(random, LONG_REFERENCES))]


def longer_references(random, fields):
    return [*fields, (b"References", _references(random, LONGER_REFERENCES))]


def _references(random, size):
    value = b""
    while len(value) < size:
        value += b" <%020d@sender.test>\r\n" % random.randrange(10**20)
    return value[:-2]


def long_name(random, fields):
    return [*fields, (b"X-" + b"N" * 70, b" " + words(random))]


def odd_names(random, fields):
    """What a name may have besides letters, short of what a tag list cannot say."""
    return [*fields, (b"X!#$%&'*+-.^_`|~1", b" " + words(random)), (b"1", b" one"), (b"Subject-2", b" no subject")]


def lookalikes(random, fields):
    """Text in other fields that looks like a signature or its tags."""
    fake = b" v=1; a=rsa-sha256; d=other.test; s=x; h=from; bh=AAAA; b=AAAA"
    return [*_with(fields, b"Subject", b" b=AAAA; bh=BBBB"), (b"X-DKIM-Signature", fake), (b"DKIM-Signature-2", fake)]


# Shapes of bodies.


def text(random):
    return lines(random)


def empty(random):
    return b""


def absent(random):
    """Not even the empty line behind the header."""
    return None


def one_empty_line(random):
    return b"\r\n"


def empty_lines_alone(random):
    return b"\r\n" * random.randint(2, 40)


def lines_of_blanks_alone(random):
    return b"  \r\n \t\r\n\t\r\n"


def empty_lines_at_the_end(random):
    return lines(random) + b"\r\n" * random.choice([1, 2, 3, 500, 3_000])


def empty_lines_at_the_start(random):
    return b"\r\n" * random.randint(1, 20) + lines(random)


def no_last_line_end(random):
    return lines(random) + words(random)


def no_last_line_end_behind_blanks(random):
    return lines(random) + words(random) + b" \t "


def one_octet(random):
    return b"x"


def blanks_at_line_ends(random):
    return b"".join(words(random) + bytes(random.choices(b" \t", k=random.randint(0, 3))) + b"\r\n" for _ in range(8))


def runs_of_blanks(random):
    return b"".join(b"\t" + words(random).replace(b" ", b" \t  ") + b"\r\n  " for _ in range(5)) + b"end\r\n"


def lines_of_blanks_between(random):
    return lines(random) + b" \r\n\t \r\n" + lines(random) + b"\r\n  \r\n"


def signature_separator(random):
    return lines(random) + b"-- \r\nAda\r\n"


def utf8_text(random):
    return "Grüße, 水\u3000\r\n\u00a0e\u0301 \U0001f426\u2003\r\n".encode() + lines(random)


def latin1_text(random):
    return "Grüße aus Köln é\r\n".encode("latin-1") + bytes(range(0x80, 0x100)) + b"\r\n"


def controls_in_text(random):
    return b"form feed\x0c\r\nvertical tab \x0b\r\n\x0c\r\nbell\x07 escape\x1b[1m\r\n"


def longest_lines(random):
    return (b"y" * LONGEST_LINE + b"\r\n") * 2 + b"z " * (LONGEST_LINE // 2) + b"\r\n"


def overlong_lines(random):
    return b"y" * random.choice([4_095, 4_096, 8_191, 20_000]) + b"\r\n" + lines(random)


def line_end_at_chunk_edges(random):
    """CR and LF, and runs of blanks, on either side of where readers end their buffers."""
    text = b""
    for edge in (1_024, 4_096, 8_192, 16_384, 32_768, 65_536):
        filler = edge - len(text) - random.randint(0, 3)
        text += b"e" * filler + random.choice([b"\r\n\r\n", b" \t \r\n", b"\r\n \r\n"])
    return text + b"end\r\n"


def dots(random):
    return b".\r\n..\r\n.x\r\n" + lines(random) + b".\r\n"


def like_a_header(random):
    return b"Subject: body\r\nDKIM-Signature: v=1; b=AAAA\r\n\r\nFrom the start\r\n>From quoted\r\n"


def multipart(random):
    blob = base64.encodebytes(random.randbytes(600)).replace(b"\n", b"\r\n")
    parts = [b"Content-Type: text/plain\r\n\r\n" + lines(random), b"\r\n" + blob]
    return b"".join(b"--=_b\r\n" + part + b"\r\n" for part in parts) + b"--=_b--\r\n"


def zeros(random):
    """NUL, which BINARYMIME brings (RFC 3030)."""
    return b"zero\x00in text\r\n\x00\r\n" + lines(random)


def lone_carriage_returns(random):
    """CR without LF is an octet like others."""
    return b"one\rtwo\r\n\rthree\r\nfour \r five\r\n" + lines(random)


def ends_in_carriage_return(random):
    return lines(random) + b"last\r"


def _named(*functions):
    return {function.__name__.replace("_", "-"): function for function in functions}


HEADERS = _named(
    plain, only_from, folded, folded_with_blanks, folded_at_once, folded_with_empty_line, ends_in_blank_line, tabs,
    no_blank_behind_colon, blank_before_colon, letter_case, empty_values, blanks_alone, duplicates, many_fields, utf8,
    utf8_blanks_at_the_ends, latin1, controls, long_line, long_references, longer_references, long_name, odd_names,
    lookalikes,
)  # fmt: skip
BODIES = _named(
    text, empty, absent, one_empty_line, empty_lines_alone, lines_of_blanks_alone, empty_lines_at_the_end,
    empty_lines_at_the_start, no_last_line_end, no_last_line_end_behind_blanks, one_octet, blanks_at_line_ends,
    runs_of_blanks, lines_of_blanks_between, signature_separator, utf8_text, latin1_text, controls_in_text,
    longest_lines, overlong_lines, line_end_at_chunk_edges, dots, like_a_header, multipart, zeros,
    lone_carriage_returns, ends_in_carriage_return,
)  # fmt: skip
HEADERS_BY_NAME, BODIES_BY_NAME = list(HEADERS), list(BODIES)
