import DeliveryQueue

extension ControlService {
    /// The most messages of a page, and the most that are in memory at a time.
    static let pageSize = 1_000

    /// Gives messages out page by page, the newest last, so that a long list takes little memory.
    ///
    /// Where there are more than a page, their names are found first, from the newest on, and each message is shown as
    /// it is when its page comes.
    ///
    /// - Parameters:
    ///   - filter: which messages; of its limit at most `MessageFilter.maximumLimit`.
    ///   - page: given the pages.
    /// - Returns: how many messages there were.
    /// - Throws: `QueueStoreError` when the store cannot be read, and what `page` throws.
    func list(_ filter: MessageFilter, page: ([MessageView]) async throws -> Void) async throws -> Int {
        let limit = min(max(1, filter.limit), MessageFilter.maximumLimit)
        guard limit > Self.pageSize else {
            var query = filter.query
            query.limit = limit
            let found = try await store.messages(query)
            if !found.isEmpty { try await page(found.map(MessageView.init)) }
            return found.count
        }
        var names = try await names(filter, limit: limit)[...]
        var count = 0
        while !names.isEmpty {
            var views: [MessageView] = []
            for id in names.suffix(Self.pageSize).reversed() {
                if let stored = try await readable(id) { views.append(MessageView(stored)) }
            }
            names = names.dropLast(Self.pageSize)
            count += views.count
            if !views.isEmpty { try await page(views) }
        }
        return count
    }

    /// The names of the newest messages that a filter finds, the newest first.
    private func names(_ filter: MessageFilter, limit: Int) async throws(QueueStoreError) -> [MessageID] {
        var names: [MessageID] = []
        var pages = MessagePages(filter.query, size: Self.pageSize)
        while names.count < limit, let found = try await pages.next(from: store) { names += found }
        return Array(names.prefix(limit))
    }

    /// A message, or nil when it is gone or was put aside meanwhile.
    private func readable(_ id: MessageID) async throws(QueueStoreError) -> StoredMessage? {
        do {
            return try await store.message(id)
        } catch {
            guard error.kind == .quarantined else { throw error }
            return nil
        }
    }
}
