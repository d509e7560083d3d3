public import Logging
import MailAddressing

/// A queue that takes responsibility for messages and has them delivered, over restarts.
///
/// Guarantees: `submit` returns when the message is recorded as the store promises; from then on each recipient ends as
/// delivered, bounced or expired, or is still queued. An attempt is recorded before its final dot goes out. A deferred
/// recipient is tried again as the retry schedule says; a failed one is reported to the sender in the same transaction
/// that settles it; a failure of a message with a null reverse path is reported to nobody.
public actor MailQueue {
    /// A message with unsettled recipients.
    struct Active {
        var message: QueuedMessage
        var recipients: [StoredRecipient]
        /// The octets, while they are kept in memory.
        var content: [UInt8]?
    }

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
    var active: [MessageID: Active] = [:]
    var contentInMemory = 0
    var isRunning = false
    var alarm: (at: WallTime, task: Task<Void, Never>)?
    var idleWaiters: [CheckedContinuation<Void, Never>] = []
    /// The attempts under way, by a number of their own.
    var attempts: [UInt64: Task<Void, Never>] = [:]
    var attemptCount: UInt64 = 0

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
        let newest = try await store.list(includesSettled: true, limit: 1).last?.message.id
        return MailQueue(
            store: store, deliverer: deliverer, reporter: reporter, observer: observer, configuration: configuration,
            clock: clock, random: random, logger: logger, newest: newest)
    }

    /// Takes responsibility for a message.
    ///
    /// - Parameter submission: the message.
    /// - Returns: the queue's name for it, when it is recorded.
    /// - Throws: `QueueStoreError`; then nobody is responsible and nothing was kept.
    public func submit(_ submission: MessageSubmission) async throws(QueueStoreError) -> MessageID {
        let (message, content) = queued(submission)
        try await store.commit([.accept(message, content: content)])
        accepted(message, content: content)
        pump()
        return message.id
    }

    /// Makes the envelope of a new message, and its octets with the trace fields.
    func queued(_ submission: MessageSubmission) -> (message: QueuedMessage, content: [UInt8]) {
        let now = clock.now()
        let id = identifiers.next(at: now, using: &random)
        var content = submission.content
        if let fields = submission.traceFields?(id, now) { content.insert(contentsOf: fields, at: 0) }
        let message = QueuedMessage(
            id: id, reversePath: submission.reversePath, recipients: submission.recipients,
            options: submission.options, recipientOptions: submission.recipientOptions, acceptedAt: now,
            expiresAt: now + configuration.retry.expiry, size: content.count,
            isEightBit: content.contains { $0 > 127 }, origin: submission.origin)
        return (message, content)
    }

    /// Takes a recorded new message into memory and schedules it.
    func accepted(_ message: QueuedMessage, content: [UInt8]) {
        let record = StoredRecipient(state: .queued, attempts: 0, nextAttempt: message.acceptedAt, lastReply: nil)
        var entry = Active(message: message, recipients: message.recipients.map { _ in record })
        if contentInMemory + content.count <= configuration.contentMemory {
            contentInMemory += content.count
            entry.content = content
        }
        active[message.id] = entry
        schedule(entry, recipients: Array(message.recipients.indices))
        observer?.recorded(
            RecipientEvent(.accepted, at: message.acceptedAt, detail: message.origin), of: message,
            recipients: Array(message.recipients.indices))
    }

    /// Adds deliveries for recipients, one for each site and time.
    func schedule(_ entry: Active, recipients: [Int]) {
        struct Group: Hashable {
            var site: String
            var due: WallTime
        }
        var groups: [Group: [Int]] = [:]
        var order: [Group] = []
        for index in recipients {
            let site = entry.message.recipients[index].host.description
            let group = Group(site: site, due: entry.recipients[index].nextAttempt)
            if groups[group] == nil { order.append(group) }
            groups[group, default: []].append(index)
        }
        for group in order {
            let item = DeliveryScheduler.Item(
                message: entry.message.id, recipients: groups[group] ?? [], site: group.site)
            scheduler.add(item, due: group.due)
        }
    }
}
