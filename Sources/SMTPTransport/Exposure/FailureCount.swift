/// A number of failures that halves with each quiet stretch of time.
struct FailureCount: Hashable, Sendable {
    /// The number at the time of the last failure.
    private(set) var count = 0
    /// The time of the last failure.
    private(set) var last: Duration = .zero

    init(count: Int = 0, last: Duration = .zero) {
        self.count = count
        self.last = last
    }

    /// The number as it is now.
    func value(at now: Duration, fadingTime: Duration) -> Int {
        let quiet = now - last
        guard count > 0, quiet >= fadingTime, fadingTime > .zero else { return count }
        return count >> Int(min(quiet / fadingTime, 62))
    }

    mutating func add(_ failures: Int, now: Duration, fadingTime: Duration) {
        count = min(value(at: now, fadingTime: fadingTime) + failures, Self.most)
        last = max(last, now)
    }

    /// Takes back failures; what is left keeps its age.
    mutating func subtract(_ failures: Int) { count = max(0, count - failures) }

    mutating func fade(to now: Duration, fadingTime: Duration) {
        count = value(at: now, fadingTime: fadingTime)
        last = max(last, now)
    }

    /// Beyond it failures do not add up; 1,000: all but nothing of it is left after five hours.
    private static let most = 1_000
}

extension Duration {
    /// The time, doubled a number of times, but no longer than a bound.
    func doubled(_ times: Int, most: Duration) -> Duration {
        // 32 times is from a millisecond to a month and more, and cannot overflow.
        min(self * (1 << min(max(0, times), 32)), most)
    }
}
