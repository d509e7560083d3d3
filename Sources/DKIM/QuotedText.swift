/// DKIM-Quoted-Printable (RFC 6376, section 2.11), as it stands in `i=` and `z=` and, nearly the same, in `n=`.
enum QuotedText {
    /// The octets that text stands for; what is not quoted right stays as it is.
    ///
    /// - Parameter octets: the text, from which blanks and line ends were taken out where they do not count.
    static func decoded(_ octets: some RandomAccessCollection<UInt8>) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(octets.count)
        var rest = octets[...]
        while let octet = rest.popFirst() {
            if octet == UInt8(ascii: "="), let high = rest.first?.hexadecimalValue,
                let low = rest.dropFirst().first?.hexadecimalValue
            {
                plain.append(high << 4 | low)
                rest.removeFirst(2)
            } else {
                plain.append(octet)
            }
        }
        return plain
    }

    /// The text for octets, without any blank; `|`, which ends a field of `z=`, is quoted too.
    ///
    /// - Parameter octets: any octets.
    static func encoded(_ octets: some Collection<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(octets.count)
        for octet in octets {
            if octet.isSafeInQuotedText {
                text.append(octet)
            } else {
                text += quoted(octet)
            }
        }
        return text
    }

    /// An octet as `=XX`.
    static func quoted(_ octet: UInt8) -> [UInt8] {
        [UInt8(ascii: "="), (octet >> 4).hexadecimalDigit, (octet & 0xF).hexadecimalDigit]
    }
}

extension UInt8 {
    /// The number that a hexadecimal digit stands for, in either case; nil for every other octet.
    var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    /// The digit of a number under 16, in upper case.
    fileprivate var hexadecimalDigit: UInt8 { self < 10 ? UInt8(ascii: "0") + self : UInt8(ascii: "A") + (self - 10) }

    /// The rule `dkim-safe-char` but for `|`.
    fileprivate var isSafeInQuotedText: Bool {
        switch self {
        case UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: "|"): false
        default: (0x21...0x7E).contains(self)
        }
    }
}
