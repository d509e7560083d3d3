/// Keeps messages, their recipients, their ledger, and the history of what is finished.
///
/// The contract that every store keeps, and that the conformance kit in DeliveryQueueTesting tests:
///
/// - Durability: when `commit` returns, its changes survive the end of the process and a power cut, as far as the store's
///   settings promise. When it throws, none of them is visible, now or later, but for a power cut or the end of the
///   process in the midst of it: then they are there together or not at all.
/// - Atomicity: the changes of one `commit` take effect together or not at all. Commits of different callers may share a
///   transaction on disk; one that is refused does not touch the others.
/// - Order: a commit that began after another one returned takes effect after it.
/// - States: an event that cannot happen in the recipient's state (`RecipientState.after`) is refused as `conflict`. So
///   `attemptBegan` is a lease: whoever recorded it is the only one to attempt delivery, until the outcome is recorded,
///   or `interrupted` by whoever opened the store after the end of the process.
/// - Failure: after a failed write or sync nothing that was not synced before is relied upon. Commits are refused as
///   `recovering` or `full` until the store has found that what it acknowledged is there.
/// - Ownership: a store on disk has one owner at a time; opening it a second time is refused.
public protocol QueueStore: Sendable {
    /// Content of more octets is better handed in piece by piece, by way of `makeSpool`.
    var spoolThreshold: Int { get }

    /// Begins to keep the octets of a message that comes in pieces.
    ///
    /// - Returns: where the pieces go; whatever is neither accepted by a commit nor discarded is gone at the next start.
    func makeSpool() async throws(QueueStoreError) -> any ContentSpool

    /// Looks whether new mail would find room, and writes nothing.
    ///
    /// It is a look and no promise: what follows may find none all the same. Every message asks before it comes, so
    /// it is quick: nothing is awaited, and neither a lock nor the disk waited for. By default there is room.
    ///
    /// - Parameter octets: the size of the message as far as it is known before it comes, 0 or more.
    /// - Throws: `QueueStoreError` of kind `full` when a message of that size would be refused now.
    func demandRoom(for octets: Int) throws(QueueStoreError)

    /// Records changes.
    ///
    /// Durable and atomic, as said above. Repeating an acceptance with an injection key is harmless: it is refused as
    /// `alreadyAccepted`, with the name of the message that was accepted first, for as long as that is in the history.
    ///
    /// - Parameter changes: what to record, together.
    /// - Throws: `QueueStoreError`; then nothing was recorded.
    func commit(_ changes: [QueueChange]) async throws(QueueStoreError)

    /// Reads a page of the recipients that are not settled, in the order of messages and of recipients in them.
    ///
    /// It is cheap, as whoever begins reads them all.
    ///
    /// - Parameters:
    ///   - after: the last place of the page before, or nil for the first page.
    ///   - limit: the most recipients to give, at least one.
    /// - Returns: the recipients; fewer than `limit` only at the end.
    func openRecipients(after: RecipientPlace?, limit: Int) async throws(QueueStoreError) -> [OpenRecipient]

    /// Reads the octets of a message.
    ///
    /// - Parameter id: the message.
    /// - Returns: the octets, or nil when every recipient is settled and they are gone, or the message is unknown.
    /// - Throws: `QueueStoreError`: `quarantined` when the octets are not those that were accepted; the store has then put
    ///   the message aside.
    func content(of id: MessageID) async throws(QueueStoreError) -> [UInt8]?

    /// Reads a message and its recipients, settled or not.
    ///
    /// - Parameter id: the message.
    /// - Returns: the message, or nil when it is unknown or its history is over.
    func message(_ id: MessageID) async throws(QueueStoreError) -> StoredMessage?

    /// Reads the ledger of a message, in the order of the commits.
    ///
    /// - Parameter id: the message.
    /// - Returns: what happened to each recipient; empty when the message is unknown.
    func events(of id: MessageID) async throws(QueueStoreError) -> [LedgerEntry]

    /// Finds messages, the newest last.
    ///
    /// - Parameter query: which.
    func messages(_ query: MessageQuery) async throws(QueueStoreError) -> [StoredMessage]

    /// Counts recipients by state, and what the queue holds.
    func summary() async throws(QueueStoreError) -> QueueSummary

    /// Counts what became of the recipients of messages that were accepted in a span of time, by the domain they are in.
    ///
    /// - Parameters:
    ///   - start: the first moment.
    ///   - end: the first moment after the span.
    func statistics(from start: WallTime, until end: WallTime) async throws(QueueStoreError) -> [DomainStatistics]

    /// The name of the newest message, finished or not, or nil when there is none.
    func newestMessage() async throws(QueueStoreError) -> MessageID?

    /// Does what has to be done now and then, without holding up commits: moves what is finished to the history, forgets
    /// what is over in it, removes and compacts what nobody needs.
    ///
    /// - Parameters:
    ///   - limits: how much history is kept.
    ///   - now: the time.
    /// - Returns: what was done.
    @discardableResult
    func maintain(_ limits: HistoryLimits, at now: WallTime) async throws(QueueStoreError) -> StoreMaintenance
}

extension QueueStore {
    /// Finds room for everything.
    public func demandRoom(for octets: Int) throws(QueueStoreError) {}
}

/// A change to record; complete, as a queue makes no others.
public enum QueueChange: Sendable {
    /// A new message with its octets: every recipient is queued, and due at `QueuedMessage.firstAttempt`. With an
    /// injection key, once only.
    case accept(QueuedMessage, content: QueueContent, key: InjectionKey? = nil)
    /// Something that happened to recipients of a message: appended to the ledger, and their state follows.
    case event(MessageID, recipients: [Int], RecipientEvent)
}
