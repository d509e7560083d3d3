import DeliveryQueue
import GRDB
import SMTPProtocol

/// The recipients that are open, for whoever takes the queue up.
///
/// A page is read along the keys of `recipients`, and with each recipient the row of its message, which lies beside
/// that of the message before. So a page costs as much as it is long, however much is in the queue.
extension QueueRows {
    /// What is read of each recipient and its message, in the order in which `OpenReading` takes it.
    ///
    /// Of a message of an earlier version, the last position tells how many recipients there are: they count from 0
    /// without a gap. `CROSS JOIN` keeps SQLite to the order in which the tables are named.
    private static let columns = """
        SELECT r.message, r.position, r.mailbox, r.state, r.next_attempt, m.reverse_path, m.options, m.accepted_at,
            m.expires_at, coalesce(m.recipient_count, (SELECT max(position) + 1 FROM recipients WHERE message = m.id)),
            m.size
        FROM recipients AS r CROSS JOIN messages AS m ON m.id = r.message
        """

    /// SQL that reads a page: after a message and a position, so many recipients.
    static let openPage = """
        \(columns)
        WHERE (r.message, r.position) > (?, ?) AND r.state IN ('queued', 'attempting', 'held')
            AND r.message NOT IN (SELECT message FROM quarantine)
        ORDER BY r.message, r.position LIMIT ?
        """

    /// Reads a page of the recipients that are open.
    static func openRecipients(
        after place: RecipientPlace?, limit: Int, in database: Database
    ) throws -> [OpenRecipient] {
        // Nearly every recipient in the queue is open: what is finished is moved away.
        try openRecipients(
            database.cachedStatement(sql: openPage),
            [place?.message.number ?? -1, place?.recipient ?? -1, limit])
    }

    /// Reads the open recipients of one message.
    static func openRecipients(of id: MessageID, in database: Database) throws -> [OpenRecipient] {
        let statement = try database.cachedStatement(
            sql: """
                \(columns)
                WHERE r.message = ? AND r.state IN ('queued', 'attempting', 'held') ORDER BY r.position
                """)
        return try openRecipients(statement, [id.number])
    }

    /// The names of messages that are not finished, from a number on.
    static func unsettledIdentifiers(from number: Int64, limit: Int, in database: Database) throws -> [MessageID] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT id FROM messages WHERE id >= ? AND settled_at IS NULL
                    AND id NOT IN (SELECT message FROM quarantine) ORDER BY id LIMIT ?
                """)
        return try Int64.fetchAll(statement, arguments: [number, limit]).map { MessageID(number: $0) }
    }

    private static func openRecipients(
        _ statement: Statement, _ arguments: StatementArguments
    ) throws -> [OpenRecipient] {
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        var reading = OpenReading()
        var found: [OpenRecipient] = []
        while let row = try rows.next() { found.append(reading.recipient(row)) }
        return found
    }
}

/// Reads recipients with what is known of their messages; what the row before says too is not made anew.
///
/// Every column is read as the type that it should have; one that a damaged row has otherwise is read as something, as
/// whoever reads the whole message finds the damage.
private struct OpenReading {
    private var message: Int64?
    private var reversePath = ""
    private var sender = ""
    private var options: String?
    private var priority: Int?
    private var recipientCount = 1
    private var size = 0
    private var acceptedAt = WallTime(milliseconds: 0)
    private var expiresAt = WallTime(milliseconds: 0)

    /// The recipient of a row.
    mutating func recipient(_ row: Row) -> OpenRecipient {
        let message = row[0] as Int64? ?? 0
        if message != self.message { readMessage(row) }
        self.message = message
        let mailbox = row[2] as String? ?? ""
        let at = mailbox.utf8.lastIndex(of: UInt8(ascii: "@"))
        return OpenRecipient(
            place: RecipientPlace(message: MessageID(number: message), recipient: row[1] as Int? ?? 0),
            host: at.map { String(mailbox[mailbox.utf8.index(after: $0)...]) } ?? "",
            state: (row[3] as String?).flatMap { RecipientState(rawValue: $0) } ?? .queued,
            nextAttempt: WallTime(milliseconds: row[4] as Int64? ?? 0), sender: sender, priority: priority,
            recipientCount: recipientCount, size: size, acceptedAt: acceptedAt, expiresAt: expiresAt)
    }

    private mutating func readMessage(_ row: Row) {
        // Many messages in a row come from one sender, who asks for the same.
        let reversePath = row[5] as String? ?? ""
        if reversePath != self.reversePath { sender = reversePath.lowercased() }
        self.reversePath = reversePath
        let options = row[6] as String?
        if options != self.options {
            priority = options.flatMap { MailOptions(parameterText: $0)?.priority }.map { Int($0.level) }
        }
        self.options = options
        acceptedAt = WallTime(milliseconds: row[7] as Int64? ?? 0)
        expiresAt = WallTime(milliseconds: row[8] as Int64? ?? 0)
        recipientCount = row[9] as Int? ?? 1
        size = row[10] as Int? ?? 0
    }
}
