import CAllocations

/// What a measured piece of work costs.
struct Cost {
    /// The nanoseconds of each round, for one repetition.
    var nanoseconds: [Double]
    /// The allocations of one repetition, in the last round.
    var allocations: Double

    var median: Double { nanoseconds.sorted()[nanoseconds.count / 2] }
    var minimum: Double { nanoseconds.min() ?? 0 }
    var maximum: Double { nanoseconds.max() ?? 0 }
}

/// Repeats a piece of work in rounds, the first of which only warms up.
///
/// - Parameters:
///   - repetitions: how often in a round.
///   - rounds: how many rounds count.
///   - work: the work.
func measure(repetitions: Int, rounds: Int = 7, _ work: () -> Void) -> Cost {
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

/// Keeps the optimizer from dropping a result.
@inline(never)
func keep<Value>(_ value: borrowing Value) {}

extension String {
    /// The text with spaces on its right, or on its left.
    func padded(to width: Int, left: Bool = false) -> String {
        let spaces = String(repeating: " ", count: Swift.max(0, width - count))
        return left ? spaces + self : self + spaces
    }
}

extension Double {
    /// The number with so many digits behind the point.
    func text(_ digits: Int) -> String {
        var factor = 1.0
        for _ in 0..<digits { factor *= 10 }
        let whole = (self * factor).rounded()
        let number = Int(whole / factor)
        guard digits > 0 else { return "\(Int(whole))" }
        let rest = String(Int(whole) - number * Int(factor))
        return "\(number)." + String(repeating: "0", count: Swift.max(0, digits - rest.count)) + rest
    }
}
