import DeliveryQueue
import MailAddressing
import SMTPProtocol

extension HistoryRecord {
    /// Reads a record's BLOB.
    ///
    /// Every octet is checked by the checksum first, and every length against what is left.
    ///
    /// - Parameters:
    ///   - octets: the BLOB.
    ///   - columns: what stands beside it.
    /// - Throws: `QueueStoreError`: `damaged`, naming the message, for anything that `encoded` does not write.
    init(decoding octets: [UInt8], _ columns: Columns) throws(QueueStoreError) {
        do {
            self = try Self.decoded(octets, columns)
        } catch {
            throw QueueStoreError(
                .damaged, "Message \(columns.id) is damaged in the history: \(error.reason). Other messages are not")
        }
    }

    private static func decoded(_ octets: [UInt8], _ columns: Columns) throws(RecordDamage) -> HistoryRecord {
        var reader = RecordReader(octets)
        let version = try reader.octet()
        guard version == Self.version else { throw RecordDamage("its record has the unknown version \(version)") }
        var checksum: UInt32 = 0
        for shift in 0..<UInt32(4) { checksum |= UInt32(try reader.octet()) << (8 * shift) }
        guard checksum == Self.checksum(columns, octets[5...]) else {
            throw RecordDamage("its record does not fit its checksum")
        }
        let flags = try reader.octet()
        let expiresAt = try reader.time(from: columns.acceptedAt)
        let hasReleaseTime = flags & MessageFlags.releaseTime != 0
        let releaseAt = hasReleaseTime ? try reader.time(from: columns.acceptedAt) : nil
        let reversePath: ReversePath
        do {
            reversePath = try ReversePath(try reader.text())
        } catch let error as RecordDamage {
            throw error
        } catch {
            throw RecordDamage("its sender cannot be read")
        }
        let origin = try reader.text()
        guard let options = MailOptions(parameterText: try reader.text()) else {
            throw RecordDamage("its options cannot be read")
        }
        let proof = flags & MessageFlags.senderProof != 0 ? Int(try reader.octet()) : 0
        guard senderProofs.indices.contains(proof) else {
            throw RecordDamage("who speaks for its sender cannot be read")
        }
        let recipients = try Self.recipients(&reader, columns)
        let message = QueuedMessage(
            id: columns.id, reversePath: reversePath, recipients: recipients.map(\.mailbox), options: options,
            recipientOptions: recipients.map(\.options), acceptedAt: columns.acceptedAt, releaseAt: releaseAt,
            expiresAt: expiresAt, size: columns.size, isEightBit: flags & MessageFlags.eightBit != 0, origin: origin,
            senderProof: senderProofs[proof])
        let events = try Self.events(&reader, of: message)
        guard reader.isAtEnd else { throw RecordDamage("its record is longer than it should be") }
        let texts = lastTexts(events, recipients: recipients.count)
        var ends = recipients.map(\.end)
        for index in ends.indices where recipients[index].isReplyOfEvents { ends[index].lastReply = texts[index] }
        return HistoryRecord(
            stored: StoredMessage(message: message, recipients: ends), events: events, settledAt: columns.settledAt,
            key: columns.key)
    }

    /// A recipient as it is read.
    private struct Recipient {
        var mailbox: Mailbox
        var options: RecipientOptions
        var end: StoredRecipient
        var isReplyOfEvents: Bool
    }

    private static func recipients(
        _ reader: inout RecordReader, _ columns: Columns
    ) throws(RecordDamage) -> [Recipient] {
        let count = try reader.count()
        var recipients: [Recipient] = []
        recipients.reserveCapacity(count)
        for _ in 0..<count {
            let flags = try reader.octet()
            let state = Int(try reader.octet())
            guard states.indices.contains(state) else { throw RecordDamage("a recipient is in an unknown state") }
            let attempts = try reader.number()
            let nextAttempt = try reader.time(from: columns.acceptedAt)
            guard let mailbox = try? Mailbox(try reader.text()) else {
                throw RecordDamage("a recipient cannot be read")
            }
            var options = RecipientOptions()
            if flags & RecipientFlags.options != 0 {
                guard let parsed = RecipientOptions(parameterText: try reader.text()) else {
                    throw RecordDamage("a recipient's options cannot be read")
                }
                options = parsed
            }
            let lastReply = flags & RecipientFlags.reply != 0 ? try reader.text() : nil
            let end = StoredRecipient(
                state: states[state], attempts: attempts, nextAttempt: nextAttempt, lastReply: lastReply,
                isAmbiguous: flags & RecipientFlags.ambiguous != 0,
                isDelayReported: flags & RecipientFlags.delayReported != 0)
            recipients.append(
                Recipient(
                    mailbox: mailbox, options: options, end: end,
                    isReplyOfEvents: flags & RecipientFlags.replyOfEvents != 0))
        }
        return recipients
    }

    private static func events(
        _ reader: inout RecordReader, of message: QueuedMessage
    ) throws(RecordDamage) -> [LedgerEntry] {
        let count = try reader.count()
        var events: [LedgerEntry] = []
        events.reserveCapacity(count)
        var lastHost: String?
        var lastReport = message.id
        for _ in 0..<count {
            let kind = Int(try reader.octet())
            guard kinds.indices.contains(kind) else { throw RecordDamage("an event is of an unknown kind") }
            let flags = try reader.octet()
            let recipient = try reader.number()
            let time = try reader.time(from: message.acceptedAt)
            let reply = flags & EventFlags.reply != 0 ? try reader.reply() : nil
            var host = flags & EventFlags.hostAsBefore != 0 ? lastHost : nil
            if flags & EventFlags.host != 0 { host = try reader.text() }
            var detail = flags & EventFlags.detailIsOrigin != 0 ? message.origin : nil
            if flags & EventFlags.detail != 0 { detail = try reader.text() }
            let nextAttempt = flags & EventFlags.nextAttempt != 0 ? try reader.time(from: message.acceptedAt) : nil
            var report: MessageID?
            if flags & EventFlags.report != 0 {
                let bits = UInt(bitPattern: try reader.number())
                let difference = Int64(bitPattern: UInt64(bits >> 1)) ^ -Int64(bits & 1)
                lastReport = MessageID(number: lastReport.number &+ difference)
                report = lastReport
            }
            let event = RecipientEvent(
                kinds[kind], at: time, reply: reply, host: host, detail: detail, nextAttempt: nextAttempt,
                isAmbiguous: flags & EventFlags.ambiguous != 0, report: report)
            events.append(LedgerEntry(recipient: recipient, event: event))
            lastHost = host ?? lastHost
        }
        return events
    }
}
