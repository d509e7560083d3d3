/// The texts that rules have: their bounds, and how they stand in a written form.
enum RuleText {
    /// The longest text to compare with, and the longest reason, in octets of UTF-8: more than anybody types, and it
    /// bounds the work of a comparison.
    static let maximumLength = 256

    /// Sees that a text is within its bounds.
    static func check(_ text: String) throws(ForwardingRuleError) {
        guard !text.isEmpty else { throw .emptyText }
        guard text.utf8.count <= maximumLength else { throw .textTooLong(limit: maximumLength) }
        guard !hasControls(text) else { throw .controlCharacter }
    }

    /// Sees that a text can be the reason in a reply.
    static func checkReason(_ text: String) throws(ForwardingRuleError) {
        try check(text)
        guard text.utf8.allSatisfy({ $0 < 128 }) else { throw .reasonNotASCII }
    }

    /// Sees that a text can be the identifier of a list, or the end of one.
    static func checkListIdentifier(_ text: String) throws(ForwardingRuleError) {
        try check(text)
        let octets = text.utf8
        let dot = UInt8(ascii: ".")
        guard octets.count <= MessageFacts.maximumListIdentifierLength, octets.first != dot, octets.last != dot,
            !octets.contains(where: { [UInt8(ascii: " "), UInt8(ascii: "<"), UInt8(ascii: ">")].contains($0) })
        else { throw .malformedListIdentifier }
    }

    /// Whether a text has characters that control rather than show: those of ASCII and of U+0080 to U+009F, and the
    /// separators of lines and paragraphs.
    static func hasControls(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            switch scalar.value {
            case 0...0x1F, 0x7F...0x9F, 0x2028, 0x2029: true
            default: false
            }
        }
    }

    /// A text as it stands in a condition: plain, or in quotes where it could not be read back otherwise.
    static func written(_ text: String) -> String {
        let octets = text.utf8
        let blank = UInt8(ascii: " ")
        let isPlain =
            !octets.isEmpty && octets.first != UInt8(ascii: "\"") && octets.first != blank && octets.last != blank
        return isPlain ? text : quoted(text)
    }

    /// A text in quotes, with a backslash before each quote and backslash in it.
    static func quoted(_ text: String) -> String {
        var octets = [UInt8(ascii: "\"")]
        for octet in text.utf8 {
            if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") { octets.append(UInt8(ascii: "\\")) }
            octets.append(octet)
        }
        octets.append(UInt8(ascii: "\""))
        return String(decoding: octets, as: UTF8.self)
    }
}
