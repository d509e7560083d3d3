extension MemoryQueueStore {
    /// Writes and removes values together; see the contract of `StateStore`.
    public func write(_ changes: [String: [UInt8]?], in space: StateSpace) throws(QueueStoreError) {
        for (key, value) in changes {
            guard key.utf8.count <= Self.maximumKeyLength, (value?.count ?? 0) <= Self.maximumValueSize else {
                throw QueueStoreError(.misuse, "A key or a value of the state is too long")
            }
        }
        var table = spaces.removeValue(forKey: space) ?? MemoryStateTable()
        for (key, value) in changes { table.set(value, for: key) }
        if !table.isEmpty { spaces[space] = table }
    }

    /// Reads a value; see the contract of `StateStore`.
    public func value(of key: String, in space: StateSpace) -> [UInt8]? { spaces[space]?.value(of: key) }

    /// Reads a page of keys and values; see the contract of `StateStore`.
    public func values(in space: StateSpace, after: String?, limit: Int) -> [(key: String, value: [UInt8])] {
        spaces[space]?.values(after: after, limit: limit) ?? []
    }
}

/// Values in the order of their keys' octets.
///
/// Keys are compared by their octets, as a database does, and not as text, where different octets may be equal.
struct MemoryStateTable: Sendable {
    private var entries: [(key: String, value: [UInt8])] = []

    /// Whether there is no value.
    var isEmpty: Bool { entries.isEmpty }

    /// Sets a value; nil removes it.
    mutating func set(_ value: [UInt8]?, for key: String) {
        let index = position(of: key)
        let isThere = holds(key, at: index)
        switch (value, isThere) {
        case (let value?, true): entries[index].value = value
        case (let value?, false): entries.insert((key, value), at: index)
        case (nil, true): entries.remove(at: index)
        case (nil, false): break
        }
    }

    /// The value of a key, or nil when there is none.
    func value(of key: String) -> [UInt8]? {
        let index = position(of: key)
        return holds(key, at: index) ? entries[index].value : nil
    }

    /// The values after a key, which need not be there; all from the first for nil.
    func values(after key: String?, limit: Int) -> [(key: String, value: [UInt8])] {
        var start = 0
        if let key {
            start = position(of: key)
            if holds(key, at: start) { start += 1 }
        }
        return Array(entries[start...].prefix(max(0, limit)))
    }

    private func holds(_ key: String, at index: Int) -> Bool {
        index < entries.count && entries[index].key.utf8.elementsEqual(key.utf8)
    }

    /// The index of the first key that is not smaller.
    private func position(of key: String) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            let isSmaller = entries[middle].key.utf8.lexicographicallyPrecedes(key.utf8)
            if isSmaller { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
