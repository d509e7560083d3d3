extension ServerConfiguration {
    /// When to try a deferred recipient again, and when to give up.
    ///
    /// The n-th wait is `first` × `factor`ⁿ⁻¹, at most `maximum`, moved by up to `jitter` of itself.
    struct Retry: Hashable, Sendable {
        /// The wait before the second attempt: 5 minutes, which greylisting asks for.
        var first = Duration.seconds(5 * 60)
        /// By how much each wait is longer than the one before.
        var factor = 2.0
        /// The longest wait: 4 hours (RFC 5321, section 4.5.4.1, asks for at least 30 minutes).
        var maximum = Duration.seconds(4 * 3_600)
        /// The share of a wait by which it is moved at random, so that waiting mail does not come back all at once.
        var jitter = 0.2
        /// The age at which a recipient is given up: 5 days (RFC 5321, section 4.5.4.1, asks for 4 to 5 at least).
        var expire = Duration.seconds(5 * 86_400)
        /// The age at which the sender is told of the delay; without effect in this version.
        var delayNotice = Duration.seconds(4 * 3_600)
    }
}

extension ServerConfiguration.Retry {
    /// The waits that the file may name: a millisecond, for tests, to a year.
    static let waitRange = Duration.milliseconds(1)...Duration.seconds(365 * 86_400)
    /// The times of a notice: from at once to a year.
    static let noticeRange = Duration.zero...Duration.seconds(365 * 86_400)
    /// The factors: 1 keeps the wait as it is; beyond 100 the second wait is always the longest.
    static let factorRange = 1.0...100.0
    /// The shares of random movement.
    static let jitterRange = 0.0...1.0
}
