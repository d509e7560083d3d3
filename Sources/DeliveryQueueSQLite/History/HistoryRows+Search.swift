import DeliveryQueue
import GRDB

extension HistoryRows {
    /// Finds finished messages: of those that fit, the ones with the greatest names.
    ///
    /// A query that asks for no settled messages finds none here. Every query but one for the time alone walks an index
    /// from the newest message back and ends when there are enough; one for the time alone costs as much as there are
    /// messages in the span.
    ///
    /// - Parameters:
    ///   - query: which.
    ///   - database: any connection.
    ///   - damaged: told of each message that fits and whose record is damaged; such a one is left out.
    /// - Returns: the messages, the newest last.
    /// - Throws: `DatabaseError`.
    static func messages(
        _ query: MessageQuery, in database: Database,
        damaged: (MessageID, QueueStoreError) -> Void = { _, _ in }
    ) throws -> [StoredMessage] {
        guard let search = HistorySearch(query) else { return [] }
        let rows = try Row.fetchAll(
            database.cachedStatement(sql: search.sql), arguments: StatementArguments(search.arguments))
        var found: [StoredMessage] = []
        found.reserveCapacity(rows.count)
        for row in rows.reversed() {
            let row = HistoryRow(row)
            do throws(QueueStoreError) {
                found.append(try row.record().stored)
            } catch {
                damaged(row.columns.id, error)
            }
        }
        return found
    }

    /// Reads a page of the history in the order of the messages, for a check.
    ///
    /// - Parameters:
    ///   - after: the last message of the page before, or nil for the first page.
    ///   - limit: the most messages to read.
    ///   - database: any connection.
    /// - Returns: each message with its record, or what is wrong with it; fewer than `limit` only at the end.
    /// - Throws: `DatabaseError`.
    static func records(
        after: MessageID?, limit: Int, in database: Database
    ) throws -> [(id: MessageID, record: Result<HistoryRecord, QueueStoreError>)] {
        let statement = try database.cachedStatement(
            sql: "SELECT \(HistoryRow.columns("m")) FROM messages m WHERE id > ? ORDER BY id LIMIT ?")
        return try Row.fetchAll(statement, arguments: [after?.number ?? -1, max(0, limit)]).map { row in
            let row = HistoryRow(row)
            return (row.columns.id, Result { () throws(QueueStoreError) in try row.record() })
        }
    }
}
