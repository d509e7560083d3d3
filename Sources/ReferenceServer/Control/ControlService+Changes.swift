import DeliveryQueue

extension ControlService {
    /// How many messages are changed at a time: enough to share a sync, few enough that deliveries come in between.
    private static let batchSize = 1_000

    /// Does what a person wants done.
    ///
    /// - Parameters:
    ///   - operation: what to do.
    ///   - selection: with which messages.
    /// - Returns: how many recipients of which message were changed, and the names that no message has.
    /// - Throws: `QueueStoreError` when the store does not take it; what was done before stays done.
    func change(
        _ operation: QueueOperation, _ selection: QueueSelection
    ) async throws(QueueStoreError) -> ChangeView {
        var view = ChangeView()
        switch selection {
        case .names(let names):
            var rest = names[...]
            while !rest.isEmpty {
                try await change(operation, named: rest.prefix(Self.batchSize), into: &view)
                rest = rest.dropFirst(Self.batchSize)
            }
        case .all(let filter):
            var pages = MessagePages(filter.query, size: Self.batchSize)
            while let page = try await pages.next(from: store) {
                let changed = try await change(operation, page)
                // What was not changed is not worth a line: nobody has named it.
                view.note(page.filter { changed[$0, default: 0] > 0 }, changed)
            }
        }
        return view
    }

    private func change(
        _ operation: QueueOperation, named names: ArraySlice<String>, into view: inout ChangeView
    ) async throws(QueueStoreError) {
        let named = names.map { (name: $0, id: MessageID($0)) }
        let ids = named.compactMap(\.id)
        let changed = try await change(operation, ids)
        view.note(ids.filter { changed[$0] != nil }, changed)
        for (name, id) in named where id.flatMap({ changed[$0] }) == nil { view.unknown.append(name) }
    }

    private func change(
        _ operation: QueueOperation, _ ids: [MessageID]
    ) async throws(QueueStoreError) -> [MessageID: Int] {
        guard !ids.isEmpty else { return [:] }
        if !isDelivering { try await AbandonedAttempts.end(of: ids, in: store, at: SystemQueueClock().now()) }
        switch operation.kind {
        case .hold: return try await queue.hold(ids, because: operation.reason)
        case .release: return try await queue.release(ids)
        case .cancel: return try await queue.cancel(ids, because: operation.reason)
        case .retry: return try await queue.retry(ids)
        }
    }
}
