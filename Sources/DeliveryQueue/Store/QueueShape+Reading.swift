extension QueueShape {
    /// How many recipients are read at a time: a transaction's worth of time, and some megabytes.
    private static let pageSize = 10_000

    /// Counts what waits in a store.
    ///
    /// It reads all recipients that are not settled, page by page, while the store works; what comes or goes meanwhile
    /// is in the table or not.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - now: when the ages are counted.
    ///   - isCounted: whether a recipient is counted; by default each one is.
    /// - Throws: what the store throws.
    public init(
        reading store: any QueueStore, at now: WallTime, where isCounted: (OpenRecipient) -> Bool = { _ in true }
    ) async throws(QueueStoreError) {
        self.init(at: now)
        var page = try await store.openRecipients(after: nil, limit: Self.pageSize)
        while page.count >= Self.pageSize, let end = page.last?.place {
            // The next page is read while this one is counted.
            async let next = Self.page(of: store, after: end)
            for recipient in page where isCounted(recipient) { add(recipient) }
            page = try await next.get()
        }
        for recipient in page where isCounted(recipient) { add(recipient) }
    }

    private static func page(
        of store: any QueueStore, after place: RecipientPlace
    ) async -> Result<[OpenRecipient], QueueStoreError> {
        do throws(QueueStoreError) {
            return .success(try await store.openRecipients(after: place, limit: pageSize))
        } catch {
            return .failure(error)
        }
    }
}
