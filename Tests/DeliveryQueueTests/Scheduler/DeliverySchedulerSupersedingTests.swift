import DeliveryQueueTesting
import Testing

@testable import DeliveryQueue

@Suite struct DeliverySchedulerSupersedingTests {
    private let start = WallTime(milliseconds: 1_000_000)

    private func item(
        _ number: Int64, _ recipients: [Int] = [0], site: String = "a", sender: String = ""
    ) -> DeliveryScheduler.Item {
        DeliveryScheduler.Item(
            message: MessageID(number: number), recipients: recipients, site: site, domain: "\(sender).example",
            sender: sender)
    }

    private func scheduler(overall: Int = 10, perSite: Int) -> DeliveryScheduler {
        let limits = ShapingLimits(connections: perSite, initialConnections: perSite)
        return DeliveryScheduler(
            configuration: SchedulerConfiguration(overall: overall, shaping: ShapingRules(standard: limits)))
    }

    @Test(arguments: [true, false])
    func whatIsSupersededDoesNotBegin(isReady: Bool) {
        var scheduler = scheduler(perSite: 1)
        for number in 1...3 { scheduler.add(item(Int64(number)), due: start) }
        let first = scheduler.take(at: isReady ? start : start + .seconds(-1))
        scheduler.supersede([0], of: MessageID(number: 2))
        scheduler.add(item(2), due: start + .seconds(9))
        #expect(scheduler.backlog == (isReady ? 2 : 3))
        for delivery in first { scheduler.finished(delivery, .tried(.none), at: start) }
        var taken: [Int64] = first.map(\.item.message.number)
        while let next = scheduler.take(at: start).first {
            taken.append(next.item.message.number)
            scheduler.finished(next, .tried(.none), at: start)
        }
        #expect(taken == [1, 3])
        #expect(scheduler.take(at: start + .seconds(9)).map(\.item.message.number) == [2])
        #expect(scheduler.backlog == 0 && scheduler.stored == 0)
    }

    @Test func aDeliveryToSeveralIsVoidOnlyWhenAllAreSuperseded() {
        var scheduler = DeliveryScheduler()
        scheduler.add(item(1, [0, 1]), due: start)
        scheduler.supersede([0], of: MessageID(number: 1))
        #expect(scheduler.backlog == 1)
        scheduler.supersede([1], of: MessageID(number: 1))
        #expect(scheduler.backlog == 0)
        #expect(scheduler.take(at: start).isEmpty)
        #expect(scheduler.siteCount == 0)
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func howeverOftenItHappensLittleIsVoidAndTheRestBeginsOnce(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var scheduler = scheduler(overall: 5, perSite: 2)
        var left: Set<Int64> = []
        var underWay: [DeliveryScheduler.Delivery] = []
        func name(_ number: Int64) -> DeliveryScheduler.Item {
            item(number, number % 5 == 0 ? [0, 1] : [0], site: "site\(number % 7)", sender: "sender\(number % 3)")
        }
        for number in 1...100 {
            scheduler.add(name(Int64(number)), due: start + .seconds(number % 50))
            left.insert(Int64(number))
        }
        for step in 0..<5_000 {
            if let number = left.sorted().randomElement(using: &random) {
                scheduler.supersede([0, 1], of: MessageID(number: number))
                scheduler.add(name(number), due: start + .seconds(Int.random(in: 0..<100, using: &random)))
            }
            let now = start + .seconds(step / 50)
            if step % 700 == 0 {
                let target = SuspensionTarget.sender("sender\(step % 3)")
                scheduler.suspend(Suspension(target, because: "", since: now, until: now + .seconds(7)))
                let site = SuspensionTarget.site("sender\(step % 2).example")
                scheduler.suspend(Suspension(site, because: "", since: now, until: now + .seconds(5)))
            }
            guard step % 50 == 0 else { continue }
            for delivery in underWay { scheduler.finished(delivery, .tried(.none), at: now) }
            underWay = scheduler.take(at: now)
            for delivery in underWay { #expect(left.remove(delivery.item.message.number) != nil) }
            #expect(scheduler.backlog == left.count)
            #expect(scheduler.stored <= 2 * left.count + 130)
        }
        let later = start + .seconds(1_000)
        for delivery in underWay { scheduler.finished(delivery, .tried(.none), at: later) }
        while true {
            let taken = scheduler.take(at: later)
            if taken.isEmpty { break }
            for delivery in taken {
                #expect(left.remove(delivery.item.message.number) != nil)
                scheduler.finished(delivery, .tried(.none), at: later)
            }
        }
        #expect(left.isEmpty)
        #expect(scheduler.stored == 0 && scheduler.siteCount == 0 && scheduler.queues.count == 0)
        #expect(scheduler.senders.count == 0 && scheduler.domains.count == 0)
    }
}
