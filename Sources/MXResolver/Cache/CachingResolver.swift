public import MailAddressing
internal import MailCryptography

/// A cache before another resolver.
///
/// What holds is answered at once. Equal queries that are under way are one: the first asks, the others wait with it.
/// When servers fail, an answer that has run out is given (RFC 8767): after they were asked, or after
/// `Options.clientTimeout` while the query goes on.
///
/// Guarantees: every call of `query` returns exactly once. Cancelling a task ends its own waiting and no other's; a
/// query for which nobody waits any more is cancelled, unless it goes on to renew a stale answer that was given.
///
/// Known limits: the memory is divided by the hash of the name among a few parts with a lock each, so that tasks seldom
/// wait for each other; what is least used goes from its own part. A caller cannot see that an answer is stale but by its short time to live. A task
/// that was cancelled before it asked gets `.cancelled` even for what is known.
public final class CachingResolver: DNSResolver, TextRecordSource {
    /// Who is asked for what is not known.
    public let base: any DNSResolver
    /// What is kept, and how long a stale answer is held back.
    public let options: Options
    private let clock: Clock
    /// The parts, as many as a power of two.
    private let parts: [LockedBox<State>]

    /// Makes a resolver with an empty cache.
    ///
    /// - Parameters:
    ///   - base: who is asked for what is not known.
    ///   - options: what is kept, and how long a stale answer is held back.
    ///   - clock: the time and a way to let it pass; default the system's.
    public init(before base: any DNSResolver, options: Options = Options(), clock: Clock = .system) {
        self.base = base
        self.options = options
        self.clock = clock
        var count = 1
        while count < Self.maximumParts, options.limits.bytes / (count * 2) >= Self.leastBytes { count *= 2 }
        let limits = options.limits.dividing(by: count)
        parts = (0..<count).map { _ in LockedBox(State(cache: DNSCache(limits: limits))) }
    }

    /// More parts than processors do no good.
    private static let maximumParts = 16
    /// The least memory of a part, so that the largest answers find room: a DNS message has 64 KiB.
    private static let leastBytes = 1 << 20

    private func part(of name: DomainName) -> LockedBox<State> {
        // Two parts of the hash, as the table within a part goes by the lower one.
        parts[(name.text.hashValue >> 40) & (parts.count - 1)]
    }

    /// How the cache and its queries fared so far.
    public var statistics: Statistics { parts.reduce(Statistics()) { $0 + $1.withLock { $0.statistics } } }

    /// Answers from what is known, or looks up the records of a name.
    ///
    /// - Parameters:
    ///   - name: the name to ask for.
    ///   - type: the type of the records.
    /// - Returns: at least one record, or which kind of nothing there was.
    public func query(_ name: DomainName, _ type: DNSRecordType) async -> Result<DNSAnswer, DNSFailure> {
        guard !Task.isCancelled else { return .failure(.cancelled) }
        let now = clock.now()
        let state = part(of: name)
        switch state.withLock({ $0.ask(name, type, at: now) }) {
        case .answer(let result): return result
        case .wait(let place):
            if place.startsQuery { startQuery(name, type, place) }
            if place.startsTimer { startTimer(name, type, place) }
            return await withTaskCancellationHandler {
                await withCheckedContinuation { place.waiter.wait($0) }
            } onCancel: {
                place.waiter.finish(.failure(.cancelled))
                let abandoned = state.withLock { $0.leave(place) }
                for task in abandoned { task.cancel() }
            }
        }
    }

    /// Forgets what is known of a question; a query that is under way goes on.
    ///
    /// - Parameters:
    ///   - name: the name that is asked for.
    ///   - type: the type that is asked for.
    public func remove(_ name: DomainName, _ type: DNSRecordType) {
        part(of: name).withLock { $0.cache.remove(name, type) }
    }

    /// Forgets everything that is known; queries that are under way go on.
    public func removeAll() {
        for part in parts { part.withLock { $0.cache.removeAll() } }
    }

    private func startQuery(_ name: DomainName, _ type: DNSRecordType, _ place: Place) {
        let state = part(of: name)
        let task = Task { [self] in
            let result = await base.query(name, type)
            let now = clock.now()
            state.withLock { $0.complete(place, result, of: name, type, at: now) }?.deliver()
        }
        if !state.withLock({ $0.attach(query: task, to: place) }) { task.cancel() }
    }

    private func startTimer(_ name: DomainName, _ type: DNSRecordType, _ place: Place) {
        let state = part(of: name)
        let task = Task { [self] in
            await clock.sleep(options.clientTimeout)
            guard !Task.isCancelled else { return }
            let now = clock.now()
            state.withLock { $0.timeOut(place, name, type, at: now) }?.deliver()
        }
        if !state.withLock({ $0.attach(timer: task, to: place) }) { task.cancel() }
    }
}
