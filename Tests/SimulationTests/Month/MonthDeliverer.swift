import DeliveryQueue

/// What the queue of a month delivers by: agent and world in one.
///
/// It takes the ways that an agent takes in the same mode: the usual one leads to the receiver's own hosts, or in the
/// mode `relay` to the relay; the overflow to the relay. Where the mode falls back, the relay is asked in the same
/// attempt for what another way can cure.
final class MonthDeliverer: MessageDeliverer, @unchecked Sendable {
    // Unchecked: everything runs on one thread.

    /// What came of a way.
    private struct Finding {
        var outcome: DeliveryOutcome
        /// What it says of the way.
        var signal: PathSignal

        init(_ outcome: DeliveryOutcome, _ signal: PathSignal) {
            self.outcome = outcome
            self.signal = signal
        }

        /// Nothing was found out, as the process ends.
        static var stopped: Finding { Finding(Replies.stopped, .none) }
        /// It could not be recorded that the attempt has begun.
        static var unrecorded: Finding { Finding(Replies.unrecorded, .none) }
    }

    private let plan: MonthPlan
    private let mode: MonthMode
    private let time: VirtualTime
    private let world: MonthWorld
    private let tally: MonthTally
    private let owner: Int

    /// How long one waits for a host that does not answer, in milliseconds.
    private static let patience: VirtualTime.Moment = 30_000
    /// How long it takes to be refused, in milliseconds.
    private static let refusal: VirtualTime.Moment = 300

    /// Makes a deliverer.
    ///
    /// - Parameters:
    ///   - plan: what the month is.
    ///   - mode: which ways are taken.
    ///   - time: the time.
    ///   - world: the other hosts.
    ///   - tally: where it is noted what becomes of messages.
    ///   - owner: the process.
    init(
        _ plan: MonthPlan, _ mode: MonthMode, time: VirtualTime, world: MonthWorld, tally: MonthTally, owner: Int
    ) {
        self.plan = plan
        self.mode = mode
        self.time = time
        self.world = world
        self.tally = tally
        self.owner = owner
    }

    func deliver(_ attempt: DeliveryAttempt) async -> AttemptResult {
        guard let message = plan.message(of: attempt.message) else { return settled(attempt, .stopped) }
        let site = mode == .relay ? MonthPlan.relaySite : plan.provider(of: message).site
        if attempt.way == .usual, attempt.site != site, attempt.mayReroute { return .rerouted(site: site) }
        if attempt.way == .overflow || mode == .relay {
            return settled(attempt, await relay(attempt, message))
        }
        let found = await direct(attempt, message)
        guard mode.fallsBack, !Task.isCancelled,
            Self.isCurable(found.outcome, earlierAttempts: attempt.earlierAttempts)
        else { return settled(attempt, found) }
        var relayed = await relay(attempt, message)
        // smart
        relayed.outcome.way = .overflow
        // What the relay says is no evidence of the path.
        relayed.signal = found.signal
        return settled(attempt, relayed)
    }

    /// Whether the relay may do better than the receiver's own hosts did: what the agent's policy says.
    private static func isCurable(_ outcome: DeliveryOutcome, earlierAttempts: Int) -> Bool {
        guard outcome.kind == .deferred, !outcome.isAmbiguous else { return false }
        return switch outcome.errorClass {
        case .unreachable, .blocked: true
        case .greylisted: earlierAttempts >= 2
        case .mailbox, .throttled, .security, .resolution, .local, .other: false
        }
    }

    /// The same for every recipient.
    private func settled(_ attempt: DeliveryAttempt, _ finding: Finding) -> AttemptResult {
        .settled(attempt.recipients.map { _ in finding.outcome }, finding.signal)
    }
}

/// The two ways.
extension MonthDeliverer {
    /// Goes to the receiver's own hosts.
    private func direct(_ attempt: DeliveryAttempt, _ message: MonthMessage) async -> Finding {
        let trial = tally.tried(message, byRelay: false)
        if let refusal = await open(
            world.greet(message, trial: trial, at: time.now), "421 4.7.0 too many messages from your address")
        {
            return refusal
        }
        let verdict = world.judge(message, at: time.now)
        if case .accepted = verdict {
            guard await attempt.awaitRecord() else { return .unrecorded }
            world.take(message, at: time.now)
            tally.took(message, byRelay: false, arrival: time.now)
        }
        return Finding(Replies.outcome(of: verdict), .success)
    }

    /// Goes to the relay, which takes everything while it takes anything.
    private func relay(_ attempt: DeliveryAttempt, _ message: MonthMessage) async -> Finding {
        let trial = tally.tried(message, byRelay: true)
        if let refusal = await open(
            world.greetAtRelay(message, trial: trial, at: time.now), "451 4.7.0 hourly quota exceeded, throttled")
        {
            return refusal
        }
        guard await attempt.awaitRecord() else { return .unrecorded }
        tally.took(message, byRelay: true, arrival: world.relay(message, at: time.now))
        return Finding(Replies.outcome(of: .accepted), .success)
    }

    /// Opens a session, and lets the time pass that it takes up to the recipient.
    ///
    /// - Parameters:
    ///   - greeting: what the host does.
    ///   - throttling: what it says when it wants less.
    /// - Returns: nil where the session goes on.
    private func open(_ greeting: MonthWorld.Greeting, _ throttling: String) async -> Finding? {
        let wait: VirtualTime.Moment
        var finding: Finding?
        switch greeting {
        case .welcome(let takes): wait = takes
        case .silence:
            wait = Self.patience
            finding = Finding(Replies.silence, .unreachable)
        case .lost(let after):
            wait = after
            finding = Finding(Replies.lost, .none)
        case .blocked:
            wait = Self.refusal
            finding = Finding(Replies.blocked, .blocked("554 5.7.1 your address is blocked"))
        case .throttled:
            wait = Self.refusal
            finding = Finding(Replies.throttled(nil, throttling), .throttled(retryAfter: nil))
        }
        guard await time.wait(wait, for: owner) else { return .stopped }
        return finding
    }
}
