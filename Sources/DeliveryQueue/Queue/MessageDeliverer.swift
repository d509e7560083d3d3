public import MailAddressing
public import SMTPProtocol

/// Carries out attempts: who knows routes, connections and signatures.
public protocol MessageDeliverer: Sendable {
    /// Tries to deliver a message to recipients of one site.
    ///
    /// - Parameter attempt: what to deliver. `attempt.awaitRecord` must be awaited before the final dot goes out.
    /// - Returns: an outcome for each of `attempt.recipients`, in their order.
    func deliver(_ attempt: DeliveryAttempt) async -> [DeliveryOutcome]
}

/// One attempt to deliver a message to recipients of one site.
public struct DeliveryAttempt: Sendable {
    /// The envelope.
    public let message: QueuedMessage
    /// The recipients' indices in the envelope, at least one.
    public let recipients: [Int]
    /// The message's octets.
    public let content: [UInt8]
    /// Waits until it is on disk that this attempt has begun.
    ///
    /// False means that it could not be recorded: the final dot must not be sent.
    public let awaitRecord: @Sendable () async -> Bool

    /// Makes an attempt.
    ///
    /// - Parameters:
    ///   - message: the envelope.
    ///   - recipients: the recipients' indices.
    ///   - content: the message's octets.
    ///   - awaitRecord: waits until the attempt is recorded.
    public init(
        message: QueuedMessage, recipients: [Int], content: [UInt8],
        awaitRecord: @escaping @Sendable () async -> Bool
    ) {
        self.message = message
        self.recipients = recipients
        self.content = content
        self.awaitRecord = awaitRecord
    }
}

/// What became of a recipient in an attempt.
public struct DeliveryOutcome: Hashable, Sendable {
    /// The kinds of outcome; complete, as each attempt ends in one of them.
    public enum Kind: Hashable, Sendable {
        /// The next host took responsibility.
        case delivered
        /// Try again later.
        case deferred
        /// Never try again: tell the sender.
        case failed
    }

    /// The kind.
    public var kind: Kind
    /// What the other side said, or what we say in its place.
    public var reply: SMTPReply
    /// Whether the other side said it.
    public var isRemoteReply: Bool
    /// The other side's name and address, if there was one.
    public var host: String?
    /// More for people, such as the version of TLS or that the outcome is unknown.
    public var detail: String?
    /// Whether the message may have been delivered though nobody said so, as when the connection is lost after the
    /// final dot.
    ///
    /// The queue marks the recipient and follows its policy for such attempts.
    public var isAmbiguous: Bool

    /// Makes an outcome.
    ///
    /// - Parameters:
    ///   - kind: the kind.
    ///   - reply: what was said.
    ///   - isRemoteReply: whether the other side said it.
    ///   - host: the other side's name and address.
    ///   - detail: more for people.
    ///   - isAmbiguous: whether the message may have been delivered though nobody said so.
    public init(
        _ kind: Kind, reply: SMTPReply, isRemoteReply: Bool, host: String? = nil, detail: String? = nil,
        isAmbiguous: Bool = false
    ) {
        self.kind = kind
        self.reply = reply
        self.isRemoteReply = isRemoteReply
        self.host = host
        self.detail = detail
        self.isAmbiguous = isAmbiguous
    }
}

/// Writes the report to a sender whose message could not be delivered.
public protocol FailureReporter: Sendable {
    /// Writes a report.
    ///
    /// - Parameters:
    ///   - failures: the recipients that failed, at least one.
    ///   - message: the envelope of the message.
    ///   - content: the message's octets.
    ///   - now: the time.
    /// - Returns: the report with a null reverse path, or nil when nobody is to be told.
    func report(
        _ failures: [RecipientFailure], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission?
}

/// A recipient that was given up, for a report.
public struct RecipientFailure: Hashable, Sendable {
    /// The recipient.
    public let mailbox: Mailbox
    /// The last outcome.
    public let outcome: DeliveryOutcome
    /// Whether its time was over, rather than refused for good.
    public let isExpired: Bool
    /// When the last attempt ended.
    public let lastAttempt: WallTime

    /// Makes a failure.
    ///
    /// - Parameters:
    ///   - mailbox: the recipient.
    ///   - outcome: the last outcome.
    ///   - isExpired: whether its time was over.
    ///   - lastAttempt: when the last attempt ended.
    public init(mailbox: Mailbox, outcome: DeliveryOutcome, isExpired: Bool, lastAttempt: WallTime) {
        self.mailbox = mailbox
        self.outcome = outcome
        self.isExpired = isExpired
        self.lastAttempt = lastAttempt
    }
}
