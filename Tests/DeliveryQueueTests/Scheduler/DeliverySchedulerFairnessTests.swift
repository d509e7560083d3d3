import DeliveryQueueTesting
import Testing

@testable import DeliveryQueue

@Suite struct DeliverySchedulerFairnessTests {
    private let start = WallTime(milliseconds: 1_000_000)

    private func item(
        _ number: Int, site: String = "a", sender: String = "", _ priority: DeliveryPriority = .normal
    ) -> DeliveryScheduler.Item {
        DeliveryScheduler.Item(
            message: MessageID(number: Int64(number)), recipients: [0], site: site, sender: sender, priority: priority)
    }

    private func scheduler(overall: Int = 100, perSite: Int) -> DeliveryScheduler {
        let limits = ShapingLimits(connections: perSite, initialConnections: perSite)
        return DeliveryScheduler(
            configuration: SchedulerConfiguration(overall: overall, shaping: ShapingRules(standard: limits)))
    }

    /// Takes and ends one after another, and gives them in their order.
    private func order(_ scheduler: inout DeliveryScheduler, _ count: Int) -> [DeliveryScheduler.Item] {
        var order: [DeliveryScheduler.Item] = []
        while order.count < count {
            let taken = scheduler.take(at: start)
            if taken.isEmpty { break }
            for delivery in taken {
                order.append(delivery.item)
                scheduler.finished(delivery, .tried(.none), at: start)
            }
        }
        return order
    }

    @Test func sitesTakeTurnsSoThatOneWithManyMessagesHoldsUpNoOther() {
        var scheduler = scheduler(overall: 4, perSite: 3)
        for number in 1...100 { scheduler.add(item(number, site: "many"), due: start) }
        scheduler.add(item(200, site: "one"), due: start)
        scheduler.add(item(300, site: "other"), due: start)
        #expect(scheduler.take(at: start).map(\.item.site).sorted() == ["many", "many", "one", "other"])
    }

    @Test func oneSendersHundredThousandDelayAnothersOneByATurn() {
        var scheduler = scheduler(perSite: 1)
        for number in 1...100_000 { scheduler.add(item(number, sender: "many"), due: start) }
        _ = scheduler.take(at: start).map { scheduler.finished($0, .tried(.none), at: start) }
        scheduler.add(item(200_000, sender: "one"), due: start)
        let order = order(&scheduler, 3)
        #expect(order.prefix(2).contains { $0.sender == "one" })
    }

    @Test func aListThatVariesItsSenderWithEachRecipientHasOneTurnAllTheSame() {
        var scheduler = scheduler(perSite: 1)
        for number in 1...100_000 {
            scheduler.add(item(number, sender: "list-bounces+user\(number)=a.example@lists.example"), due: start)
        }
        _ = scheduler.take(at: start).map { scheduler.finished($0, .tried(.none), at: start) }
        scheduler.add(item(200_000, sender: "one"), due: start)
        let order = order(&scheduler, 3)
        #expect(order.prefix(2).contains { $0.sender == "one" })
        #expect(order.last?.sender.hasPrefix("list-bounces+user") == true, "what comes out is the whole reverse path")
    }

    @Test func sendersOfOnePriorityTakeTurnsAndEachKeepsItsOrder() {
        var scheduler = scheduler(perSite: 1)
        for number in 1...9 {
            scheduler.add(item(number, sender: number <= 5 ? "a" : number <= 8 ? "b" : "c"), due: start)
        }
        #expect(order(&scheduler, 9).map(\.message.number) == [1, 6, 9, 2, 7, 3, 8, 4, 5])
    }

    @Test func prioritiesShareTheTurnsWithoutStarving() {
        var scheduler = scheduler(perSite: 1)
        for number in 0..<3_900 { scheduler.add(item(number, DeliveryPriority.allCases[number % 3]), due: start) }
        let order = order(&scheduler, 1_300)
        let counts = DeliveryPriority.allCases.map { priority in order.count { $0.priority == priority } }
        #expect(zip(counts, [800, 400, 100]).allSatisfy { abs($0 - $1) <= 1 }, "\(counts)")
    }

    @Test func aDeadSiteAndACrawlingOneTakeNothingFromAThousandOthers() {
        let (alone, together) = (waits(beside: []), waits(beside: ["dead", "crawling"]))
        #expect(alone.delivered == 20_000 && together.delivered == alone.delivered)
        #expect(Double(together.milliseconds) <= 1.02 * Double(alone.milliseconds), "\(together) after \(alone)")
    }

    /// Half of all places are needed for a thousand sites that take a tenth of a second each; others take two seconds.
    ///
    /// - Returns: how many were delivered to the thousand, and how long all of them took from when they were due.
    private func waits(beside slow: [String]) -> (delivered: Int, milliseconds: Int64) {
        var scheduler = scheduler(overall: 1_000, perSite: 20)
        var ends: [WallTime: [DeliveryScheduler.Delivery]] = [:]
        var (delivered, waited) = (0, Int64(0))
        for number in 0..<20_000 {
            let due = start + .milliseconds(number / 5)
            scheduler.add(item(number, site: "site\(number % 1_000)"), due: due)
            for site in slow where number % 20 == 0 { scheduler.add(item(100_000 + number, site: site), due: due) }
        }
        for tick in 0..<500 {
            let now = start + .milliseconds(10 * tick)
            for delivery in ends.removeValue(forKey: now) ?? [] {
                if slow.contains(delivery.item.site) {
                    let isDead = delivery.item.site == "dead"
                    scheduler.finished(delivery, .tried(isDead ? .unreachable : .success), at: now)
                    scheduler.add(delivery.item, due: now)
                } else {
                    scheduler.finished(delivery, .tried(.success), at: now)
                    delivered += 1
                    waited += (now - delivery.item.due).milliseconds
                }
            }
            for delivery in scheduler.take(at: now) {
                let duration: Duration = slow.contains(delivery.item.site) ? .seconds(2) : .milliseconds(100)
                ends[now + duration, default: []].append(delivery)
            }
        }
        return (delivered, waited)
    }
}
