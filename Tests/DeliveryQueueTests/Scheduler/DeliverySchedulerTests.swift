import DeliveryQueueTesting
import Testing

@testable import DeliveryQueue

@Suite struct DeliverySchedulerTests {
    private let start = WallTime(milliseconds: 1_000_000)

    private func item(_ number: Int64, site: String) -> DeliveryScheduler.Item {
        DeliveryScheduler.Item(message: MessageID(number: number), recipients: [0], site: site)
    }

    @Test func nothingBeginsBeforeItsTime() {
        var scheduler = DeliveryScheduler()
        scheduler.add(item(1, site: "a"), due: start + .seconds(10))
        #expect(scheduler.take(at: start).isEmpty)
        #expect(scheduler.nextDue == start + .seconds(10))
        #expect(scheduler.take(at: start + .seconds(10)).map(\.message.number) == [1])
        #expect(scheduler.nextDue == nil)
        #expect(scheduler.underWay == 1)
    }

    @Test func whatIsDueFirstBeginsFirstAndEqualsKeepTheirOrder() {
        var scheduler = DeliveryScheduler()
        for (number, delay) in [(1, 5), (2, 1), (3, 5), (4, 1)] {
            scheduler.add(item(Int64(number), site: "a"), due: start + .seconds(delay))
        }
        #expect(scheduler.take(at: start + .seconds(9)).map(\.message.number) == [2, 4, 1, 3])
    }

    @Test func aSiteNeverHasMoreThanItsShare() {
        var scheduler = DeliveryScheduler(limits: .init(overall: 100, perSite: 2))
        for number in 1...5 { scheduler.add(item(Int64(number), site: "a"), due: start) }
        let first = scheduler.take(at: start)
        #expect(first.map(\.message.number) == [1, 2])
        #expect(scheduler.take(at: start).isEmpty)
        scheduler.finished(first[0])
        #expect(scheduler.take(at: start).map(\.message.number) == [3])
        #expect(scheduler.backlog == 2)
    }

    @Test func sitesTakeTurnsSoThatOneWithManyMessagesHoldsUpNoOther() {
        var scheduler = DeliveryScheduler(limits: .init(overall: 4, perSite: 3))
        for number in 1...100 { scheduler.add(item(Int64(number), site: "many"), due: start) }
        scheduler.add(item(200, site: "one"), due: start)
        scheduler.add(item(300, site: "other"), due: start)
        #expect(scheduler.take(at: start).map(\.site).sorted() == ["many", "many", "one", "other"])
    }

    @Test func finishingTwiceOrWithoutBeginningChangesNothing() {
        var scheduler = DeliveryScheduler()
        scheduler.finished(item(1, site: "a"))
        scheduler.add(item(1, site: "a"), due: start)
        let taken = scheduler.take(at: start)
        scheduler.finished(taken[0])
        scheduler.finished(taken[0])
        #expect(scheduler.underWay == 0)
    }

    @Test func aDeliveryThatWaitsTakesFewOctets() {
        #expect(DeliveryScheduler.waitingStride <= 64)
    }

    @Test(arguments: [[], [7], [0, 3, 2]])
    func aDeliveryKeepsItsRecipientsInTheirOrder(recipients: [Int]) {
        var item = DeliveryScheduler.Item(message: MessageID(number: 1), recipients: recipients, site: "a")
        #expect(item.recipients == recipients)
        item.recipients = Array(recipients.reversed())
        #expect(item.recipients == recipients.reversed())
    }

    @Test func namesOfSitesAreForgottenWhenNobodyNeedsThem() {
        var scheduler = DeliveryScheduler()
        for number in 1...100 { scheduler.add(item(Int64(number), site: "site\(number % 10).example"), due: start) }
        #expect(scheduler.siteCount == 10)
        var taken = scheduler.take(at: start)
        for item in taken.prefix(50) { scheduler.finished(item) }
        taken.removeFirst(50)
        #expect(scheduler.siteCount == Set(taken.map(\.site)).count)
        for item in taken { scheduler.finished(item) }
        #expect(scheduler.siteCount == 0)
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func limitsHoldAndEverythingIsTakenOnceOverRandomWork(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var scheduler = DeliveryScheduler(limits: .init(overall: 7, perSite: 3))
        var now = start
        var underWay: [DeliveryScheduler.Item] = []
        var taken: Set<Int64> = []
        for number in 1...2_000 {
            let site = "site\(Int.random(in: 0..<5, using: &random))"
            scheduler.add(
                item(Int64(number), site: site), due: now + .milliseconds(Int.random(in: 0..<500, using: &random)))
            now = now + .milliseconds(Int.random(in: 0..<20, using: &random))
            step(&scheduler, &underWay, &taken, now, &random)
        }
        while taken.count < 2_000 || !underWay.isEmpty {
            now = now + .milliseconds(50)
            step(&scheduler, &underWay, &taken, now, &random)
        }
        #expect(taken.count == 2_000)
        #expect(scheduler.backlog == 0 && scheduler.underWay == 0)
    }

    private func step(
        _ scheduler: inout DeliveryScheduler, _ underWay: inout [DeliveryScheduler.Item], _ taken: inout Set<Int64>,
        _ now: WallTime, _ random: inout SeededGenerator
    ) {
        for item in scheduler.take(at: now) {
            #expect(taken.insert(item.message.number).inserted)
            underWay.append(item)
        }
        #expect(underWay.count <= 7)
        #expect(Dictionary(grouping: underWay, by: \.site).values.allSatisfy { $0.count <= 3 })
        underWay.shuffle(using: &random)
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            if let item = underWay.popLast() { scheduler.finished(item) }
        }
    }
}
