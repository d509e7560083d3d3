/// What is wrong with the text of a domain, an address literal or a mailbox, and where.
///
/// Every parser of this module throws this one type and nothing else, whatever the bytes are.
public struct AddressError: Error, Hashable, Sendable {
    /// The kinds of mistake; complete, because each one names a rule of the grammar that this module enforces.
    public enum Problem: Hashable, Sendable {
        /// Nothing stands where something must.
        case empty
        /// A domain longer than 253 octets (RFC 1035, section 2.3.4).
        case domainTooLong
        /// A label that is empty or longer than 63 octets (RFC 1035, section 2.3.4).
        case labelLength
        /// An octet that the grammar does not allow at this place.
        case unexpectedOctet(UInt8)
        /// A label that begins or ends with a hyphen (RFC 1123, section 2.1).
        case hyphenAtEdge
        /// A last label of digits only, which would look like an address.
        case numericTopLevel
        /// A local part longer than 64 octets (RFC 5321, section 4.5.3.1.1).
        case localPartTooLong
        /// A path longer than 254 octets (RFC 5321, section 4.5.3.1.3, less the angle brackets).
        case pathTooLong
        /// No `@` between the local part and the domain.
        case missingAt
        /// A quoted string that does not end.
        case unterminatedQuote
        /// An address literal that is neither IPv4 nor IPv6 (RFC 5321, section 4.1.3).
        case malformedLiteral
        /// An octet over 127 where only ASCII is accepted.
        case nonASCII
        /// Octets that are no UTF-8 (RFC 3629, section 4).
        case malformedUTF8
        /// A character, given by its number, that has no place here.
        ///
        /// One that, once mapped, no internationalized label may have (UTS #46, section 4.1), or a control character in
        /// a local part, U+0080 to U+009F (RFC 5198, section 2).
        case disallowedCharacter(UInt32)
        /// A label that begins as an A-label and is no Punycode, or Punycode for what needs none (UTS #46, section 4).
        case malformedPunycode
        /// An A-label for a text that is not in normalization form C (UTS #46, section 4.1).
        case notNormalized
        /// An internationalized label with hyphens as its third and fourth characters (RFC 5891, section 4.2.3.1).
        case reservedHyphens
        /// A label that begins with a combining mark (RFC 5891, section 4.2.3.2).
        case leadingMark
        /// A zero-width joiner or non-joiner where it changes nothing (RFC 5892, appendix A.1 and A.2).
        case joinerOutOfContext
        /// Labels that mix directions of writing in a way that could mislead (RFC 5893, section 2).
        case mixedDirection
    }

    /// What is wrong.
    public let problem: Problem
    /// The offset in octets, from the start of what was parsed, at which it was noticed.
    public let offset: Int

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - problem: what is wrong.
    ///   - offset: the offset in octets from the start of the parsed text, not negative.
    public init(_ problem: Problem, at offset: Int) {
        self.problem = problem
        self.offset = offset
    }
}

extension AddressError: CustomStringConvertible {
    /// One sentence for a person, without the offending text itself.
    public var description: String {
        let what =
            switch problem {
            case .empty: "it is empty"
            case .domainTooLong: "the domain is longer than 253 octets"
            case .labelLength: "a label of the domain is empty or longer than 63 octets"
            case .unexpectedOctet(let octet): "octet \(octet) is not allowed"
            case .hyphenAtEdge: "a label begins or ends with a hyphen"
            case .numericTopLevel: "the last label has digits only"
            case .localPartTooLong: "the local part is longer than 64 octets"
            case .pathTooLong: "the address is longer than 254 octets"
            case .missingAt: "there is no @"
            case .unterminatedQuote: "a quoted string does not end"
            case .malformedLiteral: "the address literal is neither IPv4 nor IPv6"
            case .nonASCII: "only ASCII is accepted"
            case .malformedUTF8: "it is not UTF-8"
            case .disallowedCharacter(let scalar): "the character \(Self.name(of: scalar)) is not allowed"
            case .malformedPunycode: "a label that begins with xn-- does not stand for an international one"
            case .notNormalized: "a label that begins with xn-- stands for one that is not normalized"
            case .reservedHyphens: "a label has hyphens as its third and fourth characters"
            case .leadingMark: "a label begins with a combining mark"
            case .joinerOutOfContext: "a label has a joiner that joins or parts nothing"
            case .mixedDirection: "a label mixes directions of writing"
            }
        return "\(what) (at offset \(offset))"
    }

    /// The usual notation of a character, as in U+00AD.
    private static func name(of scalar: UInt32) -> String {
        let digits = String(scalar, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}
