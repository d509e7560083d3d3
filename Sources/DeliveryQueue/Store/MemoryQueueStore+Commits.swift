extension MemoryQueueStore {
    /// Records changes together; see the contract of `QueueStore`.
    public func commit(_ changes: [QueueChange]) throws(QueueStoreError) {
        try check(changes)
        for change in changes {
            switch change {
            case .accept(let message, let content, let key): accept(message, content, key)
            case .event(let id, let recipients, let event): append(event, to: recipients, of: id)
            }
        }
    }

    /// What would be there after the changes that were looked at.
    private struct Draft {
        var recipientCounts: [MessageID: Int] = [:]
        var recipients: [RecipientPlace: StoredRecipient] = [:]
        var keys: Set<InjectionKey> = []
        var spooled: Set<UInt64> = []
    }

    /// Refuses what cannot be done, before anything is done.
    private func check(_ changes: [QueueChange]) throws(QueueStoreError) {
        var draft = Draft()
        for change in changes {
            switch change {
            case .accept(let message, let content, let key): try check(message, content, key, &draft)
            case .event(let id, let recipients, let event): try check(event, recipients, of: id, &draft)
            }
        }
    }

    private func check(
        _ message: QueuedMessage, _ content: QueueContent, _ key: InjectionKey?, _ draft: inout Draft
    ) throws(QueueStoreError) {
        if let key {
            if let first = keys[key] {
                throw QueueStoreError(.alreadyAccepted(first), "The message was accepted before, as \(first)")
            }
            guard draft.keys.insert(key).inserted else {
                throw QueueStoreError(.misuse, "Two messages are handed in together under one key")
            }
        }
        guard messages[message.id] == nil, draft.recipientCounts[message.id] == nil, !message.recipients.isEmpty else {
            throw QueueStoreError(.misuse, "Message \(message.id) is there already or has no recipient")
        }
        if case .spooled(_, let place) = content {
            guard let number = spoolNumber(of: place), draft.spooled.insert(number).inserted else {
                throw QueueStoreError(.misuse, "The content of message \(message.id) is not in this store's spool")
            }
        }
        draft.recipientCounts[message.id] = message.recipients.count
    }

    private func check(
        _ event: RecipientEvent, _ recipients: [Int], of id: MessageID, _ draft: inout Draft
    ) throws(QueueStoreError) {
        let stored = messages[id]
        let count = stored?.recipients.count ?? draft.recipientCounts[id] ?? 0
        for index in recipients {
            guard (0..<count).contains(index) else {
                throw QueueStoreError(.misuse, "Message \(id) is unknown or has no recipient \(index)")
            }
            let place = RecipientPlace(message: id, recipient: index)
            let current = draft.recipients[place] ?? stored?.recipients[index] ?? .accepted(at: event.time)
            guard let next = current.after(event) else {
                let rule = "\(event.kind.rawValue) cannot happen to a recipient that is \(current.state.rawValue)"
                throw QueueStoreError(.conflict, "Recipient \(index) of message \(id): \(rule)")
            }
            draft.recipients[place] = next
        }
    }

    private func accept(_ message: QueuedMessage, _ content: QueueContent, _ key: InjectionKey?) {
        let id = message.id
        messages[id] = StoredMessage(
            message: message, recipients: message.recipients.map { _ in .accepted(at: message.firstAttempt) })
        contents[id] = take(content)
        ledger[id] = message.recipients.indices.map { LedgerEntry(recipient: $0, event: message.acceptance) }
        openCounts[id] = message.recipients.count
        known.insert(id)
        open.insert(id)
        if let key {
            keys[key] = id
            keysByMessage[id] = key
        }
    }

    private func append(_ event: RecipientEvent, to recipients: [Int], of id: MessageID) {
        for index in recipients {
            guard let current = messages[id]?.recipients[index], let next = current.after(event) else { continue }
            messages[id]?.recipients[index] = next
            ledger[id, default: []].append(LedgerEntry(recipient: index, event: event))
            if next.state.isSettled, !current.state.isSettled { openCounts[id, default: 1] -= 1 }
        }
        guard openCounts[id] == 0 else { return }
        openCounts[id] = nil
        contents[id] = nil
        open.remove(id)
        finished[id] = event.time
    }
}

extension StoredRecipient {
    /// How a recipient stands when its message has been accepted: queued.
    ///
    /// - Parameter time: when the first attempt is due.
    static func accepted(at time: WallTime) -> StoredRecipient {
        StoredRecipient(state: .queued, attempts: 0, nextAttempt: time, lastReply: nil)
    }
}
