import Testing

@testable import DeliveryQueue

@Suite("A relay to fall back on") struct DeliverySchedulerFallbackTests {
    private let start = WallTime(milliseconds: 1_700_000_000_000)

    private func item(_ number: Int, site: String = "a") -> DeliveryScheduler.Item {
        DeliveryScheduler.Item(message: MessageID(number: Int64(number)), recipients: [0], site: site)
    }

    private func scheduler(
        _ names: [String] = ["one"], hasRelay: Bool = true, connections: Int = 1
    ) -> DeliveryScheduler {
        let shaping = ShapingRules(
            standard: ShapingLimits(connections: connections, initialConnections: connections))
        return DeliveryScheduler(
            configuration: SchedulerConfiguration(
                shaping: shaping, sources: names.map { DeliverySource(name: $0) }, hasFallbackRelay: hasRelay))
    }

    /// Has each source that is asked first hear something of a site.
    private func hear(_ signal: PathSignal, _ scheduler: inout DeliveryScheduler, times: Int = 1) {
        for number in 0..<times {
            scheduler.add(item(1_000 + number), due: start)
            for delivery in scheduler.take(at: start) {
                // The relay takes everything.
                scheduler.finished(delivery, .tried(delivery.way == .usual ? signal : .success), at: start)
            }
        }
    }

    @Test(
        "takes what a site refuses from us, or does not answer, and nothing that waits for another reason",
        arguments: [
            (.blocked("refused"), true), (.unreachable, true), (.throttled(retryAfter: .seconds(3_600)), false),
            (.success, false),
        ] as [(PathSignal, Bool)])
    func reasons(signal: PathSignal, isRelayed: Bool) {
        for hasRelay in [true, false] {
            var scheduler = scheduler(hasRelay: hasRelay)
            hear(signal, &scheduler, times: 4)
            scheduler.add(item(1), due: start)
            let ways = scheduler.take(at: start).map(\.way)
            let isDirect = signal == .success
            #expect(ways == (isDirect ? [.usual] : isRelayed && hasRelay ? [.overflow] : []), "\(signal)")
        }
    }

    @Test("takes nothing while one source may still send, or is about to")
    func otherSource() throws {
        var scheduler = scheduler(["one", "two"])
        scheduler.add(item(1), due: start)
        let first = try #require(scheduler.take(at: start).first)
        scheduler.finished(first, .tried(.blocked("refused")), at: start)
        for number in 2...3 { scheduler.add(item(number), due: start) }
        // The other source takes one, and the next waits for it.
        let second = scheduler.take(at: start)
        #expect(second.map(\.way) == [.usual] && second.first?.source.name != first.source.name)
        #expect(scheduler.take(at: start).isEmpty)
        scheduler.finished(try #require(second.first), .tried(.blocked("refused")), at: start)
        #expect(scheduler.take(at: start).map(\.way) == [.overflow])
    }

    @Test("takes what a source without a way to the site cannot send, where the others are refused")
    func noWay() throws {
        var scheduler = scheduler(["four", "six"])
        for number in 0..<2 { scheduler.add(item(number), due: start) }
        for delivery in scheduler.take(at: start) {
            let isFour = delivery.source.name == "four"
            scheduler.finished(delivery, isFour ? .tried(.blocked("refused")) : .paused(.noWay), at: start)
        }
        scheduler.add(item(9), due: start)
        #expect(scheduler.take(at: start).map(\.way) == [.overflow])
        // A source without a way alone is none of the relay's business.
        var other = self.scheduler(["six"])
        other.add(item(1), due: start)
        for delivery in other.take(at: start) { other.finished(delivery, .paused(.noWay), at: start) }
        other.add(item(2), due: start)
        #expect(other.take(at: start).isEmpty)
    }

    @Test("leaves one delivery at a time to find out whether the site takes mail again, and then gets no more")
    func recovery() throws {
        var scheduler = scheduler()
        hear(.blocked("refused"), &scheduler)
        let later = start + .seconds(3_600)
        for number in 0..<3 { scheduler.add(item(number), due: start) }
        let before = scheduler.take(at: start)
        #expect(before.map(\.way) == [.overflow])
        scheduler.finished(try #require(before.first), .tried(.success), at: start)
        let taken = scheduler.take(at: later)
        #expect(taken.map(\.way) == [.usual, .overflow])
        for delivery in taken { scheduler.finished(delivery, .tried(.success), at: later) }
        scheduler.add(item(9), due: later)
        #expect(scheduler.take(at: later).map(\.way) == [.usual])
    }

    @Test("takes nothing of what people have stopped, and waits where it is stopped itself")
    func suspended() throws {
        for target in [SuspensionTarget.site("a"), .source("one"), .path(source: "one", site: "a")] {
            var scheduler = scheduler()
            hear(.blocked("refused"), &scheduler)
            scheduler.suspend(Suspension(target, because: "", since: start, until: nil))
            scheduler.add(item(1), due: start)
            #expect(scheduler.take(at: start).isEmpty, "\(target)")
        }
        var scheduler = scheduler()
        hear(.blocked("refused"), &scheduler)
        scheduler.add(item(1), due: start)
        let relayed = try #require(scheduler.take(at: start).first)
        scheduler.finished(relayed, .tried(.blocked("the relay refuses, too")), at: start)
        scheduler.add(item(2), due: start)
        #expect(scheduler.take(at: start).isEmpty)
        #expect(try #require(scheduler.nextWake(at: start)) <= start + .seconds(3_600))
    }

    @Test("is named where it is asked what limits a site")
    func report() {
        var scheduler = scheduler()
        hear(.blocked("refused"), &scheduler)
        scheduler.add(item(1), due: start)
        let limit = scheduler.report(on: "a", at: start).limits.first { $0.kind == .relayed }
        #expect(limit?.isLimiting == false && limit?.numbers.contains("takes the relay") == true)
        #expect(scheduler.overview(at: start).allSatisfy { !$0.isHeldUp })
        #expect(!self.scheduler(hasRelay: false).report(on: "a", at: start).limits.contains { $0.kind == .relayed })
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
                hasFallbackRelay: true),
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
