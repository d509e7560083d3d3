extension DNSCache {
    /// What is kept and for how long.
    ///
    /// Times to live count whole seconds; fractions of those limits are dropped.
    public struct Limits: Hashable, Sendable {
        /// The least time to live of what may be kept at all: 5 s.
        ///
        /// One message asks for the same names several times, and a queue sends many messages to one domain at once.
        /// Five seconds join these, and no operator who publishes less will see a difference in mail. Zero obeys to the
        /// letter. Denials without a SOA record are not kept in spite of it.
        public let floor: Duration
        /// The greatest time to live of an answer: 1 day, as what is published for a week by mistake is mended sooner.
        public let ceiling: Duration
        /// The greatest time to live of a denial: 3 hours, the upper end of what RFC 2308, section 5, finds sensible.
        public let denialCeiling: Duration
        /// How long the failure of servers is remembered: 5 s, at most 5 minutes (RFC 9520, section 3.2).
        ///
        /// So a dead zone is asked now and then rather than for every message, and its recovery is seen at once.
        public let failure: Duration
        /// How long an answer that has run out may be given when servers fail: 1 day (RFC 8767, section 5).
        public let stale: Duration
        /// The time to live of stale answers: 30 s (RFC 8767, section 4).
        public let staleTimeToLive: Duration
        /// How long a stale answer is given without asking, after servers failed: 30 s (RFC 8767, section 5).
        public let staleRetry: Duration
        /// How much memory may be used, by estimate, in bytes: 32 MiB, some 30,000 answers of two records.
        public let bytes: Int

        /// Makes limits; what is negative counts as zero.
        ///
        /// - Parameters:
        ///   - floor: the least time to live of what may be kept at all; of no use above a ceiling.
        ///   - ceiling: the greatest time to live of an answer.
        ///   - denialCeiling: the greatest time to live of a denial.
        ///   - failure: how long the failure of servers is remembered, at most 5 minutes; zero for not at all.
        ///   - stale: how long an answer that has run out may be given when servers fail; zero for not at all.
        ///   - staleTimeToLive: the time to live of stale answers.
        ///   - staleRetry: how long a stale answer is given without asking, after servers failed.
        ///   - bytes: how much memory may be used, by estimate, in bytes.
        public init(
            floor: Duration = .seconds(5), ceiling: Duration = .seconds(86_400),
            denialCeiling: Duration = .seconds(3 * 3_600), failure: Duration = .seconds(5),
            stale: Duration = .seconds(86_400), staleTimeToLive: Duration = .seconds(30),
            staleRetry: Duration = .seconds(30), bytes: Int = 32 << 20
        ) {
            self.floor = max(.zero, floor)
            self.ceiling = max(.zero, ceiling)
            self.denialCeiling = max(.zero, denialCeiling)
            self.failure = min(max(.zero, failure), Self.longestFailure)
            self.stale = max(.zero, stale)
            self.staleTimeToLive = max(.zero, staleTimeToLive)
            self.staleRetry = max(.zero, staleRetry)
            self.bytes = max(0, bytes)
        }

        /// The same limits with a part of the memory.
        func dividing(by count: Int) -> Limits {
            Limits(
                floor: floor, ceiling: ceiling, denialCeiling: denialCeiling, failure: failure, stale: stale,
                staleTimeToLive: staleTimeToLive, staleRetry: staleRetry, bytes: bytes / max(1, count))
        }

        /// The time to live of an answer, within the limits.
        func bounded(_ timeToLive: UInt32) -> UInt32 {
            min(max(timeToLive, floor.wholeSeconds), ceiling.wholeSeconds)
        }

        /// The time to live of a denial, within the limits.
        func boundedDenial(_ timeToLive: UInt32) -> UInt32 {
            min(max(timeToLive, floor.wholeSeconds), denialCeiling.wholeSeconds)
        }

        /// How long a failure may be remembered at most (RFC 9520, section 3.2).
        private static let longestFailure = Duration.seconds(300)
    }
}
