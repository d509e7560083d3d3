"""Where other DKIM implementations are known to differ from the RFCs, each found by running, with the reason.

A scenario holds everybody to the strict reading of RFC 6376 (dkim_programs/witness_batch.py). Whoever differs from it
has to stand here, with the shapes of messages and the forms (`c=`) that it happens with; Waxwing must not. An entry
that was never met is reported, as the program may have been mended. Versions: dkimpy 1.1.8, libopendkim 2.11.0 beta 2,
Mail::DKIM 1.20230212, go-msgauth 0.6.6.
"""

from dataclasses import dataclass

SIGNS, VERIFIES, REFUSES, ACCEPTS = "signs", "verifies", "refuses to sign", "passes what was changed"


@dataclass(frozen=True)
class Case:
    """What was signed or verified: the shapes of the message, and how it was signed."""

    header: str
    body: str
    header_form: str
    body_form: str
    algorithm: str
    fields: str  # "own" for the signer's own choice of fields, "all" for all that are there and some once more
    extras: bool = False  # whether the signature has i=, x= and z=


@dataclass(frozen=True)
class Difference:
    """Something that a program does otherwise. What is None or empty holds for every case."""

    program: str
    roles: tuple
    reason: str
    headers: tuple = ()
    bodies: tuple = ()
    header_form: str | None = None
    body_form: str | None = None
    algorithm: str | None = None
    fields: str | None = None
    extras: bool | None = None

    def covers(self, program, role, case):
        """Whether this is what happened."""
        return (
            program == self.program
            and role in self.roles
            and (not self.headers or case.header in self.headers)
            and (not self.bodies or case.body in self.bodies)
            and all(
                wanted in (None, seen)
                for wanted, seen in (
                    (self.header_form, case.header_form),
                    (self.body_form, case.body_form),
                    (self.algorithm, case.algorithm),
                    (self.fields, case.fields),
                    (self.extras, case.extras),
                )
            )
        )


BOTH = (SIGNS, VERIFIES)
UNFINISHED = ("no-last-line-end", "no-last-line-end-behind-blanks", "one-octet", "ends-in-carriage-return")

DIFFERENCES = [
    Difference(
        "dkimpy",
        (REFUSES, VERIFIES),
        "takes no blank before the colon: rfc822_parse raises MessageFormatError (RFC 5322, 4.5; RFC 6376, 3.4.2)",
        headers=("blank-before-colon",),
    ),
    Difference(
        "dkimpy",
        BOTH,
        "strips vertical tabs and form feeds off the ends of a value (bytes.strip in Relaxed.canonicalize_headers); "
        "white space is space and tab (RFC 6376, 2.8)",
        headers=("controls",),
        header_form="relaxed",
    ),
    Difference(
        "dkimpy",
        BOTH,
        "leaves a space at the end of a last line without CRLF (strip_trailing_whitespace wants CRLF behind it; "
        "RFC 6376, 3.4.4)",
        bodies=("no-last-line-end-behind-blanks",),
        body_form="relaxed",
    ),
    Difference(
        "dkimpy",
        (SIGNS,),
        "breaks a name of more than 70 octets in two when it folds h= (fold; RFC 6376, 3.5 allows blanks around the "
        "colons); it does not verify that itself",
        headers=("long-name",),
        fields="all",
    ),
    Difference(
        "libopendkim",
        (REFUSES, VERIFIES),
        "takes no blank before the colon: dkim_header says syntax error (RFC 5322, 4.5; RFC 6376, 3.4.2)",
        headers=("blank-before-colon",),
    ),
    Difference(
        "libopendkim",
        (REFUSES, *BOTH),
        "adds no CRLF to a last line without one, and signing it is an error (RFC 6376, 3.4.4; "
        "trusteddomainproject/OpenDKIM#45)",
        bodies=UNFINISHED,
        body_form="relaxed",
    ),
    Difference(
        "libopendkim",
        BOTH,
        "drops a CR at the very end (dkim_canon_bodychunk); only CRLF ends a line (RFC 6376, 3.4.3)",
        bodies=("ends-in-carriage-return",),
        body_form="simple",
    ),
    Difference(
        "libopendkim",
        BOTH,
        "loses a CR that no LF follows (dkim_canon_bodychunk, state 2); only CRLF ends a line (RFC 6376, 3.4.4)",
        bodies=("lone-carriage-returns",),
        body_form="relaxed",
    ),
    Difference(
        "libopendkim",
        BOTH,
        "takes vertical tabs and form feeds for white space (isspace in dkim_canon_header_string; RFC 6376, 2.8)",
        headers=("controls",),
        header_form="relaxed",
    ),
    Difference(
        "libopendkim",
        BOTH,
        "loses octets of a field of more than 65,535, the end of its buffer for fields (MAXBUFRSZ)",
        headers=("longer-references",),
    ),
    Difference(
        "libopendkim",
        BOTH,
        "hashes the last field with two CRLF where no empty line ends the header (dkim_chunk; RFC 6376, 3.4.1)",
        bodies=("absent",),
        header_form="simple",
    ),
    Difference(
        "libopendkim",
        (SIGNS,),
        "folds the field otherwise than it was hashed; with dkim_set_margin(0) it is right, and it does not verify it "
        "itself (RFC 6376, 3.4.1 and 3.7)",
        header_form="simple",
        algorithm="ed25519-sha256",
    ),
    Difference(
        "Mail::DKIM",
        BOTH,
        "adds no CRLF to a last line without one (Canonicalization::simple; RFC 6376, 3.4.3)",
        bodies=UNFINISHED,
        body_form="simple",
    ),
    Difference(
        "Mail::DKIM",
        BOTH,
        r"takes a vertical tab behind the colon for white space (\s in Canonicalization::relaxed; RFC 6376, 2.8)",
        headers=("controls",),
        header_form="relaxed",
    ),
    Difference(
        "go-msgauth",
        (REFUSES, VERIFIES),
        "wants an empty line behind the header: readHeader ends with EOF (RFC 5322, 3.5; RFC 6376, 3.4.3)",
        bodies=("absent",),
    ),
    Difference(
        "go-msgauth",
        BOTH,
        "takes a CR for the end of a line (relaxedBodyCanonicalizer); only CRLF ends a line (RFC 6376, 3.4.4)",
        bodies=("lone-carriage-returns", "ends-in-carriage-return"),
        body_form="relaxed",
    ),
    Difference(
        "go-msgauth",
        BOTH,
        "strips what Unicode calls white space off the ends of a value (strings.TrimSpace in CanonicalizeHeader); "
        "white space is space and tab (RFC 6376, 2.8)",
        headers=("controls", "utf8-blanks-at-the-ends"),
        header_form="relaxed",
    ),
    Difference(
        "go-msgauth",
        (*BOTH, ACCEPTS),
        "counts a name that h= has in two spellings as two names, and takes the lowest field twice, so that one more "
        "can be added (headerPicker.picked; RFC 6376, 3.5 and 5.4.2; seen as wttw/aboutmyemail#26)",
        headers=("duplicates",),
    ),
    Difference(
        "go-msgauth",
        (VERIFIES,),
        "empties whatever stands behind a b and an equals sign, also in other tags, such as Bob=20 in z= "
        "(removeSignature; RFC 6376, 3.7: only the value of b=)",
        extras=True,
    ),
]
