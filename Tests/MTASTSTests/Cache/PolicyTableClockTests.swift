import MTASTS
import MXResolver
import MailAddressing
import Testing

/// Clocks that are set.
struct PolicyTableClockTests {
    private let name = "example.com"
    private let week: Int64 = 604_800

    private func settled() -> TableDesk {
        var desk = TableDesk()
        desk.settle(name, "a", policy(maximumAge: 604_800))
        desk.ask(name)
        desk.records = [:]
        desk.policies = [:]
        return desk
    }

    @Test("a clock that is set back makes nothing hold for longer than max_age from then on")
    func limitsWhatComesFromTheFuture() {
        for back: Int64 in [1, 300, 86_400, 40_000_000, TableDesk.start] {
            var desk = settled()
            desk.now -= back
            let set = desk.now
            #expect(desk.ask(name).policy != nil, "set back by \(back)")
            let end = min(set + week, desk.stored[domain(name)]!.expires)
            while desk.now + 7_000 < end {
                desk.now += 7_000
                desk.renew()
                #expect(desk.ask(name).policy != nil, "set back by \(back)")
            }
            desk.now = set + week
            desk.renew()
            // Once the clock has passed the time of the fetch, the policy's own time counts, and that is less.
            #expect(desk.ask(name).policy == nil || back < week, "set back by \(back)")
            desk.now = TableDesk.start + week
            desk.renew()
            #expect(desk.ask(name).policy == nil, "set back by \(back)")
        }
    }

    @Test("a clock that is put right again finds what held before")
    func survivesAWrongClock() {
        var desk = settled()
        desk.now = 0
        #expect(desk.ask(name).policy != nil)
        desk.renew()
        desk.now = TableDesk.start + 86_000
        #expect(desk.ask(name).policy != nil)
        desk.now = TableDesk.start + week
        #expect(desk.ask(name).policy == nil)
    }

    @Test("what came from the future is renewed soon, not when its time comes")
    func renewsWhatComesFromTheFuture() {
        for back: Int64 in [400, 86_400, 400_000_000] {
            var desk = settled()
            desk.settle(name, "a", policy(maximumAge: 604_800))
            desk.now -= back
            _ = desk.table.takeDue(at: desk.now)
            #expect(desk.table.nextDue! <= desk.now + 86_400)
            #expect(desk.ask(name).policy != nil)
            #expect(desk.stored[domain(name)]?.fetchedAt == desk.now)
        }
    }

    @Test("a clock that is corrected by seconds fetches nothing")
    func toleratesCorrections() {
        var desk = settled()
        desk.settle(name, "a", policy(maximumAge: 604_800))
        for back: Int64 in [1, 5, 60] {
            desk.now -= back
            desk.ask(name)
        }
        #expect(desk.fetches == 1)
        #expect(desk.renew().isEmpty)
    }

    @Test("a clock that is set forward ends what has expired by it, and asks again")
    func believesAClockSetForward() {
        var desk = settled()
        desk.now += week
        #expect(desk.ask(name) == .none(.notPublished(.noSuchDomain)))
        #expect(desk.stored.isEmpty)
    }

    @Test("what a storage kept from the future holds for max_age from now")
    func limitsWhatAStorageKept() {
        var desk = TableDesk()
        let stored = StoredPolicy(
            domain: domain(name), id: "a", policy: policy(maximumAge: 604_800), fetchedAt: desk.now + 50_000_000)
        desk.table.insert(stored, jitter: 0.5, at: desk.now)
        #expect(desk.table.nextDue == desk.now + 1_800)
        desk.now += week - 1
        #expect(desk.ask(name).policy != nil)
        desk.now += 1
        #expect(desk.ask(name).policy == nil)
    }

    @Test("no time overflows", arguments: [Int64.min, -1, 0, 253_402_300_799, Int64.max])
    func survivesAnyTime(time: Int64) {
        var desk = settled()
        desk.now = time
        desk.settle(name, "b", policy(maximumAge: 31_557_600))
        desk.ask(name)
        desk.renew()
        desk.policies = [:]
        desk.renew()
        desk.ask(name)
        let stored = StoredPolicy(domain: domain("a.test"), id: "a", policy: policy(), fetchedAt: time)
        desk.table.insert(stored, jitter: .nan, at: time)
        #expect(desk.table.count == 2)
    }
}
