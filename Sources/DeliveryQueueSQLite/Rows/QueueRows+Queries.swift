import DeliveryQueue
import GRDB
import MailAddressing

/// Searches and counts over what is in the queue.
extension QueueRows {
    /// Finds messages, the newest last.
    static func messages(
        _ query: MessageQuery, in database: Database, damaged: (MessageDamage) throws -> Void
    ) throws -> [StoredMessage] {
        let (sql, arguments) = condition(query)
        return try messages(sql, arguments, in: database, damaged: damaged).reversed()
    }

    /// The names of what `messages` finds.
    static func identifiers(_ query: MessageQuery, in database: Database) throws -> [MessageID] {
        let (sql, arguments) = condition(query)
        let found = try Int64.fetchAll(database, sql: "SELECT id FROM messages " + sql, arguments: arguments)
        return found.reversed().map { MessageID(number: $0) }
    }

    /// SQL behind `FROM messages` that finds what is looked for, the newest first.
    private static func condition(_ query: MessageQuery) -> (sql: String, arguments: StatementArguments) {
        var conditions: [String] = []
        var arguments = StatementArguments()
        if !query.includesSettled, query.state?.isSettled != true { conditions.append("settled_at IS NULL") }
        if let sender = query.sender {
            conditions.append(matches("reverse_path", sender, &arguments))
        }
        if let recipient = query.recipient {
            let matches = matches("mailbox", recipient, &arguments)
            conditions.append("EXISTS (SELECT 1 FROM recipients WHERE message = id AND \(matches))")
        }
        if let state = query.state {
            conditions.append("EXISTS (SELECT 1 FROM recipients WHERE message = id AND state = ?)")
            arguments += [state.rawValue]
        }
        if let from = query.from {
            conditions.append("accepted_at >= ?")
            arguments += [from.milliseconds]
        }
        if let until = query.until {
            conditions.append("accepted_at < ?")
            arguments += [until.milliseconds]
        }
        conditions.append("id NOT IN (SELECT message FROM quarantine)")
        arguments += [max(0, query.limit)]
        return ("WHERE " + conditions.joined(separator: " AND ") + " ORDER BY id DESC LIMIT ?", arguments)
    }

    /// SQL that compares an address, or its end where what is looked for begins with `@`.
    private static func matches(_ column: String, _ address: String, _ arguments: inout StatementArguments) -> String {
        let wanted = address.lowercased()
        arguments += [wanted]
        guard wanted.hasPrefix("@") else { return "lower(\(column)) = ?" }
        arguments += [wanted]
        return "substr(lower(\(column)), -length(?)) = ?"
    }

    /// Counts what is in the queue.
    static func summary(in database: Database) throws -> QueueSummary {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT count(*) AS messages, coalesce(sum(size), 0) AS octets, min(accepted_at) AS oldest
                FROM messages WHERE settled_at IS NULL
                """)
        var recipients: [RecipientState: Int] = [:]
        var ambiguous = 0
        let counts = try Row.fetchAll(
            database, sql: "SELECT state, count(*), sum(is_ambiguous) FROM recipients GROUP BY state")
        for count in counts {
            guard let state = String.fromDatabaseValue(count[0]).flatMap({ RecipientState(rawValue: $0) }) else {
                continue
            }
            recipients[state] = Int.fromDatabaseValue(count[1]) ?? 0
            if !state.isSettled { ambiguous += Int.fromDatabaseValue(count[2]) ?? 0 }
        }
        return QueueSummary(
            unsettledMessages: row.flatMap { Int.fromDatabaseValue($0["messages"]) } ?? 0,
            unsettledOctets: row.flatMap { Int.fromDatabaseValue($0["octets"]) } ?? 0, recipients: recipients,
            ambiguous: ambiguous,
            quarantined: try Int.fetchOne(database, sql: "SELECT count(*) FROM quarantine") ?? 0,
            oldest: row.flatMap { Int64.fromDatabaseValue($0["oldest"]) }.map { WallTime(milliseconds: $0) })
    }

    /// Counts recipients by domain.
    static func statistics(
        from start: WallTime, until end: WallTime, in database: Database
    ) throws -> [DomainStatistics] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT mailbox, state, attempts FROM recipients JOIN messages ON messages.id = message
                WHERE accepted_at >= ? AND accepted_at < ?
                """, arguments: [start.milliseconds, end.milliseconds])
        var all: [String: DomainStatistics] = [:]
        while let row = try rows.next() {
            let mailbox = String.fromDatabaseValue(row[0]) ?? ""
            let domain = mailbox.lastIndex(of: "@").map { mailbox[mailbox.index(after: $0)...].lowercased() } ?? ""
            guard let state = String.fromDatabaseValue(row[1]).flatMap({ RecipientState(rawValue: $0) }) else {
                continue
            }
            all[domain, default: DomainStatistics(domain: domain, recipients: [:], attempts: 0)]
                .recipients[state, default: 0] += 1
            all[domain]?.attempts += Int.fromDatabaseValue(row[2]) ?? 0
        }
        return all.values.sorted { $0.domain < $1.domain }
    }

    /// Notes that a message is damaged.
    ///
    /// - Returns: 1, or 0 when that was known.
    static func quarantine(
        _ id: MessageID, because reason: String, at time: WallTime, in database: Database
    ) throws -> Int {
        try database.execute(
            sql: "INSERT OR IGNORE INTO quarantine (message, time, reason) VALUES (?, ?, ?)",
            arguments: [id.number, time.milliseconds, reason])
        return database.changesCount
    }

    /// The messages that were put aside, and why.
    static func quarantined(in database: Database) throws -> [(id: MessageID, reason: String)] {
        try Row.fetchAll(database, sql: "SELECT message, reason FROM quarantine ORDER BY message").map {
            (MessageID(number: Int64.fromDatabaseValue($0[0]) ?? 0), String.fromDatabaseValue($0[1]) ?? "")
        }
    }
}
