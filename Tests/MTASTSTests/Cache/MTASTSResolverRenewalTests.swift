import MTASTS
import MXResolver
import MailAddressing
import TestSupport
import Testing

/// `run`: what is renewed, when, and how much at a time.
@Suite(.timeLimit(.minutes(15)))
struct MTASTSResolverRenewalTests {
    private let village = Village()
    private let clock = CivilClock()
    private let storage = MemoryPolicyStorage()
    private let log = EventLog()

    /// The same numbers each time, so that renewals come when the test expects them.
    private func options(fetches: Int = 32) -> MTASTSResolver.Options {
        MTASTSResolver.Options(fetches: fetches) { SeededGenerator(seed: 1) }
    }

    private func open(fetches: Int = 32) async -> MTASTSResolver {
        await MTASTSResolver.open(
            storage, records: village, fetcher: village, options: options(fetches: fetches), clock: clock.clock,
            events: log.append)
    }

    /// Lets time pass until somebody wakes, once what was begun before has come to its end, and sees that he sleeps
    /// again.
    private func toTheNextWake(_ resolver: MTASTSResolver) async {
        await until { clock.nextWake != nil && resolver.statistics.underWay == 0 }
        let before = clock.sleeps
        if let pause = clock.nextWake { clock.advance(by: pause.components.seconds) }
        await until {
            resolver.policies.isEmpty || clock.sleeps > before && resolver.statistics.underWay == 0
        }
    }

    @Test("a policy that nobody asks for is renewed daily, and holds after its max_age is over many times")
    func renewsDaily() async {
        village.settle("example.com", "a", policy())
        let resolver = await open()
        let running = Task { await resolver.run() }
        _ = await resolver.policy(for: domain("example.com"))
        let start = clock.now
        while clock.now < start + 5 * 86_400 { await toTheNextWake(resolver) }
        let fetches = village.counts("example.com")[1]
        #expect((5...8).contains(fetches))
        #expect(resolver.policies.map(\.policy) == [policy()])
        running.cancel()
        await running.value
        #expect(storage.load().first.map { clock.now - $0.fetchedAt < 86_400 } == true)
    }

    @Test("sleeps for an hour at most and polls nothing in between")
    func sleepsUntilDue() async {
        village.settle("example.com", "a", policy())
        let resolver = await open()
        _ = await resolver.policy(for: domain("example.com"))
        // Nothing is left that would wake who renews.
        await until { resolver.statistics.underWay == 0 }
        let running = Task { await resolver.run() }
        await until { clock.nextWake == .seconds(3_600) && clock.sleeperCount == 1 }
        clock.advance(by: 3_599)
        await letOthersRun()
        #expect(clock.nextWake == .seconds(1))
        #expect(village.counts("example.com") == [1, 1])
        running.cancel()
        await running.value
        #expect(clock.sleeperCount == 0)
    }

    @Test("a renewal that fails is reported and tried again; the policy holds until it expires, and then is gone")
    func reportsFailures() async {
        village.settle("example.com", "a", policy(maximumAge: 172_800))
        let resolver = await open()
        let running = Task { await resolver.run() }
        _ = await resolver.policy(for: domain("example.com"))
        let stored = resolver.policies[0]
        village.serve(failed(domain("example.com"), .certificate), of: "example.com")
        while clock.now < stored.expires { await toTheNextWake(resolver) }
        await until { resolver.policies.isEmpty }
        let failures = log.events.count { if case .renewalFailed(stored, _) = $0 { true } else { false } }
        #expect((30...50).contains(failures))
        #expect(log.events.last == .removed(stored, .expired))
        running.cancel()
        await running.value
        #expect(storage.load().isEmpty)
    }

    @Test("after a start half of the slots renew what is due, and first contacts have the others")
    func leavesRoomForFirstContacts() async {
        for number in 0..<20 {
            village.settle("old\(number).test", "a", policy())
            storage.save(
                StoredPolicy(
                    domain: domain("old\(number).test"), id: "a", policy: policy(), fetchedAt: clock.now - 500_000))
        }
        village.settle("new.test", "a", policy())
        village.holdUp(true)
        let resolver = await open(fetches: 4)
        let running = Task { await resolver.run() }
        await until { clock.sleeperCount == 1 }
        clock.advance(by: 3_600)
        await until { village.waiting == 2 }
        await letOthersRun()
        #expect(resolver.statistics.fetches == 2)
        let first = Task { await resolver.policy(for: domain("new.test")) }
        await until { village.waiting == 3 }
        village.holdUp(false)
        #expect(await first.value.policy == policy())
        await until { (0..<20).allSatisfy { village.counts("old\($0).test") == [1, 1] } }
        #expect(village.mostRunning <= 4)
        running.cancel()
        await running.value
        #expect(storage.load().count == 21)
        #expect(storage.load().allSatisfy { clock.now - $0.fetchedAt <= 3_600 })
    }

    @Test("several runs share the work, and each ends when it is cancelled")
    func runsSeveralTimes() async {
        village.settle("example.com", "a", policy())
        let resolver = await open()
        let runs = (0..<3).map { _ in Task { await resolver.run() } }
        _ = await resolver.policy(for: domain("example.com"))
        for _ in 0..<24 {
            await until { clock.sleeperCount == 3 }
            clock.advance(by: 3_600)
            await until { resolver.statistics.underWay == 0 }
        }
        await until { village.counts("example.com") == [2, 2] }
        #expect(village.counts("example.com") == [2, 2])
        for run in runs {
            run.cancel()
            await run.value
        }
        #expect(clock.sleeperCount == 0)
    }
}
