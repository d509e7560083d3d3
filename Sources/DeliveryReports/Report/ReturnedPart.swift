import InternetMessage

/// What goes back of the original message: the third part of a report (RFC 6522, section 3).
struct ReturnedPart: Hashable, Sendable {
    /// `message/rfc822` or `text/rfc822-headers`, or with UTF-8 `message/global` or `message/global-headers`.
    let contentType: String
    /// The octets: lines of at most 998 octets, each with its CRLF.
    ///
    /// Those of a `text/rfc822-headers` may be over 127: they go out in quoted-printable.
    let octets: [UInt8]
    /// Whether it is the whole message.
    let isWholeMessage: Bool
    /// Whether it is of a type for UTF-8, which only SMTPUTF8 can carry as it is (RFC 6533, section 4).
    let isInternationalized: Bool

    /// Takes what goes back of a message; nil when that is nothing, as when it has no header field.
    ///
    /// - Parameters:
    ///   - original: the octets of the message.
    ///   - maximumHeaderSize: how much of the header is looked at, in octets.
    ///   - maximumMessageSize: up to which size the whole message goes back, if it can go as it is.
    ///   - allowsUTF8: whether it may be of a type for UTF-8.
    init?(of original: [UInt8], maximumHeaderSize: Int, maximumMessageSize: Int, allowsUTF8: Bool) {
        let header = Self.header(of: original, maximumSize: maximumHeaderSize)
        guard !header.isEmpty else { return nil }
        isWholeMessage = original.count <= maximumMessageSize && Self.canGoWhole(original, allowsUTF8: allowsUTF8)
        octets = isWholeMessage ? original : header
        // Whole messages of other octets come here only where that is allowed.
        isInternationalized = !octets.isASCII && (isWholeMessage || allowsUTF8 && Self.isUTF8(header))
        contentType =
            switch (isWholeMessage, isInternationalized) {
            case (true, false): "message/rfc822"
            case (true, true): "message/global"
            case (false, false): "text/rfc822-headers"
            case (false, true): "message/global-headers"
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

    /// Appends a line: control characters of ASCII become question marks, a line over 998 octets is broken.
    private static func append(_ line: ArraySlice<UInt8>, to octets: inout [UInt8]) {
        guard !line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == tab }) else { return }
        var length = 0
        for octet in line {
            // A character of UTF-8, of up to four octets, stays in one line.
            if length == maximumLineLength || octet > 0xBF && length > maximumLineLength - 4 {
                octets += [carriageReturn, lineFeed, UInt8(ascii: " ")]
                length = 1
            }
            octets.append(octet > 31 && octet != 127 || octet == tab ? octet : UInt8(ascii: "?"))
            length += 1
        }
        octets += [carriageReturn, lineFeed]
    }

    /// Whether a message can stand in a report without any change: ASCII, or where more is allowed anything under a header
    /// of UTF-8; no NUL, CRLF only, no overlong line.
    private static func canGoWhole(_ octets: [UInt8], allowsUTF8: Bool) -> Bool {
        guard hasPlainLines(octets) else { return false }
        guard !octets.isASCII else { return true }
        let limits = HeaderLimits(maximumSize: octets.count, maximumFieldCount: octets.count)
        guard allowsUTF8, let header = try? MessageHeader(parsing: octets, limits: limits) else { return false }
        return isUTF8(Array(octets.prefix(header.bodyOffset)))
    }

    private static func isUTF8(_ octets: [UInt8]) -> Bool { String(validating: octets, as: UTF8.self) != nil }

    /// Whether only CRLF ends a line, no line is too long, and nothing is NUL.
    private static func hasPlainLines(_ octets: [UInt8]) -> Bool {
        var length = 0
        var isBehindReturn = false
        for octet in octets {
            if octet == lineFeed {
                guard isBehindReturn else { return false }
                isBehindReturn = false
                length = 0
            } else {
                guard !isBehindReturn, octet > 0, length < maximumLineLength || octet == carriageReturn
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
