/// How a queue retries and how much it does at once.
public struct MailQueueConfiguration: Sendable {
    /// When deferred deliveries are tried again, when senders are told of a delay, and when deliveries are given up.
    public var retry: RetryRules
    /// How much is under way at once, over all sites and to each of them, and from where.
    public var scheduling: SchedulerConfiguration
    /// How much the queue holds before it refuses new mail, or nil for as much as the store takes.
    public var queueLimit: QueueLimit?
    /// How many octets of fresh messages, their envelopes among them, are kept in memory until their first attempt has
    /// ended.
    ///
    /// Default 64 MiB; what does not fit is read back from the store.
    public var contentMemory: Int
    /// How many octets of messages that were read back from the store are in memory at once, for attempts.
    ///
    /// The attempts of a message share its octets. When they are used up, no attempt begins that needs others until
    /// some have ended; a message that is larger is read when there is no other. Default 64 MiB: two of the largest
    /// messages that are common, or thousands of small ones.
    public var readingMemory: Int
    /// What follows when nobody knows whether an attempt has delivered the message.
    public var ambiguous: AmbiguousAttemptPolicy

    /// Makes a configuration.
    ///
    /// - Parameters:
    ///   - retry: when deferred deliveries are tried again.
    ///   - scheduling: how much is under way at once.
    ///   - queueLimit: how much the queue holds before it refuses new mail.
    ///   - contentMemory: octets of fresh messages kept in memory.
    ///   - readingMemory: octets of messages read back from the store that are in memory at once.
    ///   - ambiguous: what follows when nobody knows whether an attempt has delivered the message.
    public init(
        retry: RetryRules = RetryRules(), scheduling: SchedulerConfiguration = SchedulerConfiguration(),
        queueLimit: QueueLimit? = nil, contentMemory: Int = 64 * 1024 * 1024, readingMemory: Int = 64 * 1024 * 1024,
        ambiguous: AmbiguousAttemptPolicy = .resend
    ) {
        self.retry = retry
        self.scheduling = scheduling
        self.queueLimit = queueLimit
        self.contentMemory = contentMemory
        self.readingMemory = readingMemory
        self.ambiguous = ambiguous
    }
}

/// What follows when nobody knows whether an attempt has delivered the message: the connection was lost after the final
/// dot, or the process ended before it recorded the outcome.
///
/// Complete: the message either may arrive twice, or may not arrive until somebody looks.
public enum AmbiguousAttemptPolicy: String, Hashable, Sendable, CaseIterable {
    /// It is sent again: nothing is lost, and now and then somebody gets it twice (RFC 5321, section 4.5.4.1).
    case resend
    /// It is held until somebody releases or cancels it: nobody gets it twice unless somebody says so.
    case hold
}

/// Is told of what a queue records, for logs and statistics.
public protocol MailQueueObserver: Sendable {
    /// Called after something was recorded.
    ///
    /// - Parameters:
    ///   - event: what happened.
    ///   - message: the envelope.
    ///   - recipients: the recipients' indices.
    func recorded(_ event: RecipientEvent, of message: QueuedMessage, recipients: [Int])
}
