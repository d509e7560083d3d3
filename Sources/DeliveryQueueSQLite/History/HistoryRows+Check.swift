import DeliveryQueue
import GRDB

/// Holding the numbers that are kept beside the records against what they count.
extension HistoryRows {
    /// A total that is not the sum of what it counts.
    struct WrongTotal: Hashable, Sendable {
        /// The state of the recipients that are counted.
        var state: RecipientState
        /// What the total says.
        var total: Int
        /// How many there are.
        var counted: Int
    }

    /// Counts the recipients of all messages, and compares the totals with that.
    ///
    /// It costs as much as there are messages.
    ///
    /// - Parameter database: any connection, in a reading or a transaction, so that nothing changes between the two.
    /// - Returns: the totals that are wrong.
    /// - Throws: `DatabaseError`.
    static func wrongTotals(in database: Database) throws -> [WrongTotal] {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT '', sum(delivered), sum(bounced), sum(expired), sum(cancelled), sum(attempts) FROM outcomes
                WHERE EXISTS (SELECT 1 FROM messages WHERE id = message)
                """)
        let counted = row.map { HostOutcome($0).outcome.recipients } ?? [:]
        let totals = try counts(in: database)
        return RecipientState.allCases.compactMap { state in
            let wrong = WrongTotal(state: state, total: totals[state] ?? 0, counted: counted[state] ?? 0)
            return wrong.total == wrong.counted ? nil : wrong
        }
    }

    /// Whether the statistics count a message as its record says.
    ///
    /// - Parameters:
    ///   - record: the record.
    ///   - database: any connection, in the reading that the record comes from.
    /// - Throws: `DatabaseError`.
    static func isCounted(_ record: HistoryRecord, in database: Database) throws -> Bool {
        let message = record.stored.message
        let found = try outcomes(of: message.id, acceptedAt: message.acceptedAt, in: database)
        let byHost = Dictionary(found.map { ($0.host, $0.outcome) }) { first, _ in first }
        // A record that is not of a finished message is counted nowhere.
        return (try? HistoryOutcome.byHost(record.stored)) == byHost
    }
}
