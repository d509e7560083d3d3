/// What happened in runs, in numbers.
struct Totals {
    /// The numbers by name.
    private(set) var counts: [String: Int] = [:]

    /// The names in the order in which they are told.
    static let names = [
        "messages", "refused", "reports", "delays", "recipients", "delivered", "bounced", "expired", "cancelled",
        "attempts", "reroutings", "not tried", "throttled", "duplicates", "commits", "syncs", "operations",
        "suspensions", "jumps",
        "faults", "restarts", "kills", "cuts", "jobs", "days",
    ]

    /// Counts something.
    mutating func add(_ name: String, _ count: Int = 1) { counts[name, default: 0] += count }

    /// Counts what happened elsewhere.
    mutating func add(_ other: Totals) { counts.merge(other.counts, uniquingKeysWith: +) }

    /// The numbers in one line.
    var line: String {
        Self.names.compactMap { name in counts[name].map { "\(name) \($0)" } }.joined(separator: ", ")
    }
}
