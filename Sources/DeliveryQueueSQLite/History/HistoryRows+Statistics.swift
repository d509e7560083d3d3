import DeliveryQueue
import GRDB

extension HistoryRows {
    /// Counts the recipients in the history by their state; it costs the same however many there are.
    ///
    /// - Parameter database: any connection.
    /// - Returns: the numbers, without those that are zero.
    /// - Throws: `DatabaseError`.
    static func counts(in database: Database) throws -> [RecipientState: Int] {
        let statement = try database.cachedStatement(sql: "SELECT state, recipients FROM totals WHERE recipients <> 0")
        var counts: [RecipientState: Int] = [:]
        for row in try Row.fetchAll(statement) {
            let values = Array(row.databaseValues)
            guard let name = String.fromDatabaseValue(values[0]), let state = RecipientState(rawValue: name) else {
                continue
            }
            counts[state] = Int.fromDatabaseValue(values[1])
        }
        return counts
    }

    /// Counts what became of the recipients of messages that were accepted in a span of time, by their host.
    ///
    /// It costs as much as there are messages in the span.
    ///
    /// - Parameters:
    ///   - start: the first moment.
    ///   - end: the first moment after the span.
    ///   - database: any connection.
    /// - Returns: the numbers, in the order of the hosts' octets.
    /// - Throws: `DatabaseError`.
    static func statistics(
        from start: WallTime, until end: WallTime, in database: Database
    ) throws -> [DomainStatistics] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT host, sum(delivered), sum(bounced), sum(expired), sum(cancelled), sum(attempts) FROM outcomes
                WHERE accepted_at >= ? AND accepted_at < ? GROUP BY host ORDER BY host
                """)
        return try Row.fetchAll(statement, arguments: [start.milliseconds, end.milliseconds]).map { row in
            let numbers = HostOutcome(row)
            return DomainStatistics(
                domain: numbers.host, recipients: numbers.outcome.recipients, attempts: numbers.outcome.attempts)
        }
    }

    /// The numbers of a message, for each host of its recipients.
    ///
    /// - Parameters:
    ///   - id: the message.
    ///   - acceptedAt: when it was accepted.
    ///   - database: any connection.
    /// - Throws: `DatabaseError`.
    static func outcomes(
        of id: MessageID, acceptedAt: WallTime, in database: Database
    ) throws -> [HostOutcome] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT host, delivered, bounced, expired, cancelled, attempts FROM outcomes
                WHERE accepted_at = ? AND message = ?
                """)
        return try Row.fetchAll(statement, arguments: [acceptedAt.milliseconds, id.number]).map { HostOutcome($0) }
    }

    /// The numbers of a host, as a query gives them.
    struct HostOutcome {
        /// The host.
        let host: String
        /// Its numbers.
        let outcome: HistoryOutcome

        /// Takes a row of host, delivered, bounced, expired, cancelled and attempts; what is no number counts as 0.
        ///
        /// - Parameter row: the row.
        init(_ row: Row) {
            let values = Array(row.databaseValues)
            func number(_ index: Int) -> Int {
                values.indices.contains(index) ? Int.fromDatabaseValue(values[index]) ?? 0 : 0
            }
            host = values.first.flatMap { String.fromDatabaseValue($0) } ?? ""
            outcome = HistoryOutcome(
                delivered: number(1), bounced: number(2), expired: number(3), cancelled: number(4),
                attempts: number(5))
        }
    }
}
