/// Makes text from strangers fit for a report: printable words, of ASCII unless more is allowed, that cannot end a line.
enum PrintableText {
    /// The words of a text.
    ///
    /// Control characters become blanks, so that the text stays one; other characters outside of ASCII become question
    /// marks. What is longer than `maximumLength` is cut and says so; a word longer than `maximumWordLength` becomes
    /// several.
    ///
    /// - Parameters:
    ///   - text: any text.
    ///   - allowsUTF8: whether characters outside of ASCII stay, those excepted that end lines, which become blanks too,
    ///     and those that show other text in another order (UAX #9, section 2), which become question marks.
    static func words(of text: String, allowsUTF8: Bool = false) -> [String] {
        var octets: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard octets.count < maximumLength else {
                octets += Array(" [...]".utf8)
                break
            }
            append(scalar, to: &octets, allowsUTF8: allowsUTF8)
        }
        var words: [String] = []
        for word in octets.split(separator: UInt8(ascii: " ")) {
            var rest = word
            while !rest.isEmpty {
                var piece = rest.prefix(maximumWordLength)
                // Only between characters, where there is one that begins within.
                if piece.count < rest.count, let start = piece.lastIndex(where: { !isContinuation($0) }),
                    start > piece.startIndex, isContinuation(rest[piece.endIndex])
                {
                    piece = piece[..<start]
                }
                words.append(String(decoding: piece, as: UTF8.self))
                rest = rest[piece.endIndex...]
            }
        }
        return words
    }

    /// The first word of a text as the name of a host; what no name or address literal has becomes question marks.
    static func hostName(_ text: String) -> String? {
        guard let word = words(of: text).first else { return nil }
        let octets = word.utf8.prefix(maximumHostNameLength).map { isHostNameText($0) ? $0 : UInt8(ascii: "?") }
        return String(decoding: octets, as: UTF8.self)
    }

    private static func append(_ scalar: Unicode.Scalar, to octets: inout [UInt8], allowsUTF8: Bool) {
        switch scalar.value {
        case 0...31, 127: octets.append(UInt8(ascii: " "))
        case 32...126: octets.append(UInt8(truncatingIfNeeded: scalar.value))
        case 128...159, 0x2028, 0x2029: octets.append(UInt8(ascii: allowsUTF8 ? " " : "?"))
        case 0x202A...0x202E, 0x2066...0x2069: octets.append(UInt8(ascii: "?"))
        default:
            if allowsUTF8 { octets += Array(String(scalar).utf8) } else { octets.append(UInt8(ascii: "?")) }
        }
    }

    /// Whether an octet of UTF-8 goes on with a character.
    private static func isContinuation(_ octet: UInt8) -> Bool { octet & 0xC0 == 0x80 }

    private static func isHostNameText(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"):
            true
        default: false
        }
    }

    /// The longest text that is quoted, in octets: about thirty lines, more than any server says that means well.
    static let maximumLength = 2_048
    /// The longest word: it fits into a line with a field's name.
    private static let maximumWordLength = 400
    /// The longest name of a host, or literal of an address (RFC 5321, section 4.5.3.1.2).
    private static let maximumHostNameLength = 255
}
