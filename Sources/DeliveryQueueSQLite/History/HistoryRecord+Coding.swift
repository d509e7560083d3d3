import DeliveryQueue
import MailAddressing
import SMTPProtocol

/// The BLOB of a record, version 1:
///
///     version     1 octet
///     checksum    4 octets, little-endian: CRC-32C over the columns, the key and everything behind it
///     message     flags (1: octets over 127, 2: release time, 4: somebody else than this machine speaks for the
///                 sender), expiry from acceptance, release time from acceptance where there is one, reverse path,
///                 origin, options, who speaks for the sender where it is somebody else
///     recipients  number, and for each: flags, state, attempts, next attempt from acceptance, mailbox, and what the
///                 flags name
///     events      number, and for each: kind, flags, recipient, time from acceptance, and what the flags name; a
///                 report's name from that of the report before, or of the message for the first
///
/// Numbers are in groups of seven bits, the lowest first; times, in milliseconds, and names are differences with their
/// sign in the lowest bit; texts are their length and their UTF-8. A text that stands elsewhere in the record already
/// is not repeated: that is the greater part of a short history.
extension HistoryRecord {
    /// The version that is written.
    static let version: UInt8 = 1

    /// The flags of a message.
    enum MessageFlags {
        static let eightBit: UInt8 = 1
        static let releaseTime: UInt8 = 2
        static let senderProof: UInt8 = 4
    }

    /// The flags of a recipient.
    enum RecipientFlags {
        static let ambiguous: UInt8 = 1
        static let options: UInt8 = 2
        static let reply: UInt8 = 4
        /// The last reply is what the recipient's last event says.
        static let replyOfEvents: UInt8 = 8
        static let delayReported: UInt8 = 16
    }

    /// The flags of an event.
    enum EventFlags {
        static let ambiguous: UInt8 = 1
        static let reply: UInt8 = 2
        static let host: UInt8 = 4
        static let detail: UInt8 = 8
        /// The detail is where the message came from.
        static let detailIsOrigin: UInt8 = 16
        static let nextAttempt: UInt8 = 32
        /// The host is that of the event before which named one.
        static let hostAsBefore: UInt8 = 64
        static let report: UInt8 = 128
    }

    /// The states by their number in a record; one is only ever added at the end.
    static let states: [RecipientState] = [.queued, .attempting, .held, .delivered, .bounced, .expired, .cancelled]
    /// The kinds of events by their number in a record; one is only ever added at the end.
    static let kinds: [RecipientEvent.Kind] = [
        .accepted, .attemptBegan, .interrupted, .deferred, .delivered, .bounced, .expired, .held, .released,
        .rescheduled, .cancelled, .reportDropped, .delayReported,
    ]

    /// Who may speak for a sender, by their number in a record; one is only ever added at the end.
    static let senderProofs: [SenderProof] = [
        .local, .login, .network, .senderPolicy, .signature, .missing, .forwarded, .forwardedSigned, .answered,
    ]

    /// What each recipient's last event with a text says.
    static func lastTexts(_ events: [LedgerEntry], recipients: Int) -> [String?] {
        var texts = [String?](repeating: nil, count: recipients)
        for entry in events where texts.indices.contains(entry.recipient) && entry.event.kind != .delayReported {
            if let text = entry.event.reply?.description ?? entry.event.detail { texts[entry.recipient] = text }
        }
        return texts
    }

    /// The checksum of a record.
    static func checksum(_ columns: Columns, _ body: ArraySlice<UInt8>) -> UInt32 {
        var checksum = RecordChecksum()
        checksum.update(columns.id.number)
        checksum.update(columns.acceptedAt.milliseconds)
        checksum.update(columns.settledAt.milliseconds)
        checksum.update(Int64(columns.size))
        let key = columns.key.map { Array($0.text.utf8) }
        // The length tells no key from an empty one, and where it ends.
        checksum.update(Int64(key?.count ?? -1))
        if let key { checksum.update(key[...]) }
        checksum.update(body)
        return checksum.value
    }
}

