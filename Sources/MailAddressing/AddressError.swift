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
            }
        return "\(what) (at offset \(offset))"
    }
}
