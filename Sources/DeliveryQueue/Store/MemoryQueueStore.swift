/// A store in memory, for trials and tests: as consistent as one on disk, and gone with the process.
public actor MemoryQueueStore: QueueStore {
    private var messages: [MessageID: StoredMessage] = [:]
    private var contents: [MessageID: [UInt8]] = [:]
    private var ledger: [MessageID: [LedgerEntry]] = [:]
    private var settledAt: [MessageID: WallTime] = [:]

    /// Makes an empty store.
    public init() {}

    /// Records changes together; see the contract of `QueueStore`.
    public func commit(_ changes: [QueueChange]) throws(QueueStoreError) {
        try check(changes)
        for change in changes {
            switch change {
            case .accept(let message, let content): accept(message, content)
            case .event(let id, let recipients, let event): append(event, to: recipients, of: id)
            }
        }
    }

    /// Refuses what cannot be done, before anything is done.
    private func check(_ changes: [QueueChange]) throws(QueueStoreError) {
        var counts: [MessageID: Int] = [:]
        for change in changes {
            switch change {
            case .accept(let message, _):
                guard messages[message.id] == nil, counts[message.id] == nil, !message.recipients.isEmpty else {
                    throw QueueStoreError(.misuse, "Message \(message.id) is there already or has no recipient")
                }
                counts[message.id] = message.recipients.count
            case .event(let id, let recipients, _):
                let count = messages[id]?.recipients.count ?? counts[id] ?? 0
                guard recipients.allSatisfy({ (0..<count).contains($0) }) else {
                    throw QueueStoreError(.misuse, "Message \(id) has no such recipient")
                }
            }
        }
    }

    private func accept(_ message: QueuedMessage, _ content: [UInt8]) {
        let record = StoredRecipient(state: .queued, attempts: 0, nextAttempt: message.acceptedAt, lastReply: nil)
        messages[message.id] = StoredMessage(
            message: message, recipients: message.recipients.map { _ in record })
        contents[message.id] = content
        ledger[message.id] = message.recipients.indices.map {
            LedgerEntry(recipient: $0, event: RecipientEvent(.accepted, at: message.acceptedAt, detail: message.origin))
        }
    }

    private func append(_ event: RecipientEvent, to recipients: [Int], of id: MessageID) {
        guard var stored = messages[id] else { return }
        for index in recipients {
            stored.recipients[index] = stored.recipients[index].after(event)
            ledger[id, default: []].append(LedgerEntry(recipient: index, event: event))
        }
        messages[id] = stored
        if stored.recipients.allSatisfy(\.state.isSettled) {
            contents[id] = nil
            settledAt[id] = settledAt[id] ?? event.time
        }
    }

    /// Reads a page of messages with unsettled recipients; see the contract of `QueueStore`.
    public func unsettledMessages(after: MessageID?, limit: Int) -> [StoredMessage] {
        let ids = messages.keys.filter { id in contents[id] != nil && (after.map { id > $0 } ?? true) }
        return ids.sorted().prefix(max(0, limit)).compactMap { messages[$0] }
    }

    /// Reads the octets of a message; see the contract of `QueueStore`.
    public func content(of id: MessageID) -> [UInt8]? { contents[id] }

    /// Reads a message; see the contract of `QueueStore`.
    public func message(_ id: MessageID) -> StoredMessage? { messages[id] }

    /// Reads the ledger of a message; see the contract of `QueueStore`.
    public func events(of id: MessageID) -> [LedgerEntry] { ledger[id] ?? [] }

    /// Lists messages, the newest last; see the contract of `QueueStore`.
    public func list(includesSettled: Bool, limit: Int) -> [StoredMessage] {
        let ids = messages.keys.filter { includesSettled || contents[$0] != nil }
        return ids.sorted().suffix(max(0, limit)).compactMap { messages[$0] }
    }

    /// Counts what the queue holds; see the contract of `QueueStore`.
    public func summary() -> QueueSummary {
        var recipients: [RecipientState: Int] = [:]
        for recipient in messages.values.flatMap(\.recipients) { recipients[recipient.state, default: 0] += 1 }
        let unsettled = messages.values.filter { contents[$0.message.id] != nil }.map(\.message)
        return QueueSummary(
            unsettledMessages: unsettled.count, unsettledOctets: unsettled.reduce(0) { $0 + $1.size },
            recipients: recipients, oldest: unsettled.map(\.acceptedAt).min())
    }

    /// Forgets settled messages; see the contract of `QueueStore`.
    public func purgeHistory(before moment: WallTime) -> Int {
        let old = settledAt.filter { $0.value < moment }.map(\.key)
        for id in old {
            messages[id] = nil
            ledger[id] = nil
            settledAt[id] = nil
        }
        return old.count
    }
}
