import DeliveryQueueTesting
import Testing

@testable import DeliveryQueue

@Suite struct DeliverySchedulerTests {
    private let start = WallTime(milliseconds: 1_000_000)

    private func item(_ number: Int64, site: String, sender: String = "") -> DeliveryScheduler.Item {
        DeliveryScheduler.Item(message: MessageID(number: number), recipients: [0], site: site, sender: sender)
    }

    private func scheduler(overall: Int = 100, perSite: Int) -> DeliveryScheduler {
        let limits = ShapingLimits(connections: perSite, initialConnections: perSite)
        return DeliveryScheduler(
            configuration: SchedulerConfiguration(overall: overall, shaping: ShapingRules(standard: limits)))
    }

    @Test func nothingBeginsBeforeItsTime() {
        var scheduler = DeliveryScheduler()
        scheduler.add(item(1, site: "a"), due: start + .seconds(10))
        #expect(scheduler.take(at: start).isEmpty)
        #expect(scheduler.nextWake(at: start) == start + .seconds(10))
        #expect(scheduler.take(at: start + .seconds(10)).map(\.item.message.number) == [1])
        #expect(scheduler.nextWake(at: start + .seconds(10)) == nil)
        #expect(scheduler.underWay == 1)
    }

    @Test func whatIsDueFirstBeginsFirstAndEqualsKeepTheirOrder() {
        var scheduler = DeliveryScheduler()
        for (number, delay) in [(1, 5), (2, 1), (3, 5), (4, 1)] {
            scheduler.add(item(Int64(number), site: "a"), due: start + .seconds(delay))
        }
        #expect(scheduler.take(at: start + .seconds(9)).map(\.item.message.number) == [2, 4, 1, 3])
    }

    @Test func aSiteNeverHasMoreThanItsShare() {
        var scheduler = scheduler(perSite: 2)
        for number in 1...5 { scheduler.add(item(Int64(number), site: "a"), due: start) }
        let first = scheduler.take(at: start)
        #expect(first.map(\.item.message.number) == [1, 2])
        #expect(scheduler.take(at: start).isEmpty)
        scheduler.finished(first[0], .tried(.none), at: start)
        #expect(scheduler.take(at: start).map(\.item.message.number) == [3])
        #expect(scheduler.backlog == 2)
    }

    @Test func aDeliveryComesOutAsItWentIn() {
        var scheduler = DeliveryScheduler()
        let item = DeliveryScheduler.Item(
            message: MessageID(number: 7), recipients: [3, 1], site: "mx.example", domain: "example.com",
            sender: "a@example.org", priority: .bulk)
        scheduler.add(item.postponed, due: start)
        let taken = scheduler.take(at: start).first
        #expect(taken?.item.domain == "example.com" && taken?.item.site == "mx.example")
        #expect(taken?.item.sender == "a@example.org" && taken?.item.priority == .bulk)
        #expect(taken?.item.due == start && taken?.item.postponements == 1)
        #expect(taken?.source == .standard && taken?.way == .usual && taken?.limits == ShapingLimits())
    }

    @Test func finishingTwiceOrWhatAnotherHasTakenThePlaceOfChangesNothing() {
        var scheduler = DeliveryScheduler()
        scheduler.add(item(1, site: "a"), due: start)
        let first = scheduler.take(at: start)
        scheduler.finished(first[0], .tried(.none), at: start)
        scheduler.finished(first[0], .tried(.none), at: start)
        #expect(scheduler.underWay == 0)
        scheduler.add(item(2, site: "a"), due: start)
        #expect(scheduler.take(at: start).count == 1)
        scheduler.finished(first[0], .tried(.none), at: start)
        #expect(scheduler.underWay == 1)
    }

    @Test func aDeliveryThatWaitsTakesFewOctets() {
        #expect(DeliveryArena.stride == 48)
        #expect(MemoryLayout<SiteState>.stride <= 72)
        #expect(MemoryLayout<PathState>.stride <= 136)
    }

    @Test(arguments: [[], [7], [0, 3, 2], [-1]])
    func aDeliveryKeepsItsRecipientsInTheirOrder(recipients: [Int]) {
        var scheduler = DeliveryScheduler()
        for number in 1...3 {
            scheduler.add(
                DeliveryScheduler.Item(message: MessageID(number: Int64(number)), recipients: recipients, site: "a"),
                due: start)
        }
        let taken = scheduler.take(at: start)
        #expect(taken.map(\.item.recipients) == [recipients, recipients, recipients])
        for delivery in taken { scheduler.finished(delivery, .tried(.none), at: start) }
        scheduler.add(item(4, site: "a"), due: start)
        #expect(scheduler.take(at: start).map(\.item.recipients) == [[0]])
    }

    @Test func namesAreForgottenWhenNobodyNeedsThem() {
        var scheduler = scheduler(perSite: 100)
        for number in 1...100 {
            scheduler.add(item(Int64(number), site: "site\(number % 10).example", sender: "\(number)"), due: start)
        }
        #expect(scheduler.siteCount == 10)
        var taken = scheduler.take(at: start)
        for delivery in taken.prefix(50) { scheduler.finished(delivery, .tried(.none), at: start) }
        taken.removeFirst(50)
        #expect(scheduler.siteCount == Set(taken.map(\.item.site)).count)
        for delivery in taken { scheduler.finished(delivery, .tried(.none), at: start) }
        #expect(scheduler.siteCount == 0 && scheduler.senders.count == 0 && scheduler.queues.count == 0)
    }

    @Test func whatIsLearntOfASiteIsForgottenWhenItIsOutOfDate() {
        var scheduler = DeliveryScheduler()
        for number in 1...50 { scheduler.add(item(Int64(number), site: "site\(number).example"), due: start) }
        for delivery in scheduler.take(at: start) { scheduler.finished(delivery, .tried(.success), at: start) }
        #expect(scheduler.siteCount == 50)
        for _ in 0..<100 { _ = scheduler.take(at: start + .seconds(7_200)) }
        #expect(scheduler.siteCount == 0)
    }

    @Test func aClockThatIsSetBackDelaysNothingForEver() {
        var scheduler = DeliveryScheduler()
        scheduler.add(item(1, site: "a"), due: start + .seconds(100))
        #expect(scheduler.take(at: start + .seconds(50)).isEmpty)
        let earlier = start + .seconds(-86_400)
        scheduler.add(item(2, site: "a"), due: earlier + .seconds(10))
        scheduler.add(item(3, site: "a"), due: earlier)
        #expect(scheduler.take(at: earlier).map(\.item.message.number) == [3])
        #expect(scheduler.nextWake(at: earlier) == earlier + .seconds(10))
        #expect(scheduler.take(at: earlier + .seconds(10)).map(\.item.message.number) == [2])
        #expect(scheduler.nextWake(at: earlier + .seconds(10)) == start + .seconds(100))
        #expect(scheduler.take(at: start + .seconds(100)).map(\.item.message.number) == [1])
    }

    @Test func aSiteWhoseNextDeliveryMayNotBeginIsPassedOver() {
        var scheduler = DeliveryScheduler()
        for number in 1...40 { scheduler.add(item(Int64(number), site: "site\(number)"), due: start) }
        #expect(scheduler.take(at: start) { $0.message.number == 20 }.map(\.item.message.number) == [20])
        // Not all are looked at in one step; the next one goes on from there.
        #expect(scheduler.take(at: start) { $0.message.number == 40 }.map(\.item.message.number) == [40])
        #expect(scheduler.take(at: start).count == 38)
    }
}
