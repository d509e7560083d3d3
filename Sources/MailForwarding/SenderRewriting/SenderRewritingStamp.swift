/// The day on which an address was rewritten, as the address has it: two digits in base 32, the higher one first.
///
/// Days are counted from 1 January 1970 in UTC, and count anew after 1,024.
struct SenderRewritingStamp: Hashable, Sendable {
    /// The day, 0 to 1023.
    private let day: Int

    /// The stamp of a time in seconds since 1970.
    init(at now: Int64) {
        day = Int(truncatingIfNeeded: now / Self.secondsPerDay) & Self.lastDay
    }

    /// Reads a stamp, in any case; nil where it is none.
    init?(_ text: String) {
        let digits = text.utf8.compactMap { Self.value(of: $0) }
        guard text.utf8.count == 2, digits.count == 2 else { return nil }
        day = digits[0] << 5 | digits[1]
    }

    /// The two digits.
    var text: String {
        String(decoding: [Self.alphabet[day >> 5], Self.alphabet[day & 31]], as: UTF8.self)
    }

    /// How many days ago it was, 0 to 1023; a day that is yet to come counts as that of 1,024 days before.
    func age(at now: Int64) -> Int { (SenderRewritingStamp(at: now).day - day) & Self.lastDay }

    private static func value(of digit: UInt8) -> Int? {
        switch digit {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(digit - UInt8(ascii: "a"))
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "2")...UInt8(ascii: "7"): Int(digit - UInt8(ascii: "2")) + 26
        default: nil
        }
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    private static let lastDay = 1_023
    private static let secondsPerDay: Int64 = 86_400
}
