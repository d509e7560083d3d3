import Testing

@testable import DeliveryQueue

@Suite("The way to a site") struct WayChooserTests {
    private static let start: Int64 = 1_700_000_000_000

    /// So many deliveries on a way, of one kind.
    struct Run: Sendable {
        var count: Int
        var way: DeliveryWay
        var isTaken: Bool
        var seconds: Int64

        init(_ count: Int, _ way: DeliveryWay, taken isTaken: Bool, seconds: Int64 = 1) {
            (self.count, self.way, self.isTaken, self.seconds) = (count, way, isTaken, seconds)
        }
    }

    /// What was seen, and the way that mail takes then.
    struct Example: Sendable, CustomTestStringConvertible {
        var name: String
        var runs: [Run]
        var way: DeliveryWay

        var testDescription: String { name }
    }

    private static let examples: [Example] = [
        Example(name: "nothing", runs: [], way: .usual),
        Example(name: "all were taken", runs: [Run(32, .usual, taken: true)], way: .usual),
        Example(name: "too few have failed", runs: [Run(7, .usual, taken: false)], way: .usual),
        Example(name: "enough have failed", runs: [Run(8, .usual, taken: false)], way: .overflow),
        Example(
            name: "half have failed", runs: [Run(8, .usual, taken: true), Run(8, .usual, taken: false)], way: .usual),
        Example(
            name: "not quite enough have failed after good times",
            runs: [Run(8, .usual, taken: true), Run(14, .usual, taken: false)], way: .usual),
        Example(
            name: "enough have failed after good times",
            runs: [Run(8, .usual, taken: true), Run(15, .usual, taken: false)], way: .overflow),
        Example(
            name: "it takes some minutes", runs: [Run(8, .usual, taken: true, seconds: 420)], way: .usual),
        Example(
            name: "it takes ages", runs: [Run(8, .usual, taken: true, seconds: 1_200)], way: .overflow),
        Example(
            name: "the relay is no better", runs: [Run(8, .overflow, taken: false), Run(8, .usual, taken: false)],
            way: .usual),
        Example(
            name: "the relay does well, and so does the site",
            runs: [Run(8, .usual, taken: true), Run(32, .overflow, taken: true)], way: .usual),
        Example(
            name: "the relay does well, and the direct way was not tried of late",
            runs: [Run(8, .overflow, taken: true)], way: .overflow),
    ]

    @Test("is left for one that is better by far", arguments: examples)
    func table(example: Example) {
        let rules = WayChoiceRules()
        var chooser = WayChooser(rules)
        for run in example.runs {
            for _ in 0..<run.count {
                let sample = WaySample(run.way, isTaken: run.isTaken, duration: .seconds(run.seconds))
                _ = chooser.add(sample, rules, at: Self.start)
            }
        }
        #expect(chooser.current == example.way)
        #expect(chooser.since == (example.way == .usual ? nil : Self.start))
    }

    @Test("is kept for a time, to the millisecond")
    func stay() {
        let rules = WayChoiceRules(mostSamples: 8)
        var chooser = WayChooser(rules)
        let failure = WaySample(.usual, isTaken: false, duration: .seconds(1))
        let success = WaySample(.usual, isTaken: true, duration: .seconds(1))
        let changes = (0..<8).map { _ in chooser.add(failure, rules, at: Self.start) }
        #expect(changes == [false, false, false, false, false, false, false, true])
        let end = Self.start + 600_000
        for time in [Self.start, Self.start + 1, end - 1] {
            for _ in 0..<8 { #expect(chooser.add(success, rules, at: time) == false) }
            #expect(chooser.current == .overflow)
        }
        #expect(chooser.add(success, rules, at: end) == true)
        #expect(chooser.current == .usual && chooser.since == end)
    }

    @Test("does not wait for a moment that lies ahead as the clock was set back")
    func setBack() {
        let rules = WayChoiceRules()
        var chooser = WayChooser(rules)
        for _ in 0..<8 {
            _ = chooser.add(WaySample(.usual, isTaken: false, duration: .zero), rules, at: Self.start)
        }
        #expect(chooser.current == .overflow)
        let earlier = Self.start - 10 * 86_400_000
        for _ in 0..<8 {
            _ = chooser.add(WaySample(.overflow, isTaken: false, duration: .zero), rules, at: earlier)
        }
        #expect(chooser.current == .usual && chooser.since == earlier)
        #expect(chooser.direct.entries.isEmpty)
        #expect(chooser.relay.entries.allSatisfy { $0.time == earlier })
    }

    @Test("is the one that people have chosen, until they leave it open", arguments: [DeliveryWay.usual, .overflow])
    func fixed(way: DeliveryWay) {
        let rules = WayChoiceRules(exploring: 0.5)
        var chooser = WayChooser(rules)
        chooser.fix(way, at: Self.start)
        #expect(chooser.since == (way == .usual ? nil : Self.start))
        for _ in 0..<20 {
            let next = chooser.next(rules)
            #expect(next.way == way && !next.isExploring)
            chooser.began(by: way, rules)
            _ = chooser.add(WaySample(way, isTaken: false, duration: .zero), rules, at: Self.start)
        }
        chooser.fix(nil, at: Self.start + 1)
        #expect(chooser.fixed == nil)
        #expect(chooser.isFresh(rules, at: Self.start + 1) == false)
    }

    @Test("is forgotten where nothing that was seen counts, and kept where people have chosen")
    func fresh() {
        let rules = WayChoiceRules()
        var chooser = WayChooser(rules)
        #expect(chooser.isFresh(rules, at: Self.start) == true)
        _ = chooser.add(WaySample(.usual, isTaken: true, duration: .zero), rules, at: Self.start)
        #expect(chooser.isFresh(rules, at: Self.start) == true)
        _ = chooser.add(WaySample(.usual, isTaken: false, duration: .zero), rules, at: Self.start)
        #expect(chooser.isFresh(rules, at: Self.start + 6 * 3_600_000) == false)
        #expect(chooser.isFresh(rules, at: Self.start + 6 * 3_600_000 + 1) == true)
        chooser.fix(.usual, at: Self.start)
        #expect(chooser.isFresh(rules, at: Self.start + 99 * 3_600_000) == false)
        chooser.fix(nil, at: Self.start)
        #expect(chooser.isFresh(rules, at: Self.start + 99 * 3_600_000) == true)
    }

    @Test("is explored the more the better the other one does, and at most by a quarter")
    func pace() {
        let rules = WayChoiceRules(exploring: 0.02)
        #expect([0, 1, 3, 4].map { WayChooser.pace(rules, $0) } == [50, 25, 6, 4])
        for streak in 4...16 { #expect(WayChooser.pace(rules, streak) == 4) }
        #expect(WayChooser.pace(WayChoiceRules(exploring: 0.5), 9) == 2)
        #expect(WayChooser.pace(WayChoiceRules(exploring: 0), 9) == .max)
    }
}
