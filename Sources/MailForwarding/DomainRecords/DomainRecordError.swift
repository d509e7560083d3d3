/// Why the records of a domain cannot be written.
///
/// Complete: these are mistakes of the caller, each with its rule. What the DNS answers is never one of these.
public enum DomainRecordError: Error, Hashable, Sendable {
    /// The selector is not one or more labels of letters, digits, hyphens and underscores (RFC 6376, section 3.1).
    case malformedSelector
    /// The octets are no public key of their kind, or more than ``DomainSigningRecord/maximumKeyLength``.
    case malformedKey
    /// Two keys have the same selector.
    case repeatedSelector(String)
    /// The domain is none that mail is addressed to (RFC 5321, section 2.3.5).
    case unusableDomain
    /// The mail host has no name that an MX record may have (RFC 5321, section 2.3.5).
    case unusableMailHost
    /// The domain is so long that a name below it has more than 253 octets (RFC 1035, section 2.3.4).
    case nameTooLong
    /// The mailbox for reports is one at an address literal.
    case unusableReportAddress
    /// The identifier of the policy is not 1 to 32 letters and digits (RFC 8461, section 3.1).
    case malformedPolicyIdentifier
    /// There are more addresses than an SPF record should name.
    case tooManySources(limit: Int)
}

extension DomainRecordError: CustomStringConvertible {
    /// One sentence for a person.
    public var description: String {
        switch self {
        case .malformedSelector: "the selector of the key is no label of a domain name"
        case .malformedKey: "the octets are no public key of this kind"
        case .repeatedSelector(let selector): "two keys have the selector \(selector)"
        case .unusableDomain: "the domain is none that mail can be addressed to"
        case .unusableMailHost: "the name of the mail host is none that an MX record may have"
        case .nameTooLong: "the domain is too long to have names below it"
        case .unusableReportAddress: "reports cannot go to a mailbox at an address literal"
        case .malformedPolicyIdentifier: "the identifier of the policy is not 1 to 32 letters and digits"
        case .tooManySources(let limit): "there are more than \(limit) addresses that mail leaves from"
        }
    }
}
