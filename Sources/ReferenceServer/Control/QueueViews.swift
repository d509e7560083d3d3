import DeliveryQueue
import MailAddressing
import SMTPProtocol

/// What `queue list` shows of a message; the names are part of the command line's promise.
struct MessageView: Codable, Sendable {
    /// What is shown of a recipient.
    struct Recipient: Codable, Sendable {
        var address: String
        var state: String
        var attempts: Int
        var nextAttempt: String?
        var lastReply: String?
        /// True where an earlier attempt may have delivered the message though nobody said so; else absent.
        var ambiguous: Bool?
    }

    var id: String
    var from: String
    var size: Int
    var accepted: String
    var expires: String
    var recipients: [Recipient]

    /// Makes the view of a message.
    init(_ stored: StoredMessage) {
        id = stored.message.id.description
        from = stored.message.reversePath.description
        size = stored.message.size
        accepted = stored.message.acceptedAt.description
        expires = stored.message.expiresAt.description
        recipients = zip(stored.message.recipients, stored.recipients).map { mailbox, recipient in
            let waits = recipient.state == .queued || recipient.state == .attempting
            return Recipient(
                address: mailbox.description, state: recipient.state.rawValue, attempts: recipient.attempts,
                nextAttempt: waits ? recipient.nextAttempt.description : nil,
                lastReply: recipient.lastReply, ambiguous: recipient.isAmbiguous ? true : nil)
        }
    }
}

/// What `queue trace` shows.
struct TraceView: Codable, Sendable {
    /// What is shown of an event.
    struct Event: Codable, Sendable {
        var time: String
        var recipient: String
        var kind: String
        var host: String?
        var reply: String?
        var detail: String?
        var nextAttempt: String?
        /// True where the message may have been delivered though nobody said so; else absent.
        var ambiguous: Bool?
    }

    var id: String
    var from: String
    var size: Int
    var events: [Event]

    /// Makes the view of a message and its ledger.
    init(_ stored: StoredMessage, _ ledger: [LedgerEntry]) {
        id = stored.message.id.description
        from = stored.message.reversePath.description
        size = stored.message.size
        events = ledger.map { entry in
            Event(
                time: entry.event.time.description,
                recipient: stored.message.recipients.indices.contains(entry.recipient)
                    ? stored.message.recipients[entry.recipient].description : "#\(entry.recipient)",
                kind: entry.event.kind.rawValue, host: entry.event.host, reply: entry.event.reply?.description,
                detail: entry.event.detail, nextAttempt: entry.event.nextAttempt?.description,
                ambiguous: entry.event.isAmbiguous ? true : nil)
        }
    }
}

/// What `queue summary` shows.
struct SummaryView: Codable, Sendable {
    var unsettledMessages: Int
    var unsettledOctets: Int
    var oldest: String?
    /// Recipients by state, every state among them.
    var recipients: [String: Int]
    /// Unsettled recipients that may have the message already.
    var ambiguous: Int
    /// Messages that were put aside because they are damaged on the disk.
    var quarantined: Int
    /// What waits, by destination and age.
    var shape: ShapeView?
    /// How far sources are that are being made known; none where no daemon runs.
    var warmUps: [WarmUpView]?
    /// How many suspensions there are.
    var suspensions: Int?

    /// Makes the view of a summary.
    init(_ summary: QueueSummary) {
        unsettledMessages = summary.unsettledMessages
        unsettledOctets = summary.unsettledOctets
        oldest = summary.oldest?.description
        recipients = [:]
        for state in RecipientState.allCases { recipients[state.rawValue] = summary.recipients[state] ?? 0 }
        ambiguous = summary.ambiguous
        quarantined = summary.quarantined
    }
}

/// What `queue statistics` shows of a domain.
struct DomainView: Codable, Sendable {
    var domain: String
    /// Recipients by state, every state among them.
    var recipients: [String: Int]
    var attempts: Int

    /// Makes the view of a domain's statistics.
    init(_ statistics: DomainStatistics) {
        domain = statistics.domain
        recipients = [:]
        for state in RecipientState.allCases { recipients[state.rawValue] = statistics.recipients[state] ?? 0 }
        attempts = statistics.attempts
    }

    /// How many recipients there are in all.
    var total: Int { recipients.values.reduce(0, +) }

    /// The order in which domains are shown: those with most recipients first, and then by name.
    static func comesBefore(_ left: DomainView, _ right: DomainView) -> Bool {
        (right.total, left.domain) < (left.total, right.domain)
    }
}
