/// Makes the boundaries of one message, each different and found in none of its parts (RFC 2046, section 5.1.1).
///
/// They have one form and one length, so that none begins like another. That form, `=_` and 32 digits, cannot come about
/// in quoted-printable or base64; only what is sent as it is has to be searched, once, however many boundaries it names.
struct OutgoingBoundaries: Sendable {
    private var taken: Set<[UInt8]> = []
    private let first: UInt64
    private var second: UInt64

    /// Looks for what may not be used.
    ///
    /// - Parameters:
    ///   - seed: what the boundaries are made from.
    ///   - parts: all parts that are no multiparts.
    init(seed: String, avoiding parts: [OutgoingPart]) {
        first = Self.digest(seed, from: 0xCBF2_9CE4_8422_2325)
        second = Self.digest(seed, from: first)
        for part in parts {
            guard case .sevenBit(let octets) = part.body else { continue }
            for start in octets.indices where octets[start] == Self.prefix[0] {
                let found = octets[start...].prefix(Self.prefix.count + Self.digitCount)
                guard found.count == Self.prefix.count + Self.digitCount, found.starts(with: Self.prefix),
                    found.dropFirst(Self.prefix.count).allSatisfy(Self.digits.contains)
                else { continue }
                taken.insert(Array(found))
            }
        }
    }

    /// The next boundary.
    mutating func next() -> [UInt8] {
        // No two rounds make the same, so that it ends after as many as there are of those taken, and one.
        while true {
            let boundary = Self.prefix + Self.text(of: first) + Self.text(of: second)
            second &+= 1
            if taken.insert(boundary).inserted { return boundary }
        }
    }

    private static func text(of number: UInt64) -> [UInt8] {
        (0..<digitCount / 2).map { digits[Int(number >> UInt64(60 - 4 * $0) & 15)] }
    }

    /// Spreads a text over 64 bits; no secret, and nothing to keep one with.
    private static func digest(_ text: String, from start: UInt64) -> UInt64 {
        var state = start
        for octet in text.utf8 { state = (state ^ UInt64(octet)) &* 0x0000_0100_0000_01B3 }
        state = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        state = (state ^ (state >> 27)) &* 0x94D0_49BB_1331_11EB
        return state ^ (state >> 31)
    }

    private static let prefix = Array("=_".utf8)
    private static let digits = Array("0123456789abcdef".utf8)
    private static let digitCount = 32
}
