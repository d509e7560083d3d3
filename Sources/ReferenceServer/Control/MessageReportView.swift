import DeliveryQueue
import MailAddressing
import SMTPProtocol

/// What `queue show` and `queue explain` show of a message: where it is, why, and what comes next.
struct MessageReportView: Codable, Hashable, Sendable {
    /// What is shown of a recipient.
    struct Recipient: Codable, Hashable, Sendable {
        var address: String
        var state: String
        var attempts: Int
        /// The site that the mail goes to; absent for a settled recipient, and where nothing was learnt of it.
        var site: String?
        var lastReply: String?
        /// True where an earlier attempt may have delivered the message though nobody said so; else absent.
        var ambiguous: Bool?
        /// Why it is there, in words.
        var why: String
        /// What comes next, in words; absent for a settled recipient.
        var next: String?
        /// When that is, where it is known.
        var nextAt: String?
        /// When the next attempt is due; absent where none is.
        var nextAttempt: String?
        /// When it is given up; absent for a settled recipient and for one that is held.
        var expires: String?
        /// The limits that hold it up now.
        var limits: [LimitView]
    }

    var id: String
    var from: String
    var size: Int
    var accepted: String
    var origin: String
    /// Why it is believed to come from its sender: `local`, `login`, `network`, `sender-policy`, `signature`, `missing`;
    /// absent from a daemon of an earlier version.
    var senderProof: String?
    /// What the sender asks of the way it is handled; absent where it asks for nothing.
    var priority: Int?
    var deliverBy: String?
    var release: String?
    /// Whether limits are known, as a daemon runs.
    var limitsKnown: Bool
    var recipients: [Recipient]

    /// Makes the view of a message without recipients.
    ///
    /// - Parameters:
    ///   - message: the envelope.
    ///   - limitsKnown: whether limits are known, as a daemon runs.
    init(_ message: QueuedMessage, limitsKnown: Bool) {
        id = message.id.description
        from = message.reversePath.description
        size = message.size
        accepted = message.acceptedAt.description
        origin = message.origin
        senderProof = message.senderProof.rawValue
        priority = message.options.priority.map { Int($0.level) }
        deliverBy = message.options.deliverBy.map { "\($0)" }
        release = message.options.futureRelease.map { release in
            WallTime(milliseconds: release.moment(from: message.acceptedAt.seconds) * 1_000).description
        }
        self.limitsKnown = limitsKnown
        recipients = []
    }
}
