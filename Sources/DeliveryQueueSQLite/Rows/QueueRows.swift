import DeliveryQueue
import GRDB
import MailAddressing
import SMTPProtocol

import struct Foundation.Data

/// Turns the queue's values into rows and back.
///
/// The event `accepted` has no row: it is told from the message itself.
enum QueueRows {
    /// A content as its rows are written: what stands in the database, and what lies in segments.
    struct PlacedContent: Sendable {
        var octets: [UInt8]
        var checksum: UInt64
        var extents: [ContentExtent] = []
    }

    static func insert(
        _ message: QueuedMessage, _ content: PlacedContent, key: InjectionKey?, into database: Database
    ) throws {
        guard !message.recipients.isEmpty else { throw QueueStoreError(.misuse, "A message has no recipient") }
        if let key, let first = try Self.message(for: key, in: database) {
            throw QueueStoreError(.alreadyAccepted(first), "A message with this key was accepted as \(first)")
        }
        try database.cachedStatement(
            sql: """
                INSERT INTO messages
                (id, reverse_path, accepted_at, release_at, expires_at, size, is_eight_bit, origin, options,
                    injection_key, recipient_count, sender_proof)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            message.id.number, message.reversePath.description, message.acceptedAt.milliseconds,
            message.releaseAt?.milliseconds, message.expiresAt.milliseconds, message.size, message.isEightBit,
            message.origin,
            message.options.isEmpty ? nil : message.options.parameterText,
            key.map { Data($0.text.utf8) }, message.recipients.count,
            message.senderProof == .local ? nil : message.senderProof.rawValue,
        ])
        try insert(content, of: message.id, into: database)
        let recipient = try database.cachedStatement(
            sql: """
                INSERT INTO recipients (message, position, mailbox, state, attempts, next_attempt, options)
                VALUES (?, ?, ?, 'queued', 0, ?, ?)
                """)
        for (position, mailbox) in message.recipients.enumerated() {
            let options = message.recipient(at: position).options
            try recipient.execute(arguments: [
                message.id.number, position, mailbox.description, message.firstAttempt.milliseconds,
                options.isEmpty ? nil : options.parameterText,
            ])
        }
    }

    private static func insert(_ content: PlacedContent, of id: MessageID, into database: Database) throws {
        try database.cachedStatement(sql: "INSERT INTO contents (message, octets, checksum) VALUES (?, ?, ?)")
            .execute(arguments: [id.number, Data(content.octets), Int64(bitPattern: content.checksum)])
        try insert(content.extents, of: id, into: database)
    }

    static func insert(_ extents: [ContentExtent], of id: MessageID, into database: Database) throws {
        guard !extents.isEmpty else { return }
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO extents (message, position, segment, offset, length, checksum) VALUES (?, ?, ?, ?, ?, ?)
                """)
        for (position, extent) in extents.enumerated() {
            try statement.execute(arguments: [
                id.number, position, extent.segment, extent.offset, extent.length,
                Int64(bitPattern: extent.checksum),
            ])
        }
    }

    /// The message in the queue that was accepted under a key.
    static func message(for key: InjectionKey, in database: Database) throws -> MessageID? {
        let statement = try database.cachedStatement(sql: "SELECT id FROM messages WHERE injection_key = ?")
        return try Int64.fetchOne(statement, arguments: [Data(key.text.utf8)]).map { MessageID(number: $0) }
    }

    /// Appends an event to the ledger of recipients, whose state follows.
    ///
    /// - Returns: the extents that nobody needs any more, when the message is settled by it.
    /// - Throws: `QueueStoreError`: `misuse` for a recipient that is not there, `conflict` for an event that cannot happen.
    static func append(
        _ event: RecipientEvent, to recipients: [Int], of id: MessageID, in database: Database
    ) throws -> [ContentExtent] {
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO events
                (message, sequence, recipient, time, kind, reply, host, detail, next_attempt, is_ambiguous, report)
                VALUES
                (?1, (SELECT coalesce(max(sequence), 0) + 1 FROM events WHERE message = ?1), ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        let update = try database.cachedStatement(
            sql: """
                UPDATE recipients SET state = coalesce(?, state), attempts = attempts + ?,
                    next_attempt = coalesce(?, next_attempt), last_reply = coalesce(?, last_reply),
                    is_ambiguous = is_ambiguous | ?, is_delay_reported = is_delay_reported | ?
                WHERE message = ? AND position = ? AND state IN (?, ?)
                """)
        let fitting = fittingStates(event.kind)
        let isDelayReport = event.kind == .delayReported
        // A notice, or that none was written, does not take the place of the reply that it is about.
        let said = isDelayReport || event.kind == .reportDropped ? nil : event.reply?.description ?? event.detail
        for recipient in recipients {
            try update.execute(arguments: [
                fitting.result?.rawValue, event.kind == .attemptBegan ? 1 : 0, event.nextAttempt?.milliseconds,
                said, event.isAmbiguous, isDelayReport, id.number, recipient, fitting.first?.rawValue,
                fitting.last?.rawValue,
            ])
            guard database.changesCount == 1 else { throw try refusal(of: event, recipient, of: id, in: database) }
            try insert.execute(arguments: [
                id.number, recipient, event.time.milliseconds, event.kind.rawValue, event.reply.map(ReplyText.text),
                event.host, event.detail,
                event.nextAttempt?.milliseconds, event.isAmbiguous, event.report?.number,
            ])
        }
        return fitting.result?.isSettled == true ? try finish(id, at: event.time, in: database) : []
    }

    /// The states in which an event can happen, two at most, and the one that it leads to if they all lead to one.
    private static func fittingStates(
        _ kind: RecipientEvent.Kind
    ) -> (first: RecipientState?, last: RecipientState?, result: RecipientState?) {
        let states = RecipientState.allCases.filter { $0.after(kind) != nil }
        let results = Set(states.compactMap { $0.after(kind) })
        return (states.first, states.last, results.count == 1 ? results.first : nil)
    }

    private static func refusal(
        of event: RecipientEvent, _ recipient: Int, of id: MessageID, in database: Database
    ) throws -> QueueStoreError {
        let statement = try database.cachedStatement(
            sql: "SELECT state FROM recipients WHERE message = ? AND position = ?")
        guard let state = try String.fetchOne(statement, arguments: [id.number, recipient]) else {
            return QueueStoreError(.misuse, "Message \(id) has no recipient \(recipient)")
        }
        return QueueStoreError(
            .conflict, "Recipient \(recipient) of message \(id) is \(state): \(event.kind.rawValue) cannot happen")
    }

    /// Marks a message as settled and drops its octets when its last recipient was settled.
    private static func finish(
        _ id: MessageID, at time: WallTime, in database: Database
    ) throws -> [ContentExtent] {
        try database.cachedStatement(
            sql: """
                UPDATE messages SET settled_at = ?1 WHERE id = ?2 AND settled_at IS NULL AND NOT EXISTS
                (SELECT 1 FROM recipients WHERE message = ?2 AND state IN ('queued', 'attempting', 'held'))
                """
        ).execute(arguments: [time.milliseconds, id.number])
        guard database.changesCount == 1 else { return [] }
        let extents = try Self.extents(of: id, in: database)
        try database.cachedStatement(sql: "DELETE FROM contents WHERE message = ?").execute(arguments: [id.number])
        if !extents.isEmpty {
            try database.cachedStatement(sql: "DELETE FROM extents WHERE message = ?").execute(arguments: [id.number])
        }
        return extents
    }
}
