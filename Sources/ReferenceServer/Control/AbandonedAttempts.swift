import DeliveryQueue

/// Attempts that a process began and did not live to end.
enum AbandonedAttempts {
    /// The event that ends one.
    ///
    /// - Parameter now: the time.
    static func event(at now: WallTime) -> RecipientEvent {
        RecipientEvent(
            .interrupted, at: now, detail: "the process ended before the outcome was recorded", nextAttempt: now,
            isAmbiguous: true)
    }

    /// Ends those of messages; only for a store that no queue delivers from.
    ///
    /// - Parameters:
    ///   - ids: the messages.
    ///   - store: the store.
    ///   - now: the time.
    /// - Throws: `QueueStoreError`; then none was ended.
    static func end(of ids: [MessageID], in store: any QueueStore, at now: WallTime) async throws(QueueStoreError) {
        var changes: [QueueChange] = []
        for id in Set(ids) {
            guard let stored = try await store.message(id) else { continue }
            let abandoned = stored.recipients.indices.filter { stored.recipients[$0].state == .attempting }
            if !abandoned.isEmpty { changes.append(.event(id, recipients: abandoned, event(at: now))) }
        }
        if !changes.isEmpty { try await store.commit(changes) }
    }

    /// Ends all of them, and holds every recipient that waits, so that nothing is sent before somebody has looked.
    ///
    /// - Parameters:
    ///   - store: a store that no queue delivers from.
    ///   - reason: why, for the trace.
    ///   - now: the time.
    /// - Returns: how many recipients are held that were not before.
    /// - Throws: `QueueStoreError`; what was held before stays held. A damaged message, which is not delivered anyway,
    ///   is left alone.
    static func holdAll(
        in store: any QueueStore, because reason: String, at now: WallTime
    ) async throws(QueueStoreError) -> Int {
        let held = RecipientEvent(.held, at: now, detail: reason)
        var (last, count) = (RecipientPlace?.none, 0)
        while true {
            let page = try await store.openRecipients(after: last, limit: pageSize)
            let steps = page.filter { $0.state != .held }.map { recipient -> [QueueChange] in
                let (id, index) = (recipient.place.message, recipient.place.recipient)
                let end = QueueChange.event(id, recipients: [index], event(at: now))
                return (recipient.state == .attempting ? [end] : []) + [.event(id, recipients: [index], held)]
            }
            count += try await commit(steps, to: store)
            guard page.count == pageSize else { return count }
            last = page.last?.place
        }
    }

    /// Commits steps together, or one by one where a damaged message is among them.
    ///
    /// - Returns: how many were committed.
    private static func commit(
        _ steps: [[QueueChange]], to store: any QueueStore
    ) async throws(QueueStoreError) -> Int {
        guard !steps.isEmpty else { return 0 }
        do {
            try await store.commit(steps.flatMap { $0 })
            return steps.count
        } catch {
            guard error.kind == .quarantined || error.kind == .damaged else { throw error }
            guard steps.count > 1 else { return 0 }
        }
        var count = 0
        for step in steps { count += try await commit([step], to: store) }
        return count
    }

    /// How many recipients are read at a time; a commit of so many takes no noticeable memory.
    private static let pageSize = 1_000
}
