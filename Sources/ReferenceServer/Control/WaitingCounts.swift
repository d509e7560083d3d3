import DeliveryQueue

/// What waits for each domain by a store's word, where no daemon runs that would know its sites.
struct WaitingCounts: Sendable {
    /// The recipients of a domain.
    struct Domain: Hashable, Sendable {
        /// Those whose time has come.
        var ready = 0
        /// Those that wait for their time.
        var waiting = 0
    }

    /// The domains that mail waits for; what is held is not counted.
    private(set) var domains: [String: Domain] = [:]

    /// How many recipients are read at a time.
    private static let pageSize = 10_000

    /// Counts what waits in a store.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - now: the time.
    /// - Throws: `QueueStoreError` when the store cannot be read.
    init(reading store: any QueueStore, at now: WallTime) async throws(QueueStoreError) {
        var last: RecipientPlace?
        while true {
            let page = try await store.openRecipients(after: last, limit: Self.pageSize)
            for recipient in page where recipient.state != .held {
                if recipient.nextAttempt > now, recipient.state == .queued {
                    domains[recipient.host, default: Domain()].waiting += 1
                } else {
                    domains[recipient.host, default: Domain()].ready += 1
                }
            }
            guard page.count >= Self.pageSize, let end = page.last else { return }
            last = end.place
        }
    }
}
