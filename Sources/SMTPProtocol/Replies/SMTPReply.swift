/// A reply of an SMTP server: code, enhanced status code and text in one value (RFC 5321, section 4.2).
///
/// Guarantees: a code of 200 to 599; at least one line of text; no line holds a control character, so that a reply can
/// never be made to look like two.
public struct SMTPReply: Hashable, Sendable {
    /// The reply code: 200 to 599.
    public let code: UInt16
    /// The enhanced status code, or nil where there is none, as in greetings and intermediate replies.
    public let enhancedStatusCode: EnhancedStatusCode?
    /// The first line, and those behind it; most replies have one line and no array.
    private let firstLine: String
    private let otherLines: [String]

    /// The longest text of one line that is sent, in octets (RFC 5321, section 4.5.3.1.5 allows 512 with the codes).
    public static let maximumTextLength = 480
    /// The most lines of a reply that is sent or read: an EHLO reply has about 20, and a banner of rules perhaps 50.
    public static let maximumLines = 100

    /// Makes a reply of several lines.
    ///
    /// - Parameters:
    ///   - code: 200 to 599; anything else becomes 451, as a peer must not be told nonsense.
    ///   - enhancedStatusCode: the enhanced status code, if any.
    ///   - lines: the text; control characters become spaces, long lines are cut at `maximumTextLength`, lines beyond
    ///     `maximumLines` are left out.
    public init(_ code: UInt16, _ enhancedStatusCode: EnhancedStatusCode?, lines: [String]) {
        self.code = (200..<600).contains(code) ? code : 451
        self.enhancedStatusCode = enhancedStatusCode
        firstLine = lines.first.map(Self.sanitized) ?? ""
        otherLines = lines.count > 1 ? lines.dropFirst().prefix(Self.maximumLines - 1).map(Self.sanitized) : []
    }

    /// Makes a reply of one line.
    ///
    /// - Parameters:
    ///   - code: 200 to 599; anything else becomes 451.
    ///   - enhancedStatusCode: the enhanced status code, if any.
    ///   - text: one line of text; control characters become spaces, a long line is cut at `maximumTextLength`.
    public init(_ code: UInt16, _ enhancedStatusCode: EnhancedStatusCode?, _ text: String) {
        self.code = (200..<600).contains(code) ? code : 451
        self.enhancedStatusCode = enhancedStatusCode
        firstLine = Self.sanitized(text)
        otherLines = []
    }

    /// The text, a line each, without codes.
    public var lines: [String] { [firstLine] + otherLines }

    private static func sanitized(_ text: String) -> String {
        let isClean = text.utf8.count <= maximumTextLength && text.utf8.allSatisfy { $0 >= 32 && $0 != 127 }
        if isClean { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 32 || scalar.value == 127
            let next = isControl ? " " : String(Character(scalar))
            if result.utf8.count + next.utf8.count > maximumTextLength { break }
            result += next
        }
        return result
    }
}

extension SMTPReply {
    /// In which form a reply goes on the wire.
    public struct WireForm: Hashable, Sendable {
        /// Whether the enhanced status code stands before each line's text (RFC 2034, section 4).
        public var includesEnhancedStatusCode: Bool
        /// Whether text outside of ASCII may be sent, as to a client that said SMTPUTF8 (RFC 6531, section 3.7.4.1).
        public var allowsUTF8: Bool

        /// Makes a form.
        ///
        /// - Parameters:
        ///   - includesEnhancedStatusCode: whether the enhanced status code stands before each line's text.
        ///   - allowsUTF8: whether text outside of ASCII may be sent; else each such octet becomes `?`.
        public init(includesEnhancedStatusCode: Bool = true, allowsUTF8: Bool = false) {
            self.includesEnhancedStatusCode = includesEnhancedStatusCode
            self.allowsUTF8 = allowsUTF8
        }
    }

    /// Appends the octets on the wire, with CRLF after each line; allocates nothing where the buffer has room.
    ///
    /// - Parameters:
    ///   - octets: where to append.
    ///   - form: in which form.
    public func append(to octets: inout [UInt8], form: WireForm = WireForm()) {
        append(firstLine, isLast: otherLines.isEmpty, to: &octets, form)
        for index in otherLines.indices {
            append(otherLines[index], isLast: index == otherLines.count - 1, to: &octets, form)
        }
    }

    private func append(_ text: String, isLast: Bool, to octets: inout [UInt8], _ form: WireForm) {
        octets.append(UInt8(ascii: "0") + UInt8(code / 100))
        octets.append(UInt8(ascii: "0") + UInt8(code / 10 % 10))
        octets.append(UInt8(ascii: "0") + UInt8(code % 10))
        octets.append(isLast ? UInt8(ascii: " ") : UInt8(ascii: "-"))
        if form.includesEnhancedStatusCode, let enhancedStatusCode {
            enhancedStatusCode.append(to: &octets)
            octets.append(UInt8(ascii: " "))
        }
        let start = octets.count
        octets.append(contentsOf: text.utf8)
        if !form.allowsUTF8 {
            for index in start..<octets.count where octets[index] > 127 { octets[index] = UInt8(ascii: "?") }
        }
        octets.append(UInt8(ascii: "\r"))
        octets.append(UInt8(ascii: "\n"))
    }

    /// The octets on the wire, with CRLF after each line.
    ///
    /// - Parameter form: in which form.
    public func serialized(as form: WireForm = WireForm()) -> [UInt8] {
        var octets: [UInt8] = []
        append(to: &octets, form: form)
        return octets
    }
}

extension SMTPReply {
    /// Whether the command succeeded (2xx).
    public var isPositive: Bool { code < 300 }
    /// Whether the server waits for more (3xx).
    public var isIntermediate: Bool { (300..<400).contains(code) }
    /// Whether the failure may pass (4xx).
    public var isTransientFailure: Bool { (400..<500).contains(code) }
    /// Whether the failure is final (5xx).
    public var isPermanentFailure: Bool { code >= 500 }
}

extension SMTPReply: CustomStringConvertible {
    /// The reply on one line, as people quote it: `550 5.1.1 No such user here`.
    public var description: String {
        let status = enhancedStatusCode.map { "\($0) " } ?? ""
        return "\(code) \(status)\(lines.joined(separator: " "))"
    }
}
