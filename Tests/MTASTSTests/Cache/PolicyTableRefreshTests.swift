import MTASTS
import MXResolver
import MailAddressing
import Testing

/// Renewal before a policy expires, and clocks that are set.
struct PolicyTableRefreshTests {
    private let name = "example.com"
    private let week = policy(maximumAge: 604_800)

    private func settled(_ policy: StrictTransportPolicy, jitter: Double = 0) -> TableDesk {
        var desk = TableDesk()
        desk.jitter = jitter
        desk.settle(name, "a", policy)
        desk.ask(name)
        return desk
    }

    private static let intervals: [(Int, Double, Int64)] = [
        // max_age, jitter, when the policy is renewed.
        (31_557_600, 0, 86_400), (604_800, 0, 86_400), (604_800, 0.5, 77_760), (604_800, 0.999_999, 69_121),
        (172_800, 0, 86_400), (100_000, 0, 50_000), (7_200, 0, 3_600), (7_200, 0.5, 3_240),
    ]

    @Test("a policy is renewed once a day, or after half of its time", arguments: intervals)
    func renewsDaily(maximumAge: Int, jitter: Double, seconds: Int64) {
        var desk = settled(policy(maximumAge: maximumAge), jitter: jitter)
        #expect(desk.table.nextDue == TableDesk.start + seconds)
        desk.now += seconds - 1
        #expect(desk.renew().isEmpty)
        desk.now += 1
        #expect(desk.renew() == [domain(name)])
        #expect(desk.stored[domain(name)]?.fetchedAt == desk.now)
        #expect(desk.table.nextDue == desk.now + seconds)
    }

    @Test("what holds for less than two hours is not renewed beforehand")
    func leavesShortOnesAlone() {
        var desk = settled(policy(maximumAge: 7_199))
        #expect(desk.table.nextDue == TableDesk.start + 7_199)
        desk.now += 7_199
        #expect(desk.renew().isEmpty)
        #expect(desk.stored.isEmpty)
        #expect(desk.table.nextDue == nil)
    }

    private static let silences: [MTASTSDiscovery] = [.none(.noSuchDomain), .none(.noCandidate), .failed("time-out")]

    @Test("a policy is renewed even if its record is gone, and keeps its id", arguments: silences)
    func renewsWithoutARecord(discovery: MTASTSDiscovery) {
        var desk = settled(week)
        desk.records[domain(name)] = discovery
        for _ in 0..<60 {
            desk.now += 43_200
            desk.renew()
            #expect(desk.answer(name)?.policy == week)
        }
        #expect(desk.stored[domain(name)]?.id == "a")
        #expect(desk.fetches == 31)
    }

    @Test("a renewal that fails is tried again within the hour and more often at the end, and reported each time")
    func triesAgain() {
        var desk = settled(week)
        desk.policies[domain(name)] = failed(domain(name), .certificate)
        let stored = desk.stored[domain(name)]!
        var tries = 0
        var last = desk.now
        while let due = desk.table.nextDue {
            desk.now = due
            guard desk.renew() == [domain(name)] else { break }
            tries += 1
            if tries > 1 { #expect((300...3_600).contains(due - last)) }
            last = due
            let failure = PolicyFetchFailure(.certificate, of: domain(name))
            #expect(desk.events.last == .renewalFailed(stored, .fetch(failure)))
            #expect(desk.answer(name) == .policy(stored, trouble: .fetch(failure)))
        }
        #expect(desk.now == stored.expires)
        #expect(stored.expires - last <= 600)
        #expect((140...200).contains(tries))
        #expect(desk.events.last == .removed(stored, .expired))
        #expect(desk.table.nextDue == nil)
    }

    @Test("a renewal that nobody reports on is not named again at once")
    func namesADomainOnce() {
        var desk = settled(week)
        desk.now += 86_400
        #expect(desk.table.takeDue(at: desk.now) == domain(name))
        #expect(desk.table.takeDue(at: desk.now) == nil)
        #expect(desk.table.takeDue(at: desk.now + 3_599) == nil)
        #expect(desk.table.takeDue(at: desk.now + 3_600) == domain(name))
    }

    @Test("without anybody who renews, look-ups do it")
    func renewsOnUse() {
        var desk = settled(week)
        desk.now += 86_399
        desk.ask(name)
        #expect(desk.fetches == 1)
        desk.now += 1
        #expect(desk.ask(name).policy == week)
        #expect(desk.fetches == 2)
        #expect(desk.stored[domain(name)]?.fetchedAt == desk.now)
    }

    @Test("what nobody asks for is renewed for 90 days, and again once somebody asks")
    func forgetsTheUnused() {
        var desk = settled(week)
        for _ in 0..<90 {
            desk.now += 86_400
            #expect(desk.renew() == [domain(name)])
        }
        desk.now += 86_400
        #expect(desk.renew().isEmpty)
        #expect(desk.table.nextDue == desk.stored[domain(name)]?.expires)
        #expect(desk.ask(name).policy == week)
        #expect(desk.stored[domain(name)]?.fetchedAt == desk.now)
        #expect(desk.table.nextDue == desk.now + 86_400)
    }

    @Test("the 90 days do not begin anew with a restart")
    func remembersTheLastUse() {
        var desk = settled(week)
        for day in 1...91 {
            desk.now += 86_400
            let kept = desk.stored[domain(name)]!
            #expect(kept.usedAt == TableDesk.start)
            desk.table = PolicyTable()
            desk.table.insert(kept, jitter: 0, at: desk.now)
            #expect(desk.renew() == (day <= 90 ? [domain(name)] : []), "day \(day)")
        }
        desk.ask(name)
        #expect(desk.stored[domain(name)]?.usedAt == desk.now)
    }

    @Test("policies that a storage kept are renewed when they were due, or within the hour")
    func resumesRenewal() {
        let limits = PolicyTable.Limits()
        let cases: [(age: Int64, maximumAge: Int, jitter: Double, due: Int64?)] = [
            (0, 604_800, 0.5, 86_400), (80_000, 604_800, 0.5, 6_400), (86_400, 604_800, 0.5, 1_800),
            (500_000, 604_800, 0, 0), (604_000, 604_800, 0.5, 200), (604_799, 604_800, 0.5, 0),
            (604_800, 604_800, 0.5, nil), (100, 7_000, 0.5, 6_900),
        ]
        for (age, maximumAge, jitter, due) in cases {
            var table = PolicyTable(limits: limits)
            let stored = StoredPolicy(
                domain: domain(name), id: "a", policy: policy(maximumAge: maximumAge),
                fetchedAt: TableDesk.start - age)
            table.insert(stored, jitter: jitter, at: TableDesk.start)
            #expect(table.nextDue == due.map { TableDesk.start + $0 }, "age \(age)")
            #expect(table.takeEvents() == (due == nil ? [.removed(stored, .expired)] : []))
        }
    }

    @Test("of two that a storage kept the later one counts, and a policy that was fetched meanwhile stays")
    func takesTheLaterOne() {
        let old = StoredPolicy(domain: domain(name), id: "a", policy: week, fetchedAt: TableDesk.start - 200)
        let new = StoredPolicy(domain: domain(name), id: "b", policy: week, fetchedAt: TableDesk.start - 100)
        for order in [[old, new], [new, old]] {
            var table = PolicyTable()
            for stored in order { table.insert(stored, jitter: 0, at: TableDesk.start) }
            #expect(table.policies == [new])
        }
    }
}
