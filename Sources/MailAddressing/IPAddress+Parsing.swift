extension IPAddress {
    /// Parses an IPv4 address in dotted decimal or an IPv6 address in any form of RFC 4291, section 2.2.
    ///
    /// - Parameter text: the address alone, without brackets, zone or port; nil is returned for anything else.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        if bytes.contains(UInt8(ascii: ":")) {
            self.init(parsingV6: bytes)
        } else {
            guard let value = Self.dottedDecimal(bytes[...]) else { return nil }
            self.init(family: .v4, high: 0, low: UInt64(value))
        }
    }

    /// The value of `a.b.c.d`; leading zeros are refused, as some readers take them for octal.
    private static func dottedDecimal(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
            var number: UInt32 = 0
            for octet in part {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet) else { return nil }
                number = number * 10 + UInt32(octet - UInt8(ascii: "0"))
            }
            guard number <= 255 else { return nil }
            value = value << 8 | number
        }
        return value
    }

    private init?(parsingV6 bytes: [UInt8]) {
        guard bytes.count <= 45 else { return nil }
        let colon = UInt8(ascii: ":")
        var gap: Int?
        for index in bytes.indices.dropLast() where bytes[index] == colon && bytes[index + 1] == colon {
            guard gap == nil else { return nil }
            gap = index
        }
        let head: [UInt16]
        let tail: [UInt16]
        if let gap {
            guard let before = Self.groups(bytes[..<gap], mayEndInV4: false),
                let after = Self.groups(bytes[(gap + 2)...], mayEndInV4: true), before.count + after.count <= 7
            else { return nil }
            (head, tail) = (before, after)
        } else {
            guard let all = Self.groups(bytes[...], mayEndInV4: true), all.count == 8 else { return nil }
            (head, tail) = (all, [])
        }
        let groups = head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail
        let number = { (part: ArraySlice<UInt16>) in part.reduce(UInt64(0)) { $0 << 16 | UInt64($1) } }
        self.init(family: .v6, high: number(groups[..<4]), low: number(groups[4...]))
    }

    private static func groups(_ bytes: ArraySlice<UInt8>, mayEndInV4: Bool) -> [UInt16]? {
        if bytes.isEmpty { return [] }
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (index, part) in parts.enumerated() {
            if mayEndInV4, index == parts.count - 1, part.contains(UInt8(ascii: ".")) {
                guard let value = dottedDecimal(part) else { return nil }
                groups += [UInt16(value >> 16), UInt16(truncatingIfNeeded: value)]
            } else {
                guard (1...4).contains(part.count), let group = hexadecimal(part) else { return nil }
                groups.append(group)
            }
        }
        return groups.count <= 8 ? groups : nil
    }

    private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt16? {
        var value: UInt16 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt16(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt16(digit - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt16(digit - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        return value
    }
}
