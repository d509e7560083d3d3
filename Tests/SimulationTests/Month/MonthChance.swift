import DeliveryQueueTesting

/// Chances that depend on what they are about and not on when somebody asks, so that all modes meet the same world.
struct MonthChance {
    private let seed: UInt64

    /// Makes chances.
    ///
    /// - Parameter seed: decides all of them.
    init(seed: UInt64) { self.seed = seed }

    /// Random numbers for a part of the world.
    ///
    /// - Parameters:
    ///   - part: what they are for.
    ///   - numbers: which one of its kind it is, such as a message and an attempt.
    func random(_ part: String, _ numbers: [Int] = []) -> SeededGenerator {
        var mixed = part.utf8.reduce(seed &* 0x9E37_79B9 &+ 1) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        for number in numbers {
            var step = SeededGenerator(seed: mixed ^ UInt64(truncatingIfNeeded: number))
            mixed = step.next()
        }
        return SeededGenerator(seed: mixed)
    }

    /// A number from 0 up to 1, without it.
    func share(_ part: String, _ numbers: [Int]) -> Double {
        var random = random(part, numbers)
        return Double.random(in: 0..<1, using: &random)
    }

    /// A time within a range.
    func time(
        in range: ClosedRange<VirtualTime.Moment>, _ part: String, _ numbers: [Int]
    ) -> VirtualTime.Moment {
        var random = random(part, numbers)
        return VirtualTime.Moment.random(in: range, using: &random)
    }
}
