"""A strict reader of delivery status notifications (RFC 3464 in an RFC 6522 report).

`read_report` never raises on bad input: what is wrong is listed in `violations`, and an empty list means that nothing
is.
"""

import re
from dataclasses import dataclass, field

from .outcome import Failure
from .strict_mime import (
    check_encoding,
    check_octets,
    content_type,
    is_date,
    parse_fields,
    split_entity,
    split_multipart,
)

ACTIONS = {
    "failed": "45",
    "delayed": "4",
    "delivered": "2",
    "relayed": "2",
    "expanded": "2",
}  # with the classes of their status
STATUS = re.compile(r"[245]\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})")  # RFC 3463 (2)
TYPED = re.compile(r"([A-Za-z0-9-]+)\s*;\s*(\S.*)")
MAILBOX = re.compile(r"[^\s<>()@]+@[^\s<>()@]+")

DATES = {"arrival-date", "last-attempt-date", "will-retry-until"}
TYPED_FIELDS = {
    "reporting-mta",
    "dsn-gateway",
    "received-from-mta",
    "original-recipient",
    "final-recipient",
    "remote-mta",
    "diagnostic-code",
}
MESSAGE_FIELDS = {"original-envelope-id", "reporting-mta", "dsn-gateway", "received-from-mta", "arrival-date"}
RECIPIENT_FIELDS = {
    "original-recipient",
    "final-recipient",
    "action",
    "status",
    "remote-mta",
    "diagnostic-code",
    "last-attempt-date",
    "final-log-id",
    "will-retry-until",
}
RETURNED = {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"}


@dataclass
class Report:
    """What a report says. Field names in `message` and `recipients` are in lower case; typed values have their type."""

    violations: list = field(default_factory=list)
    top: object = None
    human: bytes = b""
    message: dict = field(default_factory=dict)
    recipients: list = field(default_factory=list)
    returned_type: str = ""
    returned: bytes = b""

    def expect_strict(self):
        """Raises `Failure` with every violation, where there is one."""
        if self.violations:
            raise Failure("not a well-formed delivery report:\n" + "\n".join("- " + text for text in self.violations))
        return self


def read_report(data, reverse_path=None, utf8=False):
    """Reads a whole message.

    With `reverse_path` the envelope's is checked too: a report has the null one (RFC 3464, 2). With `utf8` it came with
    SMTPUTF8, and its header and fields may be UTF-8 (RFC 6532, RFC 6533).
    """
    report = Report()
    violations = report.violations
    check_octets(data, violations)
    report.top, body = split_entity(data, violations, "header", utf8)
    _check_top(report.top, reverse_path, violations)
    kind, parameters = content_type(report.top, violations, "header")
    if kind != "multipart/report":
        violations.append(f"Content-Type is {kind}, not multipart/report")
    if parameters.get("report-type", "").lower() != "delivery-status":
        violations.append(f"report-type is {parameters.get('report-type')!r}, not delivery-status")
    if (encoding := check_encoding(report.top, body, violations, "the whole")) not in ("7bit", "8bit", "binary"):
        violations.append(f"a multipart under Content-Transfer-Encoding {encoding}")  # RFC 2045 (6.4)
    parts = split_multipart(body, parameters.get("boundary"), violations)
    if len(parts) != 3:
        violations.append(f"{len(parts)} parts, not three")
    for reader, part in zip((_read_human, _read_status, _read_returned), parts):
        reader(report, part)
    return report


def _check_top(fields, reverse_path, violations):
    for name in ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Auto-Submitted", "Content-Type"):
        if (count := len(fields.all(name))) != 1:
            violations.append(f"{name} stands {count} times, not once")
    if fields.get("MIME-Version", "1.0") != "1.0":
        violations.append(f"MIME-Version is {fields.get('MIME-Version')!r}")
    if fields.get("Auto-Submitted", "auto-replied").lower() != "auto-replied":  # RFC 3834 (5)
        violations.append(f"Auto-Submitted is {fields.get('Auto-Submitted')!r}, not auto-replied")
    if "Date" in dict(fields.pairs) and not is_date(fields.get("Date")):
        violations.append(f"Date is malformed: {fields.get('Date')!r}")
    if not re.fullmatch(r"<[^\s<>@]+@[^\s<>@]+>", fields.get("Message-ID", "<a@b>")):
        violations.append(f"Message-ID is malformed: {fields.get('Message-ID')!r}")
    if any(value != "<>" for value in fields.all("Return-Path")) or reverse_path:
        violations.append(f"the return path is not null: {reverse_path or fields.get('Return-Path')!r}")


def _read_human(report, part):
    fields, report.human = split_entity(part, report.violations, "first part")
    kind, _ = content_type(fields, report.violations, "first part")
    check_encoding(fields, report.human, report.violations, "first part")
    if kind not in ("text/plain", "text/html", "multipart/alternative", "multipart/related"):
        report.violations.append(f"the first part is {kind}, nothing for people to read")
    if not report.human.strip():
        report.violations.append("the first part is empty")


def _read_status(report, part):
    fields, body = split_entity(part, report.violations, "second part")
    kind, _ = content_type(fields, report.violations, "second part")
    if kind not in ("message/delivery-status", "message/global-delivery-status"):
        report.violations.append(f"the second part is {kind}, not message/delivery-status")
    if check_encoding(fields, body, report.violations, "second part") not in ("7bit", "8bit"):
        report.violations.append("message/delivery-status has to be 7bit (RFC 3464, 2.1)")
    utf8 = kind == "message/global-delivery-status"
    groups = body.removesuffix(b"\r\n").removesuffix(b"\r\n").split(b"\r\n\r\n")
    if any(not group.strip() or group.startswith(b"\r\n") for group in groups):
        report.violations.append("an empty group of fields in the status part")
        groups = [group.removeprefix(b"\r\n") for group in groups if group.strip()]
    report.message = _read_group(
        groups[0] if groups else b"", MESSAGE_FIELDS, {"reporting-mta"}, "per-message fields", report.violations, utf8
    )
    report.recipients = [
        _read_group(
            group,
            RECIPIENT_FIELDS,
            {"final-recipient", "action", "status"},
            f"recipient {number}",
            report.violations,
            utf8,
        )
        for number, group in enumerate(groups[1:], start=1)
    ]
    if not report.recipients:
        report.violations.append("no recipient in the status part")
    for number, recipient in enumerate(report.recipients, start=1):
        _check_recipient(recipient, f"recipient {number}", report.violations)


def _read_group(block, known, required, where, violations, utf8=False):
    """One group as a dictionary.

    A field that is unknown (and not X-), missing, doubled, empty or of the wrong form is a violation.
    """
    values = {}
    for name, value in parse_fields(block, violations, where, utf8).pairs:
        key, value = name.lower(), (
            _without_comments(value) if name.lower() not in ("diagnostic-code", "final-log-id") else value
        )
        if key in values:
            violations.append(f"{where}: {name} stands twice")
        if key not in known and not key.startswith("x-"):
            violations.append(f"{where}: {name} does not belong here")
        if not value:
            violations.append(f"{where}: {name} is empty")
        if key in TYPED_FIELDS and not TYPED.fullmatch(value):
            violations.append(f"{where}: {name} is not of the form type; value: {value!r}")
        if key in DATES and not is_date(value):
            violations.append(f"{where}: {name} is no date of RFC 5322: {value!r}")
        values[key] = value
    violations.extend(f"{where}: no {name}" for name in sorted(required - values.keys()))
    return values


def _check_recipient(values, where, violations):
    action, status = values.get("action", "").lower(), values.get("status", "")
    if "action" in values and action not in ACTIONS:
        violations.append(f"{where}: Action {action!r} is none of {', '.join(ACTIONS)}")
    if "status" in values and not STATUS.fullmatch(status):
        violations.append(f"{where}: Status {status!r} is not of the form D.D.D")
    elif status and status[0] not in ACTIONS.get(action, "245"):
        violations.append(f"{where}: Action {action} with Status {status}")
    if "will-retry-until" in values and action != "delayed":
        violations.append(f"{where}: Will-Retry-Until with Action {action}")  # RFC 3464 (2.3.9)
    for name in ("final-recipient", "original-recipient"):
        kind, _, address = values.get(name, "").partition(";")
        if kind.strip().lower() == "rfc822" and not MAILBOX.fullmatch(address.strip()):
            violations.append(f"{where}: {name} is no mailbox: {address.strip()!r}")
    kind, _, text = values.get("diagnostic-code", "").partition(";")
    if kind.strip().lower() == "smtp" and not re.match(r"[2-5]\d\d(?=[ -]|$)", text.strip()):
        violations.append(f"{where}: an smtp Diagnostic-Code without a reply code: {text.strip()!r}")


def _read_returned(report, part):
    fields, report.returned = split_entity(part, report.violations, "third part")
    report.returned_type, _ = content_type(fields, report.violations, "third part")
    if report.returned_type not in RETURNED:
        report.violations.append(
            f"the third part is {report.returned_type}, neither message/rfc822 nor text/rfc822-headers"
        )
    encoding = check_encoding(fields, report.returned, report.violations, "third part")
    if report.returned_type == "message/rfc822" and encoding not in ("7bit", "8bit", "binary"):
        report.violations.append(f"message/rfc822 under Content-Transfer-Encoding {encoding}")  # RFC 2046 (5.2.1)
    if not re.match(rb"[!-9;-~]+:", report.returned):
        report.violations.append("the third part does not begin with a header field")


def _without_comments(value):
    """RFC 3464 (2.1.1): text in parentheses is no part of the value."""
    return re.sub(r"\s*\([^()]*\)", "", value).strip()
