import DeliveryQueue
import DeliveryQueueTesting

/// The store of a simulated process: it notes what is recorded, for the audit, and ends with the process.
final class VirtualStore: QueueStoreDecorator, @unchecked Sendable {
    // Unchecked: everything runs on one thread.

    /// What is read.
    let base: any QueueStore
    private let disk: VirtualDisk
    private let journal: Journal
    private let time: VirtualTime
    private let owner: Int
    /// Whether the process has ended.
    private(set) var isOver = false

    /// Makes the store of a process that begins.
    ///
    /// - Parameters:
    ///   - disk: the machine's disk.
    ///   - journal: where commits are noted.
    ///   - time: the time.
    ///   - owner: the process.
    init(_ disk: VirtualDisk, journal: Journal, time: VirtualTime, owner: Int) {
        base = disk.base
        self.disk = disk
        self.journal = journal
        self.time = time
        self.owner = owner
    }

    /// Ends it.
    func end() { isOver = true }

    private static let stopped = QueueStoreError(.stopped, "the process has ended")

    func demandRoom(for octets: Int) throws(QueueStoreError) {
        if disk.fault == .full { throw QueueStoreError(.full, "The disk is full") }
    }

    func commit(_ changes: [QueueChange]) async throws(QueueStoreError) {
        guard !isOver else { throw Self.stopped }
        let answer = await disk.commit(.changes(changes))
        switch answer {
        case .success: journal.note(changes, .acknowledged)
        case .failure(let error):
            if error.kind == .stopped { journal.note(changes, .unknown) }
            throw error
        }
    }

    private func read<Value: Sendable>(
        _ reading: (MemoryQueueStore) async throws(QueueStoreError) -> Value
    ) async throws(QueueStoreError) -> Value {
        guard !isOver else { throw Self.stopped }
        let wait = disk.readingTime()
        if wait > 0, !(await time.wait(wait, for: owner, isCancellable: false)) { throw Self.stopped }
        if disk.failsReading() { throw QueueStoreError(.recovering, "The store is being built anew") }
        let value = try await reading(disk.base)
        guard !isOver else { throw Self.stopped }
        return value
    }
}

/// Readings.
extension VirtualStore {
    func openRecipients(after place: RecipientPlace?, limit: Int) async throws(QueueStoreError) -> [OpenRecipient] {
        let page = try await read { store throws(QueueStoreError) in
            await store.openRecipients(after: place, limit: limit)
        }
        return page.filter { _ in !disk.plant.strikes(.hiddenRecipient) }
    }

    func content(of id: MessageID) async throws(QueueStoreError) -> [UInt8]? {
        try await read { store throws(QueueStoreError) in await store.content(of: id) }
    }

    func message(_ id: MessageID) async throws(QueueStoreError) -> StoredMessage? {
        try await read { store throws(QueueStoreError) in await store.message(id) }
    }

    func events(of id: MessageID) async throws(QueueStoreError) -> [LedgerEntry] {
        try await read { store throws(QueueStoreError) in await store.events(of: id) }
    }

    func messages(_ query: MessageQuery) async throws(QueueStoreError) -> [StoredMessage] {
        try await read { store throws(QueueStoreError) in await store.messages(query) }
    }

    func summary() async throws(QueueStoreError) -> QueueSummary {
        try await read { store throws(QueueStoreError) in await store.summary() }
    }

    func newestMessage() async throws(QueueStoreError) -> MessageID? {
        try await read { store throws(QueueStoreError) in await store.newestMessage() }
    }

    func maintain(_ limits: HistoryLimits, at now: WallTime) async throws(QueueStoreError) -> StoreMaintenance {
        try await read { store throws(QueueStoreError) in await store.maintain(limits, at: now) }
    }
}

/// State.
extension VirtualStore: StateStore {
    func write(_ changes: [String: [UInt8]?], in space: StateSpace) async throws(QueueStoreError) {
        guard !isOver else { throw Self.stopped }
        try await disk.commit(.state(changes, space)).get()
    }

    func value(of key: String, in space: StateSpace) async throws(QueueStoreError) -> [UInt8]? {
        try await read { store throws(QueueStoreError) in await store.value(of: key, in: space) }
    }

    func values(
        in space: StateSpace, after key: String?, limit: Int
    ) async throws(QueueStoreError) -> [(key: String, value: [UInt8])] {
        try await read { store throws(QueueStoreError) in await store.values(in: space, after: key, limit: limit) }
    }
}
