/// Base 64 as AUTH and SCRAM use it (RFC 4648, section 4; RFC 4954, section 4).
///
/// It is strict: padding has to be there, white space must not, and the bits left over are zero. So every octet string
/// has one text, and every text that is decoded is encoded to itself again.
package enum SASLBase64 {
    /// The text of octets, with padding.
    package static func encodeOctets(_ octets: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((octets.count + 2) / 3 * 4)
        for start in stride(from: 0, to: octets.count, by: 3) {
            let group = octets[start..<min(start + 3, octets.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for position in 0..<4 {
                text.append(position <= group.count ? alphabet[bits >> (18 - 6 * position) & 63] : padding)
            }
        }
        return text
    }

    /// The text of octets, with padding, as a string.
    package static func encode(_ octets: [UInt8]) -> String { String(decoding: encodeOctets(octets), as: UTF8.self) }

    /// The octets of a text, or nil where it is none of the strict form.
    package static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        var octets: [UInt8] = []
        octets.reserveCapacity(text.count / 4 * 3)
        for start in stride(from: 0, to: text.count, by: 4) {
            var count = 4
            if start + 4 == text.count, text[start + 3] == padding { count = text[start + 2] == padding ? 2 : 3 }
            var bits: UInt32 = 0
            for position in 0..<count {
                guard let sextet = value(of: text[start + position]) else { return nil }
                bits = bits << 6 | sextet
            }
            let spare = UInt32(count * 6 % 8)
            guard bits & (1 << spare &- 1) == 0 else { return nil }
            bits >>= spare
            for octet in stride(from: count - 2, through: 0, by: -1) {
                octets.append(UInt8(truncatingIfNeeded: bits >> UInt32(8 * octet)))
            }
        }
        return octets
    }

    /// The octets of a text, or nil where it is none of the strict form.
    package static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        let octets = Array(text)
        return decode(octets.span)
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
