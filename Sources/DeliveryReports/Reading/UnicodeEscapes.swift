/// The escapes of addresses of type `utf-8` in ASCII: `\x{E9}` for a character (RFC 6533, section 3).
enum UnicodeEscapes {
    /// The text with its escapes undone; what is no escape, or stands for a control character, stays as it is.
    static func undone(in text: String) -> String {
        let octets = Array(text.utf8)
        guard octets.contains(UInt8(ascii: "\\")) else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(octets.count)
        var index = 0
        while index < octets.count {
            if let (scalar, end) = escape(in: octets, at: index) {
                result += Array(String(scalar).utf8)
                index = end
            } else {
                result.append(octets[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func escape(in octets: [UInt8], at start: Int) -> (Unicode.Scalar, Int)? {
        guard octets[start...].starts(with: opening) else { return nil }
        var index = start + opening.count
        var value: UInt32 = 0
        while index < octets.count, index - start - opening.count < maximumDigits,
            let digit = hexadecimalDigit(octets[index])
        {
            value = value << 4 | digit
            index += 1
        }
        guard index > start + opening.count, index < octets.count, octets[index] == UInt8(ascii: "}"),
            value > 31, !(127...159).contains(value), let scalar = Unicode.Scalar(value)
        else { return nil }
        return (scalar, index + 1)
    }

    private static func hexadecimalDigit(_ octet: UInt8) -> UInt32? {
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(octet - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(octet - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(octet - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    private static let opening = Array("\\x{".utf8)
    /// The largest character, U+10FFFF, has six.
    private static let maximumDigits = 6
}
