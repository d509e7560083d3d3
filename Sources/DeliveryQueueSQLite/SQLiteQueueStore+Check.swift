public import DeliveryQueue
import GRDB

/// How far something long has come.
public struct StoreProgress: Hashable, Sendable {
    /// What is done, such as `messages`.
    public var step: String
    /// How much of it is done.
    public var done: Int
    /// How much there is.
    public var total: Int

    /// Makes a report of progress.
    ///
    /// - Parameters:
    ///   - step: what is done.
    ///   - done: how much of it is done.
    ///   - total: how much there is.
    public init(step: String, done: Int, total: Int) {
        self.step = step
        self.done = done
        self.total = total
    }
}

/// What a look at everything in a store has found.
public struct StoreCheck: Hashable, Sendable {
    /// What is wrong, a line each; empty when all is right.
    public internal(set) var problems: [String] = []
    /// Messages in the queue that are not finished.
    public internal(set) var messages = 0
    /// Their recipients, those that are settled among them.
    public internal(set) var recipients = 0
    /// Contents that were read and are what was accepted.
    public internal(set) var contents = 0
    /// Their octets.
    public internal(set) var octets = 0
    /// Messages that are finished.
    public internal(set) var historyMessages = 0
    /// Messages that were put aside before, each with the reason.
    public internal(set) var quarantined: [String] = []
}

/// Looking at everything.
extension SQLiteQueueStore {
    /// How many messages are read at a time.
    private static let checkStep = 500

    /// Looks at every page, row, content and ledger, while the store works; nothing is changed.
    ///
    /// - Parameter progress: is told how far it has come.
    /// - Returns: what was found.
    /// - Throws: `QueueStoreError` when something cannot be read at all.
    public func check(
        progress: @escaping @Sendable (StoreProgress) -> Void = { _ in }
    ) async throws(QueueStoreError) -> StoreCheck {
        var check = StoreCheck()
        for database in [queue, history] {
            progress(StoreProgress(step: "pages of \(database.path)", done: 0, total: 1))
            let lines = try await problems(of: database)
            if lines != ["ok"] { check.problems += lines.map { "\(database.path): \($0)" } }
        }
        let quarantined = try await queue.read { try QueueRows.quarantined(in: $0) }
        check.quarantined = quarantined.map { "\($0.id): \($0.reason)" }
        do throws(QueueStoreError) {
            try await checkQueue(&check, besides: Set(quarantined.map(\.id)), progress)
            try await checkHistory(&check, progress)
            try await checkTotals(&check)
        } catch {
            guard error.kind == .damaged else { throw error }
            check.problems.append("what follows cannot be read: \(error.reason)")
        }
        return check
    }

    /// What SQLite finds wrong with a database's pages; `ok` alone when all is right.
    private func problems(of database: DurableDatabase) async throws(QueueStoreError) -> [String] {
        do throws(QueueStoreError) {
            return try await database.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
        } catch {
            guard error.kind == .damaged else { throw error }
            return [error.reason]
        }
    }

    private func checkQueue(
        _ check: inout StoreCheck, besides quarantined: Set<MessageID>,
        _ progress: @Sendable (StoreProgress) -> Void
    ) async throws(QueueStoreError) {
        let total = try await queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM messages") ?? 0 }
        // What comes meanwhile is not looked at, or a busy queue would never end.
        let newest = try await queue.read { try Int64.fetchOne($0, sql: "SELECT max(id) FROM messages") ?? 0 }
        var last = MessageID(number: 0)
        var seen = 0
        while true {
            let after = last
            let ids = try await queue.read { database in
                try Int64.fetchAll(
                    database, sql: "SELECT id FROM messages WHERE id > ? AND id <= ? ORDER BY id LIMIT ?",
                    arguments: [after.number, newest, Self.checkStep])
            }.map { MessageID(number: $0) }
            guard let end = ids.last else { return }
            last = end
            for id in ids where !quarantined.contains(id) { try checkMessage(id, &check) }
            seen += ids.count
            progress(StoreProgress(step: "messages", done: seen, total: max(seen, total)))
        }
    }

