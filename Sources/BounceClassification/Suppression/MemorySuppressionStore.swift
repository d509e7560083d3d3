/// A suppression list in memory, for trials and tests: as consistent as one on disk, and gone with the process.
///
/// A look-up costs a hash for each key. A new key moves the list of keys behind it, and a page costs its length.
public actor MemorySuppressionStore: SuppressionStore {
    private var states: [SuppressionKey: SuppressionState] = [:]
    /// The octets of all keys, in order, and the keys.
    private var order: [(octets: [UInt8], key: SuppressionKey)] = []
    private let capacity: Int

    /// The most keys by default: about half a gigabyte where the replies are long.
    public static let usualCapacity = 500_000

    /// Makes an empty list.
    ///
    /// - Parameter capacity: the most keys that it keeps: 0 or more.
    public init(capacity: Int = usualCapacity) { self.capacity = max(0, capacity) }

    /// Finds what holds a mail back; see the contract of `SuppressionStore`.
    public func suppression(for query: SuppressionQuery, at now: Int64) -> Suppression? {
        for key in query.keys {
            if let entry = states[key]?.suppression, entry.holds(at: now) { return entry }
        }
        return nil
    }

    /// Reads what is known under a key; see the contract of `SuppressionStore`.
    public func state(of key: SuppressionKey) -> SuppressionState { states[key] ?? SuppressionState(key) }

    /// Changes what is known under a key; see the contract of `SuppressionStore`.
    @discardableResult
    public func update(
        _ key: SuppressionKey, _ change: @Sendable (SuppressionState) -> SuppressionState
    ) throws(SuppressionStoreError) -> SuppressionState {
        let state = change(state(of: key))
        guard state.key == key else {
            throw SuppressionStoreError(.misuse, "a change of \(key) gave a state of \(state.key)")
        }
        guard !state.isEmpty else {
            drop(key)
            return state
        }
        if states[key] == nil {
            guard states.count < capacity else {
                throw SuppressionStoreError(.full, "the suppression list has \(capacity) recipients, its most")
            }
            let octets = key.octets
            order.insert((octets, key), at: position(of: octets))
        }
        states[key] = state
        return state
    }

    /// Removes the entry and what was counted; see the contract of `SuppressionStore`.
    @discardableResult
    public func remove(_ key: SuppressionKey) -> Bool {
        let hadEntry = states[key]?.suppression != nil
        drop(key)
        return hadEntry
    }

    /// Reads a page of the entries; see the contract of `SuppressionStore`.
    public func suppressions(after: SuppressionKey?, limit: Int) -> [Suppression] {
        var page: [Suppression] = []
        let octets = after?.octets
        var index = octets.map { position(of: $0) } ?? 0
        if index < order.count, order[index].octets == octets { index += 1 }
        while index < order.count, page.count < max(1, limit) {
            if let entry = states[order[index].key]?.suppression { page.append(entry) }
            index += 1
        }
        return page
    }

    /// Removes what no longer matters; see the contract of `SuppressionStore`.
    @discardableResult
    public func trim(at now: Int64) -> Int {
        let before = states.count
        states = states.compactMapValues { state in
            let trimmed = state.trimmed(at: now)
            return trimmed.isEmpty ? nil : trimmed
        }
        if states.count < before { order.removeAll { states[$0.key] == nil } }
        return before - states.count
    }

    private func drop(_ key: SuppressionKey) {
        guard states.removeValue(forKey: key) != nil else { return }
        order.remove(at: position(of: key.octets))
    }

    /// The place of the first key that is not before some octets.
    private func position(of octets: [UInt8]) -> Int {
        var (low, high) = (0, order.count)
        while low < high {
            let middle = (low + high) / 2
            if order[middle].octets.lexicographicallyPrecedes(octets) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
