#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension MTASTSResolver {
    /// How much is kept, how much happens at a time, and how long callers wait.
    public struct Options: Sendable {
        /// How much is kept, and when what is asked again.
        public var limits: PolicyTable.Limits
        /// How many policies are fetched at a time, at least two; default 32.
        ///
        /// That many connections are no burden. Half of them are for renewals, and the others for domains of which
        /// nothing is known, so that neither keep the others from being fetched.
        public let fetches: Int
        /// After what time a fetch does not count among `fetches` any more, but among `slowFetches`; default 5 seconds.
        ///
        /// A server that is up answers sooner, and servers that are down should hold up nobody.
        public let slowAfter: Duration
        /// How many fetches may be slow at a time, beside `fetches`; default 256.
        ///
        /// Each is a connection that waits. Beyond that a slow one holds up others until its time is over.
        public let slowFetches: Int
        /// How many domains may wait until their policies are fetched; default 10,000.
        ///
        /// Each is a task of a few kilobytes. Beyond that a domain without a known policy counts as one without any.
        public let waitingFetches: Int
        /// For how long a caller waits for what is not known yet; default 90 seconds.
        ///
        /// That is one minute for the fetch (RFC 8461, section 3.3) and half of one for the DNS and for other domains'
        /// fetches. Mail can wait so long once for each domain, and once in `PolicyTable.Limits.fetchRetry` where its web
        /// server does not answer.
        public var patience: Duration
        /// Makes the source of randomness that spreads renewals; called once for each.
        public var makeRandomNumberGenerator: @Sendable () -> any RandomNumberGenerator

        /// Makes options.
        ///
        /// - Parameters:
        ///   - limits: how much is kept, and when what is asked again.
        ///   - fetches: how many policies are fetched at a time, at least two.
        ///   - slowAfter: after what time a fetch is slow.
        ///   - slowFetches: how many slow fetches there may be beside them.
        ///   - waitingFetches: how many domains may wait until their policies are fetched.
        ///   - patience: for how long a caller waits for what is not known yet.
        ///   - makeRandomNumberGenerator: makes the source of randomness; default the system's.
        public init(
            limits: PolicyTable.Limits = PolicyTable.Limits(), fetches: Int = 32, slowAfter: Duration = .seconds(5),
            slowFetches: Int = 256, waitingFetches: Int = 10_000, patience: Duration = .seconds(90),
            makeRandomNumberGenerator: @escaping @Sendable () -> any RandomNumberGenerator = {
                SystemRandomNumberGenerator()
            }
        ) {
            self.limits = limits
            self.fetches = max(2, fetches)
            self.slowAfter = max(.zero, slowAfter)
            self.slowFetches = max(0, slowFetches)
            self.waitingFetches = max(0, waitingFetches)
            self.patience = patience
            self.makeRandomNumberGenerator = makeRandomNumberGenerator
        }

        /// How many policies are renewed at a time.
        var renewals: Int { fetches / 2 }
    }

    /// Civil time and a way to let time pass; a test has its own.
    public struct Clock: Sendable {
        let now: @Sendable () -> Int64
        let sleep: @Sendable (Duration) async -> Void

        /// Makes a clock.
        ///
        /// - Parameters:
        ///   - now: the time in seconds since 1970; it may be set, in both directions.
        ///   - sleep: returns when so much time has passed, or the task is cancelled.
        public init(now: @escaping @Sendable () -> Int64, sleep: @escaping @Sendable (Duration) async -> Void) {
            self.now = now
            self.sleep = sleep
        }

        /// The system's real-time clock.
        public static var system: Clock {
            Clock(now: { Int64(time(nil)) }, sleep: { try? await ContinuousClock().sleep(for: $0) })
        }
    }

    /// How much is kept and under way.
    public struct Statistics: Hashable, Sendable {
        /// How many domains are known, those without a policy among them.
        public let domains: Int
        /// The estimated size of what is known, in octets.
        public let bytes: Int
        /// For how many domains something is looked up or fetched now.
        public let underWay: Int
        /// How many callers wait for that.
        public let callers: Int
        /// How many policies are fetched now.
        public let fetches: Int
        /// How many wait to be fetched.
        public let waitingFetches: Int
        /// How many changes are still to be told to the storage.
        public let unsaved: Int
    }
}
