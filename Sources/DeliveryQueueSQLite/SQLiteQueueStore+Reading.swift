public import DeliveryQueue
import GRDB

/// Reading.
extension SQLiteQueueStore {
    /// Reads a page of recipients that are not settled; see the contract of `QueueStore`.
    public func openRecipients(
        after place: RecipientPlace?, limit: Int
    ) async throws(QueueStoreError) -> [OpenRecipient] {
        do throws(QueueStoreError) {
            return try await queue.read { try QueueRows.openRecipients(after: place, limit: limit, in: $0) }
        } catch {
            guard error.kind == .damaged else { throw error }
            return try await openRecipientsAroundDamage(after: place, limit: limit)
        }
    }

    /// The same where a page is damaged: message by message, and those on it are put aside.
    private func openRecipientsAroundDamage(
        after place: RecipientPlace?, limit: Int
    ) async throws(QueueStoreError) -> [OpenRecipient] {
        var found: [OpenRecipient] = []
        var next = place?.message.number ?? 0
        while found.count < limit {
            let from = next
            let ids = try await queue.read { try QueueRows.unsettledIdentifiers(from: from, limit: 1_000, in: $0) }
            guard let last = ids.last else { break }
            for id in ids {
                do throws(QueueStoreError) {
                    let recipients = try queue.readNow { try QueueRows.openRecipients(of: id, in: $0) }
                    // Only what is wanted counts: a short page is the last.
                    found += recipients.filter { recipient in place.map { recipient.place > $0 } ?? true }
                } catch {
                    guard error.kind == .damaged else { throw error }
                    _ = await putAside(id, because: error.reason)
                }
            }
            next = last.number + 1
        }
        return Array(found.prefix(limit))
    }

    /// Reads the octets of a message; see the contract of `QueueStore`.
    public func content(of id: MessageID) async throws(QueueStoreError) -> [UInt8]? {
        do {
            return try verifiedContent(of: id)
        } catch {
            switch error {
            case .failed(let error): throw error
            case .damaged(let reason): throw await putAside(id, because: "its content is damaged: \(reason)")
            }
        }
    }

    /// Reads the octets of a message and holds them against their checksums.
    func verifiedContent(of id: MessageID) throws(SpoolReadError) -> [UInt8]? {
        // Taken before the rows are read, so that what they lead to stays.
        let hold = spool.hold()
        defer { hold.release() }
        let stored: QueueRows.StoredContent?
        do {
            stored = try queue.use { try $0.pool.read { try QueueRows.content(of: id, in: $0) } }
        } catch let damage as MessageDamage {
            throw .damaged(damage.reason)
        } catch {
            let error = QueueStoreError(translating: error)
            throw error.kind == .damaged ? .damaged(error.reason) : .failed(error)
        }
        return if let stored { try octets(of: stored) } else { nil }
    }

    /// Puts the octets of a content together and holds them against their checksums; its segments are held.
    func octets(of stored: QueueRows.StoredContent) throws(SpoolReadError) -> [UInt8] {
        if let checksum = stored.checksum, checksum != ContentChecksum.of(stored.octets) {
            throw .damaged("the checksum of what stands in the database is another")
        }
        return stored.extents.isEmpty ? stored.octets : stored.octets + (try spool.read(stored.extents))
    }

    /// Reads a message; see the contract of `QueueStore`.
    public func message(_ id: MessageID) async throws(QueueStoreError) -> StoredMessage? {
        if let found = try await undamaged(id, { try QueueRows.message(id, in: $0) }) { return found }
        return try history.readNow { try HistoryRows.message(id, in: $0) }
    }

    /// Reads the ledger of a message; see the contract of `QueueStore`.
    public func events(of id: MessageID) async throws(QueueStoreError) -> [LedgerEntry] {
        let found = try await undamaged(id) { database in
            try QueueRows.message(id, in: database).map { try QueueRows.events(of: $0, in: database) }
        }
        if let found { return found }
        return try history.readNow { try HistoryRows.events(of: id, in: $0) }
    }

    /// Reads a message's rows in the queue; it is put aside when they make no sense.
    func undamaged<Value: Sendable>(
        _ id: MessageID, _ work: @Sendable (Database) throws -> Value?
    ) async throws(QueueStoreError) -> Value? {
        let result: Result<Value?, MessageDamage>
        do throws(QueueStoreError) {
            result = try queue.readNow { database in
                do {
                    return .success(try work(database))
                } catch let damage as MessageDamage {
                    return .failure(damage)
                }
            }
        } catch {
            // SQLite gives a reading up that meets a damaged page.
            guard error.kind == .damaged else { throw error }
            result = .failure(MessageDamage(id: id, reason: error.reason))
        }
        switch result {
        case .success(let value): return value
        case .failure(let damage): throw await putAside(id, because: damage.reason)
        }
    }

