extension SMTPReply {
    /// Parses one reply as `description` writes it, for stores and rules: `550 5.1.1 No such user here`.
    ///
    /// - Parameter text: a code of three digits, an optional enhanced status code, and text; nil is returned otherwise.
    public init?(parsing text: some StringProtocol) {
        // Octets, not characters: a combining mark may stand behind the code.
        let octets = text.utf8
        var code: UInt16 = 0
        for digit in octets.prefix(3) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            code = code * 10 + UInt16(digit - UInt8(ascii: "0"))
        }
        guard octets.count >= 3, (200..<600).contains(code) else { return nil }
        let end = octets.index(octets.startIndex, offsetBy: 3)
        guard end != octets.endIndex else {
            self.init(code: code, text: "")
            return
        }
        guard octets[end] == UInt8(ascii: " ") || octets[end] == UInt8(ascii: "-") else { return nil }
        self.init(code: code, text: text[octets.index(after: end)...])
    }

    /// Takes an enhanced status code from the beginning of the text when its class fits the code.
    init(code: UInt16, text: some StringProtocol) {
        let (status, rest) = Self.splitStatus(of: text, code: code)
        self.init(code, status, lines: [rest])
    }

    /// Splits an enhanced status code from a line's text.
    static func splitStatus(of text: some StringProtocol, code: UInt16) -> (EnhancedStatusCode?, String) {
        // Cleaned first, so that what is written again is split at the same place.
        let text = SMTPReply.cleaned(String(text))
        // Octets, not characters: a combining mark may stand behind the space.
        let end = text.utf8.firstIndex(of: UInt8(ascii: " ")) ?? text.endIndex
        guard let status = EnhancedStatusCode(text[..<end]), UInt16(status.classDigit) == code / 100 else {
            return (nil, text)
        }
        return (status, end == text.endIndex ? "" : String(text[text.utf8.index(after: end)...]))
    }
}
