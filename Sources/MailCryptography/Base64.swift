/// Base64 with the standard alphabet (RFC 4648, section 4).
public enum Base64 {
    /// Encodes octets, with padding and without line breaks.
    ///
    /// - Parameter octets: what to encode.
    /// - Returns: ASCII text of four characters for each three octets.
    public static func encode(_ octets: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((octets.count + 2) / 3 * 4)
        var group: UInt32 = 0
        var filled = 0
        for octet in octets {
            group = group << 8 | UInt32(octet)
            filled += 1
            if filled == 3 {
                append(group, characters: 4, to: &text)
                (group, filled) = (0, 0)
            }
        }
        if filled > 0 {
            append(group << UInt32(8 * (3 - filled)), characters: filled + 1, to: &text)
            for _ in filled..<3 { text.append(padding) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Decodes text; blanks and line ends anywhere in it are skipped.
    ///
    /// Padding may be missing, as RFC 6376, section 2.10, allows; where it stands it must be the last. Bits that are left
    /// over are ignored.
    ///
    /// - Parameter text: the octets of the text.
    /// - Returns: the octets, or nil when a character is outside of the alphabet or the length cannot be right.
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var octets: [UInt8] = []
        octets.reserveCapacity(text.count / 4 * 3)
        var group: UInt32 = 0
        var characters = 0
        var paddings = 0
        for character in text {
            switch character {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): continue
            case padding: paddings += 1
            default:
                guard paddings == 0, let sextet = value(of: character) else { return nil }
                group = group << 6 | sextet
                characters += 1
                if characters % 4 == 0 {
                    octets.append(UInt8(truncatingIfNeeded: group >> 16))
                    octets.append(UInt8(truncatingIfNeeded: group >> 8))
                    octets.append(UInt8(truncatingIfNeeded: group))
                    group = 0
                }
            }
        }
        switch characters % 4 {
        case 0: return paddings == 0 ? octets : nil
        case 2:
            octets.append(UInt8(truncatingIfNeeded: group >> 4))
            return paddings == 0 || paddings == 2 ? octets : nil
        case 3:
            octets.append(UInt8(truncatingIfNeeded: group >> 10))
            octets.append(UInt8(truncatingIfNeeded: group >> 2))
            return paddings <= 1 ? octets : nil
        default: return nil
        }
    }

    private static func append(_ group: UInt32, characters: Int, to text: inout [UInt8]) {
        for index in 0..<characters {
            text.append(alphabet[Int(group >> UInt32(18 - 6 * index) & 0x3F)])
        }
    }

    private static func value(of character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")
}
