import DeliveryQueue

extension ServerConfiguration {
    /// What the schedules of `delivery.retry` may say; their defaults and reasons stand with `RetrySchedule`.
    enum RetryRange {
        /// The waits: a millisecond, for tests, to a year.
        static let wait = Duration.milliseconds(1)...Duration.seconds(365 * 86_400)
        /// The times of a notice of delay: from at once to a year.
        static let notice = Duration.zero...Duration.seconds(365 * 86_400)
        /// The factors: 1 keeps the wait as it is; beyond 100 the second wait is always the longest.
        static let factor = 1.0...100.0
        /// The shares of random movement.
        static let jitter = 0.0...1.0
    }
}
