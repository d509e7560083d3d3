import DeliveryQueue

/// Compares acknowledged changes of state with what a store holds.
///
/// A key is written by one task at a time.
struct StateAudit: Sendable {
    private var expected: [String: [UInt8]] = [:]
    private var pending: [Int: [String: [UInt8]?]] = [:]
    private var last = 0

    /// Notes changes that are under way.
    ///
    /// - Returns: their number, for `end`.
    mutating func begin(_ changes: [String: [UInt8]?]) -> Int {
        last += 1
        pending[last] = changes
        return last
    }

    /// Notes what became of changes; those of unknown fate wait for `review`.
    mutating func end(_ number: Int, as fate: AuditedCommit.Fate) {
        guard fate != .unknown, let changes = pending.removeValue(forKey: number) else { return }
        if fate == .acknowledged { apply(changes) }
    }

    private mutating func apply(_ changes: [String: [UInt8]?]) {
        for (key, value) in changes { expected[key] = value }
    }

    /// Compares, and settles what was of unknown fate.
    ///
    /// - Parameter values: what the store holds.
    /// - Returns: what is wrong.
    mutating func review(_ values: [String: [UInt8]]) -> [String] {
        var problems: [String] = []
        for (_, changes) in pending.sorted(by: { $0.key < $1.key }) {
            if changes.allSatisfy({ values[$0.key] == $0.value }) {
                apply(changes)
            } else if changes.contains(where: { values[$0.key] != expected[$0.key] }) {
                problems.append("state: changes of \(changes.keys.sorted()) are there in part")
            }
        }
        pending = [:]
        for key in Set(expected.keys).union(values.keys).sorted() where expected[key] != values[key] {
            problems.append("state: '\(key)' is not what was written last")
        }
        return problems
    }
}
