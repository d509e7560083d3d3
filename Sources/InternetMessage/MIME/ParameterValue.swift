/// The value of a parameter, before it is decoded.
struct ParameterValue {
    /// The value without quotes and escapes.
    var octets: [UInt8]
    /// The character set that the value names; nil when it names none.
    let charset: String?

    init(octets: [UInt8], charset: String?) {
        self.octets = octets
        self.charset = charset
    }

    /// Reads `charset'language'text`, tolerantly: without the two quotes all of it is text (RFC 2231, section 4).
    init(extended octets: [UInt8]) {
        let parts = octets.split(separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            self.init(octets: Self.withoutEscapes(octets[...]), charset: nil)
            return
        }
        let charset = parts[0].isEmpty ? nil : String(decoding: parts[0], as: UTF8.self)
        self.init(octets: Self.withoutEscapes(parts[2]), charset: charset)
    }

    /// Whether it names no character set, or one that is known here.
    var isDecodable: Bool { charset.map { CharacterSetDecoder.isKnown($0) } ?? true }

    /// The value as text of one line.
    var text: String {
        if let charset, let set = KnownCharacterSet(label: charset) {
            var conversions = SystemConversions()
            if let text = conversions.text(of: octets, in: set) { return text.oneLine }
        }
        var reader = EncodedWordReader(octets, trimsBlanks: false)
        return reader.read()
    }

    /// The octets with `%C3` undone; a percent sign without two digits stands for itself.
    static func withoutEscapes(_ octets: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var index = octets.startIndex
        while index < octets.endIndex {
            if octets[index] == UInt8(ascii: "%"), index + 2 < octets.endIndex,
                let high = octets[index + 1].hexadecimalDigit, let low = octets[index + 2].hexadecimalDigit
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(octets[index])
                index += 1
            }
        }
        return result
    }
}
