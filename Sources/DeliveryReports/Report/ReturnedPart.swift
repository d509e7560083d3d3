import InternetMessage

/// What goes back of the original message: the third part of a report (RFC 6522, section 3).
struct ReturnedPart: Hashable, Sendable {
    /// `message/rfc822` or `text/rfc822-headers`.
    let contentType: String
    /// The octets: ASCII, lines of at most 998 octets, each with its CRLF.
    let octets: [UInt8]

    /// Whether it is the whole message.
    var isWholeMessage: Bool { contentType == "message/rfc822" }

    /// Takes what goes back of a message; nil when that is nothing, as when it has no header field.
    ///
    /// - Parameters:
    ///   - original: the octets of the message.
    ///   - maximumHeaderSize: how much of the header is looked at, in octets.
    ///   - maximumMessageSize: up to which size the whole message goes back, if it can go as it is.
    init?(of original: [UInt8], maximumHeaderSize: Int, maximumMessageSize: Int) {
        let header = Self.header(of: original, maximumSize: maximumHeaderSize)
        guard !header.isEmpty else { return nil }
        if original.count <= maximumMessageSize, Self.isSevenBit(original) {
            contentType = "message/rfc822"
            octets = original
        } else {
            contentType = "text/rfc822-headers"
            octets = header
        }
    }

    /// The header's lines that lie wholly within the limit, made fit for a report.
    private static func header(of original: [UInt8], maximumSize: Int) -> [UInt8] {
        let window = Array(original.prefix(max(0, maximumSize)))
        let limits = HeaderLimits(maximumSize: window.count, maximumFieldCount: window.count)
        guard let header = try? MessageHeader(parsing: window, limits: limits) else { return [] }
        let fields = header.fields.flatMap { Array($0.octets) }
        let isCut = window.count < original.count && header.ending == .endOfInput
        var octets: [UInt8] = []
        octets.reserveCapacity(fields.count)
        var start = 0
        for index in fields.indices where fields[index] == lineFeed {
            guard index > start, fields[index - 1] == carriageReturn else { continue }
            append(fields[start..<(index - 1)], to: &octets)
            start = index + 1
        }
        if start < fields.count, !isCut { append(fields[start...], to: &octets) }
        return octets
    }

    /// Appends a line: what is no printable ASCII becomes question marks, a line over 998 octets is broken.
    private static func append(_ line: ArraySlice<UInt8>, to octets: inout [UInt8]) {
        guard !line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == tab }) else { return }
        var length = 0
        for octet in line {
            if length == maximumLineLength {
                octets += [carriageReturn, lineFeed, UInt8(ascii: " ")]
                length = 1
            }
            octets.append((32...126).contains(octet) || octet == tab ? octet : UInt8(ascii: "?"))
            length += 1
        }
        octets += [carriageReturn, lineFeed]
    }

    /// Whether a message can stand in a report without any change: ASCII without NUL, CRLF only, no overlong line.
    private static func isSevenBit(_ octets: [UInt8]) -> Bool {
        var length = 0
        var isBehindReturn = false
        for octet in octets {
            if octet == lineFeed {
                guard isBehindReturn else { return false }
                isBehindReturn = false
                length = 0
            } else {
                guard !isBehindReturn, octet > 0, octet < 128, length < maximumLineLength || octet == carriageReturn
                else { return false }
                isBehindReturn = octet == carriageReturn
                length += 1
            }
        }
        return length == 0
    }

    /// The longest line without its CRLF (RFC 5322, section 2.1.1).
    private static let maximumLineLength = 998
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let tab = UInt8(ascii: "\t")
}
