import DeliveryQueue
import GRDB
import MailAddressing

import struct Foundation.Data

/// Turns finished messages into rows of the history's database and back.
///
/// Every function works in the transaction or the reading of the caller. What the database itself refuses is thrown as
/// `DatabaseError`; a record that is damaged as `QueueStoreError` of the kind `damaged`, which names the message.
enum HistoryRows {
    /// Puts finished messages into the history.
    ///
    /// A message that is there already is left as it is, so that a move which was cut off can be repeated; where the
    /// record differs, as when an event was appended in between, the new one takes its place.
    ///
    /// - Parameters:
    ///   - records: the messages; every recipient of each is settled.
    ///   - database: the writer's connection, in a transaction.
    ///   - eraSize: how many messages an era has.
    /// - Returns: how many messages were not there before.
    /// - Throws: `QueueStoreError`: `misuse` for a message that is not finished, before anything of it is written;
    ///   `DatabaseError`.
    @discardableResult
    static func insert(
        _ records: [HistoryRecord], into database: Database, eraSize: Int = HistoryEras.size
    ) throws -> Int {
        var eras = try HistoryEras(database, size: eraSize)
        let insertion = try database.cachedStatement(
            sql: """
                INSERT INTO messages
                    (id, era, accepted_at, settled_at, size, states, sender_host, sender_local, key, record)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
                """)
        var change = HistoryOutcome()
        var added = 0
        for record in records {
            let outcomes = try HistoryOutcome.byHost(record.stored)
            var sum = HistoryOutcome()
            for outcome in outcomes.values { sum.add(outcome) }
            let message = record.stored.message
            let sender = message.reversePath.mailbox.map { HistoryAddress($0) }
            let octets = record.encoded()
            let era = try eras.era(of: message.id, in: database)
            let arguments: StatementArguments = [
                message.id.number, era, message.acceptedAt.milliseconds, record.settledAt.milliseconds, message.size,
                sum.states, sender?.host ?? "", sender?.local ?? "", record.key.map { Data($0.text.utf8) },
                Data(octets),
            ]
            try insertion.execute(arguments: arguments)
            if database.changesCount == 0 {
                guard let old = try row(of: message.id, in: database), old.octets != octets else { continue }
                change.add(try remove(old, in: database), sign: -1)
                eras.count(-1, in: old.era)
                try insertion.execute(arguments: arguments)
                added -= 1
            }
            try insertSearchRows(of: message, outcomes, era, into: database)
            eras.count(1, in: era)
            change.add(sum)
            added += 1
        }
        try eras.write(to: database)
        try addToTotals(change, in: database)
        return added
    }

    private static func insertSearchRows(
        of message: QueuedMessage, _ outcomes: [String: HistoryOutcome], _ era: Int64, into database: Database
    ) throws {
        let recipient = try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO recipients (era, host, local, message) VALUES (?, ?, ?, ?)")
        for mailbox in message.recipients {
            let address = HistoryAddress(mailbox)
            try recipient.execute(arguments: [era, address.host, address.local, message.id.number])
        }
        let insertion = try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO outcomes
                    (accepted_at, message, host, era, delivered, bounced, expired, cancelled, attempts)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for (host, outcome) in outcomes {
            try insertion.execute(arguments: [
                message.acceptedAt.milliseconds, message.id.number, host, era, outcome.delivered, outcome.bounced,
                outcome.expired, outcome.cancelled, outcome.attempts,
            ])
        }
    }

    /// Adds to the numbers that `counts` gives.
    static func addToTotals(_ change: HistoryOutcome, in database: Database) throws {
        let update = try database.cachedStatement(
            sql: "UPDATE totals SET recipients = recipients + ? WHERE state = ?")
        for (state, number) in change.recipients {
            try update.execute(arguments: [number, state.rawValue])
        }
    }
}

extension HistoryRows {
    /// Reads a message.
    ///
    /// - Parameters:
    ///   - id: the message.
    ///   - database: any connection.
    /// - Returns: the message, or nil when it is not in the history.
    /// - Throws: `QueueStoreError` when its record is damaged; `DatabaseError`.
    static func message(_ id: MessageID, in database: Database) throws -> StoredMessage? {
        try record(of: id, in: database)?.stored
    }

    /// Reads the ledger of a message, as it was put in.
    ///
    /// - Parameters:
    ///   - id: the message.
    ///   - database: any connection.
    /// - Returns: what happened to each recipient; empty when the message is not in the history.
    /// - Throws: `QueueStoreError` when its record is damaged; `DatabaseError`.
    static func events(of id: MessageID, in database: Database) throws -> [LedgerEntry] {
        try record(of: id, in: database)?.events ?? []
    }

    /// Reads everything about a message.
    ///
    /// - Parameters:
    ///   - id: the message.
    ///   - database: any connection.
    /// - Returns: its record, or nil when it is not in the history.
    /// - Throws: `QueueStoreError` when its record is damaged; `DatabaseError`.
    static func record(of id: MessageID, in database: Database) throws -> HistoryRecord? {
        try row(of: id, in: database)?.record()
    }

    /// The message that was accepted with an injection key, for as long as it is in the history.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - database: any connection.
    /// - Returns: the message, or nil when there is none.
    /// - Throws: `DatabaseError`.
    static func message(for key: InjectionKey, in database: Database) throws -> MessageID? {
        let statement = try database.cachedStatement(sql: "SELECT min(id) FROM messages WHERE key = ?")
        return try Int64.fetchOne(statement, arguments: [Data(key.text.utf8)]).map { MessageID(number: $0) }
    }

    /// The newest message of the history.
    ///
    /// - Parameter database: any connection.
    /// - Returns: its name, or nil when the history is empty.
    /// - Throws: `DatabaseError`.
    static func newest(in database: Database) throws -> MessageID? {
        try Int64.fetchOne(database.cachedStatement(sql: "SELECT max(id) FROM messages"))
            .map { MessageID(number: $0) }
    }

    /// Reads the row of a message.
    static func row(of id: MessageID, in database: Database) throws -> HistoryRow? {
        let statement = try database.cachedStatement(
            sql: "SELECT \(HistoryRow.columns("m")) FROM messages m WHERE id = ?")
        return try Row.fetchOne(statement, arguments: [id.number]).map { HistoryRow($0) }
    }
}
