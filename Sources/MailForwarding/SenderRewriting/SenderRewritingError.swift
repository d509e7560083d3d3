/// Why a rewriter of senders, or a secret of one, cannot be made.
///
/// Complete: these are mistakes of the caller, each with its rule. What comes from outside is never one of these.
public enum SenderRewritingError: Error, Hashable, Sendable {
    /// There is no secret.
    case noSecret
    /// A secret has fewer octets than it must have.
    case secretTooShort(minimum: Int)
    /// A line with a secret has a line end or a NUL inside, where PostSRSd would end it.
    case malformedSecret
    /// The length of the hash is none of ``SenderRewriter/hashLengths``.
    case hashLengthOutOfRange
    /// The age is none of ``SenderRewriter/maximumAges``.
    case maximumAgeOutOfRange
    /// The domain is none that mail is addressed to, or so long that with a local part of 64 octets the address has
    /// more than 254 (RFC 5321, section 4.5.3.1).
    case unusableDomain
}

extension SenderRewritingError: CustomStringConvertible {
    /// One sentence for a person.
    public var description: String {
        switch self {
        case .noSecret: "there is no secret to sign rewritten senders with"
        case .secretTooShort(let minimum): "the secret has fewer than \(minimum) octets"
        case .malformedSecret: "the line with the secret has a line end or a NUL inside"
        case .hashLengthOutOfRange: "the hash of rewritten senders cannot have that length"
        case .maximumAgeOutOfRange: "rewritten senders cannot be taken back for that number of days"
        case .unusableDomain: "the domain of rewritten senders is none for mail, or too long"
        }
    }
}
