/// Times of one piece of work, one for each round.
struct Times {
    /// Nanoseconds of each round, for one repetition.
    var nanoseconds: [Double]

    var median: Double { nanoseconds.sorted()[nanoseconds.count / 2] }
    var minimum: Double { nanoseconds.min() ?? 0 }
    var maximum: Double { nanoseconds.max() ?? 0 }
}

/// Measures a piece of work and its floor in turns, so that both meet the same machine.
///
/// - Parameters:
///   - repetitions: how often in a round.
///   - rounds: how many rounds count; one more goes before them.
///   - work: what is measured.
///   - floor: what it is held against.
func measure(
    repetitions: Int, rounds: Int, _ work: () async -> Void, beside floor: () -> Void
) async -> (work: Times, floor: Times) {
    var times = (work: Times(nanoseconds: []), floor: Times(nanoseconds: []))
    let clock = ContinuousClock()
    for round in 0...rounds {
        let first = clock.now
        for _ in 0..<repetitions { await work() }
        let second = clock.now
        for _ in 0..<repetitions { floor() }
        let third = clock.now
        guard round > 0 else { continue }
        times.work.nanoseconds.append((second - first).nanoseconds / Double(repetitions))
        times.floor.nanoseconds.append((third - second).nanoseconds / Double(repetitions))
    }
    return times
}

extension Duration {
    /// The duration in nanoseconds.
    var nanoseconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) * 1e9 + Double(attoseconds) / 1e9
    }
}
