/// What is known of a recipient: the entry of the list, if there is one, and refusals that may lead to one.
///
/// It is what `SuppressionPolicy` makes a new one of, and what a store keeps.
public struct SuppressionState: Hashable, Sendable {
    /// Who, and from whom.
    public let key: SuppressionKey
    /// The entry, whether it holds or has run out; nil where there is none.
    public private(set) var suppression: Suppression?
    /// Refusals that say little each; nil where none was counted.
    public var refusals: StrikeCount?
    /// Refusals because the mailbox was full; nil where none was counted.
    public var fullMailbox: StrikeCount?

    /// Makes the state of somebody of whom nothing is known.
    ///
    /// - Parameter key: who, and from whom.
    public init(_ key: SuppressionKey) { self.key = key }

    /// Makes the state of somebody with an entry.
    ///
    /// - Parameter suppression: the entry.
    public init(_ suppression: Suppression) {
        key = suppression.key
        self.suppression = suppression
    }

    /// Whether nothing is known, so that nothing need be kept.
    public var isEmpty: Bool { suppression == nil && refusals == nil && fullMailbox == nil }

    /// Whether the entry holds at a time.
    ///
    /// - Parameter now: the time, in seconds since 1970.
    public func isSuppressed(at now: Int64) -> Bool { suppression?.holds(at: now) ?? false }

    /// Puts an entry in the place of the one that is there, and forgets the strikes: they have led to it.
    mutating func suppress(
        because reason: SuppressionReason, since: Int64, expiry: Int64?, confirmations: UInt32
    ) {
        suppression = Suppression(
            key, because: reason, since: since, expiry: expiry, confirmations: confirmations)
        forgetStrikes()
    }

    /// Puts an entry in the place of the one that is there; one of another key is left out.
    ///
    /// - Parameter entry: the entry.
    /// - Returns: whether it was of this key.
    @discardableResult
    public mutating func replace(with entry: Suppression) -> Bool {
        guard entry.key == key else { return false }
        suppression = entry
        return true
    }

    /// Forgets what was counted, as after a delivery; an entry stays.
    public mutating func forgetStrikes() {
        refusals = nil
        fullMailbox = nil
    }

    /// The state without what no longer matters.
    ///
    /// Strikes go when all of them are forgotten. An entry that has run out stays for as long again as it held: if the
    /// recipient turns out to be gone still, the next entry lasts longer.
    ///
    /// - Parameter now: the time, in seconds since 1970.
    public func trimmed(at now: Int64) -> SuppressionState {
        var state = self
        if let count = refusals, count.forgottenAt <= now { state.refusals = nil }
        if let count = fullMailbox, count.forgottenAt <= now { state.fullMailbox = nil }
        if let entry = suppression, let expiry = entry.expiry {
            let held = max(0, expiry.subtracting(entry.since))
            if expiry.adding(held) <= now { state.suppression = nil }
        }
        return state
    }
}
