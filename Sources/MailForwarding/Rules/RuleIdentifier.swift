/// The number by which people and the directory know a rule, written `r12`.
///
/// Guarantees: 1 to 9,223,372,036,854,775,807.
public struct RuleIdentifier: Hashable, Sendable {
    /// The number, at least 1.
    public let number: Int64

    /// Takes a number; nil for one below 1.
    ///
    /// - Parameter number: the number.
    public init?(number: Int64) {
        guard number >= 1 else { return nil }
        self.number = number
    }

    /// Parses an identifier.
    ///
    /// - Parameter text: the number in digits, with or without the letter `r` before it: `r12`, `R12` or `12`.
    /// - Throws: `RuleTextError` with the problem `malformedIdentifier`.
    public init(_ text: some StringProtocol) throws(RuleTextError) {
        let octets = Array(text.utf8)
        let start = octets.first == UInt8(ascii: "r") || octets.first == UInt8(ascii: "R") ? 1 : 0
        let digits = octets[start...]
        // More digits than the largest number has are not looked at.
        guard (1...19).contains(digits.count),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = Int64(String(decoding: digits, as: UTF8.self)), number >= 1
        else { throw RuleTextError(.malformedIdentifier, at: start, accepted: "r and a number from 1, as in r12") }
        self.number = number
    }
}

extension RuleIdentifier: CustomStringConvertible {
    /// The identifier as people write it, for example `r12`.
    public var description: String { "r\(number)" }
}

extension RuleIdentifier: Comparable {
    /// Orders identifiers by their numbers.
    public static func < (left: RuleIdentifier, right: RuleIdentifier) -> Bool { left.number < right.number }
}
