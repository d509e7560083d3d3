/// Writes text as quoted-printable (RFC 2045, section 6.7).
///
/// Line ends stay line ends; what is longer is broken softly, so that no line has more than 76 characters. Besides what
/// must be, it encodes what transport is known to change (RFC 2049, section 3): white space at the end of a line, and at
/// its beginning a dot, `From `, and the first of two hyphens, as a soft break must not make a delimiter of a multipart.
struct QuotedPrintableEncoder {
    private let text: ArraySlice<UInt8>
    private var output: [UInt8] = []
    private var column = 0

    /// Encodes a text whose lines end with CRLF and that has no other CR or LF.
    static func append(_ text: ArraySlice<UInt8>, to output: inout [UInt8]) {
        var encoder = QuotedPrintableEncoder(text: text)
        swap(&encoder.output, &output)
        encoder.run()
        swap(&encoder.output, &output)
    }

    private init(text: ArraySlice<UInt8>) { self.text = text }

    private mutating func run() {
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == UInt8(ascii: "\r") {
                endLine()
                index += 2
            } else {
                appendOctet(at: index)
                index += 1
            }
        }
    }

    private mutating func appendOctet(at index: Int) {
        let isLast = index + 1 == text.endIndex || text[index + 1] == UInt8(ascii: "\r")
        // The last column is for the sign of a soft break, unless the line ends by itself.
        let room = Self.maximumColumns - (isLast ? 0 : 1)
        if column + (isLiteral(at: index, isLast: isLast) ? 1 : 3) > room {
            output.append(UInt8(ascii: "="))
            endLine()
        }
        let octet = text[index]
        if isLiteral(at: index, isLast: isLast) {
            output.append(octet)
            column += 1
        } else {
            output.append(UInt8(ascii: "="))
            output.append(Self.digits[Int(octet >> 4)])
            output.append(Self.digits[Int(octet & 15)])
            column += 3
        }
    }

    private mutating func endLine() {
        output.append(UInt8(ascii: "\r"))
        output.append(UInt8(ascii: "\n"))
        column = 0
    }

    /// Whether the octet may stand for itself in the column that comes now.
    private func isLiteral(at index: Int, isLast: Bool) -> Bool {
        switch text[index] {
        case UInt8(ascii: " "), UInt8(ascii: "\t"): !isLast
        case UInt8(ascii: "="): false
        case UInt8(ascii: "."): column > 0
        case UInt8(ascii: "-"): column > 0 || isLast || text[index + 1] != UInt8(ascii: "-")
        case UInt8(ascii: "F"): column > 0 || !text[index...].starts(with: Self.envelopeStart)
        case 33...126: true
        default: false
        }
    }

    private static let maximumColumns = 76
    private static let digits = Array("0123456789ABCDEF".utf8)
    /// What begins a message in a mailbox file, and is changed there.
    private static let envelopeStart = Array("From ".utf8)
}
