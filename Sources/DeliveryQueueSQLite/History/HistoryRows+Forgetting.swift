import DeliveryQueue
import GRDB

extension HistoryRows {
    /// How many messages are forgotten between two looks at the size: about ten pages' worth, so that little more is
    /// forgotten than has to be.
    private static let shrinkingStep = 32

    /// Forgets messages that were settled before a moment, the oldest first.
    ///
    /// - Parameters:
    ///   - moment: the first moment that is kept; nil forgets whatever there is.
    ///   - limit: the most messages to forget, so that the transaction stays short.
    ///   - database: the writer's connection, in a transaction.
    /// - Returns: how many were forgotten.
    /// - Throws: `DatabaseError`.
    static func forget(before moment: WallTime?, limit: Int, in database: Database) throws -> Int {
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(HistoryRow.columns("m")) FROM messages m INDEXED BY messages_by_settlement
                WHERE settled_at <= ? ORDER BY settled_at, id LIMIT ?
                """)
        let (last, isBeforeTime) = (moment?.milliseconds ?? Int64.max).subtractingReportingOverflow(
            moment == nil ? 0 : 1)
        guard !isBeforeTime else { return 0 }
        let rows = try Row.fetchAll(statement, arguments: [last, max(0, limit)])
        var change = HistoryOutcome()
        var eras = try HistoryEras(database)
        for row in rows {
            let row = HistoryRow(row)
            change.add(try remove(row, in: database), sign: -1)
            eras.count(-1, in: row.era)
        }
        try eras.write(to: database)
        try addToTotals(change, in: database)
        return rows.count
    }

    /// Forgets the oldest messages while the history takes more than so many octets.
    ///
    /// - Parameters:
    ///   - octets: how many it may take, as `octets(in:)` counts them.
    ///   - limit: the most messages to forget, so that the transaction stays short.
    ///   - database: the writer's connection, in a transaction.
    /// - Returns: how many were forgotten; fewer than `limit` when the history is small enough or empty.
    /// - Throws: `DatabaseError`.
    static func shrink(to octets: Int, limit: Int, in database: Database) throws -> Int {
        var forgotten = 0
        while forgotten < limit, try self.octets(in: database) > octets {
            let step = try forget(before: nil, limit: min(shrinkingStep, limit - forgotten), in: database)
            guard step > 0 else { break }
            forgotten += step
        }
        return forgotten
    }

    /// How many octets the history takes in its file, without pages that are free.
    ///
    /// - Parameter database: any connection.
    /// - Throws: `DatabaseError`.
    static func octets(in database: Database) throws -> Int {
        let pages = try number("page_count", in: database) - number("freelist_count", in: database)
        return try pages * number("page_size", in: database)
    }

    /// Gives free pages back to the disk; the file is cut when the write-ahead log is next checkpointed.
    ///
    /// - Parameters:
    ///   - pages: the most pages to give back.
    ///   - database: the writer's connection.
    /// - Returns: how many octets were given back; 0 as well when the database was not prepared by `HistorySchema`.
    /// - Throws: `DatabaseError`.
    static func vacuum(pages: Int, in database: Database) throws -> Int {
        guard pages > 0 else { return 0 }
        let before = try number("page_count", in: database)
        try database.execute(sql: "PRAGMA incremental_vacuum(\(pages))")
        return try (before - number("page_count", in: database)) * number("page_size", in: database)
    }

    private static func number(_ pragma: String, in database: Database) throws -> Int {
        try Int.fetchOne(database.cachedStatement(sql: "PRAGMA \(pragma)")) ?? 0
    }

    /// Removes a message with all of its rows, but leaves the totals and the eras.
    ///
    /// - Parameters:
    ///   - row: the message's row.
    ///   - database: the writer's connection, in a transaction.
    /// - Returns: what has to be taken from the totals.
    /// - Throws: `DatabaseError`.
    static func remove(_ row: HistoryRow, in database: Database) throws -> HistoryOutcome {
        let id = row.columns.id.number
        let outcomes = try outcomes(of: row.columns.id, acceptedAt: row.columns.acceptedAt, in: database)
        if let record = try? row.record() {
            let removal = try database.cachedStatement(
                sql: "DELETE FROM recipients WHERE era = ? AND host = ? AND local = ? AND message = ?")
            for mailbox in record.stored.message.recipients {
                let address = HistoryAddress(mailbox)
                try removal.execute(arguments: [row.era, address.host, address.local, id])
            }
        } else {
            // Who the recipients were cannot be read: every one at its hosts in its era is looked through.
            let removal = try database.cachedStatement(
                sql: "DELETE FROM recipients WHERE era = ? AND host = ? AND message = ?")
            for outcome in outcomes { try removal.execute(arguments: [row.era, outcome.host, id]) }
        }
        try database.cachedStatement(sql: "DELETE FROM outcomes WHERE accepted_at = ? AND message = ?")
            .execute(arguments: [row.columns.acceptedAt.milliseconds, id])
        try database.cachedStatement(sql: "DELETE FROM messages WHERE id = ?").execute(arguments: [id])
        var sum = HistoryOutcome()
        for outcome in outcomes { sum.add(outcome.outcome) }
        return sum
    }
}
