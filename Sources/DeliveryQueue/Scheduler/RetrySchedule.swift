/// When a deferred delivery is tried again: exponential back-off with jitter, and when to give up.
public struct RetrySchedule: Hashable, Sendable {
    /// The wait after the first attempt; more than zero.
    public var first: Duration
    /// By how much each wait is longer than the one before; at least 1.
    public var factor: Double
    /// The longest wait.
    public var maximum: Duration
    /// The share by which a wait is made longer or shorter at random, 0 to 1, so that retries do not come in herds.
    public var jitter: Double
    /// How long after acceptance the queue gives up (RFC 5321, section 4.5.4.1 asks for at least 4 to 5 days).
    public var expiry: Duration
    /// How long after acceptance the sender is told that the message has not arrived yet, once for each recipient; nil
    /// for never.
    public var delayNotice: Duration?

    /// Makes a schedule.
    ///
    /// - Parameters:
    ///   - first: the wait after the first attempt.
    ///   - factor: by how much each wait is longer, at least 1.
    ///   - maximum: the longest wait.
    ///   - jitter: the random share of a wait, 0 to 1.
    ///   - expiry: how long after acceptance the queue gives up.
    ///   - delayNotice: how long after acceptance the sender is told that the message has not arrived yet. Default 4
    ///     hours: greylisting and short trouble are over by then.
    public init(
        first: Duration = .seconds(300), factor: Double = 2, maximum: Duration = .seconds(4 * 3_600),
        jitter: Double = 0.2, expiry: Duration = .seconds(5 * 86_400),
        delayNotice: Duration? = .seconds(4 * 3_600)
    ) {
        self.first = first
        self.factor = factor
        self.maximum = maximum
        self.jitter = jitter
        self.expiry = expiry
        self.delayNotice = delayNotice
    }

    /// The wait after an attempt.
    ///
    /// - Parameters:
    ///   - attempts: how many attempts were made, at least one.
    ///   - random: where the jitter comes from.
    public func delay(afterAttempts attempts: Int, using random: inout some RandomNumberGenerator) -> Duration {
        var delay = Double(first.milliseconds)
        let ceiling = Double(maximum.milliseconds)
        for _ in 1..<max(attempts, 1) where delay < ceiling { delay *= max(factor, 1) }
        return jittered(min(delay, ceiling), using: &random)
    }

    /// The longest wait.
    ///
    /// - Parameter random: where the jitter comes from.
    public func longestDelay(using random: inout some RandomNumberGenerator) -> Duration {
        jittered(Double(max(first, maximum).milliseconds), using: &random)
    }

    private func jittered(_ milliseconds: Double, using random: inout some RandomNumberGenerator) -> Duration {
        let share = min(max(jitter, 0), 1)
        let factor = share > 0 ? Double.random(in: (1 - share)...(1 + share), using: &random) : 1
        // A wait of more than the years that a double counts to the millisecond is none that can be told from others.
        return .milliseconds(Int64(min(max(milliseconds * factor, 1), Double(1 << 53))))
    }
}
