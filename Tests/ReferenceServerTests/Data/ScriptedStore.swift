import DeliveryQueue
import DeliveryQueueSQLite
import NIOConcurrencyHelpers

@testable import ReferenceServer

/// A store whose copying and checking go as a test says; everything else is that of another one.
final class ScriptedStore: DurableStore {
    /// How often it was closed.
    let closings = NIOLockedValueBox(0)
    private let base: any QueueStore
    private let copying: @Sendable (String) throws(QueueStoreError) -> StoreBackup
    private let checking: @Sendable () throws(QueueStoreError) -> StoreCheck

    /// Makes a store.
    ///
    /// - Parameters:
    ///   - base: the other store.
    ///   - copying: copies into a directory.
    ///   - checking: checks.
    init(
        _ base: any QueueStore = MemoryQueueStore(),
        copying: @escaping @Sendable (String) throws(QueueStoreError) -> StoreBackup,
        checking: @escaping @Sendable () throws(QueueStoreError) -> StoreCheck
    ) {
        self.base = base
        self.copying = copying
        self.checking = checking
    }

    func backup(
        to directory: String, progress: @escaping @Sendable (StoreProgress) -> Void
    ) async throws(QueueStoreError) -> StoreBackup { try copying(directory) }

    func check(progress: @escaping @Sendable (StoreProgress) -> Void) async throws(QueueStoreError) -> StoreCheck {
        try checking()
    }

    func close() async { closings.withLockedValue { $0 += 1 } }

    var spoolThreshold: Int { base.spoolThreshold }

    func makeSpool() async throws(QueueStoreError) -> any ContentSpool { try await base.makeSpool() }

    func commit(_ changes: [QueueChange]) async throws(QueueStoreError) { try await base.commit(changes) }

    func openRecipients(after: RecipientPlace?, limit: Int) async throws(QueueStoreError) -> [OpenRecipient] {
        try await base.openRecipients(after: after, limit: limit)
    }

    func content(of id: MessageID) async throws(QueueStoreError) -> [UInt8]? { try await base.content(of: id) }

    func message(_ id: MessageID) async throws(QueueStoreError) -> StoredMessage? { try await base.message(id) }

    func events(of id: MessageID) async throws(QueueStoreError) -> [LedgerEntry] { try await base.events(of: id) }

    func messages(_ query: MessageQuery) async throws(QueueStoreError) -> [StoredMessage] {
        try await base.messages(query)
    }

    func summary() async throws(QueueStoreError) -> QueueSummary { try await base.summary() }

    func statistics(from start: WallTime, until end: WallTime) async throws(QueueStoreError) -> [DomainStatistics] {
        try await base.statistics(from: start, until: end)
    }

    func newestMessage() async throws(QueueStoreError) -> MessageID? { try await base.newestMessage() }

    func maintain(_ limits: HistoryLimits, at now: WallTime) async throws(QueueStoreError) -> StoreMaintenance {
        try await base.maintain(limits, at: now)
    }
}
