/// A suppression list in memory, for trials and tests: as consistent as one on disk, and gone with the process.
///
/// What each call costs, `SuppressionTable` says.
public actor MemorySuppressionStore: SuppressionStore {
    private var table: SuppressionTable

    /// Makes an empty list.
    ///
    /// - Parameter capacity: the most keys that it keeps; less than 0 is taken as 0.
    public init(capacity: Int = SuppressionTable.usualCapacity) { table = SuppressionTable(capacity: capacity) }

    /// Finds what holds a mail back; see the contract of `SuppressionStore`.
    public func suppression(for query: SuppressionQuery, at now: Int64) -> Suppression? {
        table.suppression(for: query, at: now)
    }

    /// Reads what is known under a key; see the contract of `SuppressionStore`.
    public func state(of key: SuppressionKey) -> SuppressionState { table.state(of: key) }

    /// Changes what is known under a key; see the contract of `SuppressionStore`.
    @discardableResult
    public func update(
        _ key: SuppressionKey, _ change: @Sendable (SuppressionState) -> SuppressionState
    ) throws(SuppressionStoreError) -> SuppressionState {
        let state = change(table.state(of: key))
        guard state.key == key else {
            throw SuppressionStoreError(.misuse, "a change of \(key) gave a state of \(state.key)")
        }
        try table.set(state)
        return state
    }

    /// Removes the entry and what was counted; see the contract of `SuppressionStore`.
    @discardableResult
    public func remove(_ key: SuppressionKey) -> Bool { table.remove(key) }

    /// Reads a page of the entries; see the contract of `SuppressionStore`.
    public func suppressions(after: SuppressionKey?, limit: Int) -> [Suppression] {
        table.suppressions(after: after, limit: limit)
    }

    /// Removes what no longer matters; see the contract of `SuppressionStore`.
    @discardableResult
    public func trim(at now: Int64) -> Int { table.trim(at: now) }
}
