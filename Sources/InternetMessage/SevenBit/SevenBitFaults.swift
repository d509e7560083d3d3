/// What keeps octets from being 7-bit data (RFC 2045, section 2.7).
struct SevenBitFaults: Hashable, Sendable {
    /// The offset of the first octet that may not be where it is, or nil when all is 7-bit data.
    private(set) var first: Int?
    /// The offset of the first octet over 127.
    private(set) var firstEightBit: Int?
    /// Whether there is a NUL, or a CR or LF outside of CRLF.
    private(set) var hasStrayControl = false

    /// Looks at some octets of a message, at whose start a line begins.
    init(of range: Range<Int>, in message: [UInt8]) {
        var lineStart = range.lowerBound
        var index = range.lowerBound
        while index < range.upperBound {
            let octet = message[index]
            if octet == UInt8(ascii: "\r"), index + 1 < range.upperBound, message[index + 1] == UInt8(ascii: "\n") {
                index += 2
                lineStart = index
                continue
            }
            if octet > 127 {
                if firstEightBit == nil { firstEightBit = index }
                noteFault(at: index)
            } else if octet.isStrayControl {
                hasStrayControl = true
                noteFault(at: index)
            } else if index - lineStart >= Self.maximumLineLength {
                noteFault(at: index)
            }
            index += 1
        }
    }

    private mutating func noteFault(at index: Int) {
        if first == nil { first = index }
    }

    /// The longest line without its CRLF (RFC 5322, section 2.1.1).
    static let maximumLineLength = 998
}

extension UInt8 {
    /// Whether the octet is one that 7-bit data has not, or only within CRLF.
    var isStrayControl: Bool { self == 0 || self == UInt8(ascii: "\r") || self == UInt8(ascii: "\n") }
}
