/// How a forward shows the author; complete, as From stays or is another.
public enum SenderPresentation: Hashable, Sendable {
    /// From stays as it is, and with it what was signed.
    case kept
    /// From names an address of ours that stands for the author.
    case rewritten

    /// Decides how a forward shows the author.
    ///
    /// A forward comes from other servers than the author's, so that of the two ways to pass DMARC (RFC 7489, section
    /// 4.2) only a signature of the author's domain is left. It survives, as forwarding only puts fields on top; one
    /// that signs the absence of Delivered-To, which no usual signer does, would not. Automatically:
    ///
    /// 1. Without exactly one readable author the author is rewritten: receivers refuse such a From, or hold the
    ///    policies of all of its domains against it (RFC 7489, section 6.6.1).
    /// 2. Where a signature passes, the author is kept, whatever the policy.
    /// 3. Where nothing is asked, the author is kept: there is no policy, or one that only monitors.
    /// 4. Otherwise the author is rewritten. So it is where the policy is not known: what is rewritten without need
    ///    looks different, what is kept without right is lost.
    ///
    /// - Parameters:
    ///   - preference: what the alias asks for.
    ///   - facts: what is known of the author.
    /// - Returns: how the author is shown, and why.
    public static func choose(
        _ preference: PresentationPreference, for facts: AuthorFacts
    ) -> (presentation: SenderPresentation, reason: PresentationReason) {
        switch preference {
        case .alwaysKept: return (.kept, .keptByPreference)
        case .alwaysRewritten: return (.rewritten, .rewrittenByPreference)
        case .automatic: break
        }
        guard facts.author != nil else { return (.rewritten, .noSingleAuthor) }
        guard facts.hasAlignedSignature != true else { return (.kept, .signatureSurvives) }
        switch facts.policy {
        case .none: return (.kept, .noPolicy)
        case .monitoring: return (.kept, .monitoringOnly)
        case .quarantine, .reject: return (.rewritten, .strictPolicy)
        case .unknown: return (.rewritten, .unknownPolicy)
        }
    }
}
