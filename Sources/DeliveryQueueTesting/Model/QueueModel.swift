import DeliveryQueue
import SMTPProtocol

/// The contract of `QueueStore` in the plainest form: what a store must answer, without any thought of cost.
///
/// It is made from the words of the contract and shares no code with a store.
struct QueueModel: Sendable {
    /// A message as the model keeps it.
    struct Entry: Sendable {
        var stored: StoredMessage
        var ledger: [LedgerEntry]
        var content: [UInt8]?
        var key: InjectionKey?
        /// When its last recipient was settled.
        var settledAt: WallTime?
    }

    /// A change with its octets, wherever they came from.
    enum Change: Sendable {
        case accept(QueuedMessage, [UInt8], InjectionKey?)
        case event(MessageID, [Int], RecipientEvent)
    }

    private(set) var entries: [MessageID: Entry] = [:]
    /// The greatest identifier that was ever accepted and is not forgotten.
    var newest: MessageID? { entries.keys.max() }

    /// Records changes together.
    ///
    /// - Throws: what a store must throw: `misuse`, `conflict` or `alreadyAccepted`; then nothing is changed.
    mutating func commit(_ changes: [Change]) throws(QueueStoreError) {
        var next = self
        for change in changes { try next.apply(change) }
        self = next
    }

    private mutating func apply(_ change: Change) throws(QueueStoreError) {
        switch change {
        case .accept(let message, let octets, let key): try accept(message, octets, key)
        case .event(let id, let recipients, let event): try append(event, to: recipients, of: id)
        }
    }

    private mutating func accept(
        _ message: QueuedMessage, _ octets: [UInt8], _ key: InjectionKey?
    ) throws(QueueStoreError) {
        if let key, let first = entries.first(where: { $0.value.key == key })?.key {
            throw QueueStoreError(.alreadyAccepted(first), "the key was used for \(first)")
        }
        guard entries[message.id] == nil, !message.recipients.isEmpty else {
            throw QueueStoreError(.misuse, "\(message.id) is there already, or has no recipient")
        }
        let due = message.releaseAt ?? message.acceptedAt
        let record = StoredRecipient(state: .queued, attempts: 0, nextAttempt: due, lastReply: nil)
        let event = RecipientEvent(
            .accepted, at: message.acceptedAt, detail: message.origin, nextAttempt: message.releaseAt)
        entries[message.id] = Entry(
            stored: StoredMessage(message: message, recipients: message.recipients.map { _ in record }),
            ledger: message.recipients.indices.map { LedgerEntry(recipient: $0, event: event) }, content: octets,
            key: key)
    }

    private mutating func append(
        _ event: RecipientEvent, to recipients: [Int], of id: MessageID
    ) throws(QueueStoreError) {
        guard var entry = entries[id] else { throw QueueStoreError(.misuse, "\(id) is unknown") }
        for index in recipients {
            guard entry.stored.recipients.indices.contains(index) else {
                throw QueueStoreError(.misuse, "\(id) has no recipient \(index)")
            }
            guard let record = entry.stored.recipients[index].after(event) else {
                throw QueueStoreError(.conflict, "'\(event.kind)' cannot happen to recipient \(index) of \(id)")
            }
            entry.stored.recipients[index] = record
            entry.ledger.append(LedgerEntry(recipient: index, event: event))
        }
        if entry.content != nil, entry.stored.recipients.allSatisfy(\.state.isSettled) {
            entry.content = nil
            entry.settledAt = event.time
        }
        entries[id] = entry
    }

    /// Forgets messages that were settled before the retention began, and the oldest while the rest is too large.
    ///
    /// - Returns: how many.
    mutating func forget(_ limits: HistoryLimits, at now: WallTime) -> Int {
        let finished = entries.values.compactMap { entry in
            entry.settledAt.map { (id: entry.stored.message.id, settledAt: $0, size: Self.size(of: entry)) }
        }
        var size = finished.reduce(0) { $0 + $1.size }
        let old = finished.sorted { ($0.settledAt, $0.id) < ($1.settledAt, $1.id) }.filter { message in
            guard now - message.settledAt > limits.retention || size > limits.maximumSize else { return false }
            size -= message.size
            return true
        }
        for message in old { entries[message.id] = nil }
        return old.count
    }

    /// What a finished message takes, by a rule of thumb.
    private static func size(of entry: Entry) -> Int { 200 + 100 * entry.ledger.count }
}
