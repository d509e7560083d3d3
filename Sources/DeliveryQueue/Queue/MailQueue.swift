public import Logging
import MailAddressing

/// A queue that takes responsibility for messages and has them delivered, over restarts.
///
/// Guarantees: `submit` returns when the message is recorded as the store promises; from then on each recipient ends as
/// delivered, bounced, expired or cancelled, or is still queued. An attempt is recorded before its final dot goes out.
/// A deferred recipient is tried again as the retry rules say; a failed one is reported to the sender in the same
/// transaction that settles it, and one that is late in the same that notes it; a failure of a message with a null
/// reverse path is reported to nobody.
///
/// What waits for its time takes some 50 octets of memory for each delivery; a delivery to several recipients has a
/// list of them besides. Its envelope and content are read from the store when the time has come, as far as
/// `readingMemory` reaches, and once for all its attempts at the same time. Only fresh messages are kept, as far as
/// `contentMemory` reaches.
public actor MailQueue {
    let store: any QueueStore
    /// Where suspensions, what was learnt of sites, and sites by domain are kept; nil for nowhere.
    let state: (any StateStore)?
    let deliverer: any MessageDeliverer
    let reporter: (any FailureReporter)?
    let observer: (any MailQueueObserver)?
    /// Knows which mail has a way of its own; nil where none has.
    let routing: (any DeliveryRouting)?
    let clock: any QueueClock
    var configuration: MailQueueConfiguration
    let logger: Logger
    var random: any RandomNumberGenerator & Sendable
    var identifiers = MessageIDGenerator()
    var scheduler: DeliveryScheduler
    /// How much the queue holds.
    nonisolated let room: QueueRoom
    /// The sites of domains.
    var sites = SiteBook()
    /// How often in succession a delivery was moved to another site without an attempt, by its first recipient.
    var reroutings: [RecipientPlace: Int] = [:]
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
    /// The next writing of state, unless nothing has changed.
    var stateTimer: Task<Void, Never>?
    /// The writing of state that is under way.
    var stateWriting: Task<QueueStoreError?, Never>?
    /// Whether state could not be written the last time.
    var stateFails = false
    /// The next look at what waits for too long.
    var sweepTimer: Task<Void, Never>?
    /// Up to when it was looked for what waits for too long; nil before the first look.
    var sweptUntil: WallTime?
    /// Messages that the next look must not miss, as what it finds in a page of recipients does not tell when a notice
    /// on them is due.
    var leftToSweep: Set<MessageID> = []
    /// Waits between trials to record an outcome, by a number of their own.
    var pauses: [UInt64: Task<Bool, Never>] = [:]
    var pauseCount: UInt64 = 0

    private init(
        store: any QueueStore, state: (any StateStore)?, deliverer: any MessageDeliverer,
        reporter: (any FailureReporter)?, observer: (any MailQueueObserver)?, routing: (any DeliveryRouting)?,
        configuration: MailQueueConfiguration, clock: any QueueClock, random: any RandomNumberGenerator & Sendable,
        logger: Logger, room: QueueRoom,
        newest: MessageID?
    ) {
        self.store = store
        self.state = state
        self.deliverer = deliverer
        self.reporter = reporter
        self.observer = observer
        self.routing = routing
        self.configuration = configuration
        self.clock = clock
        self.random = random
        self.logger = logger
        self.room = room
        scheduler = DeliveryScheduler(configuration: configuration.scheduling)
        if let newest { identifiers.startAfter(newest) }
    }

    /// Opens a queue over a store; `resume` begins deliveries.
    ///
    /// Suspensions, what was learnt of sites and the sites of domains are as an earlier run has left them.
    ///
    /// - Parameters:
    ///   - store: where messages are kept.
    ///   - state: where suspensions, what was learnt of sites, and sites by domain are kept. Default: the store, where
    ///     it can keep them; with none they are forgotten at the end of the process.
    ///   - deliverer: who carries out attempts.
    ///   - reporter: who writes reports to senders; nil tells nobody.
    ///   - observer: who is told of what is recorded.
    ///   - routing: knows which mail has a way of its own; nil where none has.
    ///   - configuration: retries and limits.
    ///   - clock: civil time.
    ///   - random: where jitter and identifiers come from.
    ///   - logger: where problems are logged.
    /// - Throws: `QueueStoreError` when the store cannot be read.
    public static func open(
        store: any QueueStore, state: (any StateStore)? = nil, deliverer: any MessageDeliverer,
        reporter: (any FailureReporter)? = nil, observer: (any MailQueueObserver)? = nil,
        routing: (any DeliveryRouting)? = nil, configuration: MailQueueConfiguration = .init(),
        clock: any QueueClock = SystemQueueClock(),
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        logger: Logger = Logger(label: "waxwing.queue")
    ) async throws(QueueStoreError) -> MailQueue {
        // New identifiers are greater than all old ones even when the clock went back, so that old messages can be told
        // from new ones while the old are still being read.
        let newest = try await store.newestMessage()
        let queue = MailQueue(
            store: store, state: state ?? (store as? any StateStore), deliverer: deliverer, reporter: reporter,
            observer: observer, routing: routing, configuration: configuration, clock: clock, random: random,
            logger: logger,
            room: try await count(store, configuration.queueLimit), newest: newest)
        try await queue.restoreState()
        return queue
    }

    /// Counts what a store holds, where there is a limit to it.
    private static func count(
        _ store: any QueueStore, _ limit: QueueLimit?
    ) async throws(QueueStoreError) -> QueueRoom {
        guard limit != nil else { return QueueRoom(limit: nil) }
        let held = try await store.summary()
        let open = held.recipients.filter { !$0.key.isSettled }.values.reduce(0, +)
        return QueueRoom(limit: limit, messages: held.unsettledMessages, recipients: open)
    }
}
