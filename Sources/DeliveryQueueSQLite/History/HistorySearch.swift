import DeliveryQueue
import GRDB

/// A query of messages as SQL over the history.
///
/// The planner knows nothing of how many rows are where, so the index is chosen here: the one that is expected to leave
/// the fewest.
struct HistorySearch {
    /// The query; it gives what `HistoryRow` takes, the newest message first.
    private(set) var sql = ""
    /// Its arguments.
    private(set) var arguments: [(any DatabaseValueConvertible)?] = []

    private var conditions: [String] = []
    /// What orders the newest first: columns of the tables that drive the query, so that nothing has to be sorted.
    private var order = "m.id DESC"

    /// Makes the query; nil is returned where no finished message can fit.
    ///
    /// - Parameter query: which messages.
    init?(_ query: MessageQuery) {
        guard query.includesSettled || query.state?.isSettled == true, query.limit > 0 else { return nil }
        let recipient = query.recipient.map { HistoryAddressPattern($0) }
        let sender = query.sender.map { HistoryAddressPattern($0) }
        guard recipient != .nothing, recipient != .null, sender != .nothing else { return nil }
        var bit: Int?
        if let state = query.state {
            guard let wanted = HistoryOutcome.bit(of: state) else { return nil }
            bit = wanted
        }
        let source = self.source(recipient, sender, bit, query)
        if let sender { add(sender) }
        // The terms of the partial indexes, letter for letter.
        if let bit { conditions.append("m.states & \(bit)") }
        if let from = query.from { add("m.accepted_at >= ?", from.milliseconds) }
        if let until = query.until { add("m.accepted_at < ?", until.milliseconds) }
        let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        sql = "SELECT \(HistoryRow.columns("m")) FROM \(source) \(filter) ORDER BY \(order) LIMIT ?"
        arguments.append(query.limit)
    }

    private mutating func add(_ condition: String, _ values: (any DatabaseValueConvertible)?...) {
        conditions.append(condition)
        arguments += values
    }

    /// The conditions on the sender.
    private mutating func add(_ sender: HistoryAddressPattern) {
        switch sender {
        case .address(let address):
            add("m.sender_host = ? AND m.sender_local = ?", address.host, address.local)
        case .host(let host): add("m.sender_host = ?", host)
        case .null: conditions.append("m.sender_host = '' AND m.sender_local = ''")
        case .nothing: break
        }
    }

    private let bySender = "eras e CROSS JOIN messages m INDEXED BY messages_by_sender ON m.era = e.number"

    /// The tables, with the index that drives the query, and the conditions on the recipient.
    private mutating func source(
        _ recipient: HistoryAddressPattern?, _ sender: HistoryAddressPattern?, _ bit: Int?, _ query: MessageQuery
    ) -> String {
        switch (recipient, sender) {
        case (.address(let address), _):
            add("r.host = ? AND r.local = ?", address.host, address.local)
            order = "e.number DESC, r.message DESC"
            return "eras e CROSS JOIN recipients r ON r.era = e.number CROSS JOIN messages m ON m.id = r.message"
        case (.host(let host), .address):
            add(
                """
                EXISTS (SELECT 1 FROM outcomes o
                    WHERE o.accepted_at = m.accepted_at AND o.message = m.id AND o.host = ?)
                """, host)
            order = "e.number DESC, m.id DESC"
            return bySender
        case (.host(let host), _):
            add("o.host = ?", host)
            if let from = query.from { add("o.accepted_at >= ?", from.milliseconds) }
            if let until = query.until { add("o.accepted_at < ?", until.milliseconds) }
            order = "e.number DESC, o.message DESC"
            return """
                eras e CROSS JOIN outcomes o INDEXED BY outcomes_by_host ON o.era = e.number
                CROSS JOIN messages m ON m.id = o.message
                """
        case (_, .address), (_, .null):
            order = "e.number DESC, m.id DESC"
            return bySender
        case (_, .host):
            order = "e.number DESC, m.id DESC"
            return "eras e CROSS JOIN messages m INDEXED BY messages_by_sender_host ON m.era = e.number"
        case _ where bit == 2: return "messages m INDEXED BY messages_bounced"
        case _ where bit == 4: return "messages m INDEXED BY messages_expired"
        case _ where bit == 8: return "messages m INDEXED BY messages_cancelled"
        case _ where query.from != nil || query.until != nil:
            // Rows of one message stand together, so nothing is sorted but the newest that are kept.
            arguments += [query.from?.milliseconds ?? Int64.min, query.until?.milliseconds ?? Int64.max, query.limit]
            order = "o.message DESC"
            return """
                (SELECT message FROM outcomes WHERE accepted_at >= ? AND accepted_at < ?\
                \(bit == nil ? "" : " AND delivered > 0")
                GROUP BY accepted_at, message ORDER BY message DESC LIMIT ?) o
                CROSS JOIN messages m ON m.id = o.message
                """
        default: return "messages m"
        }
    }
}
