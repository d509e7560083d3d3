import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@testable import DeliveryQueue

/// A queue over a store, with a clock to be moved and a deliverer to be told.
struct QueueBench {
    let queue: MailQueue
    let store: any QueueStore
    let clock: ManualClock
    let deliverer: ScriptedDeliverer

    /// Plenty at once, so that nothing but what a test is about holds anything up.
    static let scheduling = SchedulerConfiguration(
        shaping: ShapingRules(standard: ShapingLimits(connections: 1_000, initialConnections: 1_000)))

    init(
        store: any QueueStore = MemoryQueueStore(), clock: ManualClock = ManualClock(),
        retry: RetrySchedule = RetrySchedule(jitter: 0), rules: RetryRules? = nil,
        scheduling: SchedulerConfiguration = QueueBench.scheduling, limit: QueueLimit? = nil,
        contentMemory: Int = 1_000_000, readingMemory: Int = 1_000_000,
        ambiguous: AmbiguousAttemptPolicy = .resend, through gate: (any MessageDeliverer)? = nil,
        routes: (any DeliveryRouting)? = nil,
        script: @escaping ScriptedDeliverer.Script = { _, _ in ScriptedDeliverer.success },
        routing: @escaping ScriptedDeliverer.Routing = { _ in nil },
        signal: @escaping ScriptedDeliverer.SignalScript = ScriptedDeliverer.plainSignal
    ) async throws {
        self.store = store
        self.clock = clock
        deliverer = ScriptedDeliverer(script: script, routing: routing, signal: signal)
        queue = try await MailQueue.open(
            store: store, deliverer: gate ?? deliverer, reporter: PlainReporter(), routing: routes,
            configuration: MailQueueConfiguration(
                retry: rules ?? RetryRules(standard: retry), scheduling: scheduling, queueLimit: limit,
                contentMemory: contentMemory, readingMemory: readingMemory, ambiguous: ambiguous),
            clock: clock, random: SeededGenerator(seed: 1))
    }

    func submit(from: String = "sender@example.test", to: String...) async throws -> MessageID {
        try await queue.submit(try Self.submission(from: from, to: to))
    }

    static func submission(
        from: String = "sender@example.test", to: [String], key: String? = nil
    ) throws -> MessageSubmission {
        MessageSubmission(
            reversePath: try ReversePath(from), recipients: try to.map { try Mailbox($0) },
            content: Array("Subject: x\r\n\r\nbody\r\n".utf8), origin: "test",
            injectionKey: key.flatMap { InjectionKey($0) })
    }

    /// Moves the clock from alarm to alarm until a condition holds: when all that was due before is done, or where it
    /// is not done by itself, as somebody waits for the clock in the midst of it.
    func runUntil(_ condition: () async throws -> Bool) async throws {
        var (turns, moved) = (0, ContinuousClock.now)
        try await eventually {
            if try await condition() { return true }
            turns += 1
            let isIdle = await queue.isIdle(at: clock.now())
            // So many turns say little where a thread is slow, so that some time is to pass too.
            let isStuck = turns > 500 && ContinuousClock.now - moved > .milliseconds(50)
            guard isIdle || isStuck, let wake = await nextWake else { return false }
            (turns, moved) = (0, ContinuousClock.now)
            clock.advance(to: wake)
            return false
        }
    }

    /// Moves the clock from alarm to alarm, and each time only when all that was due before is done.
    func stepUntil(_ condition: () async throws -> Bool) async throws {
        for _ in 0..<1_000 {
            await settleDown()
            if try await condition() { return }
            // Whoever is about to wait for the clock may need a turn or two before.
            for _ in 0..<500 where await nextWake == nil { await Task.yield() }
            if let wake = await nextWake { clock.advance(to: wake) }
        }
        Issue.record("the condition was never met")
    }

    /// When somebody wants to wake next; the queue's alarm counts from when it is set, and not only from when its task
    /// has come to waiting.
    private var nextWake: WallTime? {
        get async { [clock.nextWake, await queue.alarm?.at].compactMap { $0 }.min() }
    }

