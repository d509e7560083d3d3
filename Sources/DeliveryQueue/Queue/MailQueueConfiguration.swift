/// How a queue retries and how much it does at once.
public struct MailQueueConfiguration: Hashable, Sendable {
    /// When deferred deliveries are tried again, and when they are given up.
    public var retry: RetrySchedule
    /// How many deliveries are under way at once.
    public var limits: DeliveryScheduler.Limits
    /// How many octets of fresh messages are kept in memory until their first attempt has ended.
    ///
    /// Default 64 MiB; what does not fit is read back from the store.
    public var contentMemory: Int

    /// Makes a configuration.
    ///
    /// - Parameters:
    ///   - retry: when deferred deliveries are tried again.
    ///   - limits: how many deliveries are under way at once.
    ///   - contentMemory: octets of fresh messages kept in memory.
    public init(
        retry: RetrySchedule = RetrySchedule(), limits: DeliveryScheduler.Limits = .init(),
        contentMemory: Int = 64 * 1024 * 1024
    ) {
        self.retry = retry
        self.limits = limits
        self.contentMemory = contentMemory
    }
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
