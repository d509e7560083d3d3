/// A part of a report as it is written, with the fields that say how to read it.
struct ReportPart: Hashable, Sendable {
    /// The media type with its parameters.
    let contentType: String
    /// How the content is encoded; nil for 7bit, which is what holds where nothing is said (RFC 2045, section 6.1).
    let transferEncoding: String?
    /// The content, encoded.
    let octets: [UInt8]

    /// Makes a part.
    ///
    /// - Parameters:
    ///   - contentType: the media type with its parameters.
    ///   - content: the content; its lines end with CRLF.
    ///   - allowsEightBit: whether octets over 127 may stay as they are; else they go out in quoted-printable.
    init(_ contentType: String, _ content: [UInt8], allowsEightBit: Bool) {
        self.contentType = contentType
        if content.isASCII {
            transferEncoding = nil
            octets = content
        } else if allowsEightBit {
            transferEncoding = "8bit"
            octets = content
        } else if let encoded = SevenBitText.quotedPrintable(content) {
            transferEncoding = "quoted-printable"
            octets = encoded
        } else {
            transferEncoding = nil
            octets = content.map { $0 < 128 ? $0 : UInt8(ascii: "?") }
        }
    }

    /// The header of the part, with the empty line behind it.
    var header: [UInt8] {
        let encoding = transferEncoding.map { "Content-Transfer-Encoding: \($0)\r\n" } ?? ""
        return Array("Content-Type: \(contentType)\r\n\(encoding)\r\n".utf8)
    }
}

extension [UInt8] {
    /// Whether no octet is over 127.
    var isASCII: Bool { allSatisfy { $0 < 128 } }
}
