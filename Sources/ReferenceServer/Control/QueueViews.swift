import DeliveryQueue
import Foundation
import MailAddressing
import SMTPProtocol

/// What `queue list` shows of a message; the names are part of the command line's promise.
struct MessageView: Codable {
    /// What is shown of a recipient.
    struct Recipient: Codable {
        var address: String
        var state: String
        var attempts: Int
        var nextAttempt: String?
        var lastReply: String?
    }

    var id: String
    var from: String
    var size: Int
    var accepted: String
    var expires: String
    var recipients: [Recipient]

    init(_ stored: StoredMessage) {
        id = stored.message.id.description
        from = stored.message.reversePath.description
        size = stored.message.size
        accepted = stored.message.acceptedAt.description
        expires = stored.message.expiresAt.description
        recipients = zip(stored.message.recipients, stored.recipients).map { mailbox, recipient in
            Recipient(
                address: mailbox.description, state: recipient.state.rawValue, attempts: recipient.attempts,
                nextAttempt: recipient.state.isSettled ? nil : recipient.nextAttempt.description,
                lastReply: recipient.lastReply)
        }
    }
}

/// What `queue trace` shows.
struct TraceView: Codable {
    /// What is shown of an event.
    struct Event: Codable {
        var time: String
        var recipient: String
        var kind: String
        var host: String?
        var reply: String?
        var detail: String?
        var nextAttempt: String?
    }

    var id: String
    var from: String
    var size: Int
    var events: [Event]

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
                detail: entry.event.detail, nextAttempt: entry.event.nextAttempt?.description)
        }
    }
}

/// What `queue summary` shows.
struct SummaryView: Codable {
    var unsettledMessages: Int
    var unsettledOctets: Int
    var oldest: String?
    var recipients: [String: Int]

    init(_ summary: QueueSummary) {
        unsettledMessages = summary.unsettledMessages
        unsettledOctets = summary.unsettledOctets
        oldest = summary.oldest?.description
        recipients = [:]
        for state in RecipientState.allCases { recipients[state.rawValue] = summary.recipients[state] ?? 0 }
    }
}
