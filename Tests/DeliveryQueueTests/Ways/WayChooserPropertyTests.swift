import DeliveryQueueTesting
import Testing

@testable import DeliveryQueue

@Suite("A choice of ways, whatever is seen") struct WayChooserPropertyTests {
    private static let start: Int64 = 1_700_000_000_000

    /// Rules that a seed makes.
    private func rules(_ random: inout SeededGenerator) -> WayChoiceRules {
        WayChoiceRules(
            window: .seconds(Int64.random(in: 60...20_000, using: &random)),
            mostSamples: Int.random(in: 8...64, using: &random), leastSamples: Int.random(in: 1...8, using: &random),
            margin: Double.random(in: 0.3...1, using: &random),
            leastStay: .seconds(Int64.random(in: 0...900, using: &random)),
            exploring: Double.random(in: 0...0.5, using: &random))
    }

    private func sample(_ random: inout SeededGenerator) -> WaySample {
        WaySample(
            Bool.random(using: &random) ? .usual : .overflow, isTaken: Int.random(in: 0..<3, using: &random) > 0,
            duration: .milliseconds(Int64.random(in: 0..<900_000, using: &random)))
    }

    @Test("keeps a way for a time, and leaves none that nothing is known of", arguments: 1...30 as ClosedRange<UInt64>)
    func bounds(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let rules = rules(&random)
        var (chooser, now, changes) = (WayChooser(rules), Self.start, 0)
        // Times change, so that there is something to choose.
        var bad = DeliveryWay.usual
        for step in 0..<2_000 {
            now += Int64.random(in: 0..<60_000, using: &random)
            if step % 200 == 0 { bad = bad.other }
            var sample = sample(&random)
            if sample.way == bad { sample.isTaken = false }
            let before = chooser
            let hasChanged = chooser.add(sample, rules, at: now)
            #expect(hasChanged == (chooser.current != before.current))
            for window in [chooser.direct, chooser.relay] {
                #expect(window.entries.count <= rules.mostSamples)
                #expect(window.entries.allSatisfy { $0.time >= now - rules.window.milliseconds && $0.time <= now })
            }
            guard hasChanged else { continue }
            changes += 1
            #expect(chooser.since == now)
            if let since = before.since { #expect(now - since >= rules.leastStay.milliseconds) }
            #expect(max(chooser.direct.entries.count, chooser.relay.entries.count) >= rules.leastSamples)
            let (this, other) = (
                chooser.figures(chooser.current, rules).expected, chooser.figures(before.current, rules).expected
            )
            #expect(this < other)
        }
        #expect(rules.margin < 0.5 || changes > 0, "nothing was ever chosen")
    }

    @Test(
        "takes the better one at once where any will do, and none where none will do",
        arguments: 1...5 as ClosedRange<UInt64>)
    func margins(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for margin in [0.0, 1.0] {
            let rules = WayChoiceRules(leastSamples: 1, margin: margin, leastStay: .zero)
            var (chooser, now) = (WayChooser(rules), Self.start)
            for _ in 0..<1_000 {
                now += Int64.random(in: 0..<60_000, using: &random)
                _ = chooser.add(sample(&random), rules, at: now)
                if margin == 0 {
                    #expect(chooser.current == .usual && chooser.since == nil)
                } else {
                    let (this, other) = (
                        chooser.figures(chooser.current, rules), chooser.figures(chooser.current.other, rules)
                    )
                    #expect(this.expected <= other.expected)
                }
            }
        }
    }

    /// Deliveries that take what the chooser says, each ended before the next begins.
    private struct Traffic {
        let rules: WayChoiceRules
        var chooser: WayChooser
        var now = WayChooserPropertyTests.start
        var trials = 0

        init(_ rules: WayChoiceRules) {
            self.rules = rules
            chooser = WayChooser(rules)
        }

        /// Delivers one message after some time.
        mutating func deliver(after seconds: Int64, isTaken: (DeliveryWay) -> Bool) {
            now += seconds * 1_000
            let (way, isExploring) = chooser.next(rules)
            if isExploring { trials += 1 }
            chooser.began(by: way, rules)
            _ = chooser.add(WaySample(way, isTaken: isTaken(way), duration: .seconds(2)), rules, at: now)
        }
    }

    @Test("explores as often as is said while that fails", arguments: [0.01, 0.02, 0.1, 0.25, 0.5])
    func failingTrials(share: Double) {
        // Where one in a while fails there is something to find out, and with no margin the way stays.
        var traffic = Traffic(WayChoiceRules(margin: 0, exploring: share))
        var count = 0
        for _ in 0..<10_000 {
            traffic.deliver(after: 1) { way in
                count += 1
                return way == .usual && count % 10 != 0
            }
        }
        #expect(traffic.chooser.current == .usual)
        // One trial follows so many others.
        let expected = 10_000 / (1 / share + 1)
        #expect(abs(Double(traffic.trials) - expected) <= 0.05 * expected + 12, "\(traffic.trials)")
    }

    @Test("explores by a quarter at most while that succeeds", arguments: [0.001, 0.02, 0.25])
    func succeedingTrials(share: Double) {
        for current in [DeliveryWay.usual, .overflow] {
            var traffic = Traffic(WayChoiceRules(margin: 0, exploring: share))
            traffic.chooser.current = current
            var count = 0
            for _ in 0..<10_000 {
                traffic.deliver(after: 1) { way in
                    count += 1
                    return way != current || count % 10 != 0
                }
            }
            #expect(traffic.chooser.current == current)
            #expect(traffic.trials <= 2_500 && traffic.trials >= 1_000, "\(traffic.trials)")
        }
    }

    @Test("explores nothing where the direct way never fails, nor where nobody wants it")
    func noTrials() {
        var good = Traffic(WayChoiceRules(exploring: 0.5))
        for _ in 0..<1_000 { good.deliver(after: 1) { $0 == .usual } }
        #expect(good.trials == 0 && good.chooser.relay.entries.isEmpty)
        var unwanted = Traffic(WayChoiceRules(exploring: 0))
        for _ in 0..<1_000 { unwanted.deliver(after: 1) { $0 == .overflow } }
        #expect(unwanted.trials == 0 && unwanted.chooser.current == .overflow)
    }

    @Test(
        "leaves a direct way that fails, and comes back when it does well again", arguments: [10, 60, 300] as [Int64])
    func recovery(seconds: Int64) {
        var traffic = Traffic(WayChoiceRules())
        let day = Self.start + 24 * 3_600_000
        var failures = 0
        while traffic.now < day {
            traffic.deliver(after: seconds) { way in
                if way == .usual { failures += 1 }
                return way == .overflow
            }
            let isOld = traffic.now > Self.start + 9 * seconds * 1_000
            #expect(traffic.chooser.current == (isOld ? .overflow : traffic.chooser.current))
        }
        // What failed is a small part: the first ones, and one in twenty.
        #expect(failures < 20 + Int(86_400 / seconds) / 16)
        var back: Int64?
        while traffic.now < day + 24 * 3_600_000 {
            traffic.deliver(after: seconds) { _ in true }
            if back == nil, traffic.chooser.current == .usual { back = traffic.now }
            #expect(back == nil || traffic.chooser.current == .usual, "it swings")
        }
        #expect(back != nil)
    }
}
