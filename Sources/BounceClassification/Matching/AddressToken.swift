/// An IP address or a mail address at some place of a text.
struct AddressToken {
    /// The longest that is taken for one, in octets (RFC 5321, section 4.5.3.1 allows 320 for a mailbox).
    static let maximumLength = 320

    let isMailbox: Bool
    /// Behind its last octet.
    let end: Int

    init?(in input: UnsafeBufferPointer<UInt8>, at start: Int) {
        var end = start
        var at = -1
        var colons = 0
        var dots = 0
        var isNumeric = true
        var isHexadecimal = true
        scan: while end < input.count, end - start < Self.maximumLength {
            let octet = unsafe input[end]
            switch octet {
            case 48...57: break
            case 65...70, 97...102: isNumeric = false
            case UInt8(ascii: "."): dots += 1
            case UInt8(ascii: ":"): colons += 1
            case UInt8(ascii: "@"):
                guard at < 0 else { break scan }
                at = end
            case 71...90, 103...122, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "="),
                UInt8(ascii: "*"), UInt8(ascii: "#"), UInt8(ascii: "'"), 128...:
                isNumeric = false
                isHexadecimal = false
            default: break scan
            }
            end += 1
        }
        // A full stop or a colon behind an address is none of it.
        while end > start {
            let last = unsafe input[end - 1]
            guard last == UInt8(ascii: ".") || last == UInt8(ascii: ":") else { break }
            if last == UInt8(ascii: ".") { dots -= 1 } else { colons -= 1 }
            end -= 1
        }
        if at > start, end - at > 1 {
            isMailbox = true
            self.end = end
            return
        }
        isMailbox = false
        guard at < 0 else { return nil }
        if isNumeric, dots == 3, colons == 0 || colons == 1 {
            guard unsafe Self.isFourNumbers(input, start, end) else { return nil }
        } else {
            guard isHexadecimal, colons >= 2, dots == 0 || dots == 3, unsafe !Self.isClock(input, start, end) else {
                return nil
            }
        }
        self.end = end
    }

    /// Whether there are four numbers up to 255, with or without a port behind them.
    private static func isFourNumbers(_ input: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        var number = 0
        var digits = 0
        for index in start..<end {
            let octet = unsafe input[index]
            if octet == UInt8(ascii: ":") { break }
            if octet == UInt8(ascii: ".") {
                guard digits > 0 else { return false }
                (number, digits) = (0, 0)
                continue
            }
            number = number * 10 + Int(octet - 48)
            digits += 1
            guard digits <= 3, number <= 255 else { return false }
        }
        return digits > 0
    }

    /// Whether it is a time such as `00:05:00`, which has no IPv6 address of three numbers beside it.
    private static func isClock(_ input: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard end - start <= 8 else { return false }
        var colons = 0
        for index in start..<end {
            let octet = unsafe input[index]
            if octet == UInt8(ascii: ":") {
                colons += 1
                if unsafe index + 1 < end && input[index + 1] == octet { return false }
            } else if !NormalizedText.isDigit(octet) {
                return false
            }
        }
        return colons == 2
    }
}
