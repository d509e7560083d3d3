import Testing

@testable import DeliveryQueue

@Suite struct DeliverySchedulerChangesTests {
    private let start = WallTime(milliseconds: 1_700_000_000_000)

    private func item(_ number: Int, site: String = "a") -> DeliveryScheduler.Item {
        DeliveryScheduler.Item(message: MessageID(number: Int64(number)), recipients: [0], site: site)
    }

    private func scheduler(_ rate: MessageRate?) -> DeliveryScheduler {
        let shaping = ShapingRules(standard: ShapingLimits(rate: rate))
        return DeliveryScheduler(configuration: SchedulerConfiguration(shaping: shaping))
    }

    @Test func whatWasLearntOfASiteIsWrittenAndOutlivesARestart() {
        var scheduler = scheduler(nil)
        scheduler.add(item(1), due: start)
        for delivery in scheduler.take(at: start) {
            scheduler.finished(delivery, .tried(.blocked("not you")), at: start)
        }
        #expect(!scheduler.awaitsWriting)
        let changes = scheduler.takeChanges(at: start, limit: 10)
        #expect(Array(changes.keys) == ["path/default/a"])
        #expect(scheduler.takeChanges(at: start, limit: 10).isEmpty)
        scheduler.putBack(changes)
        #expect(scheduler.takeChanges(at: start, limit: 10) == changes)
        scheduler.written(changes.keys)
        #expect(scheduler.takeChanges(at: start, limit: 10).isEmpty)
        var next = self.scheduler(nil)
        let isUnderstood = next.restore("path/default/a", (changes["path/default/a"] ?? nil) ?? [], at: start)
        #expect(isUnderstood)
        next.add(item(2), due: start)
        #expect(next.take(at: start).isEmpty)
        #expect(next.nextWake(at: start).map { $0 >= start + .seconds(3_000) } ?? false)
    }

    @Test func whatIsForgottenIsRemoved() {
        var scheduler = scheduler(nil)
        scheduler.add(item(1), due: start)
        for delivery in scheduler.take(at: start) { scheduler.finished(delivery, .tried(.blocked("")), at: start) }
        scheduler.written(scheduler.takeChanges(at: start, limit: 10).keys)
        let later = start + .seconds(30 * 86_400)
        for _ in 0..<5 { _ = scheduler.take(at: later) }
        #expect(scheduler.siteCount == 0)
        #expect(scheduler.takeChanges(at: later, limit: 10) == ["path/default/a": nil])
    }

    @Test(arguments: [MessageRate(5, per: .seconds(3_600)), MessageRate(1_000, per: .seconds(3_600))])
    func aSlowRateIsWrittenAheadBeforeAnythingBegins(rate: MessageRate) {
        var scheduler = scheduler(rate)
        scheduler.add(item(1), due: start)
        #expect(scheduler.take(at: start).isEmpty && scheduler.awaitsWriting)
        #expect(scheduler.nextWake(at: start) == nil)
        let changes = scheduler.takeChanges(at: start, limit: 10)
        #expect(!scheduler.awaitsWriting && scheduler.take(at: start).isEmpty)
        scheduler.putBack(changes)
        #expect(scheduler.take(at: start).isEmpty && scheduler.awaitsWriting)
        scheduler.written(scheduler.takeChanges(at: start, limit: 10).keys)
        #expect(scheduler.take(at: start).count == 1)
    }

    @Test func aQuickRateNeedsNoWritingAndHoldsUpForASecondAfterAStart() {
        var scheduler = scheduler(MessageRate(120, per: .seconds(60)))
        scheduler.add(item(1), due: start)
        #expect(scheduler.take(at: start).isEmpty && !scheduler.awaitsWriting)
        let wake = scheduler.nextWake(at: start)
        #expect(wake.map { $0 <= start + .seconds(1) } ?? false)
        #expect(scheduler.take(at: wake ?? start).count == 1)
    }

    @Test func whatOnesWritingAwaitsHoldsUpNoOtherSite() {
        let slow = ShapingRules.Rule(
            name: "slow", patterns: ["slow"], limits: ShapingLimits(rate: MessageRate(1, per: .seconds(60))))
        let shaping = ShapingRules(rules: [slow])
        var scheduler = DeliveryScheduler(configuration: SchedulerConfiguration(overall: 1, shaping: shaping))
        scheduler.add(item(1, site: "slow"), due: start)
        scheduler.add(item(2, site: "quick"), due: start)
        #expect(scheduler.take(at: start).map(\.item.site) == ["quick"])
    }

    @Test func suspensionsComeBeforeEverythingElse() {
        var scheduler = scheduler(nil)
        for number in 0..<20 { scheduler.add(item(number, site: "site\(number)"), due: start) }
        for delivery in scheduler.take(at: start) { scheduler.finished(delivery, .tried(.blocked("")), at: start) }
        scheduler.suspend(Suspension(.site("b"), because: "", since: start, until: nil))
        #expect(Array(scheduler.takeChanges(at: start, limit: 1).keys) == ["suspension/site/b"])
        #expect(scheduler.takeChanges(at: start, limit: 7).count == 7)
        #expect(scheduler.takeChanges(at: start, limit: 100).count == 13)
    }

    @Test(arguments: [
        "", "path", "path/", "path/default", "path/other/a", "warm-up/default", "suspension/x/y", "long/1",
        "suspension/path/a%2/b", "elsewhere/a",
    ])
    func whatIsNotUnderstoodIsIgnored(key: String) {
        var scheduler = scheduler(nil)
        for value in [[], [1], Array(repeating: 255, count: 100)] as [[UInt8]] {
            let isUnderstood = scheduler.restore(key, value, at: start)
            #expect(!isUnderstood)
        }
        #expect(scheduler.siteCount == 0 && scheduler.suspensions(at: start).isEmpty)
    }
}
