import HeapModule

extension MemoryQueueStore {
    /// Moves what is finished to the history and forgets what is over in it; see the contract of `QueueStore`.
    ///
    /// The size of the history is counted roughly, in octets of what is kept in memory.
    @discardableResult
    public func maintain(_ limits: HistoryLimits, at now: WallTime) -> StoreMaintenance {
        var done = StoreMaintenance()
        for (id, finishedAt) in finished {
            let size = roughSize(of: id)
            history.insert(FinishedMessage(finishedAt: finishedAt, id: id, size: size))
            historySize += size
            done.moved += 1
        }
        finished = [:]
        while let oldest = history.min {
            guard oldest.finishedAt + limits.retention < now || historySize > limits.maximumSize else { break }
            history.removeMin()
            historySize -= oldest.size
            forget(oldest.id)
            done.forgotten += 1
        }
        return done
    }

    private func forget(_ id: MessageID) {
        messages[id] = nil
        ledger[id] = nil
        known.remove(id)
        if let key = keysByMessage.removeValue(forKey: id) { keys[key] = nil }
    }

    /// About how many octets a message takes in the history.
    private func roughSize(of id: MessageID) -> Int {
        guard let stored = messages[id], let entries = ledger[id] else { return 0 }
        let words = entries.reduce(0) { $0 + ($1.event.detail?.utf8.count ?? 0) }
        let records = MemoryLayout<StoredRecipient>.stride * stored.recipients.count
        return MemoryLayout<StoredMessage>.stride + records + MemoryLayout<LedgerEntry>.stride * entries.count + words
    }
}
