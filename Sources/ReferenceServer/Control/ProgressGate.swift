import DeliveryQueueSQLite

/// Lets so much progress through as somebody who waits wants to see: each step, and each hundredth of it.
struct ProgressGate: Sendable {
    private var last: StoreProgress?

    /// Makes a gate that nothing has passed.
    init() {}

    /// Whether a report is worth showing.
    ///
    /// - Parameter progress: the report.
    mutating func admits(_ progress: StoreProgress) -> Bool {
        let isWorth =
            last.map { last in
                last.step != progress.step || Self.hundredth(progress) != Self.hundredth(last)
            } ?? true
        if isWorth { last = progress }
        return isWorth
    }

    /// How many hundredths are done; without a total, in units of ten thousand.
    private static func hundredth(_ progress: StoreProgress) -> Int {
        guard progress.total > 0 else { return progress.done / 10_000 }
        return Int(Double(progress.done) / Double(progress.total) * 100)
    }
}
