/// Which messages are looked for.
public struct MessageQuery: Hashable, Sendable {
    /// Whether messages are found of which every recipient is settled.
    public var includesSettled = false
    /// The reverse path, or with `@` before it its domain; nil for any.
    ///
    /// Case does not count.
    public var sender: String?
    /// A recipient, or with `@` before it its domain; nil for any.
    ///
    /// Case does not count.
    public var recipient: String?
    /// A state that at least one recipient is in; nil for any.
    ///
    /// A settled one finds settled messages too.
    public var state: RecipientState?
    /// The first moment of acceptance; nil for any.
    public var from: WallTime?
    /// The first moment of acceptance that is too late; nil for any.
    public var until: WallTime?
    /// The most messages to give: the newest.
    public var limit: Int

    /// Makes a query for any message.
    ///
    /// - Parameters:
    ///   - includesSettled: whether settled messages are found too.
    ///   - limit: the most messages to give, the newest.
    public init(includesSettled: Bool = false, limit: Int = 1_000) {
        self.includesSettled = includesSettled
        self.limit = limit
    }
}

/// What a queue holds, in numbers.
public struct QueueSummary: Hashable, Sendable {
    /// Messages with unsettled recipients.
    public var unsettledMessages: Int
    /// The octets of those messages.
    public var unsettledOctets: Int
    /// Recipients by state, the settled ones of the history among them.
    public var recipients: [RecipientState: Int]
    /// Unsettled recipients of whom an earlier attempt may have delivered the message.
    public var ambiguous: Int
    /// Messages that were put aside because they are damaged on the disk.
    public var quarantined: Int
    /// When the oldest unsettled message was accepted.
    public var oldest: WallTime?

    /// Makes a summary.
    ///
    /// - Parameters:
    ///   - unsettledMessages: messages with unsettled recipients.
    ///   - unsettledOctets: their octets.
    ///   - recipients: recipients by state.
    ///   - ambiguous: unsettled recipients that may have the message already.
    ///   - quarantined: messages that were put aside.
    ///   - oldest: when the oldest unsettled message was accepted.
    public init(
        unsettledMessages: Int, unsettledOctets: Int, recipients: [RecipientState: Int], ambiguous: Int = 0,
        quarantined: Int = 0, oldest: WallTime?
    ) {
        self.unsettledMessages = unsettledMessages
        self.unsettledOctets = unsettledOctets
        self.recipients = recipients
        self.ambiguous = ambiguous
        self.quarantined = quarantined
        self.oldest = oldest
    }
}

/// What became of the recipients in one domain.
public struct DomainStatistics: Hashable, Sendable {
    /// The domain, or the address literal.
    public var domain: String
    /// How many recipients are in each state.
    public var recipients: [RecipientState: Int]
    /// How many attempts were begun for them.
    public var attempts: Int

    /// Makes a count.
    ///
    /// - Parameters:
    ///   - domain: the domain.
    ///   - recipients: how many are in each state.
    ///   - attempts: how many attempts were begun.
    public init(domain: String, recipients: [RecipientState: Int], attempts: Int) {
        self.domain = domain
        self.recipients = recipients
        self.attempts = attempts
    }
}

/// How much history is kept.
public struct HistoryLimits: Hashable, Sendable {
    /// How long a message is remembered after its last recipient was settled.
    public var retention: Duration
    /// The most octets that the history may take on the disk; the oldest goes first.
    public var maximumSize: Int

    /// Makes limits.
    ///
    /// - Parameters:
    ///   - retention: how long a message is remembered. Default 30 days: complaints come within a month.
    ///   - maximumSize: the most octets on the disk. Default 1 GiB: some two million messages.
    public init(retention: Duration = .seconds(30 * 86_400), maximumSize: Int = 1 << 30) {
        self.retention = retention
        self.maximumSize = maximumSize
    }
}

/// What a store's maintenance has done.
public struct StoreMaintenance: Hashable, Sendable {
    /// Finished messages that were moved to the history.
    public var moved = 0
    /// Messages that the history has forgotten.
    public var forgotten = 0
    /// Octets that were given back to the disk.
    public var freedOctets = 0
    /// Octets of content that were copied to give back what lay between them.
    public var copiedOctets = 0

    /// Makes a report of nothing.
    public init() {}
}

/// What a store tells of itself, for logs; more may be added.
public enum QueueStoreEvent: Hashable, Sendable {
    /// A write or sync failed; nothing is recorded until `recovered`.
    case failed(String)
    /// The store was built anew from what was synced before, and takes commits again.
    case recovered(String)
    /// The disk is full; new mail is refused until `hasRoom`.
    case full(String)
    /// There is room again.
    case hasRoom
    /// A message is damaged on the disk and was put aside.
    case quarantined(MessageID, String)
    /// Something was found that nobody needs, and was removed, or that is odd and harmless.
    case note(String)
}
