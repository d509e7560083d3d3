internal import DeliveryQueue
internal import GRDB
internal import MailAddressing
internal import SMTPProtocol

internal import struct Foundation.Data

/// Turns the queue's values into rows and back.
///
/// The event `accepted` has no row: it is told from the message itself.
enum QueueRows {
    /// Applies one change inside the transaction of the caller.
    static func apply(_ change: QueueChange, to database: Database) throws {
        switch change {
        case .accept(let message, let content): try insert(message, content, into: database)
        case .event(let id, let recipients, let event): try append(event, to: recipients, of: id, in: database)
        }
    }

    private static func insert(_ message: QueuedMessage, _ content: [UInt8], into database: Database) throws {
        guard !message.recipients.isEmpty else { throw QueueStoreError(.misuse, "A message has no recipient") }
        try database.cachedStatement(
            sql: """
                INSERT INTO messages (id, reverse_path, accepted_at, expires_at, size, is_eight_bit, origin, options)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            message.id.number, message.reversePath.description, message.acceptedAt.milliseconds,
            message.expiresAt.milliseconds, message.size, message.isEightBit, message.origin,
            message.options.isEmpty ? nil : message.options.parameterText,
        ])
        try database.cachedStatement(sql: "INSERT INTO contents (message, octets) VALUES (?, ?)")
            .execute(arguments: [message.id.number, Data(content)])
        let recipient = try database.cachedStatement(
            sql: """
                INSERT INTO recipients (message, position, mailbox, state, attempts, next_attempt, options)
                VALUES (?, ?, ?, 'queued', 0, ?, ?)
                """)
        for (position, mailbox) in message.recipients.enumerated() {
            let options = message.recipient(at: position).options
            try recipient.execute(arguments: [
                message.id.number, position, mailbox.description, message.acceptedAt.milliseconds,
                options.isEmpty ? nil : options.parameterText,
            ])
        }
    }

    private static func append(
        _ event: RecipientEvent, to recipients: [Int], of id: MessageID, in database: Database
    ) throws {
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO events (message, sequence, recipient, time, kind, reply, host, detail, next_attempt)
                VALUES (?1, (SELECT coalesce(max(sequence), 0) + 1 FROM events WHERE message = ?1), ?, ?, ?, ?, ?, ?, ?)
                """)
        let update = try database.cachedStatement(
            sql: """
                UPDATE recipients SET state = coalesce(?, state), attempts = attempts + ?,
                    next_attempt = coalesce(?, next_attempt), last_reply = coalesce(?, last_reply)
                WHERE message = ? AND position = ?
                """)
        for recipient in recipients {
            try update.execute(arguments: [
                event.resultingState?.rawValue, event.kind == .attemptBegan ? 1 : 0, event.nextAttempt?.milliseconds,
                event.reply?.description ?? event.detail, id.number, recipient,
            ])
            guard database.changesCount == 1 else {
                throw QueueStoreError(.misuse, "Message \(id) has no recipient \(recipient)")
            }
            try insert.execute(arguments: [
                id.number, recipient, event.time.milliseconds, event.kind.rawValue, event.reply?.description,
                event.host, event.detail, event.nextAttempt?.milliseconds,
            ])
        }
        if event.resultingState?.isSettled == true { try finish(id, at: event.time, in: database) }
    }

