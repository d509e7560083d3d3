/// Carries out attempts: who knows routes, connections and signatures.
public protocol MessageDeliverer: Sendable {
    /// Tries to deliver a message to recipients of one site.
    ///
    /// - Parameter attempt: what to deliver. `attempt.awaitRecord` must be awaited before the final dot goes out.
    /// - Returns: an outcome for each of `attempt.recipients`, in their order, and what the attempt says of its path;
    ///   or the site that the recipients belong to, where nothing was tried and `attempt.mayReroute` allows it.
    func deliver(_ attempt: DeliveryAttempt) async -> AttemptResult
}

/// One attempt to deliver a message to recipients of one site.
public struct DeliveryAttempt: Sendable {
    /// The envelope.
    public let message: QueuedMessage
    /// The recipients' indices in the envelope, at least one, and at most `limits.recipientsPerTransaction`.
    public let recipients: [Int]
    /// The message's octets.
    public let content: [UInt8]
    /// The site whose limits the attempt counts against: a recipient domain by itself, where no better one is known.
    public let site: String
    /// Whether the attempt may be answered with the site that the recipients belong to.
    ///
    /// It is false where that was done again and again: then the attempt is made as it is.
    public let mayReroute: Bool
    /// Where the attempt is made from.
    public let source: DeliverySource
    /// Which way out it takes.
    public let way: DeliveryWay
    /// The name of the rule that has chosen its way, as the queue's `DeliveryRouting` says; nil for the usual way.
    public let rule: String?
    /// How much may be asked of the site.
    public let limits: ShapingLimits
    /// How often the recipients were tried before: the most of any.
    public let earlierAttempts: Int
    /// Waits until it is on disk that this attempt has begun.
    ///
    /// False means that it could not be recorded: the final dot must not be sent.
    public let awaitRecord: @Sendable () async -> Bool

    /// Makes an attempt.
    ///
    /// - Parameters:
    ///   - message: the envelope.
    ///   - recipients: the recipients' indices, at least one.
    ///   - content: the message's octets.
    ///   - site: the site whose limits it counts against.
    ///   - mayReroute: whether it may be answered with the site that the recipients belong to.
    ///   - source: where it is made from.
    ///   - way: which way out it takes.
    ///   - rule: the name of the rule that has chosen its way; nil for the usual way.
    ///   - limits: how much may be asked of the site.
    ///   - earlierAttempts: how often the recipients were tried before.
    ///   - awaitRecord: waits until the attempt is recorded.
    public init(
        message: QueuedMessage, recipients: [Int], content: [UInt8], site: String, mayReroute: Bool = true,
        source: DeliverySource = .standard, way: DeliveryWay = .usual, rule: String? = nil,
        limits: ShapingLimits = ShapingLimits(), earlierAttempts: Int = 0,
        awaitRecord: @escaping @Sendable () async -> Bool
    ) {
        self.message = message
        self.recipients = recipients
        self.content = content
        self.site = site
        self.mayReroute = mayReroute
        self.source = source
        self.way = way
        self.rule = rule
        self.limits = limits
        self.earlierAttempts = earlierAttempts
        self.awaitRecord = awaitRecord
    }
}
