"""A strict reader of MIME (RFC 5322, 2045, 2046) on bytes.

It mends nothing: each departure becomes a sentence in `violations`.
Independent of Python's email package on purpose, since that one repairs silently what it reads.
"""

import re
from datetime import datetime

FIELD_NAME = re.compile(rb"[!-9;-~]+")
TOKEN = r"[!#$%&'*+\-.^_`{|}~0-9A-Za-z]+"
PARAMETER = re.compile(rf'\s*;\s*({TOKEN})\s*=\s*("(?:[^"\\]|\\.)*"|{TOKEN})\s*')
BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]")
DATE = re.compile(
    r"(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) "
    r"(\d\d):(\d\d):(\d\d) ([+-]\d\d[0-5]\d)(?: \([^()]*\))?"
)
MAXIMUM_LINE = 998  # RFC 5322 (2.1.1), without the CRLF


class Fields:
    """Header fields in order. Names compare without case."""

    def __init__(self, pairs):
        self.pairs = pairs

    def all(self, name):
        return [value for key, value in self.pairs if key.lower() == name.lower()]

    def get(self, name, default=None):
        return next(iter(self.all(name)), default)


def check_octets(data, violations):
    """Only CRLF ends a line, no NUL, no line of more than 998 octets, and an end of line at the end."""
    if re.search(rb"\r(?!\n)|(?<!\r)\n", data):
        violations.append("a CR or LF that is not part of a CRLF")
    if b"\0" in data:
        violations.append("a NUL octet")
    longest = max(map(len, data.split(b"\r\n")))
    if longest > MAXIMUM_LINE:
        violations.append(f"a line of {longest} octets")
    if not data.endswith(b"\r\n"):
        violations.append("no CRLF at the end")


def parse_fields(block, violations, where, utf8=False):
    """The fields of a block of header lines, unfolded.

    Octets that are no printable ASCII, or with `utf8` no UTF-8 (RFC 6532), lines that are no field and empty folds are
    violations.
    """
    pairs = []
    for line in block.split(b"\r\n") if block else []:
        text = line.decode("utf-8" if utf8 else "latin-1", "replace")
        if re.search(r"[^\t -~\xa0-\U0010ffff]|\ufffd" if utf8 else r"[^\t -~]", text):
            violations.append(f"{where}: not printable {'UTF-8' if utf8 else 'ASCII'} in a header line: {line[:80]!r}")
        if line[:1] in (b" ", b"\t"):
            if not line.strip() or not pairs:
                violations.append(f"{where}: a continuation line of nothing")
            else:
                pairs[-1] = (pairs[-1][0], pairs[-1][1] + " " + text.strip())
            continue
        name, colon, value = text.partition(":")
        if not colon or not FIELD_NAME.fullmatch(name.encode()):
            violations.append(f"{where}: not a header field: {line[:80]!r}")
            continue
        pairs.append((name, value.strip()))
    return Fields(pairs)


def split_entity(data, violations, where, utf8=False):
    """(fields, body) of an entity."""
    if data.startswith(b"\r\n"):
        return Fields([]), data[2:]
    head, separator, body = data.partition(b"\r\n\r\n")
    if not separator:
        head = head.removesuffix(b"\r\n")
    return parse_fields(head, violations, where, utf8), body


def content_type(fields, violations, where, default="text/plain"):
    """(type in lower case, parameters by lower-case name). Exactly the grammar of RFC 2045 (5.1)."""
    values = fields.all("Content-Type")
    if len(values) > 1:
        violations.append(f"{where}: Content-Type stands {len(values)} times")
    value = values[0] if values else default
    match = re.match(rf"({TOKEN}/{TOKEN})", value)
    if not match:
        violations.append(f"{where}: malformed Content-Type: {value!r}")
        return default, {}
    parameters, position = {}, match.end()
    while parameter := PARAMETER.match(value, position):
        name, text = parameter[1].lower(), parameter[2]
        if name in parameters:
            violations.append(f"{where}: parameter {name} stands twice")
        parameters[name] = re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text
        position = parameter.end()
    if value[position:].strip():
        violations.append(f"{where}: rubbish in Content-Type: {value[position:]!r}")
    return match[1].lower(), parameters


def split_multipart(body, boundary, violations):
    """The parts between the delimiter lines (RFC 2046, 5.1.1). The CRLF before a delimiter belongs to the delimiter."""
    if not boundary or not BOUNDARY.fullmatch(boundary):
        violations.append(f"malformed or missing boundary: {boundary!r}")
        return []
    delimiter = re.compile(rb"(?:\A|\r\n)--" + re.escape(boundary.encode()) + rb"(--)?[ \t]*(?=\r\n|\Z)")
    parts, start = [], None
    for match in delimiter.finditer(body):
        if start is not None:
            parts.append(body[start : match.start()].removeprefix(b"\r\n"))
        start = match.end()
        if match[1]:
            return parts
    violations.append("the closing delimiter is missing")
    return parts


def check_encoding(fields, body, violations, where):
    """Octets above 127 stand only under 8bit or binary, and an encoding has one of the known names (RFC 2045, 6)."""
    encoding = (fields.get("Content-Transfer-Encoding") or "7bit").lower()
    if encoding not in ("7bit", "8bit", "binary", "quoted-printable", "base64"):
        violations.append(f"{where}: unknown Content-Transfer-Encoding {encoding!r}")
    if encoding not in ("8bit", "binary") and re.search(rb"[\x80-\xff]", body):
        violations.append(f"{where}: octets above 127 under Content-Transfer-Encoding {encoding}")
    return encoding


def is_date(text):
    """A date-time as RFC 5322 (3.3) wants it written, whose day of the week is right where it is named."""
    match = DATE.fullmatch(text)
    if not match:
        return False
    try:
        moment = datetime.strptime(
            " ".join(match.group(2, 3, 4, 5, 6)) + f" {min(int(match[7]), 59)}", "%d %b %Y %H %M %S"
        )
    except ValueError:
        return False
    return int(match[7]) <= 60 and (match[1] is None or match[1] == moment.strftime("%a"))
