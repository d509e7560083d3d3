public import Logging
import MailAddressing

/// A queue that takes responsibility for messages and has them delivered, over restarts.
///
/// Guarantees: `submit` returns when the message is recorded as the store promises; from then on each recipient ends as
/// delivered, bounced, expired or cancelled, or is still queued. An attempt is recorded before its final dot goes out.
/// A deferred recipient is tried again as the retry schedule says; a failed one is reported to the sender in the same
/// transaction that settles it; a failure of a message with a null reverse path is reported to nobody.
///
/// What waits for its time takes 56 octets of memory for each delivery, in an array that doubles when it is full: 56 to
/// 112 octets, and while it grows as much again as it had; a delivery to several recipients has a list of them besides.
/// Its envelope and content are read from the store when the time has come, as far as `readingMemory` reaches, and once
/// for all its attempts at the same time. Only fresh messages are kept, as far as `contentMemory` reaches.
public actor MailQueue {
    let store: any QueueStore
    let deliverer: any MessageDeliverer
    let reporter: (any FailureReporter)?
    let observer: (any MailQueueObserver)?
    let clock: any QueueClock
    let configuration: MailQueueConfiguration
    let logger: Logger
    var random: any RandomNumberGenerator & Sendable
    var identifiers = MessageIDGenerator()
    var scheduler: DeliveryScheduler
    /// The messages in memory: the fresh ones, and those that somebody uses.
    var active: [MessageID: ActiveMessage] = [:]
    /// How many attempts and operations use a message.
    var uses: [MessageID: Int] = [:]
    /// Messages that are being read from the store.
    var readings: [MessageID: Task<Result<StoredMessage?, QueueStoreError>, Never>] = [:]
    /// The octets of fresh messages in memory, envelopes among them.
    var contentInMemory = 0
    /// The octets that were read back from the store, for the attempts that share them.
    var contents: [MessageID: SharedContent] = [:]
    /// How many octets of them there are.
    var readingInMemory = 0
    /// Readings that wait until others have ended.
    var readingWaiters: [(size: Int, continuation: CheckedContinuation<Bool, Never>)] = []
    /// Attempts that have no octets yet.
    var withoutContent: Set<UInt64> = []
    var isRunning = false
    /// Whether known outcomes are still to be recorded, however long that takes.
    var triesToRecord = true
    /// Recipients of whom an outcome could not be recorded, and will not be any more.
    var abandoned: [MessageID: Set<Int>] = [:]
    /// How far `resume` has read.
    var resumedUntil: RecipientPlace?
    /// Whether `resume` has read everything.
    var hasResumed = false
    /// The resuming that is under way.
    var resumption: Resumption?
    var alarm: (at: WallTime, task: Task<Void, Never>)?
    var idleWaiters: [CheckedContinuation<Void, Never>] = []
    /// The attempts under way, by a number of their own.
    var attempts: [UInt64: Task<Void, Never>] = [:]
    var attemptCount: UInt64 = 0
    /// Waits between trials to record an outcome, by a number of their own.
    var pauses: [UInt64: Task<Bool, Never>] = [:]
    var pauseCount: UInt64 = 0

    private init(
        store: any QueueStore, deliverer: any MessageDeliverer, reporter: (any FailureReporter)?,
        observer: (any MailQueueObserver)?, configuration: MailQueueConfiguration, clock: any QueueClock,
        random: any RandomNumberGenerator & Sendable, logger: Logger, newest: MessageID?
    ) {
        self.store = store
        self.deliverer = deliverer
        self.reporter = reporter
        self.observer = observer
        self.configuration = configuration
        self.clock = clock
        self.random = random
        self.logger = logger
        scheduler = DeliveryScheduler(limits: configuration.limits)
        if let newest { identifiers.startAfter(newest) }
    }

    /// Opens a queue over a store; `resume` begins deliveries.
    ///
    /// - Parameters:
    ///   - store: where messages are kept.
    ///   - deliverer: who carries out attempts.
    ///   - reporter: who writes reports to senders; nil tells nobody.
    ///   - observer: who is told of what is recorded.
    ///   - configuration: retries and limits.
    ///   - clock: civil time.
    ///   - random: where jitter and identifiers come from.
    ///   - logger: where problems are logged.
    /// - Throws: `QueueStoreError` when the store cannot be read.
    public static func open(
        store: any QueueStore, deliverer: any MessageDeliverer, reporter: (any FailureReporter)? = nil,
        observer: (any MailQueueObserver)? = nil, configuration: MailQueueConfiguration = .init(),
        clock: any QueueClock = SystemQueueClock(),
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        logger: Logger = Logger(label: "waxwing.queue")
    ) async throws(QueueStoreError) -> MailQueue {
        // New identifiers are greater than all old ones even when the clock went back, so that old messages can be told
        // from new ones while the old are still being read.
        let newest = try await store.newestMessage()
        return MailQueue(
            store: store, deliverer: deliverer, reporter: reporter, observer: observer, configuration: configuration,
            clock: clock, random: random, logger: logger, newest: newest)
    }

    /// Content of more octets is better handed in piece by piece, by way of `makeSpool`.
    public nonisolated var spoolThreshold: Int { store.spoolThreshold }

    /// Looks whether a new message would find room, so that nobody sends in vain what is refused at its end.
    ///
    /// It is a look and no promise: `submit` may find none all the same. Nothing is awaited.
    ///
    /// - Parameter octets: the size of the message as far as it is known before it comes, 0 or more.
    /// - Throws: `QueueStoreError` of kind `full` when a message of that size would be refused now.
    public nonisolated func demandRoom(for octets: Int) throws(QueueStoreError) { try store.demandRoom(for: octets) }

    /// Begins to keep the octets of a message that comes in pieces.
    ///
    /// - Returns: where the pieces go; what it makes of them at the end is submitted. Whoever asked for it discards it
    ///   when the message is not submitted, or `submit` throws.
    /// - Throws: `QueueStoreError` when the disk is full or fails.
    public func makeSpool() async throws(QueueStoreError) -> any ContentSpool { try await store.makeSpool() }

    /// Takes responsibility for a message.
    ///
    /// A message with an injection key that was accepted before is not accepted again: the name of the first is
    /// returned, and content in a spool is still the caller's.
    ///
    /// - Parameter submission: the message.
    /// - Returns: the queue's name for it, when it is recorded.
    /// - Throws: `QueueStoreError`; then nobody is responsible and nothing was kept. Content in a spool is the caller's
    ///   to discard. It is `misuse` where a message with the same injection key was accepted before and has another
    ///   reverse path or other recipients.
    public func submit(_ submission: MessageSubmission) async throws(QueueStoreError) -> MessageID {
        let (message, content) = queued(submission)
        do throws(QueueStoreError) {
            try await store.commit([.accept(message, content: content, key: submission.injectionKey)])
        } catch {
            guard case .alreadyAccepted(let first) = error.kind else { throw error }
            logger.debug("A message was handed in again", metadata: ["id": "\(first)"])
            try await checkRepetition(message, of: first)
            return first
        }
        accepted(message, content: content)
        pump()
        return message.id
    }

    /// Refuses a message under a key that belongs to another one: the sender would take it for accepted.
    private func checkRepetition(_ message: QueuedMessage, of id: MessageID) async throws(QueueStoreError) {
        let first: QueuedMessage
        do throws(QueueStoreError) {
            // What the history has forgotten cannot be compared; it was accepted all the same, as was what is damaged.
            guard let stored = try await store.message(id) else { return }
            first = stored.message
        } catch {
            guard error.isOfDamage else { throw error }
            return
        }
        guard first.reversePath == message.reversePath, Set(first.recipients) == Set(message.recipients) else {
            throw QueueStoreError(
                .misuse,
                "The injection key was used for message \(id), which has another reverse path or other recipients: "
                    + "use a new key for each message")
        }
    }

    /// Makes the envelope of a new message, and its octets with the trace fields.
    func queued(_ submission: MessageSubmission) -> (message: QueuedMessage, content: QueueContent) {
        let now = clock.now()
        let id = identifiers.next(at: now, using: &random)
        var content = submission.content
        if let fields = submission.traceFields?(id, now) { content = content.preceded(by: fields) }
        let message = QueuedMessage(
            id: id, reversePath: submission.reversePath, recipients: submission.recipients,
            options: submission.options, recipientOptions: submission.recipientOptions, acceptedAt: now,
            expiresAt: now + configuration.retry.expiry, size: content.size, isEightBit: content.isEightBit,
            origin: submission.origin)
        return (message, content)
    }

    /// Schedules a recorded new message, and keeps it in memory if there is room.
    func accepted(_ message: QueuedMessage, content: QueueContent) {
        let recipients = Array(message.recipients.indices)
        keepFresh(message, content)
        if active[message.id] == nil {
            schedule(message.id, recipients.map { Waiting($0, message.recipients[$0].host, due: message.acceptedAt) })
        } else {
            // Somebody may have found the message in the store already, and changed it.
            scheduleQueued(recipients, of: message.id)
        }
        observer?.recorded(
            RecipientEvent(.accepted, at: message.acceptedAt, detail: message.origin), of: message,
            recipients: recipients)
    }
}
