/// The queue's name for a message: unique, ordered by time of acceptance, 13 letters and digits as text.
///
/// The upper 41 bits count milliseconds from 2020-01-01T00:00:00Z (until 2089), the lower 22 are random at first and
/// counted up within a process, so that identifiers grow and a database appends.
public struct MessageID: Hashable, Sendable {
    /// The number, positive in 63 bits.
    public let number: Int64

    /// Makes an identifier from its number.
    ///
    /// - Parameter number: a number that an identifier had before; not negative.
    public init(number: Int64) { self.number = number & Int64.max }

    /// Parses the text form; nil is returned for anything else.
    ///
    /// - Parameter text: 13 letters and digits, in any case.
    public init?(_ text: some StringProtocol) {
        let digits = Array(text.utf8)
        guard digits.count == Self.textLength else { return nil }
        var number: UInt64 = 0
        for digit in digits {
            let lowered = (65...90).contains(digit) ? digit | 0x20 : digit
            guard let value = Self.alphabet.firstIndex(of: lowered), number >> 59 == 0 else { return nil }
            number = number << 5 | UInt64(value)
        }
        guard number <= UInt64(Int64.max) else { return nil }
        self.number = Int64(number)
    }

    /// Digits and letters without i, l, o and u, which are easily misread.
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let textLength = 13
    /// 2020-01-01T00:00:00Z in milliseconds.
    private static let epoch: Int64 = 1_577_836_800_000

    /// The identifier of a moment with a number below 2²² to tell it from others.
    static func at(_ time: WallTime, distinguisher: UInt32) -> MessageID {
        MessageID(number: max(0, time.milliseconds - epoch) << 22 | Int64(distinguisher & 0x3F_FFFF))
    }
}

extension MessageID: Comparable {
    /// Orders identifiers by the time at which they were made.
    public static func < (left: MessageID, right: MessageID) -> Bool { left.number < right.number }
}

extension MessageID: CustomStringConvertible {
    /// The identifier as 13 letters and digits.
    public var description: String {
        let digits = (0..<Self.textLength).map { position in
            Self.alphabet[Int(truncatingIfNeeded: number >> Int64(60 - 5 * position)) & 31]
        }
        return String(decoding: digits, as: UTF8.self)
    }
}

/// Makes identifiers that only grow, also when the clock steps back.
public struct MessageIDGenerator: Sendable {
    private var last = MessageID(number: 0)
    /// No identifier below this one was made here.
    private var first = MessageID(number: 0)

    /// Makes a generator.
    public init() {}

    /// Makes the next identifier.
    ///
    /// - Parameters:
    ///   - now: the time.
    ///   - random: where the lower bits come from.
    public mutating func next(at now: WallTime, using random: inout any RandomNumberGenerator & Sendable) -> MessageID {
        // Half of the lower bits are left to be counted up within one millisecond.
        let fresh = MessageID.at(now, distinguisher: UInt32.random(in: 0..<0x20_0000, using: &random))
        last = max(fresh, MessageID(number: last.number + 1))
        return last
    }
}

extension MessageIDGenerator {
    /// Makes identifiers greater than one that exists.
    ///
    /// - Parameter existing: the greatest identifier in the store.
    mutating func startAfter(_ existing: MessageID) {
        last = max(last, existing)
        first = MessageID(number: last.number + 1)
    }

    /// Whether an identifier was made by this generator, rather than before its time.
    func hasMade(_ id: MessageID) -> Bool { id >= first && id <= last }
}
