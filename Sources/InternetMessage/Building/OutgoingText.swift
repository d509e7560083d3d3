/// A text made ready to be sent: UTF-8 in lines that end with CRLF, and what it needs to arrive as it is.
struct OutgoingText: Sendable {
    /// The text; its last line has an end too.
    private(set) var octets: [UInt8] = []
    /// Whether all of it is ASCII.
    private(set) var isASCII = true
    /// Whether it can be sent without encoding it.
    private(set) var isPlain = true

    /// The longest line that is not encoded (RFC 5322, section 2.1.1).
    static let maximumLineLength = 78

    /// Reads a text in which LF, CR or CRLF end a line.
    init(_ text: String) {
        let source = Array(text.utf8)
        octets.reserveCapacity(source.count + source.count / 32 + 2)
        var lineStart = 0
        var index = 0
        while index < source.count {
            let octet = source[index]
            index += 1
            if octet == UInt8(ascii: "\r") || octet == UInt8(ascii: "\n") {
                if octet == UInt8(ascii: "\r"), index < source.count, source[index] == UInt8(ascii: "\n") { index += 1 }
                endLine(from: &lineStart)
            } else {
                if octet > 127 { isASCII = false }
                if !(32...126).contains(octet), octet != UInt8(ascii: "\t") { isPlain = false }
                octets.append(octet)
            }
        }
        if lineStart < octets.count { endLine(from: &lineStart) }
    }

    private mutating func endLine(from start: inout Int) {
        if !Self.isPlain(octets[start...]) { isPlain = false }
        octets.append(UInt8(ascii: "\r"))
        octets.append(UInt8(ascii: "\n"))
        start = octets.count
    }

    /// Whether a line without its end may stand as it is, as far as its length, its beginning and its end go.
    private static func isPlain(_ line: ArraySlice<UInt8>) -> Bool {
        line.count <= maximumLineLength && line.last?.isBlank != true && line != [UInt8(ascii: ".")]
            && !line.starts(with: envelopeStart)
    }

    /// The text as it is, or in the encoding in which it is shorter; quoted-printable if it is the same.
    var body: OutgoingPart.Body {
        guard !isPlain else { return .sevenBit(octets) }
        var quoted: [UInt8] = []
        QuotedPrintableEncoder.append(octets[...], to: &quoted)
        return quoted.count <= Base64Lines.length(of: octets.count) ? .quotedPrintable(quoted) : .base64(octets)
    }

    /// What begins a message in a mailbox file, and is changed there.
    private static let envelopeStart = Array("From ".utf8)
}
