import Testing

@testable import DeliveryQueue

@Suite struct DeliverySchedulerReportTests {
    private let start = WallTime(milliseconds: 1_700_000_000_000)

    private func filled() -> DeliveryScheduler {
        let rule = ShapingRules.Rule(
            name: "small", patterns: ["b"], limits: ShapingLimits(connections: 2, initialConnections: 2))
        var scheduler = DeliveryScheduler(
            configuration: SchedulerConfiguration(overall: 50, shaping: ShapingRules(rules: [rule])))
        for number in 0..<6 {
            for (site, wait) in [("a", 0), ("b", 0), ("b", 0), ("c", 60)] {
                scheduler.add(
                    DeliveryScheduler.Item(message: MessageID(number: Int64(number)), recipients: [0], site: site),
                    due: start + .seconds(wait))
            }
        }
        return scheduler
    }

    @Test func aReportCountsAndNamesTheRule() {
        var scheduler = filled()
        #expect(scheduler.take(at: start).count == 7)
        let report = scheduler.report(on: "b", at: start)
        #expect(report.rule == "small" && report.ready == 10 && report.underWay == 2 && report.waiting == 0)
        #expect(report.paths.map(\.underWay) == [2])
        #expect(report.paths[0].limits.contains { $0.kind == .concurrency && $0.isLimiting && $0.rule == "small" })
        #expect(report.limits.map(\.kind) == [.overall] && report.limits[0].used == 7 && !report.limits[0].isLimiting)
        #expect(scheduler.report(on: "c", at: start).waiting == 6)
        let unknown = scheduler.report(on: "nowhere", at: start)
        #expect(unknown.rule == "default" && unknown.ready == 0 && unknown.paths.count == 1)
    }

    @Test func anOverviewHasTheMostReadyFirstAndNothingThatOnlyWaits() {
        var scheduler = filled()
        _ = scheduler.take(at: start)
        let overview = scheduler.overview(at: start)
        #expect(overview.map(\.site) == ["b", "a"])
        #expect(overview.map(\.ready) == [10, 1] && overview.map(\.isHeldUp) == [true, true])
    }

    @Test func anOverviewTellsUntilWhenASiteIsHeldUp() {
        var scheduler = filled()
        let end = start + .seconds(600)
        scheduler.suspend(Suspension(.site("c"), because: "", since: start, until: end))
        let line = scheduler.overview(at: start).first { $0.site == "c" }
        #expect(line?.isHeldUp == true && line?.until == end && line?.waiting == 6)
    }

    @Test(arguments: [true, false])
    func aReportSaysWhatIsToBeWrittenFirst(isRate: Bool) {
        let rate = isRate ? MessageRate(10, per: .seconds(3_600)) : nil
        let plan = isRate ? nil : WarmUpPlan(firstDay: 10, growth: 1, began: start + .seconds(-1))
        var scheduler = DeliveryScheduler(
            configuration: SchedulerConfiguration(
                shaping: ShapingRules(standard: ShapingLimits(rate: rate)),
                sources: [DeliverySource(name: "new", warmUp: plan)]))
        scheduler.add(DeliveryScheduler.Item(message: MessageID(number: 1), recipients: [0], site: "a"), due: start)
        func writing() -> LimitReport? {
            scheduler.report(on: "a", at: start).paths[0].limits.first { $0.kind == .writing }
        }
        #expect(writing() == nil, "nothing has asked for it yet")
        #expect(scheduler.take(at: start).isEmpty)
        #expect(writing()?.isLimiting == true && writing()?.rule == (isRate ? "default" : "new"))
        scheduler.written(scheduler.takeChanges(at: start, limit: 100).keys)
        #expect(writing() == nil)
        #expect(scheduler.take(at: start).count == 1)
    }

    @Test func theEndOfADeliveryTellsWhatIsNewOfItsPathAndTellsItOnce() throws {
        let limits = ShapingLimits(connections: 1, initialConnections: 1)
        var scheduler = DeliveryScheduler(
            configuration: SchedulerConfiguration(shaping: ShapingRules(standard: limits)))
        var now = start
        func end(with signal: PathSignal) throws -> PathFinding? {
            scheduler.add(
                DeliveryScheduler.Item(message: MessageID(number: 1), recipients: [0], site: "a"), due: now)
            var taken = scheduler.take(at: now)
            while taken.isEmpty, let wake = scheduler.nextWake(at: now) {
                now = wake
                taken = scheduler.take(at: now)
            }
            return scheduler.finished(try #require(taken.first), .tried(signal), at: now)
        }
        #expect(try end(with: .success) == nil)
        #expect(try end(with: .unreachable) == nil, "once may be chance")
        guard case .dead(let next)? = try end(with: .unreachable) else {
            Issue.record("a site that does not answer is not found out")
            return
        }
        #expect(next > now)
        #expect(try end(with: .unreachable) == nil, "it is known")
        #expect(try end(with: .success) == .open)
        #expect(try end(with: .blocked("no")) == .blocked(reason: "no", next: now + .seconds(3_600)))
        #expect(try end(with: .success) == .open)
        guard case .throttled? = try end(with: .throttled(retryAfter: nil)) else {
            Issue.record("a site that asks for less is not found out")
            return
        }
        #expect(try end(with: .success) == nil)
    }
}
