import DeliveryQueue
import DeliveryQueueTesting

/// How a store can answer wrongly; each is found by the check that it names.
enum Misreading: String, CaseIterable, Sendable {
    case pagesOverlap
    case forgetsSize
    case ignoresKeys
    case ignoresSender
    case countsTwice
    case losesStatistics
    case keepsOctets
    case forgetsTooMuch
    case losesHead
    case forgetsReply

    /// The check that finds it.
    var check: String {
        switch self {
        case .pagesOverlap, .forgetsSize: "open recipients"
        case .ignoresKeys: "injection keys"
        case .ignoresSender: "queries"
        case .countsTwice: "summary"
        case .losesStatistics: "statistics"
        case .keepsOctets: "life of a message"
        case .forgetsTooMuch: "history"
        case .losesHead: "spool"
        case .forgetsReply: "life of a message"
        }
    }

    /// Whether a few rows of random commits meet it.
    var isOfModel: Bool { self != .forgetsTooMuch }
}

/// A store that answers wrongly in one way, before one that is right.
struct MisreadingStore: QueueStoreDecorator {
    let base: any QueueStore
    let misreading: Misreading

    func commit(_ changes: [QueueChange]) async throws(QueueStoreError) {
        try await base.commit(
            changes.map { change in
                switch change {
                case .accept(let message, let content, _) where misreading == .ignoresKeys:
                    .accept(message, content: content)
                case .accept(let message, .spooled(_, let content), let key) where misreading == .losesHead:
                    .accept(message, content: .spooled(head: [], content), key: key)
                default: change
                }
            })
    }

    func openRecipients(
        after place: RecipientPlace?, limit: Int
    ) async throws(QueueStoreError) -> [OpenRecipient] {
        if misreading == .forgetsSize {
            return try await base.openRecipients(after: place, limit: limit).map { known in
                OpenRecipient(
                    place: known.place, host: known.host, state: known.state, nextAttempt: known.nextAttempt,
                    sender: known.sender, priority: known.priority, recipientCount: known.recipientCount, size: 0,
                    acceptedAt: known.acceptedAt, expiresAt: known.expiresAt)
            }
        }
        guard misreading == .pagesOverlap, let place else {
            return try await base.openRecipients(after: place, limit: limit)
        }
        let earlier = RecipientPlace(message: place.message, recipient: place.recipient - 1)
        return try await base.openRecipients(after: earlier, limit: limit)
    }

    func content(of id: MessageID) async throws(QueueStoreError) -> [UInt8]? {
        let content = try await base.content(of: id)
        guard misreading == .keepsOctets, content == nil else { return content }
        return try await base.message(id) == nil ? nil : []
    }

    func message(_ id: MessageID) async throws(QueueStoreError) -> StoredMessage? {
        var stored = try await base.message(id)
        if misreading == .forgetsReply {
            for index in stored?.recipients.indices ?? 0..<0 { stored?.recipients[index].lastReply = nil }
        }
        return stored
    }

    func messages(_ query: MessageQuery) async throws(QueueStoreError) -> [StoredMessage] {
        var query = query
        if misreading == .ignoresSender { query.sender = nil }
        return try await base.messages(query)
    }

    func summary() async throws(QueueStoreError) -> QueueSummary {
        var summary = try await base.summary()
        if misreading == .countsTwice { summary.unsettledMessages *= 2 }
        return summary
    }

    func statistics(
        from start: WallTime, until end: WallTime
    ) async throws(QueueStoreError) -> [DomainStatistics] {
        let statistics = try await base.statistics(from: start, until: end)
        return misreading == .losesStatistics ? Array(statistics.dropFirst()) : statistics
    }

    func maintain(_ limits: HistoryLimits, at now: WallTime) async throws(QueueStoreError) -> StoreMaintenance {
        let late = misreading == .forgetsTooMuch ? now + .seconds(20) : now
        return try await base.maintain(limits, at: late)
    }
}