    /// Marks a message as settled and drops its octets when its last recipient was settled.
    private static func finish(_ id: MessageID, at time: WallTime, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                UPDATE messages SET settled_at = ?1 WHERE id = ?2 AND settled_at IS NULL AND NOT EXISTS
                (SELECT 1 FROM recipients WHERE message = ?2 AND state IN ('queued', 'attempting'))
                """
        ).execute(arguments: [time.milliseconds, id.number])
        guard database.changesCount == 1 else { return }
        try database.cachedStatement(sql: "DELETE FROM contents WHERE message = ?").execute(arguments: [id.number])
    }

    /// Forgets messages that were settled before a moment; gives their number.
    static func purge(before moment: WallTime, limit: Int, in database: Database) throws -> Int {
        try database.cachedStatement(
            sql: """
                DELETE FROM messages WHERE id IN
                (SELECT id FROM messages WHERE settled_at < ? ORDER BY settled_at LIMIT ?)
                """
        ).execute(arguments: [moment.milliseconds, limit])
        return database.changesCount
    }

    /// Reads messages with their recipients.
    ///
    /// - Parameter condition: what stands behind `FROM messages`, such as `WHERE id = ?`.
    static func messages(
        _ condition: String, _ arguments: StatementArguments, in database: Database
    ) throws -> [StoredMessage] {
        let statement = try database.cachedStatement(sql: "SELECT * FROM messages \(condition)")
        let recipients = try database.cachedStatement(
            sql: "SELECT * FROM recipients WHERE message = ? ORDER BY position")
        return try Row.fetchAll(statement, arguments: arguments).map { row in
            let rows = try Row.fetchAll(recipients, arguments: [row["id"] as Int64])
            return try storedMessage(row, rows)
        }
    }

    private static func storedMessage(_ row: Row, _ recipientRows: [Row]) throws -> StoredMessage {
        let id = MessageID(number: row["id"])
        do {
            let message = QueuedMessage(
                id: id, reversePath: try ReversePath(row["reverse_path"] as String),
                recipients: try recipientRows.map { try Mailbox($0["mailbox"] as String) },
                options: try options(row, of: id) { MailOptions(parameterText: $0) } ?? MailOptions(),
                recipientOptions: try recipientRows.map {
                    try options($0, of: id) { RecipientOptions(parameterText: $0) } ?? RecipientOptions()
                },
                acceptedAt: WallTime(milliseconds: row["accepted_at"]),
                expiresAt: WallTime(milliseconds: row["expires_at"]), size: row["size"],
                isEightBit: row["is_eight_bit"], origin: row["origin"])
            let recipients = try recipientRows.map { row in
                guard let state = RecipientState(rawValue: row["state"]) else {
                    throw QueueStoreError(.damaged, "Message \(id) has a recipient in an unknown state")
                }
                return StoredRecipient(
                    state: state, attempts: row["attempts"], nextAttempt: WallTime(milliseconds: row["next_attempt"]),
                    lastReply: row["last_reply"])
            }
            return StoredMessage(message: message, recipients: recipients)
        } catch let error as AddressError {
            throw QueueStoreError(.damaged, "Message \(id) has an address that cannot be read: \(error)")
        }
    }

    /// Reads what a sender asked for, kept as parameters.
    private static func options<Options>(
        _ row: Row, of id: MessageID, _ parse: (String) -> Options?
    ) throws -> Options? {
        guard let text = row["options"] as String? else { return nil }
        guard let options = parse(text) else {
            throw QueueStoreError(.damaged, "Message \(id) has options that cannot be read")
        }
        return options
    }

    /// Reads the ledger of a message.
    static func events(of id: MessageID, in database: Database) throws -> [LedgerEntry] {
        guard let stored = try messages("WHERE id = ?", [id.number], in: database).first else { return [] }
        let origin = RecipientEvent(.accepted, at: stored.message.acceptedAt, detail: stored.message.origin)
        let accepted = stored.recipients.indices.map { LedgerEntry(recipient: $0, event: origin) }
        let rows = try Row.fetchAll(
            database, sql: "SELECT * FROM events WHERE message = ? ORDER BY sequence", arguments: [id.number])
        return try accepted
            + rows.map { row in
                guard let kind = RecipientEvent.Kind(rawValue: row["kind"]) else {
                    throw QueueStoreError(.damaged, "Message \(id) has an event of an unknown kind")
                }
                let event = RecipientEvent(
                    kind, at: WallTime(milliseconds: row["time"]),
                    reply: (row["reply"] as String?).flatMap { SMTPReply(parsing: $0) }, host: row["host"],
                    detail: row["detail"],
                    nextAttempt: (row["next_attempt"] as Int64?).map { WallTime(milliseconds: $0) })
                return LedgerEntry(recipient: row["recipient"], event: event)
            }
    }
}
