import DeliveryQueue
import GRDB

import struct Foundation.Data

/// Finished messages on their way to the history.
extension QueueRows {
    /// Reads the oldest finished messages with all that is known of them.
    ///
    /// - Returns: the messages, and those whose rows make no sense.
    static func finished(
        limit: Int, in database: Database
    ) throws -> (records: [HistoryRecord], damaged: [MessageDamage]) {
        var damaged: [MessageDamage] = []
        var records: [HistoryRecord] = []
        for id in try finishedIdentifiers(limit: limit, in: database) {
            do {
                records.append(try finishedRecord(of: id, in: database))
            } catch let damage as MessageDamage {
                damaged.append(damage)
            }
        }
        return (records, damaged)
    }

    /// The names of the oldest finished messages.
    static func finishedIdentifiers(limit: Int, in database: Database) throws -> [MessageID] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT id FROM messages
                WHERE settled_at IS NOT NULL AND id NOT IN (SELECT message FROM quarantine)
                ORDER BY settled_at LIMIT ?
                """)
        return try Int64.fetchAll(statement, arguments: [limit]).map { MessageID(number: $0) }
    }

    /// Reads a message that `finishedIdentifiers` has named, with all that is known of it.
    ///
    /// - Throws: `MessageDamage` when its rows make no sense, or when its own is gone: only who moves it removes it.
    static func finishedRecord(of id: MessageID, in database: Database) throws -> HistoryRecord {
        let statement = try database.cachedStatement(
            sql: "SELECT settled_at, injection_key FROM messages WHERE id = ?")
        guard let row = try Row.fetchOne(statement, arguments: [id.number]),
            let stored = try message(id, in: database)
        else { throw MessageDamage(id: id, reason: "it counts as finished, and its row is gone") }
        guard let settledAt = Int64.fromDatabaseValue(row["settled_at"]) else {
            throw MessageDamage(id: id, reason: "its settled_at is no number")
        }
        guard stored.recipients.allSatisfy(\.state.isSettled) else {
            throw MessageDamage(id: id, reason: "it counts as finished, and a recipient of it does not")
        }
        return HistoryRecord(
            stored: stored, events: try events(of: stored, in: database), settledAt: WallTime(milliseconds: settledAt),
            key: Data.fromDatabaseValue(row["injection_key"])
                .flatMap { InjectionKey(String(decoding: $0, as: UTF8.self)) })
    }

    /// Removes messages with all of their rows.
    ///
    /// - Returns: how many there were.
    static func remove(_ ids: [MessageID], from database: Database) throws -> Int {
        var count = 0
        for id in ids {
            for table in ["events", "recipients", "contents", "extents"] {
                try database.cachedStatement(sql: "DELETE FROM \(table) WHERE message = ?")
                    .execute(arguments: [id.number])
            }
            try database.cachedStatement(sql: "DELETE FROM messages WHERE id = ?").execute(arguments: [id.number])
            count += database.changesCount
        }
        return count
    }
}
