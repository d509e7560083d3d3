import SMTPProtocol

/// A message in a store.
public struct StoredMessage: Hashable, Sendable {
    /// The envelope.
    public var message: QueuedMessage
    /// Where each recipient stands, in the order of the envelope.
    public var recipients: [StoredRecipient]

    /// Makes a stored message.
    ///
    /// - Parameters:
    ///   - message: the envelope.
    ///   - recipients: where each recipient stands.
    public init(message: QueuedMessage, recipients: [StoredRecipient]) {
        self.message = message
        self.recipients = recipients
    }
}

/// Where a recipient stands in a store.
public struct StoredRecipient: Hashable, Sendable {
    /// The state.
    public var state: RecipientState
    /// How many attempts were begun.
    public var attempts: Int
    /// When the next attempt is due, while unsettled.
    public var nextAttempt: WallTime
    /// What the other side or we said last, for people.
    public var lastReply: String?
    /// Whether an earlier attempt may have delivered the message though nobody said so.
    public var isAmbiguous: Bool
    /// Whether the sender was told that the delivery takes longer.
    public var isDelayReported: Bool

    /// Makes a recipient's record.
    ///
    /// - Parameters:
    ///   - state: the state.
    ///   - attempts: how many attempts were begun.
    ///   - nextAttempt: when the next attempt is due.
    ///   - lastReply: what was said last.
    ///   - isAmbiguous: whether an earlier attempt may have delivered the message.
    ///   - isDelayReported: whether the sender was told that the delivery takes longer.
    public init(
        state: RecipientState, attempts: Int, nextAttempt: WallTime, lastReply: String?, isAmbiguous: Bool = false,
        isDelayReported: Bool = false
    ) {
        self.state = state
        self.attempts = attempts
        self.nextAttempt = nextAttempt
        self.lastReply = lastReply
        self.isAmbiguous = isAmbiguous
        self.isDelayReported = isDelayReported
    }

    /// The record after an event, or nil where the event cannot happen.
    ///
    /// - Parameter event: what happened.
    public func after(_ event: RecipientEvent) -> StoredRecipient? {
        guard let state = state.after(event.kind) else { return nil }
        var next = self
        next.state = state
        if event.kind == .attemptBegan { next.attempts += 1 }
        if let nextAttempt = event.nextAttempt { next.nextAttempt = nextAttempt }
        if event.kind == .delayReported {
            // A notice does not take the place of the reply that it is about.
            next.isDelayReported = true
        } else if event.kind != .reportDropped, let said = event.reply?.description ?? event.detail {
            next.lastReply = said
        }
        if event.isAmbiguous { next.isAmbiguous = true }
        return next
    }
}

/// A link of the ledger with the recipient that it belongs to.
public struct LedgerEntry: Hashable, Sendable {
    /// The recipient's index in the envelope.
    public let recipient: Int
    /// What happened.
    public let event: RecipientEvent

    /// Makes an entry.
    ///
    /// - Parameters:
    ///   - recipient: the recipient's index.
    ///   - event: what happened.
    public init(recipient: Int, event: RecipientEvent) {
        self.recipient = recipient
        self.event = event
    }
}

/// Names a recipient over all messages, and orders them.
public struct RecipientPlace: Hashable, Sendable, Comparable {
    /// The message.
    public let message: MessageID
    /// The recipient's index in the envelope.
    public let recipient: Int

    /// Makes a place.
    ///
    /// - Parameters:
    ///   - message: the message.
    ///   - recipient: the recipient's index.
    public init(message: MessageID, recipient: Int) {
        self.message = message
        self.recipient = recipient
    }

    /// Orders by message, and then by the recipient's index.
    public static func < (left: RecipientPlace, right: RecipientPlace) -> Bool {
        (left.message, left.recipient) < (right.message, right.recipient)
    }
}
