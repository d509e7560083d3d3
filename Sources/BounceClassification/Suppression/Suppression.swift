/// An entry of the suppression list: who gets nothing, from whom, why, since when and until when.
///
/// Times are seconds since 1970-01-01T00:00:00Z.
public struct Suppression: Hashable, Sendable {
    /// Who gets nothing, and from whom.
    public let key: SuppressionKey
    /// Why, as it was told last.
    public var reason: SuppressionReason
    /// Since when it holds.
    public var since: Int64
    /// From when on it holds no more; nil: until somebody removes it.
    public var expiry: Int64?
    /// How often it was confirmed after it was made: mail that was under way was refused as well, or mail after it had
    /// run out.
    public var confirmations: UInt32

    /// Makes an entry.
    ///
    /// - Parameters:
    ///   - key: who gets nothing, and from whom.
    ///   - reason: why.
    ///   - since: since when.
    ///   - expiry: from when on no more; nil: until somebody removes it.
    ///   - confirmations: how often it was confirmed.
    public init(
        _ key: SuppressionKey, because reason: SuppressionReason, since: Int64, expiry: Int64? = nil,
        confirmations: UInt32 = 0
    ) {
        self.key = key
        self.reason = reason
        self.since = since
        self.expiry = expiry
        self.confirmations = confirmations
    }

    /// Whether it holds at a time.
    ///
    /// Only the end counts: a clock that is set back lets nothing through.
    ///
    /// - Parameter now: the time.
    public func holds(at now: Int64) -> Bool { expiry.map { now < $0 } ?? true }
}
