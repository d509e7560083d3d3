/// Base 32 of RFC 4648, section 6, without padding and in lower case: it survives a local part whose case is folded.
enum Base32 {
    /// The text of octets.
    static func encoded(_ octets: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(length(of: octets.count))
        var group: UInt16 = 0
        var bits = 0
        for octet in octets {
            group = group << 8 | UInt16(octet)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(group >> bits & 31)])
            }
            // What was written is shifted out in time: at most four bits are left.
            group &= 1 << bits - 1
        }
        if bits > 0 { text.append(alphabet[Int(group << (5 - bits) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The octets of a text in either case; nil where another character stands in it, or the same octets are written
    /// otherwise, so that a text stands for octets and octets for one text.
    static func decoded(_ text: some Collection<UInt8>) -> [UInt8]? {
        var octets: [UInt8] = []
        var group: UInt16 = 0
        var bits = 0
        for character in text {
            guard let digit = digit(character) else { return nil }
            group = group << 5 | digit
            bits += 5
            guard bits >= 8 else { continue }
            bits -= 8
            octets.append(UInt8(truncatingIfNeeded: group >> bits))
            group &= 1 << bits - 1
        }
        guard bits < 5, group == 0 else { return nil }
        return octets
    }

    /// How many characters octets take.
    static func length(of octetCount: Int) -> Int { (octetCount * 8 + 4) / 5 }

    /// How many octets fit into characters.
    static func octetCount(in length: Int) -> Int { length * 5 / 8 }

    private static func digit(_ character: UInt8) -> UInt16? {
        switch character {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt16(character - UInt8(ascii: "a"))
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt16(character - UInt8(ascii: "A"))
        case UInt8(ascii: "2")...UInt8(ascii: "7"): UInt16(character - UInt8(ascii: "2")) + 26
        default: nil
        }
    }

    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
}
