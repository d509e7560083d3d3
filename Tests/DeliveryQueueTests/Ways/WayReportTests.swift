import Testing

@testable import DeliveryQueue

@Suite("What is said of a choice of ways") struct WayReportTests {
    private let start = WallTime(milliseconds: 1_700_000_000_000)

    private func chooser(_ rules: WayChoiceRules, failures: Int) -> WayChooser {
        var chooser = WayChooser(rules)
        for _ in 0..<failures {
            _ = chooser.add(WaySample(.usual, isTaken: false, duration: .seconds(1)), rules, at: start.milliseconds)
        }
        return chooser
    }

    @Test("rules out of range are made to fit")
    func rules() {
        let low = WayChoiceRules(mostSamples: -1, leastSamples: -1, margin: -1, exploring: -1)
        #expect((low.mostSamples, low.leastSamples) == (1, 1))
        #expect((low.margin, low.exploring) == (0, 0))
        let high = WayChoiceRules(mostSamples: 1_000, leastSamples: 9, margin: 2, exploring: 2)
        #expect((high.mostSamples, high.leastSamples) == (255, 9))
        #expect((high.margin, high.exploring) == (1, 0.5))
    }

    @Test("it says the way, since when, and what is known of both")
    func choice() {
        let rules = WayChoiceRules()
        let direct = WayReport(WayChooser(rules), rules, at: start)
        #expect(direct.way == .usual && direct.since == nil && !direct.isFixed && direct.untilExploring == nil)
        #expect(direct.description.hasPrefix("its mail goes directly: "))
        #expect(direct.description.contains("nothing was tried of late"))
        let relayed = WayReport(chooser(rules, failures: 8), rules, at: start)
        #expect(relayed.way == .overflow && relayed.since == start && relayed.untilExploring == 20)
        #expect((relayed.direct.tried, relayed.direct.taken, relayed.relay.tried) == (8, 0, 0))
        #expect(relayed.margin == 0.7)
        #expect(relayed.description.hasPrefix("its mail goes by the relay since \(start): directly 0 of 8 were taken"))
        #expect(relayed.description.contains("less than 70 %"))
        #expect(relayed.description.hasSuffix("after 20 deliveries one finds out how it does"))
    }

    @Test("it does not count what is too old")
    func old() {
        let rules = WayChoiceRules()
        let report = WayReport(chooser(rules, failures: 3), rules, at: start + .seconds(6 * 3_600 + 1))
        #expect(report.direct.tried == 0)
    }

    @Test("it says that people have chosen, and no trial follows then")
    func fixed() {
        let rules = WayChoiceRules()
        var chooser = chooser(rules, failures: 3)
        chooser.fix(.overflow, at: start.milliseconds)
        let report = WayReport(chooser, rules, at: start)
        #expect(report.isFixed && report.untilExploring == nil)
        #expect(report.description == "its mail goes by the relay since \(start), as an operator has chosen")
    }

    @Test("it tells times in words that people read")
    func figures() {
        let short = WayFigures(tried: 9, taken: 8, mean: .milliseconds(1_250), expected: .seconds(68))
        #expect(short.description == "8 of 9 were taken, in 1.2 s on average, 68 s are expected")
        let long = WayFigures(tried: 0, taken: 0, mean: .zero, expected: .seconds(360))
        #expect(long.description == "nothing was tried of late, 6 min are expected")
    }
}
