import Testing

@testable import DeliveryQueue

@Suite("The newest deliveries on a way") struct WayWindowTests {
    private let hour: Int64 = 3_600_000

    private func entry(_ time: Int64, isTaken: Bool = true, duration: Int32 = 1_000) -> WayWindow.Entry {
        WayWindow.Entry(time: time, duration: duration, isTaken: isTaken)
    }

    @Test("count up to a number: the newest do")
    func number() {
        let rules = WayChoiceRules(mostSamples: 4)
        var window = WayWindow()
        for time in Int64(0)..<10 { window.add(entry(time), rules) }
        #expect(window.entries.map(\.time) == [6, 7, 8, 9])
    }

    @Test("count for a time, and are forgotten to the millisecond")
    func time() {
        let rules = WayChoiceRules(window: .seconds(3_600))
        var window = WayWindow()
        for time in [0, 1, hour / 2] { window.add(entry(time), rules) }
        window.forget(before: hour, rules)
        #expect(window.entries.map(\.time) == [0, 1, hour / 2])
        window.forget(before: hour + 1, rules)
        #expect(window.entries.map(\.time) == [1, hour / 2])
        window.add(entry(2 * hour), rules)
        #expect(window.entries.map(\.time) == [2 * hour])
    }

    @Test("do not lie ahead for ever where the clock was set back")
    func setBack() {
        let rules = WayChoiceRules(window: .seconds(3_600))
        var window = WayWindow()
        for time in [99 * hour, 100 * hour] { window.add(entry(time), rules) }
        // By less than the window: what lies ahead is not old, and counts.
        window.forget(before: 99 * hour, rules)
        #expect(window.entries.count == 2)
        window.forget(before: hour, rules)
        #expect(window.entries.isEmpty)
    }

    @Test("bear any time", arguments: [Int64.min, -1, 0, 1, .max])
    func extremes(time: Int64) {
        for span in [Duration.zero, .seconds(1), .seconds(Int64.max)] {
            var window = WayWindow()
            let rules = WayChoiceRules(window: span)
            window.add(entry(time), rules)
            #expect(window.entries.count == 1)
            window.forget(before: time, rules)
            #expect(window.entries.count == 1)
        }
    }

    /// So many were taken and so many not, with the price of the way; and what a message is expected to need.
    struct Sum: Sendable {
        var taken: Int
        var failed: Int
        var cost: Int64
        var expected: Int64
    }

    @Test(
        "come to a time: what they took, what failures cost, and the price of the way",
        arguments: [
            // What was never tried is neither good nor bad.
            Sum(taken: 0, failed: 0, cost: 0, expected: 300_000),
            Sum(taken: 0, failed: 0, cost: 60, expected: 360_000),
            Sum(taken: 9, failed: 0, cost: 0, expected: 2_000 + 30_000),
            Sum(taken: 9, failed: 0, cost: 60, expected: 2_000 + 30_000 + 60_000),
            Sum(taken: 0, failed: 9, cost: 0, expected: 3_000_000),
            Sum(taken: 9, failed: 9, cost: 0, expected: 2_000 + 300_000),
            Sum(taken: 4, failed: 9, cost: 0, expected: 2_000 + 600_000),
        ])
    func figures(sum: Sum) {
        let rules = WayChoiceRules()
        var window = WayWindow()
        // How long one took that failed is of no account.
        for _ in 0..<sum.failed { window.add(entry(0, isTaken: false, duration: 99_000), rules) }
        for _ in 0..<sum.taken { window.add(entry(0, duration: 2_000), rules) }
        let figures = window.figures(rules, costing: .seconds(sum.cost))
        #expect(figures.tried == sum.taken + sum.failed && figures.taken == sum.taken)
        #expect(figures.mean == (sum.taken == 0 ? .zero : .seconds(2)))
        // A share is not told to the last bit.
        #expect(abs(figures.expected.milliseconds - sum.expected) <= 1)
    }

    @Test("are as long as can be, and nothing overflows")
    func longest() {
        let rules = WayChoiceRules(mostSamples: 255)
        var window = WayWindow()
        for _ in 0..<255 { window.add(entry(0, duration: .max), rules) }
        #expect(window.figures(rules, costing: .zero).mean == .milliseconds(Int64(Int32.max)))
    }
}
