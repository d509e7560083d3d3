#!/usr/bin/env python3
"""Reads delivery reports with Python's email package, and holds them against what they should say.

    Tests/InteropTests/harness/read_with_email.py FOLDER

For each NAME.json in the folder, NAME.eml is a report as it is sent. It has to be a multipart/report of three parts in
which the package finds no defect, with the types, encodings and fields that the JSON names. The last line is
`N passed, N failed`; exit status 1 if any failed or there was none. The Swift tests of DeliveryReports write such
folders and run this.
"""

import json
import re
import sys
from email import errors, message_from_bytes, message_from_string, policy
from pathlib import Path

ESCAPE = re.compile(r"\\x\{([0-9A-Fa-f]+)\}")  # RFC 6533 (3)


def one_spaced(value):
    """The text of a field, each fold and each run of blanks one space."""
    return re.sub(r"[ \t\r\n]+", " ", str(value)).strip()


def groups(part):
    """The groups of fields in a part for programs, each a message of nothing but a header.

    The package parts message/delivery-status into groups. It takes message/global-delivery-status for a message whose
    header is the first group and whose body has the others.
    """
    found = list(part.get_payload())
    if part.get_content_type() == "message/delivery-status":
        return found
    while rest := found[-1].get_payload(decode=True).strip(b"\r\n"):
        found.append(message_from_bytes(rest, policy=policy.default))
    return found


def address(value):
    """(type, address) of a recipient; escapes of type utf-8 undone."""
    kind, _, text = one_spaced(value).partition(";")
    text = text.strip()
    return [kind, ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if kind == "utf-8" else text]


def encoding(entity):
    return str(entity.get("Content-Transfer-Encoding", "7bit")).lower()


def eight_bit_problems(data, report):
    """Octets over 127 stand only where a part says 8bit, and the whole says so too (RFC 2045, 6.4)."""
    delimiter = b"\r\n--" + report.get_boundary().encode("ascii")
    wholes = data.split(delimiter)[1:-1]
    problems = []
    for whole, part in zip(wholes, report.iter_parts()):
        if (max(whole) > 127) != (encoding(part) == "8bit"):
            problems.append(f"{part.get_content_type()} says {encoding(part)}")
    needed = "8bit" if any(encoding(part) == "8bit" for part in report.iter_parts()) else "7bit"
    if encoding(report) != needed:
        problems.append(f"the whole says {encoding(report)}, not {needed}")
    return problems


def header_of(part):
    """The header that is given back, as a message."""
    if part.get_content_maintype() == "message":
        return part.get_payload(0)
    return message_from_bytes(part.get_payload(decode=True), policy=policy.default)


def problems_of(data, wanted):
    """What is not as it should be, a sentence each."""
    report = message_from_bytes(data, policy=policy.default)
    problems = [f"{part.get_content_type()}: {defect!r}" for part in report.walk() for defect in part.defects]

    def check(what, seen, expected):
        if seen != expected:
            problems.append(f"{what}: expected {expected!r}, got {seen!r}")

    check("type", report.get_content_type(), "multipart/report")
    check("report-type", report.get_param("report-type"), "delivery-status")
    # Read as text, since in octets over 127 the package sees no letters. That an address has some is no defect of RFC 6532.
    top = message_from_string(data.decode("utf-8", "replace"), policy=policy.default)
    for name, value in top.items():
        found = [defect for defect in value.defects if not isinstance(defect, errors.NonASCIILocalPartDefect)]
        problems += [f"{name}: {defect!r}" for defect in found]
    check("To", [recipient.addr_spec for recipient in top["To"].addresses], [wanted["sender"]])
    check("Auto-Submitted", str(top["Auto-Submitted"]), "auto-replied")
    check("MIME-Version", str(top["MIME-Version"]), "1.0")

    parts = list(report.iter_parts())
    check("parts", [f"{part.get_content_type()} {encoding(part)}" for part in parts], wanted["parts"])
    if len(parts) != 3:
        return problems
    problems += eight_bit_problems(data, report)
    for text in wanted["people"]:
        if text not in parts[0].get_content():
            problems.append(f"people are not told {text!r}")

    message, *recipients = groups(parts[1])
    problems += [f"fields: {defect!r}" for group in [message, *recipients] for defect in group.defects]
    check("Reporting-MTA", one_spaced(message["Reporting-MTA"]), wanted["reportingMTA"])
    check("number of recipients", len(recipients), len(wanted["recipients"]))
    for fields, expected in zip(recipients, wanted["recipients"]):
        check("names of fields", fields.keys(), expected["names"])
        check("Final-Recipient", address(fields["Final-Recipient"]), expected["final"])
        if "original" in expected:
            check("Original-Recipient", address(fields["Original-Recipient"]), expected["original"])
        check("Action", str(fields["Action"]), expected["action"])
        check("Status", str(fields["Status"]), expected["status"])
    returned = header_of(parts[2])
    problems += [f"what is given back: {defect!r}" for defect in returned.defects]
    check("Subject that is given back", str(returned["Subject"]), wanted["subject"])
    return problems


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    passed = failed = 0
    for path in sorted(Path(sys.argv[1]).glob("*.json")):
        wanted = json.loads(path.read_text("utf-8"))
        if problems := problems_of(path.with_suffix(".eml").read_bytes(), wanted):
            failed += 1
            print(f"{path.stem}:", *problems, sep="\n  - ")
        else:
            passed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
