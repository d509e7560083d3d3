public import DeliveryQueue

/// A store before another one that does the work.
///
/// Whatever a type that conforms does not define itself is handed on: so a store that fails, waits or lies in one way
/// says just that.
public protocol QueueStoreDecorator: QueueStore {
    /// The store that does the work.
    var base: any QueueStore { get }
}

extension QueueStoreDecorator {
    /// The other store's threshold.
    public var spoolThreshold: Int { base.spoolThreshold }

    /// Begins to keep octets that come in pieces; see the contract of `QueueStore`.
    public func makeSpool() async throws(QueueStoreError) -> any ContentSpool { try await base.makeSpool() }

    /// Looks whether there is room; see the contract of `QueueStore`.
    public func demandRoom(for octets: Int) throws(QueueStoreError) { try base.demandRoom(for: octets) }

    /// Records changes; see the contract of `QueueStore`.
    public func commit(_ changes: [QueueChange]) async throws(QueueStoreError) { try await base.commit(changes) }

    /// Reads a page of open recipients; see the contract of `QueueStore`.
    public func openRecipients(
        after place: RecipientPlace?, limit: Int
    ) async throws(QueueStoreError) -> [OpenRecipient] {
        try await base.openRecipients(after: place, limit: limit)
    }

    /// Reads the octets of a message; see the contract of `QueueStore`.
    public func content(of id: MessageID) async throws(QueueStoreError) -> [UInt8]? { try await base.content(of: id) }

    /// Reads a message; see the contract of `QueueStore`.
    public func message(_ id: MessageID) async throws(QueueStoreError) -> StoredMessage? { try await base.message(id) }

    /// Reads a ledger; see the contract of `QueueStore`.
    public func events(of id: MessageID) async throws(QueueStoreError) -> [LedgerEntry] {
        try await base.events(of: id)
    }

    /// Finds messages; see the contract of `QueueStore`.
    public func messages(_ query: MessageQuery) async throws(QueueStoreError) -> [StoredMessage] {
        try await base.messages(query)
    }

    /// Counts what the queue holds; see the contract of `QueueStore`.
    public func summary() async throws(QueueStoreError) -> QueueSummary { try await base.summary() }

    /// Counts by domain; see the contract of `QueueStore`.
    public func statistics(
        from start: WallTime, until end: WallTime
    ) async throws(QueueStoreError) -> [DomainStatistics] {
        try await base.statistics(from: start, until: end)
    }

    /// The name of the newest message; see the contract of `QueueStore`.
    public func newestMessage() async throws(QueueStoreError) -> MessageID? { try await base.newestMessage() }

    /// Does what has to be done now and then; see the contract of `QueueStore`.
    @discardableResult
    public func maintain(
        _ limits: HistoryLimits, at now: WallTime
    ) async throws(QueueStoreError) -> StoreMaintenance {
        try await base.maintain(limits, at: now)
    }
}
