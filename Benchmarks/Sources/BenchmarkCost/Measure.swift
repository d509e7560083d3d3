import CAllocations

/// What a measured piece of work costs.
public struct Cost {
    /// The nanoseconds of each round, for one repetition.
    public var nanoseconds: [Double]
    /// The allocations of one repetition, in the last round.
    public var allocations: Double

    /// The median of the rounds.
    public var median: Double { nanoseconds.sorted()[nanoseconds.count / 2] }
    /// The shortest round.
    public var minimum: Double { nanoseconds.min() ?? 0 }
    /// The longest round.
    public var maximum: Double { nanoseconds.max() ?? 0 }
}

/// Repeats a piece of work in rounds, the first of which only warms up.
///
/// - Parameters:
///   - repetitions: how often in a round.
///   - rounds: how many rounds count.
///   - work: the work.
public func measure(repetitions: Int, rounds: Int = 7, _ work: () -> Void) -> Cost {
    let clock = ContinuousClock()
    var nanoseconds: [Double] = []
    nanoseconds.reserveCapacity(rounds)
    var allocations = 0.0
    for round in 0...rounds {
        let before = allocation_count()
        let start = clock.now
        for _ in 0..<repetitions { work() }
        let elapsed = clock.now - start
        allocations = Double(allocation_count() - before) / Double(repetitions)
        let (seconds, attoseconds) = elapsed.components
        if round > 0 {
            nanoseconds.append((Double(seconds) * 1e9 + Double(attoseconds) / 1e9) / Double(repetitions))
        }
    }
    return Cost(nanoseconds: nanoseconds, allocations: allocations)
}
