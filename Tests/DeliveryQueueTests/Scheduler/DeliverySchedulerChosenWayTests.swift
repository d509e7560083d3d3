import Testing

@testable import DeliveryQueue

@Suite("A chosen way beside what else holds") struct DeliverySchedulerChosenWayTests {
    private let start = WallTime(milliseconds: 1_700_000_000_000)

    private func scheduler(exploring: Double = 0) -> DeliveryScheduler {
        DeliveryScheduler(
            configuration: SchedulerConfiguration(
                shaping: ShapingRules(standard: ShapingLimits(connections: 20, initialConnections: 20)),
                hasFallbackRelay: true, wayChoice: WayChoiceRules(exploring: exploring)))
    }

    private func failures(_ way: DeliveryWay) -> [WaySample] {
        Array(repeating: WaySample(way, isTaken: false, duration: .seconds(1)), count: 8)
    }

    private func add(_ numbers: Range<Int>, site: String = "a", to scheduler: inout DeliveryScheduler) {
        for number in numbers {
            scheduler.add(.init(message: MessageID(number: Int64(number)), recipients: [0], site: site), due: start)
        }
    }

    /// Has the relay refuse a delivery, so that it is closed for a time.
    private func closeRelay(_ scheduler: inout DeliveryScheduler) {
        add(900..<901, to: &scheduler)
        for delivery in scheduler.take(at: start) {
            scheduler.finished(delivery, .tried(.blocked("the relay refuses")), at: start)
        }
    }

    @Test("what people have chosen is not changed by what is seen", arguments: [DeliveryWay.usual, .overflow])
    func fixed(way: DeliveryWay) {
        var scheduler = scheduler()
        _ = scheduler.fix(way, forSite: "a", at: start)
        let later = start + .seconds(3_600)
        #expect(scheduler.measured(failures(way), of: "a", at: later) == nil)
        let report = scheduler.way(to: "a", at: later)
        #expect(report?.isFixed == true && report?.way == way)
    }

    @Test(
        "what people have stopped of a source does not take the relay, either",
        arguments: [SuspensionTarget.source("default"), .path(source: "default", site: "a")])
    func suspended(target: SuspensionTarget) {
        var scheduler = scheduler()
        _ = scheduler.measured(failures(.usual), of: "a", at: start)
        scheduler.suspend(Suspension(target, because: "", since: start, until: nil))
        add(0..<1, to: &scheduler)
        #expect(scheduler.take(at: start).isEmpty)
    }

    @Test("a trial of the direct way holds nothing up while that is closed for a time")
    func closedTrial() {
        var scheduler = scheduler(exploring: 0.25)
        add(0..<1, to: &scheduler)
        for delivery in scheduler.take(at: start) {
            scheduler.finished(delivery, .tried(.throttled(retryAfter: .seconds(3_600))), at: start)
        }
        _ = scheduler.measured(failures(.usual), of: "a", at: start)
        add(1..<11, to: &scheduler)
        let ways = scheduler.take(at: start).map(\.way)
        #expect(ways == Array(repeating: DeliveryWay.overflow, count: 10))
    }

    @Test("a relay that is closed holds up what people have sent there, and nothing else")
    func closedRelay() throws {
        for isFixed in [true, false] {
            var scheduler = scheduler()
            if isFixed {
                _ = scheduler.fix(.overflow, forSite: "a", at: start)
            } else {
                _ = scheduler.measured(failures(.usual), of: "a", at: start)
            }
            closeRelay(&scheduler)
            add(0..<1, to: &scheduler)
            #expect(scheduler.take(at: start).isEmpty == isFixed)
            add(1..<2, to: &scheduler)
            let summary = try #require(scheduler.overview(at: start).first { $0.site == "a" })
            #expect(summary.isHeldUp == isFixed)
            let limits = scheduler.report(on: "a", at: start).limits
            #expect(limits.contains { $0.kind == .relayed && $0.isLimiting } == isFixed)
        }
    }

    @Test("the suspension of a site is named for what goes there by a rule")
    func ruledReport() {
        var scheduler = scheduler()
        scheduler.suspend(Suspension(.site("a"), because: "maintenance", since: start, until: nil))
        add(0..<1, site: "a via shop", to: &scheduler)
        #expect(scheduler.take(at: start).isEmpty)
        let limits = scheduler.report(on: "a via shop", at: start).limits
        #expect(limits.contains { $0.kind == .suspension && $0.isLimiting && $0.numbers.contains("maintenance") })
    }

    @Test("a way can be chosen and explained before anything was taken")
    func beforeTheFirstTake() {
        var scheduler = scheduler()
        _ = scheduler.fix(.overflow, forSite: "a", at: start)
        add(0..<1, to: &scheduler)
        #expect(scheduler.report(on: "a", at: start).way?.way == .overflow)
        #expect(scheduler.take(at: start).map(\.way) == [.overflow])
    }

    @Test(
        "a share of trials may be as small as it likes", arguments: [1e-30, .leastNonzeroMagnitude, .nan] as [Double])
    func smallestShare(share: Double) {
        let rules = WayChoiceRules(exploring: share)
        #expect(WayChooser(rules).next(rules).way == .usual)
    }
}
