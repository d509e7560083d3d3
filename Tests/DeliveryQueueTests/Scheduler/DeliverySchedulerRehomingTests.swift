import DeliveryQueueTesting
import Testing

@testable import DeliveryQueue

@Suite struct DeliverySchedulerRehomingTests {
    private let start = WallTime(milliseconds: 1_000_000)

    private func item(
        _ number: Int64, domain: String, site: String = "old", sender: String = "",
        _ priority: DeliveryPriority = .normal
    ) -> DeliveryScheduler.Item {
        DeliveryScheduler.Item(
            message: MessageID(number: number), recipients: [0], site: site, domain: domain, sender: sender,
            priority: priority)
    }

    private func scheduler(perSite: Int = 10) -> DeliveryScheduler {
        let limits = ShapingLimits(connections: perSite, initialConnections: perSite)
        return DeliveryScheduler(
            configuration: SchedulerConfiguration(overall: 100, shaping: ShapingRules(standard: limits)))
    }

    /// Ends all there is, so that nothing may be left anywhere.
    private func finish(_ scheduler: inout DeliveryScheduler, at now: WallTime) -> [Int64] {
        var taken: [Int64] = []
        while true {
            let deliveries = scheduler.take(at: now)
            if deliveries.isEmpty { break }
            for delivery in deliveries {
                taken.append(delivery.item.message.number)
                scheduler.finished(delivery, .tried(.none), at: now)
            }
        }
        #expect(scheduler.backlog == 0 && scheduler.stored == 0 && scheduler.siteCount == 0)
        #expect(scheduler.queues.count == 0 && scheduler.senders.count == 0 && scheduler.domains.count == 0)
        return taken
    }

