/// Compares what a store acknowledged, and what receivers were given, with what the store holds afterwards.
///
/// Commits are noted in the order in which they were begun; those of one message by one task at a time, as only then it
/// is known which came first. An event is recognised by its value, so that events which must be told apart differ in
/// their detail or time. Holding everything in memory, it is meant for tests.
public struct AcknowledgementAudit: Sendable {
    /// The commits.
    public private(set) var commits: [AuditedCommit] = []
    /// Whether the store may hold nothing besides what was noted.
    public let isComplete: Bool
    private var deliveries: [RecipientPlace: Int]?
    private var forgotten: Set<MessageID> = []

    /// Makes an audit.
    ///
    /// - Parameter isComplete: whether everything that the store is asked to record is noted here; then anything else
    ///   in it is a problem, and so is a report that a failure names and that is not there.
    public init(isComplete: Bool = true) { self.isComplete = isComplete }

    /// Notes a commit.
    ///
    /// - Parameter commit: the commit; one that is under way is noted as of unknown fate.
    /// - Returns: its number, for `settle`.
    @discardableResult
    public mutating func note(_ commit: AuditedCommit) -> Int {
        commits.append(commit)
        return commits.count - 1
    }

    /// Notes what became of a commit.
    ///
    /// - Parameters:
    ///   - number: the number that `note` gave; others are ignored.
    ///   - fate: what became of it.
    public mutating func settle(_ number: Int, as fate: AuditedCommit.Fate) {
        if commits.indices.contains(number) { commits[number].fate = fate }
    }

    /// Notes how many times receivers took messages; then what ledgers call delivered must have been taken, too.
    ///
    /// - Parameter counts: how many times each message was taken for each recipient; added to what was noted before.
    public mutating func noteDeliveries(_ counts: [RecipientPlace: Int]) {
        deliveries = (deliveries ?? [:]).merging(counts, uniquingKeysWith: +)
    }

    /// Notes that the history is over for a message: it may be gone.
    ///
    /// - Parameter id: the message.
    public mutating func noteForgotten(_ id: MessageID) { forgotten.insert(id) }

    /// Compares with what a store holds.
    ///
    /// Commits of unknown fate are settled by it: what is there must stay, what is not must never come.
    ///
    /// - Parameter holdings: what the store holds.
    /// - Returns: what was found.
    public mutating func review(_ holdings: StoreHoldings) -> AuditReport {
        var review = AuditReview(holdings: holdings, forgotten: forgotten)
        for index in commits.indices { commits[index].fate = review.judge(commits[index]) }
        review.compare(commits, isComplete: isComplete)
        if let deliveries { review.explain(deliveries) }
        return review.report
    }

    /// Compares with what a store holds, finished messages too.
    ///
    /// - Parameter store: the store.
    /// - Returns: what was found.
    /// - Throws: what the store throws.
    public mutating func review(_ store: any QueueStore) async throws(QueueStoreError) -> AuditReport {
        var named: Set<MessageID> = []
        for commit in commits { named.formUnion(commit.changes.map(\.message)) }
        return review(try await StoreHoldings(reading: store, and: named.sorted()))
    }
}
