"""What happens to signed messages on their way: changes that break every signature, and some that `c=` allows.

A change takes a random source, the message with its one signature, and the `Case` that it was signed as, and gives the
changed message; or None where it cannot be made to this message.
"""

import re

SIGNATURE = b"dkim-signature"


def parts(message):
    """The fields, each with its CRLF, and what follows them from the empty line on."""
    head, separator, body = message.partition(b"\r\n\r\n")
    fields = re.findall(rb"(?s)(?:(?!\r\n).)+\r\n(?:[ \t](?:(?!\r\n).)*\r\n)*", head + b"\r\n" if separator else head)
    return fields, (b"\r\n" + body) if separator else b""


def name_of(field):
    return field.partition(b":")[0].rstrip(b" \t").lower()


def signed_names(fields):
    """The list h= of the signature, which is the first field."""
    listed = re.search(rb"(?s)[;:\s]h\s*=([^;]*)", fields[0])[1]
    return [name.strip().lower() for name in listed.split(b":")]


def other_octet(random, octets):
    """The octets with one letter or digit changed to another visible octet, or None where there is none."""
    places = [index for index, octet in enumerate(octets) if octet < 128 and chr(octet).isalnum()]
    if not places:
        return None
    place = random.choice(places)
    return octets[:place] + bytes([octets[place] ^ 1]) + octets[place + 1 :]


def single(fields, *names):
    """The position of a field that is there once and signed, of these names."""
    for name in names:
        places = [index for index, field in enumerate(fields) if name_of(field) == name]
        if len(places) == 1 and name in signed_names(fields):
            return places[0]
    return None


def with_field(fields, place, field):
    return b"".join([*fields[:place], field, *fields[place + 1 :]])


def octet_of_the_body(random, message, case):
    fields, rest = parts(message)
    changed = other_octet(random, rest)
    return None if changed is None else b"".join(fields) + changed


def octet_of_the_header(random, message, case):
    fields, rest = parts(message)
    place = single(fields, *random.sample([b"subject", b"from", b"date", b"message-id"], 4))
    if place is None:
        return None
    name, _, value = fields[place].partition(b":")
    changed = other_octet(random, value)
    return None if changed is None else with_field(fields, place, name + b":" + changed) + rest


def octet_of_the_signature(random, message, case):
    """A digit of `t=`, or a letter of `b=` that is not at its end, where Base64 may have bits without meaning."""
    fields, rest = parts(message)
    tag = random.choice([rb"[;\s]t\s*=\s*\d+", rb"[;\s]b\s*=\s*[A-Za-z0-9+/]{8}"])
    found = re.search(tag, fields[0])
    digits = other_octet(random, fields[0][found.end() - 4 : found.end()]) if found else None
    if digits is None:
        return None
    return with_field(fields, 0, fields[0][: found.end() - 4] + digits + fields[0][found.end() :]) + rest


def body_longer(random, message, case):
    return message + b"One more line\r\n" if b"\r\n\r\n" in message else None


def body_cut(random, message, case):
    fields, rest = parts(message)
    kept = rest.rstrip(b" \t\r\n")[:-1]
    return b"".join(fields) + kept + b"\r\n" if len(kept) > 2 and kept[:2] == b"\r\n" else None


def field_removed(random, message, case):
    fields, rest = parts(message)
    place = single(fields, b"subject", b"date", b"to")
    return None if place is None else with_field(fields, place, b"") + rest


def field_added(random, message, case):
    """One more of a name that was signed once more than it is there (RFC 6376, 8.15), above or below the others."""
    fields, rest = parts(message)
    names = signed_names(fields)
    for name in random.sample([b"subject", b"to"], 2):
        if names.count(name) > sum(name_of(field) == name for field in fields):
            place = random.choice([1, len(fields)])
            return b"".join([*fields[:place], name + b": another\r\n", *fields[place:]]) + rest
    return None


def empty_lines_at_the_end(random, message, case):
    """Harmless (RFC 6376, 3.4.3): what ends in CRLF may end in more."""
    return message + b"\r\n" * random.randint(1, 5) if message.endswith(b"\r\n") and b"\r\n\r\n" in message else None


def header_refolded(random, message, case):
    """Harmless in the relaxed form (RFC 6376, 3.4.2): other letter case in names, and blanks that are folded."""
    if case.header_form != "relaxed":
        return None
    fields, rest = parts(message)
    changed = fields[:1]
    for field in fields[1:]:
        name, _, value = field.partition(b":")
        value = re.sub(rb"(?<=[!-~]) (?=[!-~])", b" \t\r\n \t", value, count=3)
        changed.append(name.swapcase() + b":" + value)
    return b"".join(changed) + rest


def blanks_in_the_body(random, message, case):
    """Harmless in the relaxed form (RFC 6376, 3.4.4): runs of blanks get longer, and lines end in blanks."""
    fields, rest = parts(message)
    if case.body_form != "relaxed" or not rest.endswith(b"\r\n") or len(rest) < 4:
        return None
    body = re.sub(rb"(?<=[!-~]) (?=[!-~])", b" \t ", rest[2:])
    return b"".join(fields) + b"\r\n" + re.sub(rb"(?<=[!-~])\r\n", b"\t \r\n", body)


HARMFUL = [
    octet_of_the_body, octet_of_the_header, octet_of_the_signature, body_longer, body_cut, field_removed, field_added,
]  # fmt: skip
CHANGES = [*HARMFUL, empty_lines_at_the_end, header_refolded, blanks_in_the_body]
HARMLESS = {change.__name__ for change in CHANGES if change not in HARMFUL}
