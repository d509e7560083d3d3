public import DeliveryQueue

/// A store that fails when it is told to, before another one that does the work.
///
/// It fails the writes: commits, changes of state, and octets that come in pieces. What fails never reaches the other
/// store. Readings and maintenance go on.
public actor FailingStore: QueueStoreDecorator, StateStore {
    /// How long it fails; complete.
    public enum Extent: Hashable, Sendable {
        /// One write fails, and the next ones are taken.
        case once
        /// So many writes fail.
        case times(Int)
        /// Every write fails until `recover`.
        case fromThenOn
    }

    /// The store that does the work.
    public nonisolated let base: any QueueStore
    /// How many writes were taken.
    public private(set) var taken = 0
    /// How many writes failed.
    public private(set) var failed = 0
    private let memory = MemoryQueueStore()
    private var error = QueueStoreError(.failed, "The store fails as it was told to")
    /// How many writes are still taken before it fails; nil while it is not told to fail.
    private var countdown: Int?
    /// How many writes still fail then.
    private var remaining = 0

    /// Makes a store that works until it is told to fail.
    ///
    /// - Parameter base: the store that does the work.
    public init(_ base: any QueueStore) {
        self.base = base
    }

    /// Makes a store that fails.
    ///
    /// - Parameters:
    ///   - base: the store that does the work.
    ///   - error: what it fails with.
    ///   - writes: how many writes are taken before, 0 or more.
    ///   - extent: how long it fails.
    public init(_ base: any QueueStore, with error: QueueStoreError, after writes: Int, _ extent: Extent) {
        self.base = base
        self.error = error
        countdown = writes
        remaining = Self.count(extent)
    }

    /// Lets the store fail.
    ///
    /// - Parameters:
    ///   - error: what it fails with.
    ///   - writes: how many writes are taken before, 0 or more.
    ///   - extent: how long it fails.
    public func fail(with error: QueueStoreError, after writes: Int = 0, _ extent: Extent) {
        self.error = error
        countdown = writes
        remaining = Self.count(extent)
    }

    /// Lets the store work again.
    public func recover() { countdown = nil }

    private static func count(_ extent: Extent) -> Int {
        switch extent {
        case .once: 1
        case .times(let count): count
        case .fromThenOn: .max
        }
    }

    /// Counts a write, or fails it.
    private func admit() throws(QueueStoreError) {
        if let left = countdown {
            if left == 0 {
                failed += 1
                if remaining != .max { remaining -= 1 }
                if remaining <= 0 { countdown = nil }
                throw error
            }
            countdown = left - 1
        }
        taken += 1
    }

    /// Hands a piece of a spool on, or fails.
    fileprivate func append(_ octets: [UInt8], to spool: any ContentSpool) async throws(QueueStoreError) {
        try admit()
        try await spool.append(octets)
    }
}

extension FailingStore {
    /// Hands the changes on, or fails; see the contract of `QueueStore`.
    public func commit(_ changes: [QueueChange]) async throws(QueueStoreError) {
        try admit()
        try await base.commit(changes)
    }

    /// Begins to keep octets that come in pieces; each piece counts as a write.
    public func makeSpool() async throws(QueueStoreError) -> any ContentSpool {
        FailingSpool(base: try await base.makeSpool(), store: self)
    }
}

/// State: in the other store, or in memory where that keeps none.
extension FailingStore {
    /// Hands values on, or fails; see the contract of `StateStore`.
    public func write(_ changes: [String: [UInt8]?], in space: StateSpace) async throws(QueueStoreError) {
        try admit()
        try await stateStore.write(changes, in: space)
    }

    /// Reads a value; see the contract of `StateStore`.
    public func value(of key: String, in space: StateSpace) async throws(QueueStoreError) -> [UInt8]? {
        try await stateStore.value(of: key, in: space)
    }

    /// Reads a page of values; see the contract of `StateStore`.
    public func values(
        in space: StateSpace, after key: String?, limit: Int
    ) async throws(QueueStoreError) -> [(key: String, value: [UInt8])] {
        try await stateStore.values(in: space, after: key, limit: limit)
    }

    private var stateStore: any StateStore { base as? any StateStore ?? memory }
}

/// Takes pieces for a failing store.
private struct FailingSpool: ContentSpool {
    let base: any ContentSpool
    let store: FailingStore

    func append(_ octets: [UInt8]) async throws(QueueStoreError) { try await store.append(octets, to: base) }

    func finish() async throws(QueueStoreError) -> SpooledContent { try await base.finish() }

    func discard() async { await base.discard() }
}
