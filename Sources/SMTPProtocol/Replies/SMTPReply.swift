/// A reply of an SMTP server: code, enhanced status code and text in one value (RFC 5321, section 4.2).
///
/// Guarantees: a code of 200 to 599; at least one line of text; no line holds a control character, so that a reply can
/// never be made to look like two.
public struct SMTPReply: Sendable {
    /// Everything, behind one reference: replies are passed on for each command, and most of them are made once.
    private final class Storage: Sendable {
        let code: UInt16
        let enhancedStatusCode: EnhancedStatusCode?
        let firstLine: String
        let otherLines: [String]
        /// Whether every line is ASCII.
        let isASCII: Bool
        /// The octets on the wire in their usual form, for a reply that is sent again and again.
        let wire: [UInt8]?

        init(
            _ code: UInt16, _ enhancedStatusCode: EnhancedStatusCode?, _ firstLine: String, _ otherLines: [String],
            wire: [UInt8]? = nil
        ) {
            self.code = (200..<600).contains(code) ? code : 451
            self.enhancedStatusCode = enhancedStatusCode
            self.firstLine = firstLine
            self.otherLines = otherLines
            isASCII =
                firstLine.utf8.allSatisfy { $0 < 128 } && otherLines.allSatisfy { $0.utf8.allSatisfy { $0 < 128 } }
            self.wire = wire
        }
    }

    private let storage: Storage

    /// The longest text of one line that is sent, in octets (RFC 5321, section 4.5.3.1.5 allows 512 with the codes).
    public static let maximumTextLength = 480
    /// The longest text of a challenge of AUTH (334), in octets: it is data, and the rest of it cannot be left out (RFC
    /// 4954, section 4).
    static let maximumChallengeLength = 12_288
    /// The code of a challenge of AUTH.
    static let challengeCode: UInt16 = 334
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
        let others =
            lines.count > 1 ? lines.dropFirst().prefix(Self.maximumLines - 1).map { Self.sanitized($0) } : []
        storage = Storage(code, enhancedStatusCode, lines.first.map { Self.sanitized($0, code) } ?? "", others)
    }

    /// Makes a reply of one line.
    ///
    /// - Parameters:
    ///   - code: 200 to 599; anything else becomes 451.
    ///   - enhancedStatusCode: the enhanced status code, if any.
    ///   - text: one line of text; control characters become spaces, a long line is cut at `maximumTextLength`,
    ///     but for a challenge of AUTH (334), which may have 12,288 octets.
    public init(_ code: UInt16, _ enhancedStatusCode: EnhancedStatusCode?, _ text: String) {
        storage = Storage(code, enhancedStatusCode, Self.sanitized(text, code), [])
    }

    private init(_ storage: Storage) { self.storage = storage }

    /// The reply code: 200 to 599.
    public var code: UInt16 { storage.code }
    /// The enhanced status code, or nil where there is none, as in greetings and intermediate replies.
    public var enhancedStatusCode: EnhancedStatusCode? { storage.enhancedStatusCode }
    /// The text, a line each, without codes.
    public var lines: [String] { [storage.firstLine] + storage.otherLines }

    private static func sanitized(_ text: String, _ code: UInt16 = 0) -> String {
        let text = cleaned(text)
        let maximum = code == challengeCode ? maximumChallengeLength : maximumTextLength
        guard text.utf8.count > maximum else { return text }
        var result = String.UnicodeScalarView()
        var length = 0
        for scalar in text.unicodeScalars {
            length += UTF8.width(scalar)
            if length > maximum { break }
            result.append(scalar)
        }
        return String(result)
    }

    /// The text with a space for each control character.
    static func cleaned(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            result.append(scalar.value < 32 || scalar.value == 127 ? " " : scalar)
        }
        return String(result)
    }
}

extension SMTPReply: Hashable {
    /// Whether code, enhanced status code and text are the same.
    public static func == (left: SMTPReply, right: SMTPReply) -> Bool {
        if left.storage === right.storage { return true }
        return left.code == right.code && left.enhancedStatusCode == right.enhancedStatusCode
            && left.storage.firstLine == right.storage.firstLine && left.storage.otherLines == right.storage.otherLines
    }

    /// Hashes code, enhanced status code and text.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(code)
        hasher.combine(enhancedStatusCode)
        hasher.combine(storage.firstLine)
        hasher.combine(storage.otherLines)
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
        if form.includesEnhancedStatusCode, let wire = storage.wire {
            octets.append(contentsOf: wire)
            return
        }
        let otherLines = storage.otherLines
        append(storage.firstLine, isLast: otherLines.isEmpty, to: &octets, form)
        for index in otherLines.indices {
            append(otherLines[index], isLast: index == otherLines.count - 1, to: &octets, form)
        }
    }

    /// The code, a separator, and an enhanced status code of 1, 3 and 3 digits with its dots and a space.
    private static let maximumCodesLength = 14

    /// The reply with its octets made once, for one that is sent again and again.
    ///
    /// - Returns: an equal reply that is appended faster, if its text is ASCII.
    public func prepared() -> SMTPReply {
        guard storage.isASCII else { return self }
        return SMTPReply(
            Storage(code, enhancedStatusCode, storage.firstLine, storage.otherLines, wire: serialized()))
    }

    private func append(_ text: String, isLast: Bool, to octets: inout [UInt8], _ form: WireForm) {
        // The codes are written in one go: each append by itself costs a check of the array.
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.maximumCodesLength) { codes in
            var length = 0
            func put(_ octet: UInt8) {
                unsafe codes[length] = octet
                length += 1
            }
            func put(_ number: UInt16) {
                if number > 99 { put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 100)) }
                if number > 9 { put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10 % 10)) }
                put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
            }
            put(code)
            put(isLast ? UInt8(ascii: " ") : UInt8(ascii: "-"))
            if form.includesEnhancedStatusCode, let status = enhancedStatusCode {
                put(UInt16(status.classDigit))
                put(UInt8(ascii: "."))
                put(status.subject)
                put(UInt8(ascii: "."))
                put(status.detail)
                put(UInt8(ascii: " "))
            }
            unsafe octets.append(contentsOf: codes.prefix(length))
        }
        if storage.isASCII || form.allowsUTF8 {
            octets.append(contentsOf: text.utf8)
        } else {
            octets.append(contentsOf: text.utf8.lazy.map { $0 > 127 ? UInt8(ascii: "?") : $0 })
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
