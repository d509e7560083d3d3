extension CachingResolver {
    /// What is kept, and how long a stale answer is held back.
    public struct Options: Hashable, Sendable {
        /// What is kept and for how long.
        public let limits: DNSCache.Limits
        /// How long servers are waited for before a stale answer is given: 1.8 s (RFC 8767, section 5).
        ///
        /// Without a stale answer the query takes the time it takes.
        public let clientTimeout: Duration

        /// Makes options.
        ///
        /// - Parameters:
        ///   - limits: what is kept and for how long.
        ///   - clientTimeout: how long servers are waited for before a stale answer is given.
        public init(limits: DNSCache.Limits = DNSCache.Limits(), clientTimeout: Duration = .milliseconds(1_800)) {
            self.limits = limits
            self.clientTimeout = max(.zero, clientTimeout)
        }
    }

    /// The time and a way to let it pass; a test has its own.
    public struct Clock: Sendable {
        let now: @Sendable () -> Duration
        let sleep: @Sendable (Duration) async -> Void

        /// Makes a clock.
        ///
        /// - Parameters:
        ///   - now: the time since any start; never goes back.
        ///   - sleep: returns when so much time has passed, or the task is cancelled.
        public init(now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async -> Void) {
            self.now = now
            self.sleep = sleep
        }

        /// The system's clock, which runs on while the machine sleeps.
        public static var system: Clock {
            let start = ContinuousClock.now
            return Clock(now: { ContinuousClock.now - start }, sleep: { try? await ContinuousClock().sleep(for: $0) })
        }
    }

    /// How the cache and its queries fared.
    public struct Statistics: Hashable, Sendable {
        /// How the cache fared; each call of `query` by a live task is one look-up there.
        public let cache: CacheStatistics
        /// Queries that were put to the other resolver.
        public let queries: Int
        /// Calls that waited for a query that was under way already.
        public let joined: Int
        /// Calls that were answered with a stale answer.
        public let staleAnswers: Int
        /// Queries that are under way now.
        public let underWay: Int

        /// Makes statistics.
        ///
        /// - Parameters:
        ///   - cache: how the cache fared.
        ///   - queries: queries that were put to the other resolver.
        ///   - joined: calls that waited for a query that was under way already.
        ///   - staleAnswers: calls that were answered with a stale answer.
        ///   - underWay: queries that are under way now.
        public init(
            cache: CacheStatistics = CacheStatistics(), queries: Int = 0, joined: Int = 0, staleAnswers: Int = 0,
            underWay: Int = 0
        ) {
            self.cache = cache
            self.queries = queries
            self.joined = joined
            self.staleAnswers = staleAnswers
            self.underWay = underWay
        }
    }
}

extension CachingResolver.Statistics {
    /// The sums of two parts.
    static func + (left: Self, right: Self) -> Self {
        CachingResolver.Statistics(
            cache: left.cache + right.cache, queries: left.queries + right.queries, joined: left.joined + right.joined,
            staleAnswers: left.staleAnswers + right.staleAnswers, underWay: left.underWay + right.underWay)
    }
}
