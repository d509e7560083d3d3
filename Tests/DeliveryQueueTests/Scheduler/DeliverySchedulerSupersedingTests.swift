import DeliveryQueueTesting
import Testing

@testable import DeliveryQueue

@Suite struct DeliverySchedulerSupersedingTests {
    private let start = WallTime(milliseconds: 1_000_000)

    private func item(_ number: Int64, _ recipients: [Int] = [0], site: String = "a") -> DeliveryScheduler.Item {
        DeliveryScheduler.Item(message: MessageID(number: number), recipients: recipients, site: site)
    }

    @Test(arguments: [true, false])
    func whatIsSupersededDoesNotBegin(isReady: Bool) {
        var scheduler = DeliveryScheduler(limits: .init(overall: 10, perSite: 1))
        for number in 1...3 { scheduler.add(item(Int64(number)), due: start) }
        let first = scheduler.take(at: isReady ? start : start + .seconds(-1))
        scheduler.supersede([0], of: MessageID(number: 2))
        scheduler.add(item(2), due: start + .seconds(9))
        #expect(scheduler.backlog == (isReady ? 2 : 3))
        for item in first { scheduler.finished(item) }
        var taken: [Int64] = first.map(\.message.number)
        while let next = scheduler.take(at: start).first {
            taken.append(next.message.number)
            scheduler.finished(next)
        }
        #expect(taken == [1, 3])
        #expect(scheduler.take(at: start + .seconds(9)).map(\.message.number) == [2])
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

    @Test(arguments: [1, 2, 3] as [UInt64])
    func howeverOftenItHappensLittleIsVoidAndTheRestBeginsOnce(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var scheduler = DeliveryScheduler(limits: .init(overall: 5, perSite: 2))
        var left: Set<Int64> = []
        var underWay: [DeliveryScheduler.Item] = []
        for number in 1...100 {
            scheduler.add(item(Int64(number), site: "site\(number % 7)"), due: start + .seconds(number % 50))
            left.insert(Int64(number))
        }
        for step in 0..<5_000 {
            if let number = left.randomElement(using: &random) {
                scheduler.supersede([0], of: MessageID(number: number))
                let due = start + .seconds(Int.random(in: 0..<100, using: &random))
                scheduler.add(item(number, site: "site\(number % 7)"), due: due)
            }
            guard step % 50 == 0 else { continue }
            for item in underWay { scheduler.finished(item) }
            underWay = scheduler.take(at: start + .seconds(step / 50))
            for item in underWay { #expect(left.remove(item.message.number) != nil) }
            #expect(scheduler.backlog == left.count)
            #expect(scheduler.stored <= 2 * left.count + 130)
        }
        for item in underWay { scheduler.finished(item) }
        while true {
            let taken = scheduler.take(at: start + .seconds(1_000))
            if taken.isEmpty { break }
            for item in taken {
                #expect(left.remove(item.message.number) != nil)
                scheduler.finished(item)
            }
        }
        #expect(left.isEmpty)
        #expect(scheduler.stored == 0 && scheduler.siteCount == 0)
    }

    @Test func aSiteWhoseNextDeliveryMayNotBeginIsPassedOver() {
        var scheduler = DeliveryScheduler()
        for number in 1...40 { scheduler.add(item(Int64(number), site: "site\(number)"), due: start) }
        #expect(scheduler.take(at: start) { $0.message.number == 20 }.map(\.message.number) == [20])
        // Not all are looked at in one step; the next one goes on from there.
        #expect(scheduler.take(at: start) { $0.message.number == 40 }.map(\.message.number) == [40])
        #expect(scheduler.take(at: start).count == 38)
    }
}