extension HistoryRecord {
    /// The record's BLOB.
    func encoded() -> [UInt8] {
        let message = stored.message
        var writer = RecordWriter()
        writer.put(octet: Self.version)
        for _ in 0..<4 { writer.put(octet: 0) }
        let proof = UInt8(truncatingIfNeeded: Self.senderProofs.firstIndex(of: message.senderProof) ?? 0)
        var flags: UInt8 = message.isEightBit ? MessageFlags.eightBit : 0
        if message.releaseAt != nil { flags |= MessageFlags.releaseTime }
        if proof != 0 { flags |= MessageFlags.senderProof }
        writer.put(octet: flags)
        writer.put(message.expiresAt, from: message.acceptedAt)
        if let releaseAt = message.releaseAt { writer.put(releaseAt, from: message.acceptedAt) }
        writer.put(message.reversePath.description)
        writer.put(message.origin)
        writer.put(message.options.isEmpty ? "" : message.options.parameterText)
        if proof != 0 { writer.put(octet: proof) }
        encodeRecipients(to: &writer)
        encodeEvents(to: &writer)
        var octets = writer.octets
        var checksum = Self.checksum(columns, octets[5...])
        for index in 1..<5 {
            octets[index] = UInt8(truncatingIfNeeded: checksum)
            checksum >>= 8
        }
        return octets
    }

    private func encodeRecipients(to writer: inout RecordWriter) {
        let message = stored.message
        let texts = Self.lastTexts(events, recipients: message.recipients.count)
        let count = min(message.recipients.count, stored.recipients.count)
        writer.put(count)
        for index in 0..<count {
            let recipient = stored.recipients[index]
            let options = message.recipient(at: index).options
            let isSaidByEvents = recipient.lastReply.map { $0.utf8.elementsEqual((texts[index] ?? "").utf8) } ?? false
            var flags: UInt8 = recipient.isAmbiguous ? RecipientFlags.ambiguous : 0
            if recipient.isDelayReported { flags |= RecipientFlags.delayReported }
            if !options.isEmpty { flags |= RecipientFlags.options }
            if recipient.lastReply != nil {
                flags |= isSaidByEvents && texts[index] != nil ? RecipientFlags.replyOfEvents : RecipientFlags.reply
            }
            writer.put(octet: flags)
            writer.put(octet: UInt8(truncatingIfNeeded: Self.states.firstIndex(of: recipient.state) ?? 0))
            writer.put(recipient.attempts)
            writer.put(recipient.nextAttempt, from: message.acceptedAt)
            writer.put(message.recipients[index].description)
            if !options.isEmpty { writer.put(options.parameterText) }
            if flags & RecipientFlags.reply != 0 { writer.put(recipient.lastReply ?? "") }
        }
    }

    private func encodeEvents(to writer: inout RecordWriter) {
        let message = stored.message
        var lastHost: String?
        var lastReport = message.id
        writer.put(events.count)
        for entry in events {
            let event = entry.event
            var flags: UInt8 = event.isAmbiguous ? EventFlags.ambiguous : 0
            if event.reply != nil { flags |= EventFlags.reply }
            if let host = event.host { flags |= host.isSame(as: lastHost) ? EventFlags.hostAsBefore : EventFlags.host }
            if let detail = event.detail {
                flags |= detail.isSame(as: message.origin) ? EventFlags.detailIsOrigin : EventFlags.detail
            }
            if event.nextAttempt != nil { flags |= EventFlags.nextAttempt }
            if event.report != nil { flags |= EventFlags.report }
            writer.put(octet: UInt8(truncatingIfNeeded: Self.kinds.firstIndex(of: event.kind) ?? 0))
            writer.put(octet: flags)
            writer.put(entry.recipient)
            writer.put(event.time, from: message.acceptedAt)
            if let reply = event.reply { writer.put(reply) }
            if flags & EventFlags.host != 0, let host = event.host { writer.put(host) }
            if flags & EventFlags.detail != 0, let detail = event.detail { writer.put(detail) }
            if let nextAttempt = event.nextAttempt { writer.put(nextAttempt, from: message.acceptedAt) }
            if let report = event.report {
                // Both are positive, so that nothing overflows; the failures of one attempt share their report.
                let difference = report.number - lastReport.number
                writer.put(Int((difference << 1) ^ (difference >> 63)))
                lastReport = report
            }
            lastHost = event.host ?? lastHost
        }
    }
}

extension String {
    /// Whether the octets are the same; texts that are canonically equivalent can differ.
    fileprivate func isSame(as other: String?) -> Bool {
        guard let other else { return false }
        return utf8.elementsEqual(other.utf8)
    }
}
