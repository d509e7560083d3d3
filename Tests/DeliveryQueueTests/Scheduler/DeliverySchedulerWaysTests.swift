import Testing

@testable import DeliveryQueue

@Suite("A way that is chosen") struct DeliverySchedulerWaysTests {
    private let start = WallTime(milliseconds: 1_700_000_000_000)
    private let failures = Array(repeating: WaySample(.usual, isTaken: false, duration: .seconds(1)), count: 8)

    private func scheduler(
        exploring: Double = 0, connections: Int = 20, hasFallback: Bool = true
    ) -> DeliveryScheduler {
        let shaping = ShapingRules(
            standard: ShapingLimits(connections: connections, initialConnections: connections))
        return DeliveryScheduler(
            configuration: SchedulerConfiguration(
                shaping: shaping, hasFallbackRelay: hasFallback, wayChoice: WayChoiceRules(exploring: exploring)))
    }

    private func add(_ numbers: Range<Int>, site: String = "a", to scheduler: inout DeliveryScheduler) {
        for number in numbers {
            scheduler.add(.init(message: MessageID(number: Int64(number)), recipients: [0], site: site), due: start)
        }
    }

    /// Has the relay refuse a delivery, so that it is closed for a time.
    private func closeRelay(_ scheduler: inout DeliveryScheduler) throws {
        add(900..<901, to: &scheduler)
        let relayed = try #require(scheduler.take(at: start).first)
        #expect(relayed.way == .overflow)
        scheduler.finished(relayed, .tried(.blocked("the relay refuses")), at: start)
    }

