public import BounceClassification
import DeliveryQueue
import NIOConcurrencyHelpers

extension StateSuppressionStore {
    /// Changes what is known under a key; see the contract of `SuppressionStore`.
    @discardableResult
    public func update(
        _ key: SuppressionKey, _ change: @Sendable (SuppressionState) -> SuppressionState
    ) async throws(SuppressionStoreError) -> SuppressionState {
        await turns.begin(key)
        defer { turns.end(key) }
        let before = state(of: key)
        let after = change(before)
        guard after.key == key else {
            throw SuppressionStoreError(.misuse, "a change of \(key) gave a state of \(after.key)")
        }
        if after != before { try await keep(after, isNew: before.isEmpty) }
        return after
    }

    /// Removes the entry and what was counted; see the contract of `SuppressionStore`.
    @discardableResult
    public func remove(_ key: SuppressionKey) async throws(SuppressionStoreError) -> Bool {
        await turns.begin(key)
        defer { turns.end(key) }
        let before = state(of: key)
        if !before.isEmpty { try await keep(SuppressionState(key), isNew: false) }
        return before.suppression != nil
    }

    /// Removes what no longer matters, some hundred states at once; see the contract of `SuppressionStore`.
    @discardableResult
    public func trim(at now: Int64) async throws(SuppressionStoreError) -> Int {
        var (gone, place): (Int, SuppressionKey?) = (0, nil)
        repeat {
            var keys: [SuppressionKey] = []
            repeat {
                let (changes, last) = contents.withLockedValue {
                    $0.table.trimming(at: now, after: place, limit: Self.batch)
                }
                keys += changes.map(\.key)
                place = last
            } while place != nil && keys.count < Self.batch
            gone += try await trim(keys, at: now)
        } while place != nil
        return gone
    }

    /// Trims the states of some keys in one write.
    ///
    /// - Parameters:
    ///   - keys: the keys in their order, each once, so that two that trim never wait for each other.
    ///   - now: the time.
    /// - Returns: how many states are gone.
    private func trim(_ keys: [SuppressionKey], at now: Int64) async throws(SuppressionStoreError) -> Int {
        for key in keys { await turns.begin(key) }
        defer { for key in keys { turns.end(key) } }
        // Since they were looked at, some may have changed.
        let changes = keys.compactMap { key -> SuppressionState? in
            let before = state(of: key)
            let after = before.trimmed(at: now)
            return after == before ? nil : after
        }
        guard !changes.isEmpty else { return 0 }
        try await write(changes)
        return changes.count { $0.isEmpty }
    }

    /// Writes a state whose turn it is, and has room for it where it is the first of its key.
    private func keep(_ state: SuppressionState, isNew: Bool) async throws(SuppressionStoreError) {
        guard isNew else { return try await write([state]) }
        let capacity = contents.withLockedValue { $0.reserve(for: state) ? nil : $0.table.capacity }
        if let capacity { throw .full(for: state, capacity: capacity) }
        try await write([state], reserved: 1)
    }

    /// Writes states whose turn it is to the disk, then to the table; an empty one is removed.
    ///
    /// - Parameters:
    ///   - states: the states.
    ///   - reserved: how many of them are new and have their room, which is given back where the write fails.
    private func write(_ states: [SuppressionState], reserved: Int = 0) async throws(SuppressionStoreError) {
        var values: [String: [UInt8]?] = [:]
        for state in states {
            let value = state.isEmpty ? nil : state.encoded
            values.updateValue(value, forKey: Self.stateKey(of: state.key))
        }
        do throws(QueueStoreError) {
            try await disk.write(values, in: Self.space)
        } catch {
            contents.withLockedValue { $0.reserved -= reserved }
            throw SuppressionStoreError(error)
        }
        contents.withLockedValue { contents in
            contents.reserved -= reserved
            // Room was kept for those that are new, and the others are there. Who came meanwhile, with more room than
            // these have, must not keep out what is on the disk.
            for state in states { contents.table.restore(state) }
        }
    }
}
