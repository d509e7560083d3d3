/// The `xtext` coding of parameter values (RFC 3461, section 4): `+` and two hexadecimal digits stand for an octet.
enum ExtendedText {
    /// The octets that a value stands for, or nil where it is no `xtext` of printable ASCII.
    ///
    /// - Parameter allowsUTF8: whether UTF-8 may stand for itself in it, as some senders write it.
    static func decoded(_ value: some Collection<UInt8>, allowsUTF8: Bool = false) -> String? {
        var octets: [UInt8] = []
        octets.reserveCapacity(value.count)
        var index = value.startIndex
        while index != value.endIndex {
            let octet = value[index]
            value.formIndex(after: &index)
            switch octet {
            case UInt8(ascii: "+"):
                var number: UInt8 = 0
                for _ in 0..<2 {
                    guard index != value.endIndex, let digit = hexadecimal(value[index]) else { return nil }
                    number = number << 4 | digit
                    value.formIndex(after: &index)
                }
                guard (32...126).contains(number) || allowsUTF8 && number > 127 else { return nil }
                octets.append(number)
            case UInt8(ascii: "="): return nil
            case 33...126: octets.append(octet)
            default: return nil
            }
        }
        return String(validating: octets, as: UTF8.self)
    }

    /// The value that stands for a text of printable ASCII.
    static func encoded(_ text: String) -> String {
        var octets: [UInt8] = []
        for octet in text.utf8 {
            if (33...126).contains(octet), octet != UInt8(ascii: "+"), octet != UInt8(ascii: "=") {
                octets.append(octet)
            } else {
                octets += [UInt8(ascii: "+"), digits[Int(octet >> 4)], digits[Int(octet & 15)]]
            }
        }
        return String(decoding: octets, as: UTF8.self)
    }

    /// The digits must be in upper case (RFC 3461, section 4); lower case is taken as well, since some senders write it.
    private static func hexadecimal(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    private static let digits = Array("0123456789ABCDEF".utf8)
}
