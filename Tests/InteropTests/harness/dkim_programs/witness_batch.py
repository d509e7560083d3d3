"""Judges DKIM signatures by RFC 6376, 8301 and 8463 and nothing else: the witness to whom all libraries are held.

Short rather than fast, in plain Python, with arithmetic of its own; it knows what the scenarios need and no more (one
key record a name, no `l=`, no expiry). Where the RFCs leave a signature without meaning its verdict is null: either
answer is right then.

witness_batch.py verify KEYS: a task a line on standard input, a result a line on standard output, both JSON. See
harness/dkim_peers.py.
"""

import base64
import hashlib
import json
import re
import sys

BLANKS = b" \t"
FIELD_NAME = re.compile(rb"[!-9;-~]+")
SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")  # RFC 8017, 9.2


def split(message):
    """The header's fields, each with its CRLF, and the body (RFC 5322, 2.1)."""
    head, separator, body = (b"\r\n" + message).partition(b"\r\n\r\n")
    head = head[2:] + (b"\r\n" if separator and head != b"" else b"")
    fields = re.findall(rb"(?s)(?:(?!\r\n).)+\r\n(?:[ \t](?:(?!\r\n).)*\r\n)*", head)
    return fields, body


def name_of(field):
    return field.partition(b":")[0].rstrip(BLANKS).lower()


def canonical_field(form, field):
    """RFC 6376, 3.4.1 and 3.4.2. The field is given with its CRLF, and comes back with it."""
    if form == b"simple":
        return field
    name, _, value = field.partition(b":")
    unfolded = value.replace(b"\r\n", b"")
    return name.rstrip(BLANKS).lower() + b":" + re.sub(rb"[ \t]+", b" ", unfolded).strip(BLANKS) + b"\r\n"


def canonical_body(form, body):
    """RFC 6376, 3.4.3 and 3.4.4. A last line without CRLF is a line like others, and gets one."""
    lines = body.split(b"\r\n")
    if form == b"relaxed":
        lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(BLANKS) for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    if not lines:
        return b"\r\n" if form == b"simple" else b""
    return b"".join(line + b"\r\n" for line in lines)


def tags_of(value):
    """RFC 6376, 3.2: names and values without the blanks around them."""
    tags = {}
    for part in value.split(b";"):
        if part.strip(b" \t\r\n"):
            name, _, content = part.partition(b"=")
            tags[name.strip(b" \t\r\n")] = content.strip(b" \t\r\n")
    return tags


def decoded(value):
    """The octets of Base64 with blanks in it; none where it is something else."""
    try:
        return base64.b64decode(re.sub(rb"[ \t\r\n]", b"", value), validate=True)
    except ValueError:
        return b""


def verdict(fields, body, position, keys):
    """Whether the signature in the field at this position holds; None where its list of fields is no such list."""
    field = fields[position]
    tags = tags_of(field.partition(b":")[2])
    algorithm, forms = tags[b"a"].lower(), tags.get(b"c", b"simple").lower().split(b"/")
    header_form, body_form = forms[0], forms[1] if len(forms) > 1 else b"simple"
    names = [name.strip(b" \t\r\n").lower() for name in tags[b"h"].split(b":")]
    if not all(FIELD_NAME.fullmatch(name) for name in names):
        return None
    if hashlib.sha256(canonical_body(body_form, body)).digest() != decoded(tags[b"bh"]):
        return False
    left = [other for index, other in enumerate(fields) if index != position]
    signed = b""
    for name in names:  # RFC 6376, 5.4.2: from the bottom up, and nothing where there is none
        found = next((index for index in reversed(range(len(left))) if name_of(left[index]) == name), None)
        if found is not None:
            signed += canonical_field(header_form, left.pop(found))
    # RFC 6376, 3.7: the value of b= is taken out with the blanks around it, and the last CRLF left out.
    unsigned = re.sub(rb"(?s)([:;][ \t\r\n]*b[ \t\r\n]*=)[^;]*", rb"\1", field[:-2] + b";", count=1)[:-1]
    signed += canonical_field(header_form, unsigned + b"\r\n")[:-2]
    digest, signature = hashlib.sha256(signed).digest(), decoded(tags[b"b"])
    record = tags_of(keys[f"{tags[b's'].decode()}._domainkey.{tags[b'd'].decode()}"].encode())
    key = decoded(record[b"p"])
    return {b"rsa-sha256": rsa_holds, b"ed25519-sha256": ed25519_holds}[algorithm](key, digest, signature)


# RSA with PKCS #1 (RFC 8017, 8.2.2).


def rsa_holds(key, digest, signature):
    numbers = integers(key)
    modulus, exponent = numbers[-2:]
    length = (modulus.bit_length() + 7) // 8
    value = int.from_bytes(signature)
    if len(signature) != length or value >= modulus:
        return False
    ending = b"\x00" + SHA256_PREFIX + digest
    expected = b"\x00\x01" + b"\xff" * (length - 2 - len(ending)) + ending
    return pow(value, exponent, modulus).to_bytes(length) == expected


def integers(der):
    """The integers of a structure in DER, in their order, however deep they stand (RFC 5280, 4.1; RFC 8017, A.1.1)."""
    found, place = [], 0
    while place < len(der):
        kind, length, place = der[place], der[place + 1], place + 2
        if length & 0x80:
            octets = length & 0x7F
            length, place = int.from_bytes(der[place : place + octets]), place + octets
        content, place = der[place : place + length], place + length
        if kind == 0x30:
            found += integers(content)
        elif kind == 0x03:
            found += integers(content[1:])
        elif kind == 0x02:
            found.append(int.from_bytes(content))
    return found


# Ed25519 (RFC 8032, 5.1), on points (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, -1, PRIME) % PRIME
ROOT = pow(2, (PRIME - 1) // 4, PRIME)


def added(one, two):
    a = (one[1] - one[0]) * (two[1] - two[0]) % PRIME
    b = (one[1] + one[0]) * (two[1] + two[0]) % PRIME
    c = 2 * one[3] * two[3] * CURVE % PRIME
    d = 2 * one[2] * two[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def times(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = added(result, point)
        point = added(point, point)
        number >>= 1
    return result


def point_of(octets):
    """The point that 32 octets stand for, or None (RFC 8032, 5.1.3)."""
    y = int.from_bytes(octets, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= PRIME:
        return None
    square = (y * y - 1) * pow(CURVE * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * ROOT % PRIME
    if (x * x - square) % PRIME or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = PRIME - x
    return x, y, 1, x * y % PRIME


BASE = point_of((4 * pow(5, -1, PRIME) % PRIME).to_bytes(32, "little"))


def ed25519_holds(key, digest, signature):
    """RFC 8463, 3: the digest is what is signed."""
    if len(signature) != 64:
        return False
    public, point = point_of(key), point_of(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if not public or not point or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + digest).digest(), "little") % ORDER
    left, right = times(scalar, BASE), added(point, times(challenge, public))
    return not any((left[axis] * right[2] - right[axis] * left[2]) % PRIME for axis in (0, 1))


def main():
    with open(sys.argv[2], "rb") as file:
        keys = json.load(file)
    for line in sys.stdin:
        with open(json.loads(line)["in"], "rb") as file:
            fields, body = split(file.read())
        positions = [index for index, field in enumerate(fields) if name_of(field) == b"dkim-signature"]
        print(json.dumps({"passed": [verdict(fields, body, position, keys) for position in positions]}), flush=True)


if __name__ == "__main__":
    main()
