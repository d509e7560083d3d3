/// An IP address or a mail address at some place of a text.
struct AddressToken {
    /// The longest that is taken for one, in octets (RFC 5321, section 4.5.3.1 allows 320 for a mailbox).
    static let maximumLength = 320
    /// The longest that is taken for an IP address, with a port behind it or not: written out, one of IPv6 has 45
    /// octets (RFC 4291, section 2.2), and what is longer is something else.
    static let maximumNumericLength = 64

    let isMailbox: Bool
    /// Behind its last octet.
    let end: Int

    /// Looks for an address that begins at a place; nil where there is none.
    ///
    /// - Parameters:
    ///   - input: the text.
    ///   - start: the place.
    ///   - run: what is known of the octets behind the place: an empty one at the start of a text, then the same for
    ///     all places of it, which come in their order.
    init?(in input: UnsafeBufferPointer<UInt8>, at start: Int, knowing run: inout AddressRun) {
        unsafe run.advance(to: start, in: input)
        let limit = min(start + Self.maximumLength, input.count)
        if run.isBeforeSign, run.end < limit {
            guard run.end > start, run.domainStart < min(run.domainEnd, limit) else { return nil }
            isMailbox = true
            end = unsafe Self.trimmed(input, from: start, to: min(run.domainEnd, limit))
            return
        }
        guard run.end - start <= Self.maximumNumericLength, run.numericEnd >= run.end else { return nil }
        let end = unsafe Self.trimmed(input, from: start, to: run.end)
        guard unsafe Self.isNumeric(input, start, end) else { return nil }
        isMailbox = false
        self.end = end
    }

    /// The end without full stops and colons before it: one behind an address is none of it.
    private static func trimmed(_ input: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int {
        var end = end
        while end > start {
            let last = unsafe input[end - 1]
            guard last == UInt8(ascii: ".") || last == UInt8(ascii: ":") else { break }
            end -= 1
        }
        return end
    }

    /// Whether hexadecimal digits, full stops and colons make an IP address.
    private static func isNumeric(_ input: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        var (dots, colons, isDecimal) = (0, 0, true)
        for index in start..<end {
            let octet = unsafe input[index]
            switch octet {
            case UInt8(ascii: "."): dots += 1
            case UInt8(ascii: ":"): colons += 1
            default: isDecimal = isDecimal && NormalizedText.isDigit(octet)
            }
        }
        if isDecimal, dots == 3, colons <= 1 { return unsafe isFourNumbers(input, start, end) }
        guard colons >= 2, dots == 0 || dots == 3 else { return false }
        return unsafe !isClock(input, start, end)
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
