import DeliveryQueue
import GRDB

import struct Foundation.Data

/// Turns the state of modules into rows of the table `state` and back.
///
/// Keys are kept as BLOBs: their order is that of their octets, and TEXT would end at a NUL.
enum StateRows {
    /// Refuses what is too long for a store, before anything waits for a transaction.
    ///
    /// - Parameters:
    ///   - changes: values by key; nil removes.
    ///   - space: whose keys they are.
    /// - Throws: `QueueStoreError`: `misuse` for a key of more octets than `SQLiteQueueStore.maximumKeyLength`, or a
    ///   value of more than `SQLiteQueueStore.maximumValueSize`.
    static func check(_ changes: [String: [UInt8]?], in space: StateSpace) throws(QueueStoreError) {
        for (key, value) in changes {
            guard key.utf8.count <= SQLiteQueueStore.maximumKeyLength else {
                throw QueueStoreError(
                    .misuse,
                    """
                    A key of state in \(space.name) has \(key.utf8.count) octets, more than \
                    \(SQLiteQueueStore.maximumKeyLength)
                    """)
            }
            guard (value?.count ?? 0) <= SQLiteQueueStore.maximumValueSize else {
                throw QueueStoreError(
                    .misuse,
                    """
                    The state \(key) in \(space.name) has \(value?.count ?? 0) octets, more than \
                    \(SQLiteQueueStore.maximumValueSize)
                    """)
            }
        }
    }

    /// Writes and removes values in the transaction of the caller.
    ///
    /// - Parameters:
    ///   - changes: values by key; nil removes.
    ///   - space: whose keys they are.
    ///   - database: the writer's connection.
    /// - Throws: `QueueStoreError` as `check` does, before anything is written; `DatabaseError`.
    static func write(_ changes: [String: [UInt8]?], in space: StateSpace, to database: Database) throws {
        try check(changes, in: space)
        // An empty BLOB is bound as NULL.
        let writing = try database.cachedStatement(
            sql: """
                INSERT INTO state (space, key, value) VALUES (?, coalesce(?, x''), coalesce(?, x''))
                ON CONFLICT (space, key) DO UPDATE SET value = excluded.value
                """)
        let removal = try database.cachedStatement(
            sql: "DELETE FROM state WHERE space = ? AND key = coalesce(?, x'')")
        for (key, value) in changes {
            if let value {
                try writing.execute(arguments: [space.name, Data(key.utf8), Data(value)])
            } else {
                try removal.execute(arguments: [space.name, Data(key.utf8)])
            }
        }
    }

    /// Reads a value.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - space: whose key it is.
    ///   - database: any connection.
    /// - Returns: the value, or nil when there is none.
    /// - Throws: `DatabaseError`.
    static func value(of key: String, in space: StateSpace, from database: Database) throws -> [UInt8]? {
        let statement = try database.cachedStatement(
            sql: "SELECT value FROM state WHERE space = ? AND key = coalesce(?, x'')")
        return try Row.fetchOne(statement, arguments: [space.name, Data(key.utf8)]).map { octets($0, at: 0) }
    }

    /// Reads a page of keys and values, in the order of the keys' octets.
    ///
    /// - Parameters:
    ///   - space: whose keys.
    ///   - after: the last key of the page before, or nil for the first page.
    ///   - limit: the most values to give.
    ///   - database: any connection.
    /// - Returns: the values; fewer than `limit` only at the end.
    /// - Throws: `DatabaseError`.
    static func values(
        in space: StateSpace, after: String?, limit: Int, from database: Database
    ) throws -> [(key: String, value: [UInt8])] {
        // Nothing is before the empty key, so that the first page begins at it.
        let isNext = after == nil ? ">=" : ">"
        let statement = try database.cachedStatement(
            sql: """
                SELECT key, value FROM state WHERE space = ? AND key \(isNext) coalesce(?, x'') ORDER BY key LIMIT ?
                """)
        let arguments: StatementArguments = [space.name, Data((after ?? "").utf8), max(0, limit)]
        return try Row.fetchAll(statement, arguments: arguments).map { row in
            (String(decoding: octets(row, at: 0), as: UTF8.self), octets(row, at: 1))
        }
    }

    /// The octets of a column; none where it holds something else.
    private static func octets(_ row: Row, at index: Int) -> [UInt8] {
        let values = Array(row.databaseValues)
        return values.indices.contains(index) ? Data.fromDatabaseValue(values[index]).map { Array($0) } ?? [] : []
    }
}
