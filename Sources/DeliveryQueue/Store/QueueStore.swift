import SMTPProtocol

/// Keeps messages, their recipients and their ledger.
///
/// The contract that every store keeps, and that the conformance kit in DeliveryQueueTesting tests:
///
/// - Durability: when `commit` returns, its changes survive the end of the process and a power cut, as far as the store's
///   settings promise. When it throws, none of them is visible, now or later.
/// - Atomicity: the changes of one `commit` take effect together or not at all. Commits of different callers may share a
///   transaction on disk; one that is refused does not touch the others.
/// - Order: a commit that began after another one returned takes effect after it.
/// - Ownership: a store on disk has one owner at a time; opening it a second time is refused.
public protocol QueueStore: Sendable {
    /// Records changes.
    ///
    /// - Parameter changes: what to record, together.
    /// - Throws: `QueueStoreError`; then nothing was recorded.
    func commit(_ changes: [QueueChange]) async throws(QueueStoreError)

    /// Reads a page of the messages that have unsettled recipients, in the order of their identifiers.
    ///
    /// - Parameters:
    ///   - after: the last identifier of the page before, or nil for the first page.
    ///   - limit: the most messages to give, at least one.
    /// - Returns: the messages with all their recipients; fewer than `limit` only at the end.
    func unsettledMessages(after: MessageID?, limit: Int) async throws(QueueStoreError) -> [StoredMessage]

    /// Reads the octets of a message.
    ///
    /// - Parameter id: the message.
    /// - Returns: the octets, or nil when every recipient is settled and they are gone, or the message is unknown.
    func content(of id: MessageID) async throws(QueueStoreError) -> [UInt8]?

    /// Reads a message and its recipients, settled or not.
    ///
    /// - Parameter id: the message.
    /// - Returns: the message, or nil when it is unknown or its history was purged.
    func message(_ id: MessageID) async throws(QueueStoreError) -> StoredMessage?

    /// Reads the ledger of a message, in order of time.
    ///
    /// - Parameter id: the message.
    /// - Returns: what happened to each recipient; empty when the message is unknown.
    func events(of id: MessageID) async throws(QueueStoreError) -> [LedgerEntry]

    /// Lists messages, the newest last.
    ///
    /// - Parameters:
    ///   - includesSettled: whether messages are listed of which every recipient is settled.
    ///   - limit: the most messages to give.
    func list(includesSettled: Bool, limit: Int) async throws(QueueStoreError) -> [StoredMessage]

    /// Counts recipients by state, and what the queue holds.
    func summary() async throws(QueueStoreError) -> QueueSummary

    /// Forgets messages of which every recipient was settled before a moment.
    ///
    /// - Parameter moment: what was settled later stays.
    /// - Returns: how many messages were forgotten.
    @discardableResult
    func purgeHistory(before moment: WallTime) async throws(QueueStoreError) -> Int
}

/// A change to record; complete, as a queue makes no others.
public enum QueueChange: Sendable {
    /// A new message with its octets: every recipient is queued and due now.
    case accept(QueuedMessage, content: [UInt8])
    /// Something that happened to recipients of a message: appended to the ledger, and their state follows.
    case event(MessageID, recipients: [Int], RecipientEvent)
}

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

    /// Makes a recipient's record.
    ///
    /// - Parameters:
    ///   - state: the state.
    ///   - attempts: how many attempts were begun.
    ///   - nextAttempt: when the next attempt is due.
    ///   - lastReply: what was said last.
    public init(state: RecipientState, attempts: Int, nextAttempt: WallTime, lastReply: String?) {
        self.state = state
        self.attempts = attempts
        self.nextAttempt = nextAttempt
        self.lastReply = lastReply
    }

    /// The record after an event.
    ///
    /// - Parameter event: what happened.
    public func after(_ event: RecipientEvent) -> StoredRecipient {
        var next = self
        if let state = event.resultingState { next.state = state }
        if event.kind == .attemptBegan { next.attempts += 1 }
        if let nextAttempt = event.nextAttempt { next.nextAttempt = nextAttempt }
        if let said = event.reply?.description ?? event.detail { next.lastReply = said }
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

/// What a queue holds, in numbers.
public struct QueueSummary: Hashable, Sendable {
    /// Messages with unsettled recipients.
    public var unsettledMessages: Int
    /// The octets of those messages.
    public var unsettledOctets: Int
    /// Recipients by state, the settled ones of the history among them.
    public var recipients: [RecipientState: Int]
    /// When the oldest unsettled message was accepted.
    public var oldest: WallTime?

    /// Makes a summary.
    ///
    /// - Parameters:
    ///   - unsettledMessages: messages with unsettled recipients.
    ///   - unsettledOctets: their octets.
    ///   - recipients: recipients by state.
    ///   - oldest: when the oldest unsettled message was accepted.
    public init(unsettledMessages: Int, unsettledOctets: Int, recipients: [RecipientState: Int], oldest: WallTime?) {
        self.unsettledMessages = unsettledMessages
        self.unsettledOctets = unsettledOctets
        self.recipients = recipients
        self.oldest = oldest
    }
}