    /// Lets others run without moving the clock, until a condition holds.
    func wait(_ condition: () async throws -> Bool) async throws { try await eventually(condition) }

    /// Lets others run without moving the clock, until what is due now is done.
    func settleDown() async { await eventually { await queue.isIdle(at: clock.now()) } }

    /// Whether nothing is under way, and nothing of any message is in memory.
    var isAtRest: Bool { get async { await queue.holdsNothing } }

    func states(_ id: MessageID) async throws -> [RecipientState] {
        try await store.message(id)?.recipients.map(\.state) ?? []
    }

    func kinds(_ id: MessageID) async throws -> [RecipientEvent.Kind] {
        try await store.events(of: id).map(\.event.kind)
    }
}

extension MailQueue {
    /// Whether nothing is under way, and nothing of any message is in memory.
    fileprivate var holdsNothing: Bool {
        active.isEmpty && uses.isEmpty && readings.isEmpty && contentInMemory == 0 && attempts.isEmpty
            && scheduler.underWay == 0 && contents.isEmpty && readingInMemory == 0 && readingWaiters.isEmpty
            && withoutContent.isEmpty && pauses.isEmpty
    }

    /// Whether nothing is under way and nothing is due.
    fileprivate func isIdle(at now: WallTime) -> Bool {
        uses.isEmpty && attempts.isEmpty && scheduler.underWay == 0
            && (scheduler.nextWake(at: now).map { $0 > now } ?? true)
    }
}

/// Lets others run until a condition holds.
///
/// What bounds it is that nothing of this takes so long on any machine: only what never comes.
func eventually(_ condition: () async throws -> Bool) async rethrows {
    let end = ContinuousClock.now + .seconds(120)
    while ContinuousClock.now < end {
        if try await condition() { return }
        await Task.yield()
    }
    Issue.record("the condition was never met")
}

/// A reporter whose report names the recipients; of a failure it tells nobody for whom nothing speaks.
struct PlainReporter: FailureReporter {
    func report(
        _ failures: [RecipientFailure], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? {
        guard let sender = message.reversePath.mailbox, message.senderProof != .missing else { return nil }
        let text = failures.map { "\($0.mailbox) \($0.isExpired ? "expired" : "refused")" }.joined(separator: ",")
        return MessageSubmission(
            reversePath: .null, recipients: [sender], content: Array(text.utf8), origin: "report on \(message.id)")
    }

    func delayReport(
        _ delays: [RecipientDelay], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? {
        let told = delays.filter { message.recipient(at: $0.index).options.notify != .never }
        guard let sender = message.reversePath.mailbox, !told.isEmpty else { return nil }
        let text = told.map { "\($0.mailbox) late: \($0.lastReply ?? "not tried")" }.joined(separator: ",")
        return MessageSubmission(
            reversePath: .null, recipients: [sender], content: Array(text.utf8), origin: "delay of \(message.id)")
    }

    func successReport(
        _ successes: [RecipientSuccess], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? {
        guard let sender = message.reversePath.mailbox else { return nil }
        let text = successes.map { "\($0.mailbox) reached" }.joined(separator: ",")
        return MessageSubmission(
            reversePath: .null, recipients: [sender], content: Array(text.utf8), origin: "success of \(message.id)")
    }
}

/// A deliverer whose attempts wait, recorded as begun, until it is opened; then all of them succeed.
actor GatedDeliverer: MessageDeliverer {
    private var waiters: [CheckedContinuation<Void, Never>] = []
    private var isOpen = false
    /// How many attempts have begun.
    private(set) var begun = 0

    func deliver(_ attempt: DeliveryAttempt) async -> AttemptResult {
        guard await attempt.awaitRecord() else { return .settled([], .none) }
        begun += 1
        if !isOpen { await withCheckedContinuation { waiters.append($0) } }
        return .settled(attempt.recipients.map { _ in ScriptedDeliverer.success }, .success)
    }

    func open() {
        isOpen = true
        for waiter in waiters { waiter.resume() }
        waiters = []
    }
}
