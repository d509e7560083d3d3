/// Finds encoded words in octets (RFC 2047, section 2).
///
/// The places asked about must never go back: then it takes time in proportion to the number of octets, also where
/// words begin everywhere and end nowhere.
struct EncodedWordScanner {
    /// One encoded word.
    struct Word {
        /// The name of the character set, without the language behind it (RFC 2231, section 5).
        let charset: String
        /// Whether it is encoded as base64, otherwise as what resembles quoted-printable.
        let isBase64: Bool
        /// Where its encoded text stands.
        let payload: Range<Int>
        /// The place behind it.
        var end: Int { payload.upperBound + 2 }
    }

    /// What is looked through.
    let octets: ArraySlice<UInt8>
    /// The first end of a word at or behind the last place asked about; the end of the octets if there is none.
    private var nextEnd: Int

    init(_ octets: ArraySlice<UInt8>) {
        self.octets = octets
        nextEnd = octets.startIndex
    }

    /// The word that begins at a place, or nil if none does.
    ///
    /// Its character set may be unknown, and its text broken.
    mutating func word(at start: Int) -> Word? {
        guard start + 1 < octets.endIndex, octets[start] == Self.equals, octets[start + 1] == Self.question else {
            return nil
        }
        let label = octets[(start + 2)...].prefix(Self.maximumLabelLength).prefix { $0.isLabelText }
        let mark = label.endIndex
        let charset = label.prefix { $0 != UInt8(ascii: "*") }
        guard !charset.isEmpty, mark + 2 < octets.endIndex, octets[mark] == Self.question,
            octets[mark + 2] == Self.question
        else { return nil }
        let encoding = octets[mark + 1].lowercasedLetter
        guard encoding == UInt8(ascii: "b") || encoding == UInt8(ascii: "q"), let end = end(from: mark + 3) else {
            return nil
        }
        return Word(
            charset: String(decoding: charset, as: UTF8.self), isBase64: encoding == UInt8(ascii: "b"),
            payload: (mark + 3)..<end)
    }

    /// What a word stands for, in its character set, or nil if it is broken.
    func content(of word: Word) -> [UInt8]? {
        word.isBase64 ? base64(word.payload) : quoted(word.payload)
    }

    /// The place of the next `?=`.
    private mutating func end(from start: Int) -> Int? {
        if nextEnd < start { nextEnd = start }
        while nextEnd + 1 < octets.endIndex {
            if octets[nextEnd] == Self.question, octets[nextEnd + 1] == Self.equals { return nextEnd }
            nextEnd += 1
        }
        return nil
    }

    /// Blanks and line ends are skipped; each padding ends a group, so that pieces put together can be read.
    private func base64(_ range: Range<Int>) -> [UInt8]? {
        var result: [UInt8] = []
        var group: UInt32 = 0
        var bits = 0
        for octet in octets[range] {
            if octet.isBlank || octet.isLineEnd { continue }
            if octet == Self.equals {
                bits = 0
                continue
            }
            guard let digit = octet.base64Digit else { return nil }
            group = group << 6 | UInt32(digit)
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            result.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
        }
        return result
    }

    /// An equals sign without two digits stands for itself, but one that begins another word says that this one never
    /// ended.
    private func quoted(_ range: Range<Int>) -> [UInt8]? {
        var result: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            let octet = octets[index]
            index += 1
            switch octet {
            case UInt8(ascii: "_"): result.append(UInt8(ascii: " "))
            case _ where octet.isLineEnd:
                // A program that cut lines without looking put the fold here, and its blanks.
                while index < range.upperBound, octets[index].isBlank || octets[index].isLineEnd { index += 1 }
            case Self.equals:
                if index < range.upperBound, octets[index] == Self.question { return nil }
                if index + 1 < range.upperBound, let high = octets[index].hexadecimalDigit,
                    let low = octets[index + 1].hexadecimalDigit
                {
                    result.append(high << 4 | low)
                    index += 2
                } else {
                    result.append(octet)
                }
            default: result.append(octet)
            }
        }
        return result
    }

    /// The longest name of a character set with its language; real ones have at most 45 and a few octets.
    private static let maximumLabelLength = 80
    private static let equals = UInt8(ascii: "=")
    private static let question = UInt8(ascii: "?")
}

extension UInt8 {
    /// Whether the octet is CR or LF.
    var isLineEnd: Bool { self == UInt8(ascii: "\r") || self == UInt8(ascii: "\n") }

    /// The value of a hexadecimal digit in either case.
    var hexadecimalDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    /// The value of a base64 digit (RFC 4648, section 4).
    var base64Digit: UInt8? {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): self - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): self - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }

    /// Whether the octet may stand in the name of a character set and its language.
    fileprivate var isLabelText: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: ":"), UInt8(ascii: "+"), UInt8(ascii: "'"), UInt8(ascii: "*"):
            true
        default: isLetter
        }
    }
}
