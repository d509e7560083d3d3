import MailAddressing

extension DeliveryReport {
    /// The whole message as octets, to be sent with a null reverse path.
    ///
    /// Guarantees, whatever the values are: ASCII in lines of at most 998 octets, each ending with CRLF; header fields
    /// folded at about 78 octets; no value begins a field or a part of its own. Octets over 127 of the original
    /// header become question marks, as do control characters. A message without a single header field has no third
    /// part (RFC 6522, section 3, makes that optional).
    public func serialized() -> [UInt8] {
        let returned = ReturnedPart(
            of: originalContent, maximumHeaderSize: maximumReturnedHeaderSize,
            maximumMessageSize: maximumReturnedMessageSize)
        var parts = [
            ("text/plain; charset=us-ascii", textForPeople(returning: returned)),
            ("message/delivery-status", status.serialized()),
        ]
        if let returned { parts.append((returned.contentType, returned.octets)) }
        let unique = Self.unique(uniqueText)
        let boundary = MultipartBoundary.text(from: unique, absentFrom: parts.map { $0.1 })

        var octets = header(unique: unique, boundary: boundary)
        octets.reserveCapacity(octets.count + parts.reduce(256) { $0 + $1.1.count })
        for (contentType, content) in parts {
            octets += Array("\r\n--\(boundary)\r\nContent-Type: \(contentType)\r\n\r\n".utf8)
            octets += content
        }
        octets += Array("\r\n--\(boundary)--\r\n".utf8)
        return octets
    }

    /// The header of the report, without the empty line behind it.
    private func header(unique: String, boundary: String) -> [UInt8] {
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
