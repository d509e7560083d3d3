import MailAddressing

extension DeliveryReport {
    /// The octets of ``written()``, for whoever has no use for the rest.
    public func serialized() -> [UInt8] { written().octets }

    /// The whole message, to be sent with a null reverse path.
    ///
    /// Guarantees, whatever the values are: lines of at most 998 octets, each ending with CRLF; header fields folded at
    /// about 78 octets; no value begins a field or a part of its own. Control characters of the original header become
    /// question marks. A message without a single header field has no third part (RFC 6522, section 3, makes that
    /// optional).
    ///
    /// All octets are ASCII, unless ``allowsInternationalized`` is set and something has characters beyond it. In a
    /// report of ASCII such an address has the type `utf-8` and escapes (RFC 6533, section 3), replies have question
    /// marks in the part for programs, and the text for people and the returned header, which is `text/rfc822-headers`
    /// (RFC 6522, section 4), are quoted-printable. In one of UTF-8 what has it is `message/global-delivery-status`,
    /// `message/global` or `message/global-headers` (RFC 6533, section 4), and parts with octets over 127 are `8bit`; a
    /// header that is no UTF-8 goes back as in a report of ASCII.
    public func written() -> WrittenReport {
        let allowsUTF8 = allowsInternationalized || sender.isInternationalized
        let returned = ReturnedPart(
            of: originalContent, maximumHeaderSize: maximumReturnedHeaderSize,
            maximumMessageSize: maximumReturnedMessageSize, allowsUTF8: allowsUTF8)
        let fields = status.serialized(allowsInternationalized: allowsUTF8)
        let isInternational =
            sender.isInternationalized || !fields.isASCII || returned.map(\.isInternationalized) ?? false
        let people = textForPeople(returning: returned)
        var parts = [
            ReportPart(
                "text/plain; charset=\(people.isASCII ? "us-ascii" : "utf-8")", people, allowsEightBit: isInternational),
            ReportPart("message/\(fields.isASCII ? "" : "global-")delivery-status", fields, allowsEightBit: true),
        ]
        if let returned {
            parts.append(
                ReportPart(returned.contentType, returned.octets, allowsEightBit: returned.isInternationalized))
        }
        let unique = Self.unique(uniqueText)
        let boundary = MultipartBoundary.text(from: unique, absentFrom: parts.map(\.octets))

        let isEightBit = parts.contains { $0.transferEncoding == "8bit" }
        var octets = header(unique: unique, boundary: boundary, isEightBit: isEightBit)
        octets.reserveCapacity(octets.count + parts.reduce(512) { $0 + $1.octets.count })
        for part in parts {
            octets += Array("\r\n--\(boundary)\r\n".utf8)
            octets += part.header
            octets += part.octets
        }
        octets += Array("\r\n--\(boundary)--\r\n".utf8)
        return WrittenReport(octets: octets, isInternationalized: isInternational)
    }

    /// The header of the report, without the empty line behind it.
    private func header(unique: String, boundary: String, isEightBit: Bool) -> [UInt8] {
        let host = status.reportingMTA.text
        var block = FieldBlock()
        block.append("From", ["Mail", "Delivery", "System", "<MAILER-DAEMON@\(host)>"])
        block.append("To", ["<\(sender)>"])
        block.append("Subject", [subject])
        block.append("Date", seconds: date)
        block.append("Message-ID", ["<\(unique)@\(host)>"])
        block.append("Auto-Submitted", ["auto-replied"])
        block.append("MIME-Version", ["1.0"])
        block.append(
            "Content-Type",
            ["multipart/report;", "report-type=delivery-status;", "boundary=\"\(boundary)\""])
        // What is inside of a multipart must not need more than it says itself (RFC 2045, section 6.4).
        if isEightBit { block.append("Content-Transfer-Encoding", ["8bit"]) }
        return block.octets
    }

    private var subject: String {
        let actions = status.recipients.map(\.action)
        if actions.contains(.failed) { return "Undelivered mail returned to sender" }
        return actions.contains(.delayed) ? "Mail delivery is delayed" : "Mail delivery report"
    }

    /// The unique text as it may stand in an identifier and in a boundary.
    private static func unique(_ text: String) -> String {
        let octets = text.utf8.prefix(maximumUniqueLength).map { octet -> UInt8 in
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                octet
            default: UInt8(ascii: "-")
            }
        }
        return octets.isEmpty ? "report" : String(decoding: octets, as: UTF8.self)
    }

    /// The longest unique text: with any host the identifier fits into a line.
    private static let maximumUniqueLength = 64
}
