import DeliveryQueue

/// The names of all messages that a query finds, from the newest to the oldest, page by page.
///
/// Messages may be changed between two pages, so that the query finds them no longer: none is left out for that.
struct MessagePages {
    private var query: MessageQuery
    private var isAtEnd = false
    /// Those of the last page that were accepted in the millisecond at which the next one begins.
    private var given: Set<MessageID> = []

    /// Makes the pages of a query.
    ///
    /// - Parameters:
    ///   - query: which messages; its limit does not count.
    ///   - size: how many messages a page has at most, at least one; more where a millisecond has more.
    init(_ query: MessageQuery, size: Int) {
        self.query = query
        self.query.limit = size
    }

    /// The next page, the newest first; nil at the end.
    ///
    /// - Parameter store: where the messages are.
    /// - Throws: `QueueStoreError` when the store cannot be read.
    mutating func next(from store: any QueueStore) async throws(QueueStoreError) -> [MessageID]? {
        while !isAtEnd {
            let found = try await store.messages(query).map(\.message)
            isAtEnd = found.count < query.limit
            let fresh = found.map(\.id).filter { !given.contains($0) }
            if let oldest = found.map(\.acceptedAt).min() {
                query.until = oldest + .milliseconds(1)
                given = Set(found.filter { $0.acceptedAt == oldest }.map(\.id)).union(fresh.isEmpty ? given : [])
            }
            if !fresh.isEmpty { return fresh.reversed() }
            query.limit *= 2
        }
        return nil
    }
}
