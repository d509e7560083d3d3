import BounceClassification

/// A store that keeps octets under octets, as one on disk does, and knows nothing of what they mean.
actor OctetSuppressionStore: SuppressionStore {
    private var rows: [[UInt8]: [UInt8]] = [:]

    func suppression(
        for query: SuppressionQuery, at now: Int64
    ) throws(SuppressionStoreError) -> Suppression? {
        for key in query.keys {
            if let entry = try state(of: key).suppression, entry.holds(at: now) { return entry }
        }
        return nil
    }

    func state(of key: SuppressionKey) throws(SuppressionStoreError) -> SuppressionState {
        guard let row = rows[key.octets] else { return SuppressionState(key) }
        return try decoded(row)
    }

    @discardableResult
    func update(
        _ key: SuppressionKey, _ change: @Sendable (SuppressionState) -> SuppressionState
    ) throws(SuppressionStoreError) -> SuppressionState {
        let state = change(try state(of: key))
        guard state.key == key else { throw SuppressionStoreError(.misuse, "another key") }
        rows[key.octets] = state.isEmpty ? nil : state.encoded
        return state
    }

    @discardableResult
    func remove(_ key: SuppressionKey) throws(SuppressionStoreError) -> Bool {
        let hadEntry = try state(of: key).suppression != nil
        rows[key.octets] = nil
        return hadEntry
    }

    func suppressions(after: SuppressionKey?, limit: Int) throws(SuppressionStoreError) -> [Suppression] {
        var page: [Suppression] = []
        for (octets, row) in rows.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            if let after, !after.octets.lexicographicallyPrecedes(octets) { continue }
            if page.count < max(1, limit), let entry = try decoded(row).suppression { page.append(entry) }
        }
        return page
    }

    @discardableResult
    func trim(at now: Int64) throws(SuppressionStoreError) -> Int {
        let before = rows.count
        for (octets, row) in rows {
            let state = try decoded(row).trimmed(at: now)
            rows[octets] = state.isEmpty ? nil : state.encoded
        }
        return before - rows.count
    }

    private func decoded(_ row: [UInt8]) throws(SuppressionStoreError) -> SuppressionState {
        do {
            return try SuppressionState(decoding: row)
        } catch {
            throw SuppressionStoreError(.damaged, error.description)
        }
    }
}
