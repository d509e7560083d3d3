import Testing

@testable import DeliveryQueue

@Suite struct DeliverySchedulerSourcesTests {
    private let start = WallTime(milliseconds: 1_700_000_000_000)

    private func item(_ number: Int, site: String = "a") -> DeliveryScheduler.Item {
        DeliveryScheduler.Item(message: MessageID(number: Int64(number)), recipients: [0], site: site)
    }

    /// Writes what deliveries wait for.
    private func write(_ scheduler: inout DeliveryScheduler, at now: WallTime) {
        while scheduler.awaitsWriting { scheduler.written(scheduler.takeChanges(at: now, limit: 100).keys) }
    }

    @Test(arguments: [true, false])
    func sourcesShareTheTurnsByTheirWeightsWhetherASiteIsKnownOrNot(isKnown: Bool) {
        let sources = [
            DeliverySource(name: "one", weight: 1), DeliverySource(name: "two", weight: 2),
            DeliverySource(name: "five", weight: 5),
        ]
        var scheduler = DeliveryScheduler(configuration: SchedulerConfiguration(sources: sources))
        var counts: [String: Int] = [:]
        for number in 0..<800 {
            scheduler.add(item(number), due: start)
            for delivery in scheduler.take(at: start) {
                counts[delivery.source.name, default: 0] += 1
                scheduler.finished(delivery, .tried(isKnown ? .success : .none), at: start)
            }
        }
        #expect(scheduler.siteCount == (isKnown ? 1 : 0))
        for (name, share) in [("one", 100), ("two", 200), ("five", 500)] {
            #expect(abs((counts[name] ?? 0) - share) <= 2, "\(counts)")
        }
    }

    @Test func eachSourcesPathHasLimitsOfItsOwn() {
        let shaping = ShapingRules(standard: ShapingLimits(connections: 2, initialConnections: 2))
        let sources = [DeliverySource(name: "one"), DeliverySource(name: "two")]
        var scheduler = DeliveryScheduler(configuration: SchedulerConfiguration(shaping: shaping, sources: sources))
        for number in 0..<9 { scheduler.add(item(number), due: start) }
        let taken = scheduler.take(at: start)
        #expect(taken.map(\.source.name).sorted() == ["one", "one", "two", "two"])
        // One of them is dead to the site: the other goes on.
        for delivery in taken where delivery.source.name == "one" {
            scheduler.finished(delivery, .tried(.blocked("no")), at: start)
        }
        #expect(scheduler.take(at: start).isEmpty)
        for delivery in taken where delivery.source.name == "two" {
            scheduler.finished(delivery, .tried(.success), at: start)
        }
        #expect(scheduler.take(at: start).allSatisfy { $0.source.name == "two" })
    }

