/// A reply of an SMTP server: code, enhanced status code and text in one value (RFC 5321, section 4.2).
///
/// Guarantees: a code of 200 to 599; at least one line of text; no line holds a control character, so that a reply can
/// never be made to look like two.
public struct SMTPReply: Hashable, Sendable {
    /// The reply code: 200 to 599.
    public let code: UInt16
    /// The enhanced status code, or nil where there is none, as in greetings and intermediate replies.
    public let enhancedStatusCode: EnhancedStatusCode?
    /// The text, a line each, without codes.
    public let lines: [String]

    /// The longest text of one line that is sent, in octets (RFC 5321, section 4.5.3.1.5 allows 512 with the codes).
    public static let maximumTextLength = 480

    /// Makes a reply of several lines.
    ///
    /// - Parameters:
    ///   - code: 200 to 599; anything else becomes 451, as a peer must not be told nonsense.
    ///   - enhancedStatusCode: the enhanced status code, if any.
    ///   - lines: the text; control characters become spaces, long lines are cut at `maximumTextLength`.
    public init(_ code: UInt16, _ enhancedStatusCode: EnhancedStatusCode?, lines: [String]) {
        self.code = (200..<600).contains(code) ? code : 451
        self.enhancedStatusCode = enhancedStatusCode
        self.lines = lines.isEmpty ? [""] : lines.map(Self.sanitized)
    }

    /// Makes a reply of one line.
    ///
    /// - Parameters:
    ///   - code: 200 to 599.
    ///   - enhancedStatusCode: the enhanced status code, if any.
    ///   - text: one line of text.
    public init(_ code: UInt16, _ enhancedStatusCode: EnhancedStatusCode?, _ text: String) {
        self.init(code, enhancedStatusCode, lines: [text])
    }

    private static func sanitized(_ text: String) -> String {
        let isClean = text.utf8.allSatisfy { $0 >= 32 && $0 != 127 } && text.utf8.count <= maximumTextLength
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
    /// Whether the command succeeded (2xx).
    public var isPositive: Bool { code < 300 }
    /// Whether the server waits for more (3xx).
    public var isIntermediate: Bool { (300..<400).contains(code) }
    /// Whether the failure may pass (4xx).
    public var isTransientFailure: Bool { (400..<500).contains(code) }
    /// Whether the failure is final (5xx).
    public var isPermanentFailure: Bool { code >= 500 }

    /// The octets on the wire, with CRLF after each line.
    ///
    /// - Parameter includesEnhancedStatusCode: whether the enhanced status code stands before each line's text
    ///   (RFC 2034, section 4).
    public func serialized(includesEnhancedStatusCode: Bool = true) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(lines.reduce(0) { $0 + $1.utf8.count + 16 })
        for (index, line) in lines.enumerated() {
            octets.append(contentsOf: "\(code)".utf8)
            octets.append(UInt8(ascii: index == lines.count - 1 ? " " : "-"))
            if includesEnhancedStatusCode, let enhancedStatusCode {
                octets.append(contentsOf: enhancedStatusCode.description.utf8)
                octets.append(UInt8(ascii: " "))
            }
            // ASCII only, as long as the client did not ask for more (RFC 6531, section 3.7.4).
            for octet in line.utf8 { octets.append(octet < 128 ? octet : UInt8(ascii: "?")) }
            octets.append(UInt8(ascii: "\r"))
            octets.append(UInt8(ascii: "\n"))
        }
        return octets
    }
}

extension SMTPReply: CustomStringConvertible {
    /// The reply on one line, as people quote it: `550 5.1.1 No such user here`.
    public var description: String {
        let status = enhancedStatusCode.map { "\($0) " } ?? ""
        return "\(code) \(status)\(lines.joined(separator: " "))"
    }
}
