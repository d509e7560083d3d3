/// Makes text from strangers fit for a report: words of printable ASCII that cannot end a line.
enum PrintableText {
    /// The words of a text.
    ///
    /// Control characters become blanks, so that the text stays one; other characters outside of ASCII become question
    /// marks. What is longer than `maximumLength` is cut and says so; a word longer than `maximumWordLength` becomes
    /// several.
    static func words(of text: String) -> [String] {
        var octets: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard octets.count < maximumLength else {
                octets += Array(" [...]".utf8)
                break
            }
            octets.append(octet(for: scalar))
        }
        var words: [String] = []
        for word in octets.split(separator: UInt8(ascii: " ")) {
            var rest = word
            while !rest.isEmpty {
                words.append(String(decoding: rest.prefix(maximumWordLength), as: UTF8.self))
                rest = rest.dropFirst(maximumWordLength)
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

    private static func octet(for scalar: Unicode.Scalar) -> UInt8 {
        switch scalar.value {
        case 0...31, 127: UInt8(ascii: " ")
        case 32...126: UInt8(truncatingIfNeeded: scalar.value)
        default: UInt8(ascii: "?")
        }
    }

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
