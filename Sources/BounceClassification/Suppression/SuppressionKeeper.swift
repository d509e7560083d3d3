public import DeliveryReports
public import MailAddressing
import Synchronization

/// Keeps a suppression list up with what hosts and recipients say.
///
/// What follows from a word is decided by a `SuppressionPolicy`; here stands under which key it goes, and what is not to
/// be learnt from at all. Of what leads to nothing the store is not asked.
///
/// Best called where a recipient is settled: a temporary refusal leads to nothing, a delivery forgets strikes.
public struct SuppressionKeeper: Sendable {
    /// The list.
    public let store: any SuppressionStore
    /// What follows from a verdict or a complaint.
    public let policy: SuppressionPolicy

    /// Makes a keeper.
    ///
    /// - Parameters:
    ///   - store: the list.
    ///   - policy: what follows from a verdict or a complaint.
    public init(store: any SuppressionStore, policy: SuppressionPolicy = .standard) {
        self.store = store
        self.policy = policy
    }

    /// Learns from what a host said of a recipient, which holds for everybody's mail.
    ///
    /// A recipient that the list itself held back (`suppressedRecipient`) teaches nothing, nor does one that is on the
    /// list of a relay behind us: each list would confirm the other for ever.
    ///
    /// - Parameters:
    ///   - verdict: what the reply means.
    ///   - reply: the reply's text, which becomes that of the reason.
    ///   - recipient: of whom it was said.
    ///   - now: the time, in seconds since 1970.
    /// - Returns: the entry where this made one or changed the one that was there; nil where it did neither.
    /// - Throws: `SuppressionStoreError`; then nothing was learnt.
    @discardableResult
    public func learn(
        from verdict: BounceVerdict, reply: String, of recipient: Mailbox, at now: Int64
    ) async throws(SuppressionStoreError) -> Suppression? {
        guard verdict.cause != .suppressedRecipient, policy.response(to: verdict) != .nothing else { return nil }
        return try await update(SuppressionKey(SuppressionTarget(recipient))) { state in
            policy.state(after: state, verdict: verdict, reply: reply, at: now)
        }
    }

    /// Learns from a complaint, which holds for the mail of the domain that was complained about.
    ///
    /// Who calls a newsletter spam is not tired of all mail. Only where nobody knows whose mail it was does it hold for
    /// everybody's.
    ///
    /// - Parameters:
    ///   - type: the type of the complaint.
    ///   - text: what else is known of it, such as who reported it; becomes the text of the reason.
    ///   - recipient: who complained.
    ///   - senderDomain: the domain of the envelope sender of what was complained about; nil where it is not known.
    ///   - now: the time, in seconds since 1970.
    /// - Returns: the entry where this made one or changed the one that was there; nil where it did neither.
    /// - Throws: `SuppressionStoreError`; then nothing was learnt.
    @discardableResult
    public func learn(
        complaint type: FeedbackType, text: String = "", of recipient: Mailbox, from senderDomain: DomainName?,
        at now: Int64
    ) async throws(SuppressionStoreError) -> Suppression? {
        guard policy.response(to: type) == .suppress else { return nil }
        let scope = senderDomain.map { SuppressionScope.senderDomain($0) } ?? .everybody
        return try await update(SuppressionKey(SuppressionTarget(recipient), for: scope)) { state in
            policy.state(after: state, feedback: type, text: text, at: now)
        }
    }

    /// Changes a state and gives its entry, where that became another one.
    private func update(
        _ key: SuppressionKey, _ change: @Sendable (SuppressionState) -> SuppressionState
    ) async throws(SuppressionStoreError) -> Suppression? {
        // The store may ask more than once; the last time is the one that counts.
        let hasChanged = Atomic(false)
        let state = try await store.update(key) { before in
            let after = change(before)
            hasChanged.store(after.suppression != before.suppression, ordering: .releasing)
            return after
        }
        return hasChanged.load(ordering: .acquiring) ? state.suppression : nil
    }
}
