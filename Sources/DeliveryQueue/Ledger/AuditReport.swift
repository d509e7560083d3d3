/// What an audit found.
public struct AuditReport: Hashable, Sendable {
    /// What a store holds otherwise than it promised, and deliveries that nothing explains.
    public var problems: [LedgerProblem] = []
    /// Commits that were acknowledged.
    public var acknowledged = 0
    /// Commits that were refused.
    public var refused = 0
    /// Commits of unknown fate of which everything is there.
    public var foundWhole = 0
    /// Commits of unknown fate of which nothing is there.
    public var foundAbsent = 0
    /// Deliveries that receivers counted.
    public var deliveries = 0
    /// Deliveries beyond the first of a recipient.
    public var duplicates = 0
    /// Those of the duplicates that an ambiguous or interrupted attempt explains.
    public var explainedDuplicates = 0

    /// Makes a report of nothing.
    public init() {}
}
