/// Why a forward shows the author as it does, for the trace of the message.
///
/// Complete, as each is a rule of ``SenderPresentation/choose(_:for:)``.
public enum PresentationReason: Hashable, Sendable {
    /// The alias always keeps the author.
    case keptByPreference
    /// The alias always rewrites the author.
    case rewrittenByPreference
    /// From does not name exactly one author.
    case noSingleAuthor
    /// A signature of the author's domain passes, and forwarding leaves it whole.
    case signatureSurvives
    /// The author's domain has no policy.
    case noPolicy
    /// The policy of the author's domain asks for reports alone.
    case monitoringOnly
    /// The policy of the author's domain is against mail that passes no check, and no signature passes.
    case strictPolicy
    /// The policy of the author's domain is not known, and no signature passes.
    case unknownPolicy
}

extension PresentationReason: CustomStringConvertible {
    /// One sentence for a person.
    public var description: String {
        switch self {
        case .keptByPreference: "the author is kept, as the alias always does"
        case .rewrittenByPreference: "the author is rewritten, as the alias always does"
        case .noSingleAuthor: "the author is rewritten, as From does not name exactly one address"
        case .signatureSurvives: "the author is kept, as a signature of the author's domain passes"
        case .noPolicy: "the author is kept, as the author's domain has no DMARC policy"
        case .monitoringOnly: "the author is kept, as the author's domain only monitors"
        case .strictPolicy: "the author is rewritten, as the author's domain asks to refuse mail without its signature"
        case .unknownPolicy: "the author is rewritten, as the policy of the author's domain is not known"
        }
    }
}
