import BounceClassification

/// A store in memory that counts how often it is asked, asks each change twice, and may fail.
actor CountingSuppressionStore: SuppressionStore {
    private let memory = MemorySuppressionStore()
    /// How often it was asked anything.
    private(set) var askedCount = 0
    private let failure: SuppressionStoreError?

    init(failure: SuppressionStoreError? = nil) { self.failure = failure }

    func suppression(
        for query: SuppressionQuery, at now: Int64
    ) async throws(SuppressionStoreError) -> Suppression? {
        try asked()
        return await memory.suppression(for: query, at: now)
    }

    func state(of key: SuppressionKey) async throws(SuppressionStoreError) -> SuppressionState {
        try asked()
        return await memory.state(of: key)
    }

    @discardableResult
    func update(
        _ key: SuppressionKey, _ change: @Sendable (SuppressionState) -> SuppressionState
    ) async throws(SuppressionStoreError) -> SuppressionState {
        try asked()
        return try await memory.update(key) { state in
            // A change that was made in vain, on a state that is no longer the one that counts.
            _ = change(SuppressionState(key))
            return change(state)
        }
    }

    @discardableResult
    func remove(_ key: SuppressionKey) async throws(SuppressionStoreError) -> Bool {
        try asked()
        return await memory.remove(key)
    }

    func suppressions(after: SuppressionKey?, limit: Int) async throws(SuppressionStoreError) -> [Suppression] {
        try asked()
        return await memory.suppressions(after: after, limit: limit)
    }

    @discardableResult
    func trim(at now: Int64) async throws(SuppressionStoreError) -> Int {
        try asked()
        return await memory.trim(at: now)
    }

    private func asked() throws(SuppressionStoreError) {
        askedCount += 1
        if let failure { throw failure }
    }
}
