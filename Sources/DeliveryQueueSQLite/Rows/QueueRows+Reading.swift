import DeliveryQueue
import GRDB
import MailAddressing
import SMTPProtocol

/// Messages and ledgers out of rows.
extension QueueRows {
    /// Reads messages.
    ///
    /// - Parameters:
    ///   - condition: SQL behind `FROM messages`, in the order in which they are given.
    ///   - arguments: its arguments.
    ///   - damaged: is told of each message whose rows make no sense; it is left out.
    static func messages(
        _ condition: String, _ arguments: StatementArguments, in database: Database,
        damaged: (MessageDamage) throws -> Void
    ) throws -> [StoredMessage] {
        let statement = try database.cachedStatement(sql: "SELECT * FROM messages " + condition)
        return try Row.fetchAll(statement, arguments: arguments).compactMap { row in
            do {
                return try message(row, in: database)
            } catch let damage as MessageDamage {
                try damaged(damage)
                return nil
            }
        }
    }

    /// Reads a message.
    ///
    /// - Throws: `MessageDamage` when its rows make no sense.
    static func message(_ id: MessageID, in database: Database) throws -> StoredMessage? {
        let statement = try database.cachedStatement(sql: "SELECT * FROM messages WHERE id = ?")
        return try Row.fetchOne(statement, arguments: [id.number]).map { try message($0, in: database) }
    }

    private static func message(_ row: Row, in database: Database) throws -> StoredMessage {
        let id = MessageID(number: row["id"])
        let statement = try database.cachedStatement(
            sql: "SELECT * FROM recipients WHERE message = ? ORDER BY position")
        let rows = try Row.fetchAll(statement, arguments: [id.number])
        guard !rows.isEmpty else { throw MessageDamage(id: id, reason: "it has no recipients") }
        // A recipient is named by its place, so that none may be missing before it.
        let count = Int.fromDatabaseValue(row["recipient_count"]) ?? rows.count
        guard count == rows.count else {
            throw MessageDamage(id: id, reason: "it has \(count) recipients, and \(rows.count) of them are there")
        }
        do {
            let message = QueuedMessage(
                id: id, reversePath: try ReversePath(text(row, "reverse_path", id)),
                recipients: try rows.map { try Mailbox(text($0, "mailbox", id)) },
                options: try options(row, of: id) { MailOptions(parameterText: $0) } ?? MailOptions(),
                recipientOptions: try rows.map {
                    try options($0, of: id) { RecipientOptions(parameterText: $0) } ?? RecipientOptions()
                },
                acceptedAt: WallTime(milliseconds: try number(row, "accepted_at", id)),
                releaseAt: Int64.fromDatabaseValue(row["release_at"]).map { WallTime(milliseconds: $0) },
                expiresAt: WallTime(milliseconds: try number(row, "expires_at", id)),
                size: Int(try number(row, "size", id)), isEightBit: try number(row, "is_eight_bit", id) != 0,
                origin: try text(row, "origin", id), senderProof: try senderProof(row, of: id))
            return StoredMessage(message: message, recipients: try rows.map { try recipient($0, of: id) })
        } catch let error as AddressError {
            throw MessageDamage(id: id, reason: "an address cannot be read: \(error)")
        }
    }

    private static func recipient(_ row: Row, of id: MessageID) throws -> StoredRecipient {
        guard let state = RecipientState(rawValue: try text(row, "state", id)) else {
            throw MessageDamage(id: id, reason: "a recipient is in an unknown state")
        }
        return StoredRecipient(
            state: state, attempts: Int(try number(row, "attempts", id)),
            nextAttempt: WallTime(milliseconds: try number(row, "next_attempt", id)),
            lastReply: String.fromDatabaseValue(row["last_reply"]),
            isAmbiguous: try number(row, "is_ambiguous", id) != 0,
            isDelayReported: try number(row, "is_delay_reported", id) != 0)
    }

    /// Who speaks for the sender; nothing is written where it is the machine itself.
    private static func senderProof(_ row: Row, of id: MessageID) throws -> SenderProof {
        guard let name = String.fromDatabaseValue(row["sender_proof"]) else { return .local }
        guard let proof = SenderProof(rawValue: name) else {
            throw MessageDamage(id: id, reason: "who speaks for its sender cannot be read")
        }
        return proof
    }

    /// A column that has to hold a text.
    private static func text(_ row: Row, _ column: String, _ id: MessageID) throws -> String {
        guard let text = String.fromDatabaseValue(row[column]) else {
            throw MessageDamage(id: id, reason: "its \(column) is no text")
        }
        return text
    }

    /// A column that has to hold a number.
    private static func number(_ row: Row, _ column: String, _ id: MessageID) throws -> Int64 {
        guard let number = Int64.fromDatabaseValue(row[column]) else {
            throw MessageDamage(id: id, reason: "its \(column) is no number")
        }
        return number
    }

    /// Reads what a sender asked for, kept as parameters.
    private static func options<Options>(
        _ row: Row, of id: MessageID, _ parse: (String) -> Options?
    ) throws -> Options? {
        guard let text = String.fromDatabaseValue(row["options"]) else { return nil }
        guard let options = parse(text) else { throw MessageDamage(id: id, reason: "its options cannot be read") }
        return options
    }

    /// Reads the ledger of a message that is in the queue.
    ///
    /// - Throws: `MessageDamage` when its rows make no sense.
    static func events(of stored: StoredMessage, in database: Database) throws -> [LedgerEntry] {
        let id = stored.message.id
        let acceptance = stored.message.acceptance
        let accepted = stored.recipients.indices.map { LedgerEntry(recipient: $0, event: acceptance) }
        let statement = try database.cachedStatement(sql: "SELECT * FROM events WHERE message = ? ORDER BY sequence")
        return try accepted + Row.fetchAll(statement, arguments: [id.number]).map { try entry($0, of: id) }
    }

    private static func entry(_ row: Row, of id: MessageID) throws -> LedgerEntry {
        guard let kind = RecipientEvent.Kind(rawValue: try text(row, "kind", id)) else {
            throw MessageDamage(id: id, reason: "an event is of an unknown kind")
        }
        let event = RecipientEvent(
            kind, at: WallTime(milliseconds: try number(row, "time", id)),
            reply: String.fromDatabaseValue(row["reply"]).flatMap { ReplyText.reply($0) },
            host: String.fromDatabaseValue(row["host"]), detail: String.fromDatabaseValue(row["detail"]),
            nextAttempt: Int64.fromDatabaseValue(row["next_attempt"]).map { WallTime(milliseconds: $0) },
            isAmbiguous: try number(row, "is_ambiguous", id) != 0,
            report: Int64.fromDatabaseValue(row["report"]).map { MessageID(number: $0) })
        return LedgerEntry(recipient: Int(try number(row, "recipient", id)), event: event)
    }
}
