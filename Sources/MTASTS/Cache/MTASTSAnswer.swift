public import MXResolver

/// What is known of the policy of a domain, and why.
///
/// Complete: there is a policy to go by, or there is a reason why not.
public enum MTASTSAnswer: Hashable, Sendable {
    /// The domain has a policy of the mode `enforce` or `testing`, which holds.
    ///
    /// `trouble` is why it is not sure that the domain publishes no other one by now, as far as that was tried; nil
    /// when nothing stood in the way.
    case policy(StoredPolicy, trouble: Trouble?)
    /// There is no policy to go by; mail goes as if the domain had none (RFC 8461, section 3.3).
    case none(Reason)

    /// Why it is not sure that a policy which holds is the one that the domain publishes.
    ///
    /// Complete: one for each step that can fail, and one for what did not come to its end.
    public enum Trouble: Hashable, Sendable {
        /// The DNS could not be asked whether there is another one; the text says why, for people.
        case lookup(String)
        /// The policy could not be fetched, be it another one or the same to renew it.
        case fetch(PolicyFetchFailure)
        /// The search did not come to its end: it took too long, there were too many others, or it was cancelled.
        case notFinished
    }

    /// How far a search has come.
    ///
    /// Complete: these are its steps.
    public enum Stage: Hashable, Sendable {
        /// The DNS has not answered yet: nobody knows whether there is a policy.
        case lookup
        /// The domain says that it has a policy, which is being fetched or waits for that.
        case fetch
    }

    /// Why there is no policy.
    ///
    /// Complete: one for each way in which the search for a policy ends without one.
    public enum Reason: Hashable, Sendable {
        /// The domain does not say that it has one.
        case notPublished(MTASTSDiscovery.Absence)
        /// The domain has a policy of the mode `none`, which says that it has none (RFC 8461, section 8.3).
        case modeNone
        /// The DNS could not be asked, and no earlier policy is known.
        case lookupFailed(String)
        /// The domain says that it has one, which could not be fetched, and no earlier one is known.
        case fetchFailed(PolicyFetchFailure)
        /// The search took longer than the caller is kept waiting; it has come so far.
        case notYetKnown(Stage)
        /// The domain says that it has one; so many wait to be fetched that no more are begun, and no earlier one is
        /// known.
        case tooManyFetches
        /// Mail goes to an address literal, which has no policy.
        case addressLiteral
        /// The task was cancelled, or the resolver was shut down.
        case cancelled
    }

    /// The policy to go by, or nil; never one of the mode `none`.
    public var policy: StrictTransportPolicy? {
        if case .policy(let stored, trouble: _) = self { stored.policy } else { nil }
    }

    /// Why it is not sure that the policy to go by is the one that the domain publishes; nil when nothing stood in the
    /// way, or there is no policy to go by.
    ///
    /// After ``MTASTSResolver/recheckedPolicy(for:)``, mail may be given up because of the policy only if this is nil.
    public var trouble: Trouble? {
        if case .policy(_, let trouble) = self { trouble } else { nil }
    }

    /// The same from a search that did not come to its end.
    var unfinished: MTASTSAnswer {
        if case .policy(let stored, trouble: _) = self { .policy(stored, trouble: .notFinished) } else { self }
    }
}

extension MTASTSAnswer {
    /// A sentence for a person: what holds and until when, or why nothing does.
    public var explanation: String {
        switch self {
        case .policy(let stored, let trouble):
            let times = "fetched at \(CivilTime(stored.fetchedAt)), holds until \(CivilTime(stored.expires))"
            let more = trouble.map { "; \($0)" } ?? ""
            return "the policy of \(stored.domain), mode \(stored.policy.mode), id \(stored.id), \(times)\(more)"
        case .none(let reason): return reason.description
        }
    }
}

extension MTASTSAnswer.Trouble: CustomStringConvertible {
    /// A few words for a person.
    public var description: String {
        switch self {
        case .lookup(let reason): "whether there is a newer one could not be looked up: \(reason)"
        case .fetch(let failure): "it could not be renewed: \(failure)"
        case .notFinished: "whether there is a newer one is not known yet"
        }
    }
}

extension MTASTSAnswer.Reason: CustomStringConvertible {
    /// A few words for a person.
    public var description: String {
        switch self {
        case .notPublished(let absence): "no policy is published: \(absence)"
        case .modeNone: "the policy of the domain says that it has none (mode none)"
        case .lookupFailed(let reason): "whether there is a policy could not be looked up: \(reason)"
        case .fetchFailed(let failure): "there is a policy, which could not be fetched: \(failure)"
        case .notYetKnown(.lookup): "whether there is a policy is not known yet: the DNS has not answered"
        case .notYetKnown(.fetch): "there is a policy, which has not been fetched yet; the search goes on"
        case .tooManyFetches: "there is a policy, and too many others wait to be fetched"
        case .addressLiteral: "an address literal has no policy"
        case .cancelled: "the search for a policy was cancelled"
        }
    }
}
