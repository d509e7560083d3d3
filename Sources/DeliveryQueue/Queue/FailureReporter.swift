public import MailAddressing

/// Writes reports to senders: that a message could not be delivered, has not been yet, or has been.
public protocol FailureReporter: Sendable {
    /// Writes a report on failures.
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

    /// Why no report on failures was written, where somebody wanted to be told and may be.
    ///
    /// - Parameters:
    ///   - message: the envelope of the message.
    ///   - now: the time.
    /// - Returns: the reason, for people; nil where the sender is none that is told, which is the default.
    func reasonForSilence(on message: QueuedMessage, at now: WallTime) -> String?

    /// Writes a report on recipients that have not been reached yet, and are tried further.
    ///
    /// - Parameters:
    ///   - delays: the recipients that are late, at least one.
    ///   - message: the envelope of the message.
    ///   - content: the message's octets.
    ///   - now: the time.
    /// - Returns: the report with a null reverse path, or nil when nobody is to be told, which is the default.
    func delayReport(
        _ delays: [RecipientDelay], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission?

    /// Writes a report on recipients that were reached, whose sender wants to know of it and who are left to us to
    /// report on (RFC 3461, section 5.2).
    ///
    /// - Parameters:
    ///   - successes: the recipients that were reached, at least one.
    ///   - message: the envelope of the message.
    ///   - content: the message's octets.
    ///   - now: the time.
    /// - Returns: the report with a null reverse path, or nil when nobody is to be told, which is the default.
    func successReport(
        _ successes: [RecipientSuccess], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission?
}

extension FailureReporter {
    /// Says nothing.
    public func reasonForSilence(on message: QueuedMessage, at now: WallTime) -> String? { nil }

    /// Tells nobody of delays.
    public func delayReport(
        _ delays: [RecipientDelay], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? { nil }

    /// Tells nobody of successes.
    public func successReport(
        _ successes: [RecipientSuccess], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? { nil }
}

/// A recipient that was given up, for a report.
public struct RecipientFailure: Hashable, Sendable {
    /// The recipient.
    public let mailbox: Mailbox
    /// The last outcome.
    public let outcome: DeliveryOutcome
    /// Whether its time was over, rather than refused for good.
    public let isExpired: Bool
    /// When the last attempt ended, or when it was given up without one.
    public let lastAttempt: WallTime
    /// The recipient's index in the envelope.
    public let index: Int

    /// Makes a failure.
    ///
    /// - Parameters:
    ///   - mailbox: the recipient.
    ///   - outcome: the last outcome.
    ///   - isExpired: whether its time was over.
    ///   - lastAttempt: when the last attempt ended.
    ///   - index: the recipient's index in the envelope.
    public init(mailbox: Mailbox, outcome: DeliveryOutcome, isExpired: Bool, lastAttempt: WallTime, index: Int = 0) {
        self.mailbox = mailbox
        self.outcome = outcome
        self.isExpired = isExpired
        self.lastAttempt = lastAttempt
        self.index = index
    }
}

/// A recipient that has not been reached yet, for a report.
public struct RecipientDelay: Hashable, Sendable {
    /// The recipient.
    public let mailbox: Mailbox
    /// The recipient's index in the envelope.
    public let index: Int
    /// What was said last, by the other side or by us, if an attempt was made.
    public let lastReply: String?
    /// The outcome of the attempt that has just ended, or nil where the recipient waits without one.
    public let outcome: DeliveryOutcome?
    /// Since when it waits: when the message was accepted, or was to be sent.
    public let since: WallTime
    /// Until when it is tried.
    public let until: WallTime

    /// Makes a delay.
    ///
    /// - Parameters:
    ///   - mailbox: the recipient.
    ///   - index: the recipient's index in the envelope.
    ///   - lastReply: what was said last.
    ///   - outcome: the outcome of the attempt that has just ended.
    ///   - since: since when it waits.
    ///   - until: until when it is tried.
    public init(
        mailbox: Mailbox, index: Int, lastReply: String?, outcome: DeliveryOutcome? = nil, since: WallTime,
        until: WallTime
    ) {
        self.mailbox = mailbox
        self.index = index
        self.lastReply = lastReply
        self.outcome = outcome
        self.since = since
        self.until = until
    }
}

/// A recipient that was reached, for a report.
public struct RecipientSuccess: Hashable, Sendable {
    /// The recipient.
    public let mailbox: Mailbox
    /// The recipient's index in the envelope.
    public let index: Int
    /// The outcome: who took it, and what was said.
    public let outcome: DeliveryOutcome

    /// Makes a success.
    ///
    /// - Parameters:
    ///   - mailbox: the recipient.
    ///   - index: the recipient's index in the envelope.
    ///   - outcome: who took it, and what was said.
    public init(mailbox: Mailbox, index: Int, outcome: DeliveryOutcome) {
        self.mailbox = mailbox
        self.index = index
        self.outcome = outcome
    }
}
