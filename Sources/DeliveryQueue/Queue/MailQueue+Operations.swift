/// What people do with messages in the queue.
///
/// An operation concerns the recipients in a state that fits it. A recipient that an attempt is under way for is left
/// alone: what was sent cannot be taken back, and its outcome must be recorded. Each message is changed wholly or not
/// at all; when an operation on many throws, those before may have been changed, and it can be repeated.
extension MailQueue {
    /// Goes by other rules from now on; what waits already is tried at the time that was set for it.
    ///
    /// - Parameters:
    ///   - retry: when deferred deliveries are tried again, senders are told of a delay, and deliveries are given up.
    ///   - ambiguous: what follows when nobody knows whether an attempt has delivered the message.
    public func change(retry: RetryRules, ambiguous: AmbiguousAttemptPolicy) {
        configuration.retry = retry
        configuration.ambiguous = ambiguous
    }

    /// How many messages an operation changes in one commit: a bound for what is in memory.
    private static let operationBatch = 256

    /// Holds the recipients that wait: no attempt is made, and they do not expire, until they are released.
    ///
    /// - Parameters:
    ///   - ids: the messages.
    ///   - reason: why, for people.
    /// - Returns: how many recipients of each message were held, 0 where none waits; unknown and damaged messages
    ///   are absent.
    /// - Throws: `QueueStoreError` when the store cannot be read or written.
    @discardableResult
    public func hold(
        _ ids: [MessageID], because reason: String
    ) async throws(QueueStoreError) -> [MessageID: Int] {
        try await change(ids, in: [.queued]) { RecipientEvent(.held, at: $0, detail: reason) }
    }

    /// Lets recipients that are held go on: their next attempt is due now.
    ///
    /// - Parameter ids: the messages.
    /// - Returns: how many recipients of each message were released, 0 where none is held; unknown and damaged messages
    ///   are absent.
    /// - Throws: `QueueStoreError` when the store cannot be read or written.
    @discardableResult
    public func release(_ ids: [MessageID]) async throws(QueueStoreError) -> [MessageID: Int] {
        try await change(ids, in: [.held]) { RecipientEvent(.released, at: $0, nextAttempt: $0) }
    }

    /// Takes back what was not sent, for recipients that wait or are held; nobody is told.
    ///
    /// - Parameters:
    ///   - ids: the messages.
    ///   - reason: why, for people.
    /// - Returns: how many recipients of each message were cancelled, 0 where none could be; unknown and damaged
    ///   messages are absent.
    /// - Throws: `QueueStoreError` when the store cannot be read or written.
    @discardableResult
    public func cancel(
        _ ids: [MessageID], because reason: String
    ) async throws(QueueStoreError) -> [MessageID: Int] {
        try await change(ids, in: [.queued, .held]) { RecipientEvent(.cancelled, at: $0, detail: reason) }
    }

    /// Has recipients that wait tried now rather than when they are due.
    ///
    /// - Parameter ids: the messages.
    /// - Returns: how many recipients of each message are due now, 0 where none waits; unknown and damaged messages
    ///   are absent.
    /// - Throws: `QueueStoreError` when the store cannot be read or written.
    @discardableResult
    public func retry(_ ids: [MessageID]) async throws(QueueStoreError) -> [MessageID: Int] {
        try await change(ids, in: [.queued]) { RecipientEvent(.rescheduled, at: $0, nextAttempt: $0) }
    }

    private func change(
        _ ids: [MessageID], in states: Set<RecipientState>, _ makeEvent: (WallTime) -> RecipientEvent
    ) async throws(QueueStoreError) -> [MessageID: Int] {
        defer { pump() }
        var counts: [MessageID: Int] = [:]
        let unique = Set(ids).sorted()
        var start = 0
        while start < unique.count {
            let batch = unique[start..<min(start + Self.operationBatch, unique.count)]
            start = batch.endIndex
            for id in batch { beginUse(of: id) }
            defer {
                for id in batch { endUse(of: id) }
            }
            let changed = try await changeBatch(batch, in: states, makeEvent(clock.now()))
            counts.merge(changed) { _, new in new }
        }
        return counts
    }

    /// Changes messages that are used by the caller, together.
    private func changeBatch(
        _ ids: ArraySlice<MessageID>, in states: Set<RecipientState>, _ event: RecipientEvent
    ) async throws(QueueStoreError) -> [MessageID: Int] {
        for id in ids { _ = try await soundMessage(id) }
        // From here to the commit nothing is awaited, so that what is found is still so when it is marked.
        var counts: [MessageID: Int] = [:]
        var chosen: [Chosen] = []
        for id in ids {
            guard let entry = active[id] else { continue }
            let fitting = entry.recipients.indices.filter { index in
                states.contains(entry.recipients[index].state) && !entry.busy.contains(index)
            }
            counts[id] = fitting.count
            guard !fitting.isEmpty else { continue }
            setBusy(fitting, of: id)
            chosen.append(Chosen(message: entry.message, recipients: fitting))
        }
        guard !chosen.isEmpty else { return counts }
        var changed: [MessageID: Change] = [:]
        defer {
            for one in chosen {
                // A delivery whose time came meanwhile has left these alone and will not come again.
                let missed = setFree(one.recipients, of: one.message.id)
                if changed[one.message.id] == nil {
                    scheduleQueued(missed, of: one.message.id)
                } else {
                    supersede(one.recipients, of: one.message.id)
                    scheduleQueued(one.recipients, of: one.message.id)
                }
            }
        }
        changed = try await recordForAll(chosen, [event])
        for one in chosen {
            switch changed[one.message.id] {
            case .recorded: break
            case .readAnew: counts[one.message.id] = 0
            case nil: counts[one.message.id] = nil
            }
        }
        return counts
    }
}
