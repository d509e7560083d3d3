import DeliveryQueue

/// A state store before one in memory whose writes wait and fail as a test has it.
actor HeldStateStore: StateStore {
    let memory = MemoryQueueStore()
    /// How many values each write had.
    private(set) var writes: [Int] = []
    private var failure: QueueStoreError?
    private var isHolding = false
    private var held: [CheckedContinuation<Void, Never>] = []
    private var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

    /// Has every write and reading fail from now on, or none.
    func fail(_ failure: QueueStoreError?) { self.failure = failure }

    /// Has every write wait from now on.
    func hold() { isHolding = true }

    /// Has writes go on from now on; those that wait stay where they are.
    func letPass() { isHolding = false }

    /// Waits until so many writes wait.
    func whenHeld(_ count: Int) async {
        guard held.count < count else { return }
        await withCheckedContinuation { watchers.append((count, $0)) }
    }

    /// How many writes wait.
    var heldCount: Int { held.count }

    /// Lets all writes go.
    func release() {
        isHolding = false
        for continuation in held { continuation.resume() }
        held = []
    }

    func write(_ changes: [String: [UInt8]?], in space: StateSpace) async throws(QueueStoreError) {
        writes.append(changes.count)
        if isHolding {
            await withCheckedContinuation { continuation in
                held.append(continuation)
                for watcher in watchers where watcher.count <= held.count { watcher.continuation.resume() }
                watchers.removeAll { $0.count <= held.count }
            }
        }
        if let failure { throw failure }
        try await memory.write(changes, in: space)
    }

    func value(of key: String, in space: StateSpace) async throws(QueueStoreError) -> [UInt8]? {
        if let failure { throw failure }
        return await memory.value(of: key, in: space)
    }

    func values(
        in space: StateSpace, after: String?, limit: Int
    ) async throws(QueueStoreError) -> [(key: String, value: [UInt8])] {
        if let failure { throw failure }
        return await memory.values(in: space, after: after, limit: limit)
    }
}