    /// Looks at one message in a single reading, so that nothing changes between its rows.
    private func checkMessage(_ id: MessageID, _ check: inout StoreCheck) throws(QueueStoreError) {
        let hold = spool.hold()
        defer { hold.release() }
        let found: Found?
        do {
            found = try queue.readNow { try Found(id, in: $0) }
        } catch {
            check.problems.append("message \(id): \(error.reason)")
            return
        }
        guard let found else { return }
        if let damage = found.damage {
            check.problems.append("message \(id): \(damage)")
            return
        }
        guard let stored = found.stored else { return }
        if stored.recipients.allSatisfy(\.state.isSettled) {
            // On its way to the history.
            check.historyMessages += 1
        } else {
            check.messages += 1
            check.recipients += stored.recipients.count
        }
        var ledger = LedgerChecker()
        ledger.check(stored, found.events, hasContent: found.content != nil)
        check.problems += ledger.problems.map(\.description)
        guard let content = found.content else { return }
        do {
            let octets = try octets(of: content)
            if octets.count != stored.message.size {
                check.problems.append(
                    "message \(id): its content has \(octets.count) octets and not \(stored.message.size)")
            }
            check.contents += 1
            check.octets += octets.count
        } catch {
            switch error {
            case .failed(let error): throw error
            case .damaged(let reason): check.problems.append("message \(id): its content is damaged: \(reason)")
            }
        }
    }

    /// A message's rows as they stood at one moment.
    private struct Found: Sendable {
        var stored: StoredMessage?
        var events: [LedgerEntry] = []
        var content: QueueRows.StoredContent?
        var damage: String?

        init?(_ id: MessageID, in database: Database) throws {
            do {
                guard let stored = try QueueRows.message(id, in: database) else { return nil }
                self.stored = stored
                events = try QueueRows.events(of: stored, in: database)
                content = try QueueRows.content(of: id, in: database)
            } catch let damage as MessageDamage {
                self.damage = damage.reason
            }
        }
    }

    private func checkHistory(
        _ check: inout StoreCheck, _ progress: @Sendable (StoreProgress) -> Void
    ) async throws(QueueStoreError) {
        let total = try await history.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM messages") ?? 0 }
        var last: MessageID?
        var seen = 0
        while true {
            let after = last
            let (page, miscounted) = try await history.read { database in
                let page = try HistoryRows.records(after: after, limit: Self.checkStep, in: database)
                let miscounted = try page.filter { _, record in
                    guard case .success(let record) = record else { return false }
                    return try !HistoryRows.isCounted(record, in: database)
                }
                return (page, miscounted.map(\.id))
            }
            guard let end = page.last else { return }
            last = end.id
            check.problems += miscounted.map {
                "finished message \($0): statistics count its recipients otherwise than its record does; no mail is "
                    + "concerned, and it is over when the message is forgotten"
            }
            for (id, record) in page {
                switch record {
                case .failure(let error): check.problems.append("finished message \(id): \(error.reason)")
                case .success(let record):
                    check.historyMessages += 1
                    var ledger = LedgerChecker()
                    ledger.check(record.stored, record.events, hasContent: nil)
                    check.problems += ledger.problems.map(\.description)
                }
            }
            seen += page.count
            progress(StoreProgress(step: "history", done: seen, total: max(seen, total)))
        }
    }

    /// Holds the numbers that a summary shows against the messages of the history.
    private func checkTotals(_ check: inout StoreCheck) async throws(QueueStoreError) {
        let wrong = try await history.read { try HistoryRows.wrongTotals(in: $0) }
        check.problems += wrong.map {
            "the history counts \($0.total) recipients as \($0.state.rawValue), its messages have \($0.counted); "
                + "only summaries show that, and no mail is concerned; docs/durability.md, The history, says how to "
                + "count anew"
        }
    }
}