    @Test("is the relay once the direct way has failed often enough, and for this site alone")
    func relay() {
        var scheduler = scheduler()
        add(0..<2, to: &scheduler)
        #expect(scheduler.take(at: start).map(\.way) == [.usual, .usual])
        #expect(scheduler.measured(Array(failures.dropFirst()), of: "a", at: start) == nil)
        #expect(scheduler.measured([failures[0]], of: "a", at: start) == .overflow)
        add(2..<5, to: &scheduler)
        add(5..<6, site: "b", to: &scheduler)
        let taken = scheduler.take(at: start)
        #expect(taken.count == 4)
        for delivery in taken { #expect(delivery.way == (delivery.item.site == "a" ? .overflow : .usual)) }
    }

    @Test("waits for a place at the relay where it is full for the moment")
    func full() throws {
        var scheduler = scheduler(connections: 1)
        _ = scheduler.measured(failures, of: "a", at: start)
        add(0..<2, to: &scheduler)
        let first = scheduler.take(at: start)
        #expect(first.map(\.way) == [.overflow])
        #expect(scheduler.take(at: start).isEmpty)
        scheduler.finished(try #require(first.first), .tried(.success), at: start)
        #expect(scheduler.take(at: start).map(\.way) == [.overflow])
    }

    @Test("is left for the direct one while the relay is closed")
    func closed() throws {
        var scheduler = scheduler()
        _ = scheduler.measured(failures, of: "a", at: start)
        try closeRelay(&scheduler)
        add(0..<1, to: &scheduler)
        #expect(scheduler.take(at: start).map(\.way) == [.usual])
    }

    @Test("is waited for while the relay is closed where people have chosen it, until they choose otherwise")
    func closedAndFixed() throws {
        for other in [nil, DeliveryWay.usual] {
            var scheduler = scheduler()
            #expect(scheduler.fix(.overflow, forSite: "a", at: start) == true)
            try closeRelay(&scheduler)
            add(0..<1, to: &scheduler)
            #expect(scheduler.take(at: start).isEmpty)
            let wake = try #require(scheduler.nextWake(at: start))
            #expect(wake > start && wake <= start + .seconds(3_600))
            var waiting = scheduler
            #expect(waiting.take(at: wake).map(\.way) == [.overflow])
            // Whoever chooses otherwise need not wait for that.
            #expect(scheduler.fix(other, forSite: "a", at: start) == true)
            #expect(scheduler.take(at: start).map(\.way) == [.usual], "\(String(describing: other))")
        }
    }

    @Test("is tried with the share of deliveries that is said, and directly where the relay is closed")
    func exploring() throws {
        var scheduler = scheduler(exploring: 0.25)
        _ = scheduler.measured(failures, of: "a", at: start)
        add(0..<10, to: &scheduler)
        let ways = scheduler.take(at: start).map(\.way)
        let run = Array(repeating: DeliveryWay.overflow, count: 4) + [.usual]
        #expect(ways == run + run)
    }

    /// What brings the relay in for a site.
    enum Reason: CaseIterable, Sendable {
        case warmUp
        case shutOut
        case choice
        case people
    }

    @Test("is none for mail whose way a rule has chosen", arguments: Reason.allCases)
    func ruled(reason: Reason) {
        for site in ["a", "a via shop"] {
            let isRuled = site == "a via shop"
            let plan = WarmUpPlan(firstDay: 1, growth: 1, began: start, overflow: .takesRelay)
            let source = DeliverySource(name: "one", warmUp: reason == .warmUp ? plan : nil)
            let shaping = ShapingRules(standard: ShapingLimits(connections: 3, initialConnections: 3))
            var scheduler = DeliveryScheduler(
                configuration: SchedulerConfiguration(
                    shaping: shaping, sources: [source], hasOverflowRelay: true, hasFallbackRelay: true,
                    wayChoice: WayChoiceRules(exploring: 0)))
            switch reason {
            case .warmUp: break
            case .shutOut:
                add(50..<51, site: site, to: &scheduler)
                for delivery in scheduler.take(at: start) {
                    scheduler.finished(delivery, .tried(.blocked("refused")), at: start)
                }
            case .choice:
                let change: DeliveryWay? = isRuled ? nil : .overflow
                #expect(scheduler.measured(failures, of: site, at: start) == change)
            case .people:
                #expect(scheduler.fix(.overflow, forSite: site, at: start) == !isRuled)
            }
            add(0..<3, site: site, to: &scheduler)
            var taken = scheduler.take(at: start)
            for _ in 0..<9 where scheduler.awaitsWriting {
                scheduler.written(scheduler.takeChanges(at: start, limit: 100).keys)
                taken += scheduler.take(at: start)
            }
            let relayed = taken.count { $0.way == .overflow }
            #expect(isRuled ? relayed == 0 : relayed > 0, "\(site)")
            #expect((scheduler.way(to: site, at: start) == nil) == isRuled)
            #expect((scheduler.report(on: site, at: start).way == nil) == isRuled)
        }
    }

    @Test("is none where no relay may be fallen back on", arguments: [true, false])
    func withoutRelay(hasFallback: Bool) {
        var scheduler = scheduler(hasFallback: hasFallback)
        #expect((scheduler.way(to: "a", at: start) != nil) == hasFallback)
        #expect(scheduler.fix(.overflow, forSite: "a", at: start) == hasFallback)
        let change: DeliveryWay? = hasFallback ? .overflow : nil
        #expect(scheduler.measured(failures, of: "b", at: start) == change)
        let changes = scheduler.takeChanges(at: start, limit: 100)
        #expect(changes.keys.sorted() == (hasFallback ? ["way/a", "way/b"] : []))
    }

    @Test("outlasts a restart, whether people have chosen it or not")
    func restart() throws {
        var scheduler = scheduler()
        _ = scheduler.fix(.overflow, forSite: "a", at: start)
        _ = scheduler.measured(failures, of: "b", at: start)
        let first = scheduler.takeChanges(at: start, limit: 1)
        // What could not be written is given out again.
        scheduler.putBack(first)
        let changes = scheduler.takeChanges(at: start, limit: 100)
        scheduler.written(changes.keys)
        #expect(changes.keys.sorted() == ["way/a", "way/b"])
        #expect(scheduler.takeChanges(at: start, limit: 100).isEmpty)
        var next = self.scheduler()
        var other = self.scheduler(hasFallback: false)
        for (key, value) in changes {
            let value = try #require(value)
            #expect(next.restore(key, value, at: start) == true)
            // Without a relay there is no choice to be restored.
            #expect(other.restore(key, value, at: start) == false)
            #expect(next.restore(key, Array(value.dropLast()), at: start) == false)
        }
        #expect(next.way(to: "a", at: start)?.isFixed == true)
        #expect(next.way(to: "b", at: start)?.isFixed == false)
        for site in ["a", "b"] { add(0..<1, site: site, to: &next) }
        #expect(next.take(at: start).map(\.way) == [.overflow, .overflow])
    }

    @Test("is told where it is asked what limits a site")
    func report() throws {
        var scheduler = scheduler(connections: 1)
        _ = scheduler.measured(failures, of: "a", at: start)
        add(0..<2, to: &scheduler)
        add(2..<3, site: "b", to: &scheduler)
        let first = try #require(scheduler.take(at: start).first { $0.way == .overflow })
        let busy = try #require(scheduler.report(on: "a", at: start).limits.first { $0.kind == .relayed })
        #expect(busy.isLimiting && busy.rule == "smart")
        scheduler.finished(first, .tried(.success), at: start)
        let report = scheduler.report(on: "a", at: start)
        #expect(report.way?.way == .overflow && report.way?.direct.tried == 8)
        let limit = try #require(report.limits.first { $0.kind == .relayed })
        #expect(!limit.isLimiting && limit.rule == "smart" && limit.numbers.contains("by choice"))
        let other = scheduler.report(on: "b", at: start)
        #expect(other.way?.way == .usual && !other.limits.contains { $0.kind == .relayed })
        #expect(scheduler.report(on: "unknown", at: start).way?.way == .usual)
        #expect(scheduler.overview(at: start).allSatisfy { !$0.isHeldUp || $0.site == "b" })
    }

    @Test("breaks no limit and loses nothing under random work", arguments: 1...6 as ClosedRange<UInt64>)
    func random(seed: UInt64) {
        let slow = ShapingLimits(connections: 2, rate: MessageRate(5, per: .seconds(60)))
        let shaping = ShapingRules(
            standard: ShapingLimits(connections: 3, initialConnections: 2),
            rules: [ShapingRules.Rule(name: "slow", patterns: ["site1.example"], limits: slow)])
        var rig = SchedulerRig(
            SchedulerConfiguration(
                overall: 5, shaping: shaping, sources: [DeliverySource(name: "one"), DeliverySource(name: "two")],
                hasFallbackRelay: true, wayChoice: WayChoiceRules(window: .seconds(7_200), exploring: 0.1)),
            seed: seed)
        // Every other hour all sites refuse everything.
        rig.isRefused = { $0.milliseconds / 3_600_000 % 2 == 0 }
        for _ in 0..<40 {
            rig.add(5, sites: 3)
            for _ in 0..<20 { rig.step(longest: 600_000) }
        }
        #expect(rig.relayed > 0)
        rig.finish(within: 20_000)
    }
}