    @Test func whatIsReadyMovesAndTheRestStays() {
        var scheduler = scheduler()
        scheduler.suspend(Suspension(.site("old"), because: "", since: start, until: nil))
        for number in 1...6 as ClosedRange<Int64> {
            scheduler.add(item(number, domain: number % 2 == 0 ? "a" : "b", sender: "s\(number % 3)"), due: start)
        }
        scheduler.add(item(7, domain: "old", .urgent), due: start)
        #expect(scheduler.take(at: start).isEmpty)
        scheduler.rehome(domain: "a", from: "old", to: "new")
        #expect(scheduler.report(on: "old", at: start).ready == 4)
        #expect(scheduler.report(on: "new", at: start).ready == 3)
        let taken = scheduler.take(at: start)
        #expect(taken.map(\.item.message.number).sorted() == [2, 4, 6])
        #expect(taken.allSatisfy { $0.item.site == "new" && $0.item.domain == "a" && $0.item.due == start })
        for delivery in taken { scheduler.finished(delivery, .tried(.none), at: start) }
        // A domain may become a site by itself, and one that was may get another.
        scheduler.rehome(domain: "b", from: "old", to: "b")
        scheduler.rehome(domain: "old", from: "old", to: "b")
        #expect(scheduler.report(on: "old", at: start).ready == 0 && scheduler.report(on: "b", at: start).ready == 4)
        let next = scheduler.take(at: start)
        #expect(
            next.map(\.item.message.number).sorted() == [1, 3, 5], "the domain is suspended wherever its mail goes")
        for delivery in next { scheduler.finished(delivery, .tried(.none), at: start) }
        let isResumed = scheduler.resume(.site("old"), at: start)
        #expect(isResumed && finish(&scheduler, at: start) == [7])
    }

    @Test func whatIsNotReadyThereIsLeftAlone() {
        var scheduler = scheduler(perSite: 1)
        for number in 1...2 as ClosedRange<Int64> { scheduler.add(item(number, domain: "a"), due: start) }
        scheduler.add(item(3, domain: "a"), due: start + .seconds(60))
        let first = scheduler.take(at: start)
        #expect(first.map(\.item.message.number) == [1])
        scheduler.rehome(domain: "a", from: "old", to: "new")
        scheduler.rehome(domain: "a", from: "unknown", to: "new")
        scheduler.rehome(domain: "c", from: "old", to: "new")
        #expect(scheduler.report(on: "old", at: start).waiting == 1)
        #expect(scheduler.report(on: "old", at: start).underWay == 1)
        #expect(scheduler.take(at: start).map(\.item.site) == ["new"])
        #expect(scheduler.underWay == 2)
        let later = start + .seconds(60)
        scheduler.rehomeDue(at: later) { $0 == "a" ? "new" : $0 }
        #expect(scheduler.nextWake(at: start).map { $0 <= later } == true)
        #expect(scheduler.report(on: "new", at: later).waiting == 1)
        for delivery in first { scheduler.finished(delivery, .tried(.none), at: later) }
        #expect(scheduler.take(at: later).isEmpty, "the new site is as busy as it may be")
        #expect(scheduler.report(on: "new", at: later).ready == 1)
    }

    @Test func aVoidOneThatMovesFirstTakesTheSiteOfTheOthersAwayFromNobody() {
        var scheduler = scheduler()
        scheduler.suspend(Suspension(.site("old"), because: "", since: start, until: nil))
        for number in 1...3 as ClosedRange<Int64> { scheduler.add(item(number, domain: "a"), due: start) }
        #expect(scheduler.take(at: start).isEmpty)
        scheduler.supersede([0], of: MessageID(number: 1))
        scheduler.rehome(domain: "a", from: "old", to: "new")
        scheduler.add(item(4, domain: "x", site: "x"), due: start)
        #expect(finish(&scheduler, at: start).sorted() == [2, 3, 4])
    }

    @Test func whatIsSetAsideMovesToo() {
        var scheduler = scheduler()
        scheduler.suspend(Suspension(.sender("s"), because: "", since: start, until: nil))
        scheduler.suspend(Suspension(.site("a"), because: "", since: start, until: nil))
        scheduler.add(item(1, domain: "a", sender: "s"), due: start)
        scheduler.add(item(2, domain: "b", sender: "s"), due: start)
        scheduler.add(item(3, domain: "a"), due: start)
        #expect(scheduler.take(at: start).isEmpty)
        scheduler.rehome(domain: "a", from: "old", to: "new")
        #expect(scheduler.take(at: start).isEmpty)
        #expect(scheduler.report(on: "old", at: start).ready == 1 && scheduler.report(on: "new", at: start).ready == 2)
        let resumed = [SuspensionTarget.sender("s"), .site("a")].map { scheduler.resume($0, at: start) }
        #expect(resumed == [true, true])
        #expect(finish(&scheduler, at: start).sorted() == [1, 2, 3])
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func whateverIsMovedBeginsOnce(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var scheduler = scheduler(perSite: 2)
        var left: Set<Int64> = []
        var underWay: [DeliveryScheduler.Delivery] = []
        var home: [String: String] = [:]
        for number in 0..<2_000 as Range<Int64> {
            let now = start + .seconds(number / 20)
            let domain = "site\(Int.random(in: 0..<8, using: &random))"
            let name = item(
                number, domain: domain, site: home[domain] ?? domain, sender: "s\(number % 3)",
                DeliveryPriority.allCases.randomElement(using: &random) ?? .normal)
            scheduler.add(name, due: now + .seconds(Int.random(in: 0..<30, using: &random)))
            left.insert(number)
            switch Int.random(in: 0..<40, using: &random) {
            case 0...2:
                let new = "site\(Int.random(in: 0..<8, using: &random))"
                scheduler.rehome(domain: domain, from: home[domain] ?? domain, to: new)
                home[domain] = new
            case 3:
                scheduler.supersede([0], of: MessageID(number: number))
                left.remove(number)
            case 4:
                let targets = [SuspensionTarget.site(domain), .sender("s\(number % 3)")]
                guard let target = targets.randomElement(using: &random) else { break }
                scheduler.suspend(Suspension(target, because: "", since: now, until: now + .seconds(9)))
            default: break
            }
            guard number % 10 == 0 else { continue }
            for delivery in underWay { scheduler.finished(delivery, .tried(.none), at: now) }
            scheduler.rehomeDue(at: now) { home[$0] ?? $0 }
            underWay = scheduler.take(at: now)
            for delivery in underWay {
                #expect(left.remove(delivery.item.message.number) != nil)
                #expect(delivery.item.site == home[delivery.item.domain] ?? delivery.item.domain)
            }
            #expect(scheduler.backlog == left.count)
            let ready = scheduler.overview(at: now).reduce(0) { $0 + $1.ready + $1.waiting }
            #expect(ready <= scheduler.stored)
        }
        let later = start + .seconds(1_000)
        for delivery in underWay { scheduler.finished(delivery, .tried(.none), at: later) }
        #expect(Set(finish(&scheduler, at: later)) == left)
    }
}