    @Test func aDayOfAWarmUpIsWaitedForAndARefundGivesRoomAtOnce() {
        let plan = WarmUpPlan(firstDay: 2, growth: 1, began: start)
        let sources = [DeliverySource(name: "new", warmUp: plan)]
        var scheduler = DeliveryScheduler(configuration: SchedulerConfiguration(sources: sources))
        for number in 0..<4 { scheduler.add(item(number, site: "site\(number)"), due: start) }
        #expect(scheduler.take(at: start).isEmpty && scheduler.awaitsWriting)
        var taken: [DeliveryScheduler.Delivery] = []
        for _ in 0..<4 {
            write(&scheduler, at: start)
            taken += scheduler.take(at: start)
        }
        #expect(taken.count == 2 && !scheduler.awaitsWriting)
        #expect(scheduler.nextWake(at: start) == start + .seconds(86_400))
        scheduler.finished(taken[0], .notTried, at: start)
        #expect(scheduler.take(at: start).count == 1)
        scheduler.finished(taken[1], .tried(.success), at: start)
        #expect(scheduler.take(at: start).isEmpty)
        #expect(scheduler.warmUps(at: start).map(\.progress.sentToday) == [2])
        #expect(
            scheduler.overview(at: start).allSatisfy {
                $0.isHeldUp && $0.until == start + .seconds(86_400) || $0.underWay > 0
            })
        let tomorrow = start + .seconds(86_400)
        #expect(scheduler.take(at: tomorrow).isEmpty && scheduler.awaitsWriting)
        write(&scheduler, at: tomorrow)
        #expect(scheduler.take(at: tomorrow).count == 1)
    }

    @Test(arguments: [true, false])
    func whatAWarmUpHoldsUpTakesTheRelayWhereThereIsOne(hasRelay: Bool) {
        let plan = WarmUpPlan(firstDay: 1, growth: 1, began: start, overflow: .takesRelay)
        let shaping = ShapingRules(standard: ShapingLimits(connections: 3, initialConnections: 3))
        var scheduler = DeliveryScheduler(
            configuration: SchedulerConfiguration(
                shaping: shaping, sources: [DeliverySource(name: "new", warmUp: plan)], hasOverflowRelay: hasRelay))
        for number in 0..<9 { scheduler.add(item(number, site: "site\(number)"), due: start) }
        _ = scheduler.take(at: start)
        write(&scheduler, at: start)
        let taken = scheduler.take(at: start)
        #expect(taken.count { $0.way == .usual } == 1)
        // The relay has places as any site.
        #expect(taken.count { $0.way == .overflow } == (hasRelay ? 3 : 0))
        for delivery in taken { scheduler.finished(delivery, .tried(.success), at: start) }
        #expect(scheduler.take(at: start).count { $0.way == .overflow } == (hasRelay ? 3 : 0))
        #expect(scheduler.warmUps(at: start).map(\.progress.sentToday) == [1])
    }

    @Test func aPlaceAtTheRelayThatOneSiteDoesNotTakeGoesToTheNext() {
        let plan = WarmUpPlan(firstDay: 1, growth: 1, began: start, overflow: .takesRelay)
        let shaping = ShapingRules(standard: ShapingLimits(connections: 1, initialConnections: 1))
        var scheduler = DeliveryScheduler(
            configuration: SchedulerConfiguration(
                shaping: shaping, sources: [DeliverySource(name: "new", warmUp: plan)], hasOverflowRelay: true))
        for number in 0..<8 { scheduler.add(item(number, site: "site\(number)"), due: start) }
        _ = scheduler.take(at: start)
        write(&scheduler, at: start)
        var sent: Set<String> = []
        var taken = scheduler.take(at: start)
        // Those that wait longest are stopped, but for the last two.
        for number in 0..<6 {
            scheduler.suspend(Suspension(.site("site\(number)"), because: "", since: start, until: nil))
        }
        while !taken.isEmpty {
            sent.formUnion(taken.map(\.item.site))
            for delivery in taken { scheduler.finished(delivery, .tried(.success), at: start) }
            taken = scheduler.take(at: start)
        }
        #expect(sent.isSuperset(of: ["site6", "site7"]))
    }

    @Test func anOldSourceGoesBeforeTheRelay() {
        let plan = WarmUpPlan(firstDay: 1, growth: 1, began: start + .seconds(-1), overflow: .takesRelay)
        let sources = [DeliverySource(name: "new", warmUp: plan), DeliverySource(name: "old")]
        var scheduler = DeliveryScheduler(
            configuration: SchedulerConfiguration(sources: sources, hasOverflowRelay: true))
        for number in 0..<9 { scheduler.add(item(number, site: "site\(number)"), due: start) }
        var taken = scheduler.take(at: start)
        write(&scheduler, at: start)
        taken += scheduler.take(at: start)
        #expect(taken.count == 9 && taken.allSatisfy { $0.way == .usual })
        #expect(taken.count { $0.source.name == "new" } <= 1)
    }

    /// A new source whose day is over, an old one with one place, and the relay.
    private func nearlyFull() -> (scheduler: DeliveryScheduler, old: DeliveryScheduler.Delivery?) {
        let plan = WarmUpPlan(firstDay: 1, growth: 1, began: start + .seconds(-1), overflow: .takesRelay)
        let sources = [DeliverySource(name: "new", warmUp: plan), DeliverySource(name: "old")]
        let shaping = ShapingRules(standard: ShapingLimits(connections: 1, initialConnections: 1))
        var scheduler = DeliveryScheduler(
            configuration: SchedulerConfiguration(shaping: shaping, sources: sources, hasOverflowRelay: true))
        for number in 0..<3 { scheduler.add(item(number, site: "a"), due: start) }
        var taken = scheduler.take(at: start)
        write(&scheduler, at: start)
        taken += scheduler.take(at: start)
        #expect(Set(taken.map(\.source.name)) == ["new", "old"])
        for delivery in taken where delivery.source.name == "new" {
            scheduler.finished(delivery, .tried(.success), at: start)
        }
        return (scheduler, taken.first { $0.source.name == "old" })
    }

    @Test func whatAnOldSourceIsAboutToTakeDoesNotOverflow() throws {
        var (scheduler, old) = nearlyFull()
        #expect(scheduler.take(at: start).isEmpty, "it waits for the one under way from the old source")
        scheduler.finished(try #require(old), .tried(.success), at: start)
        #expect(scheduler.take(at: start).map(\.source.name) == ["old"])
    }

    @Test func whatHasWaitedForABusyOldSourceForAMinuteOverflows() {
        var (scheduler, _) = nearlyFull()
        #expect(scheduler.take(at: start).isEmpty)
        #expect(scheduler.nextWake(at: start) == start + .seconds(60))
        #expect(scheduler.take(at: start + .seconds(60)).map(\.way) == [.overflow])
    }

    @Test func whatAnOldSourceDoesNotTakeForLongOverflows() throws {
        var (scheduler, old) = nearlyFull()
        scheduler.finished(try #require(old), .tried(.blocked("refused")), at: start)
        #expect(scheduler.take(at: start).map(\.way) == [.overflow])
    }
}
