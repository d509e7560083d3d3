/// A character set that can be decoded, if the system has the converter that some need.
enum KnownCharacterSet: Hashable, Sendable {
    /// ASCII and, as it is so often said wrongly, UTF-8 or windows-1252.
    case ascii
    /// UTF-8.
    case utf8
    /// UTF-16: little endian or not, or, with nil, as its byte order mark says, and big endian without one (RFC 2781).
    case utf16(isLittleEndian: Bool?)
    /// UTF-7 (RFC 2152).
    case utf7
    /// Windows-1252, which has ISO-8859-1 in it.
    case windows1252
    /// One that the C library knows under this name.
    case system(String)

    /// Finds a character set by one of its names, without regard to case and blanks around it.
    init?(label: String) {
        let octets = label.utf8.drop { $0.isBlank }
        guard octets.count <= Self.maximumLabelLength, let last = octets.lastIndex(where: { !$0.isBlank }) else {
            return nil
        }
        let name = String(decoding: octets[...last].map(\.lowercasedLetter), as: UTF8.self)
        guard let set = Self.labels[name] else { return nil }
        self = set
    }

    /// Whether each encoded word must be decoded for itself, as what one begins, the next does not go on with.
    var startsAnewInEachWord: Bool { self == .utf7 || self == .utf16(isLittleEndian: nil) }

    /// Text of which nobody says how it is written: UTF-8 if it can be, otherwise windows-1252.
    static func unlabelledText(of octets: [UInt8]) -> String {
        String(validating: octets, as: UTF8.self) ?? windows1252Text(of: octets)
    }

    /// Windows-1252; the octets that stand for nothing become U+FFFD.
    static func windows1252Text(of octets: [UInt8]) -> String {
        var scalars = String.UnicodeScalarView()
        for octet in octets {
            scalars.append((0x80..<0xA0).contains(octet) ? windowsScalars[Int(octet) - 0x80] : Unicode.Scalar(octet))
        }
        return String(scalars)
    }

    /// UTF-16; half a character and half a unit become U+FFFD.
    static func utf16Text(of octets: [UInt8], isLittleEndian: Bool?) -> String {
        var start = 0
        var isLittle = isLittleEndian ?? false
        if isLittleEndian == nil, octets.count >= 2 {
            let mark = (octets[0], octets[1])
            if mark == (0xFF, 0xFE) { isLittle = true }
            if mark == (0xFF, 0xFE) || mark == (0xFE, 0xFF) { start = 2 }
        }
        var units: [UInt16] = []
        units.reserveCapacity(octets.count / 2)
        while start + 1 < octets.count {
            let (first, second) = (UInt16(octets[start]), UInt16(octets[start + 1]))
            units.append(isLittle ? second << 8 | first : first << 8 | second)
            start += 2
        }
        if start < octets.count { units.append(0xFFFD) }
        return String(decoding: units, as: UTF16.self)
    }

    /// UTF-7 (RFC 2152); a run of digits that does not come out even, and octets over 127, become U+FFFD.
    static func utf7Text(of octets: [UInt8]) -> String {
        var units: [UInt16] = []
        var index = 0
        while index < octets.count {
            let octet = octets[index]
            index += 1
            guard octet == UInt8(ascii: "+") else {
                units.append(octet < 128 ? UInt16(octet) : 0xFFFD)
                continue
            }
            let start = index
            var group: UInt32 = 0
            var bits: UInt32 = 0
            while index < octets.count, let digit = octets[index].base64Digit {
                index += 1
                group = group << 6 | UInt32(digit)
                bits += 6
                guard bits >= 16 else { continue }
                bits -= 16
                units.append(UInt16(truncatingIfNeeded: group >> bits))
                group &= 1 << bits - 1
            }
            if index == start { units.append(UInt16(octet)) }
            if bits >= 6 || group != 0 { units.append(0xFFFD) }
            if index < octets.count, octets[index] == UInt8(ascii: "-") { index += 1 }
        }
        return String(decoding: units, as: UTF16.self)
    }

    /// Longer names are not looked at; the longest known has 45 octets.
    private static let maximumLabelLength = 80

    /// What windows-1252 has for the octets 0x80 to 0x9F.
    private static let windowsScalars: [Unicode.Scalar] = [
        "\u{20AC}", "\u{FFFD}", "\u{201A}", "\u{0192}", "\u{201E}", "\u{2026}", "\u{2020}", "\u{2021}",
        "\u{02C6}", "\u{2030}", "\u{0160}", "\u{2039}", "\u{0152}", "\u{FFFD}", "\u{017D}", "\u{FFFD}",
        "\u{FFFD}", "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}", "\u{2022}", "\u{2013}", "\u{2014}",
        "\u{02DC}", "\u{2122}", "\u{0161}", "\u{203A}", "\u{0153}", "\u{FFFD}", "\u{017E}", "\u{0178}",
    ]
}