    /// Finds messages, the newest last; see the contract of `QueueStore`.
    public func messages(_ query: MessageQuery) async throws(QueueStoreError) -> [StoredMessage] {
        let queued = try await queuedMessages(query)
        guard query.includesSettled || query.state?.isSettled == true else { return queued }
        let known = Set(queued.map(\.message.id))
        let (finished, lost) = try await history.read { database in
            var lost: [String] = []
            let found = try HistoryRows.messages(query, in: database) { lost.append("\($0): \($1.reason)") }
            return (found, lost)
        }
        for lost in lost { events(.note("A finished message in the history is damaged: \(lost)")) }
        let all = queued + finished.filter { !known.contains($0.message.id) }
        return Array(all.sorted { $0.message.id < $1.message.id }.suffix(max(0, query.limit)))
    }

    private func queuedMessages(_ query: MessageQuery) async throws(QueueStoreError) -> [StoredMessage] {
        do throws(QueueStoreError) {
            let (found, damaged) = try await queue.read { database in
                var damaged: [MessageDamage] = []
                let found = try QueueRows.messages(query, in: database) { damaged.append($0) }
                return (found, damaged)
            }
            for damage in damaged { _ = await putAside(damage.id, because: damage.reason) }
            return found
        } catch {
            guard error.kind == .damaged else { throw error }
        }
        // A page is damaged: message by message, without those on it.
        var found: [StoredMessage] = []
        for id in try await queue.read({ try QueueRows.identifiers(query, in: $0) }) {
            do throws(QueueStoreError) {
                if let message = try await undamaged(id, { try QueueRows.message(id, in: $0) }) {
                    found.append(message)
                }
            } catch {
                guard error.kind == .quarantined else { throw error }
            }
        }
        return found
    }

    /// Counts what the queue holds; see the contract of `QueueStore`.
    public func summary() async throws(QueueStoreError) -> QueueSummary {
        var summary = try await queue.read { try QueueRows.summary(in: $0) }
        for (state, count) in try history.readNow({ try HistoryRows.counts(in: $0) }) {
            summary.recipients[state, default: 0] += count
        }
        return summary
    }

    /// Counts what became of recipients, by domain; see the contract of `QueueStore`.
    public func statistics(
        from start: WallTime, until end: WallTime
    ) async throws(QueueStoreError) -> [DomainStatistics] {
        let queued = try await queue.read { try QueueRows.statistics(from: start, until: end, in: $0) }
        let finished = try await history.read { try HistoryRows.statistics(from: start, until: end, in: $0) }
        var all = Dictionary(uniqueKeysWithValues: finished.map { ($0.domain, $0) })
        for more in queued {
            var sum = all[more.domain] ?? DomainStatistics(domain: more.domain, recipients: [:], attempts: 0)
            sum.recipients.merge(more.recipients, uniquingKeysWith: +)
            sum.attempts += more.attempts
            all[more.domain] = sum
        }
        return all.values.sorted { $0.domain < $1.domain }
    }

    /// The name of the newest message; see the contract of `QueueStore`.
    public func newestMessage() async throws(QueueStoreError) -> MessageID? {
        let queued = try queue.readNow { database in
            try Int64.fetchOne(database, sql: "SELECT max(id) FROM messages").map { MessageID(number: $0) }
        }
        let finished = try history.readNow { try HistoryRows.newest(in: $0) }
        return [queued, finished].compactMap { $0 }.max()
    }

    /// Puts a damaged message aside, so that nobody meets it again.
    ///
    /// - Returns: what is told to whoever asked for it: that it was put aside, or why it could not be, so that it is asked for
    ///   again.
    func putAside(_ id: MessageID, because reason: String) async -> QueueStoreError {
        do throws(QueueStoreError) {
            let now = SystemQueueClock().now()
            let isNew = try await writer.perform(
                GroupCommitWriter.Job(work: { try QueueRows.quarantine(id, because: reason, at: now, in: $0) }))
            if isNew > 0 { events(.quarantined(id, reason)) }
        } catch {
            events(.note("Message \(id) is damaged and could not be put aside: \(error.reason)"))
            return error
        }
        return QueueStoreError(.quarantined, "Message \(id) was put aside: \(reason)")
    }
}
