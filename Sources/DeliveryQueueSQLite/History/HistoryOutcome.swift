import DeliveryQueue
import MailAddressing

/// What became of some recipients of finished messages, in numbers.
struct HistoryOutcome: Hashable, Sendable {
    /// How many were delivered.
    var delivered = 0
    /// How many bounced.
    var bounced = 0
    /// How many expired.
    var expired = 0
    /// How many were cancelled.
    var cancelled = 0
    /// How many attempts were begun for them.
    var attempts = 0

    /// The numbers of the states, without those that are zero.
    var recipients: [RecipientState: Int] {
        let numbers: [RecipientState: Int] = [
            .delivered: delivered, .bounced: bounced, .expired: expired, .cancelled: cancelled,
        ]
        return numbers.filter { $0.value != 0 }
    }

    /// The bits of the states of which the numbers are not zero: 1 delivered, 2 bounced, 4 expired, 8 cancelled.
    var states: Int {
        (delivered > 0 ? 1 : 0) | (bounced > 0 ? 2 : 0) | (expired > 0 ? 4 : 0) | (cancelled > 0 ? 8 : 0)
    }

    /// The bit of a state in `states`; nil for one that is not settled.
    ///
    /// - Parameter state: the state.
    static func bit(of state: RecipientState) -> Int? {
        switch state {
        case .delivered: 1
        case .bounced: 2
        case .expired: 4
        case .cancelled: 8
        case .queued, .attempting, .held: nil
        }
    }

    /// Counts a recipient.
    ///
    /// - Parameter recipient: where it ended.
    /// - Returns: false for one that is not settled, which is not counted.
    mutating func add(_ recipient: StoredRecipient) -> Bool {
        switch recipient.state {
        case .delivered: delivered += 1
        case .bounced: bounced += 1
        case .expired: expired += 1
        case .cancelled: cancelled += 1
        case .queued, .attempting, .held: return false
        }
        attempts += recipient.attempts
        return true
    }

    /// Adds the numbers of others, or takes them away.
    ///
    /// - Parameters:
    ///   - other: their numbers.
    ///   - sign: 1 to add, -1 to take away.
    mutating func add(_ other: HistoryOutcome, sign: Int = 1) {
        delivered += sign * other.delivered
        bounced += sign * other.bounced
        expired += sign * other.expired
        cancelled += sign * other.cancelled
        attempts += sign * other.attempts
    }

    /// Counts the recipients of a message by the host that they are at.
    ///
    /// - Parameter stored: a finished message.
    /// - Returns: the numbers of each host, as `MailHost.description` writes it.
    /// - Throws: `QueueStoreError`: `misuse` where a recipient is not settled, as the message is not finished.
    static func byHost(_ stored: StoredMessage) throws(QueueStoreError) -> [String: HistoryOutcome] {
        var outcomes: [String: HistoryOutcome] = [:]
        for (mailbox, recipient) in zip(stored.message.recipients, stored.recipients) {
            guard outcomes[mailbox.host.description, default: HistoryOutcome()].add(recipient) else {
                throw QueueStoreError(.misuse, "Message \(stored.message.id) is not finished and cannot be history")
            }
        }
        return outcomes
    }
}
