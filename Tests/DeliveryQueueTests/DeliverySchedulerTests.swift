import DeliveryQueue
import DeliveryQueueTesting
import Testing

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

@Suite struct RetryScheduleTests {
    @Test func waitsGrowUpToTheLongest() {
        let schedule = RetrySchedule(first: .seconds(300), factor: 2, maximum: .seconds(4 * 3_600), jitter: 0)
        var random = SeededGenerator(seed: 1)
        let waits = (1...9).map { schedule.delay(afterAttempts: $0, using: &random).components.seconds }
        #expect(waits == [300, 600, 1_200, 2_400, 4_800, 9_600, 14_400, 14_400, 14_400])
    }

    @Test func jitterStaysWithinItsShare() {
        let schedule = RetrySchedule(first: .seconds(100), factor: 1, jitter: 0.2)
        var random = SeededGenerator(seed: 2)
        let waits = (0..<1_000).map { _ in schedule.delay(afterAttempts: 3, using: &random) }
        #expect(waits.allSatisfy { $0 >= .seconds(80) && $0 <= .seconds(120) })
        #expect(Set(waits).count > 100)
    }

    @Test func aMillionAttemptsTakeNoTimeToCount() {
        let schedule = RetrySchedule(first: .seconds(1), factor: 1.0001, maximum: .seconds(10), jitter: 0)
        var random = SeededGenerator(seed: 3)
        #expect(schedule.delay(afterAttempts: 1_000_000, using: &random) == .seconds(10))
    }
}
