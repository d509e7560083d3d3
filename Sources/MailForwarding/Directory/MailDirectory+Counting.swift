import Synchronization

extension MailDirectory {
    /// Counts something; it is kept when ``keepCounts()`` is called next, and seen at once.
    ///
    /// - Parameters:
    ///   - counter: what is counted.
    ///   - count: how often.
    public func count(_ counter: DirectoryCounter, by count: UInt64 = 1) {
        uncounted.withLock { $0[counter, default: 0] &+= count }
    }

    /// How often something was counted.
    ///
    /// - Parameter counter: what is counted.
    public func count(of counter: DirectoryCounter) -> UInt64 {
        let kept = read { $0.counts[counter] ?? 0 }
        let (sum, isTooLarge) = kept.addingReportingOverflow(uncounted.withLock { $0[counter] ?? 0 })
        return isTooLarge ? .max : sum
    }

    /// Keeps what was counted since the last time: to be called now and then, and before the store is closed.
    ///
    /// What was counted and not kept is lost when the process ends; nothing else depends on it.
    ///
    /// - Throws: `DirectoryError` of the kind `store`; then it is tried again the next time.
    public func keepCounts() async throws(DirectoryError) {
        let counted = uncounted.withLock { counts in
            defer { counts = [:] }
            return counts
        }
        guard !counted.isEmpty else { return }
        do {
            try await change { _ in (counted.map { .addCount($0.key, $0.value) }, ()) }
        } catch {
            for (counter, count) in counted { self.count(counter, by: count) }
            throw error
        }
    }
}
