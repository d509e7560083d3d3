/// Why no address can stand for a sender.
///
/// Complete: whatever else a mailbox may be is rewritten.
public enum SenderRewritingObstacle: Hashable, Sendable {
    /// The sender has an address literal instead of a domain, for which the scheme has no form.
    case addressLiteral
    /// The result has more than the 64 octets of a local part (RFC 5321, section 4.5.3.1.1).
    case doesNotFit
}

extension SenderRewritingObstacle: CustomStringConvertible {
    /// One sentence for a person.
    public var description: String {
        switch self {
        case .addressLiteral: "the sender has an address literal instead of a domain"
        case .doesNotFit: "the rewritten sender does not fit into a local part of 64 octets"
        }
    }
}
