/// The newest deliveries on one way to a site.
struct WayWindow: Hashable, Sendable {
    /// A delivery.
    struct Entry: Hashable, Sendable {
        /// When it ended, in milliseconds.
        var time: Int64
        /// How long it took, in milliseconds.
        var duration: Int32
        var isTaken: Bool
    }

    /// The deliveries, the oldest first.
    private(set) var entries: [Entry] = []

    /// Adds a delivery, and forgets what counts no more.
    mutating func add(_ entry: Entry, _ rules: WayChoiceRules) {
        entries.append(entry)
        forget(before: entry.time, rules)
    }

    /// Takes a delivery up that was kept.
    mutating func restore(_ entry: Entry) { entries.append(entry) }

    /// Forgets the deliveries that failed.
    mutating func forgetFailures() { entries.removeAll { !$0.isTaken } }

    /// Forgets what counts no more at a time.
    mutating func forget(before time: Int64, _ rules: WayChoiceRules) {
        let oldest = time.saturatingSum(-rules.window.milliseconds)
        // A clock that was set back must not keep what lies ahead for ever.
        let newest = time.saturatingSum(rules.window.milliseconds)
        entries.removeAll { $0.time < oldest || $0.time > newest }
        // The durable form has an octet for their number.
        let most = min(max(1, rules.mostSamples), 255)
        if entries.count > most { entries.removeFirst(entries.count - most) }
    }

    /// What the deliveries come to.
    func figures(_ rules: WayChoiceRules, costing cost: Duration) -> WayFigures {
        let taken = entries.filter(\.isTaken)
        let sum = taken.reduce(Int64(0)) { $0 + Int64($1.duration) }
        let mean = taken.isEmpty ? 0 : sum / Int64(taken.count)
        // One success and one failure beforehand: what was never tried is neither good nor bad.
        let share = Double(taken.count + 1) / Double(entries.count + 2)
        let failures = (1 - share) / share * Double(rules.failureCost.milliseconds)
        let expected = Double(mean) + failures
        return WayFigures(
            tried: entries.count, taken: taken.count, mean: .milliseconds(mean),
            expected: .milliseconds(Int64(min(expected, 1e15))) + cost)
    }
}

/// What is known of a way to a site.
public struct WayFigures: Hashable, Sendable {
    /// How many deliveries count.
    public var tried: Int
    /// How many of them were taken.
    public var taken: Int
    /// How long those took on average.
    public var mean: Duration
    /// How long a message is expected to need, the price of the way included.
    public var expected: Duration

    /// Makes figures.
    ///
    /// - Parameters:
    ///   - tried: how many deliveries count.
    ///   - taken: how many of them were taken.
    ///   - mean: how long those took on average.
    ///   - expected: how long a message is expected to need, the price of the way included.
    public init(tried: Int, taken: Int, mean: Duration, expected: Duration) {
        self.tried = tried
        self.taken = taken
        self.mean = mean
        self.expected = expected
    }
}
