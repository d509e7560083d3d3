import MTASTS
import MXResolver
import MailAddressing
import Testing

/// Many domains at a time, with web servers that do not answer: who is held up, and who is not.
@Suite(.timeLimit(.minutes(15)))
struct MTASTSResolverCrowdTests {
    private let village = Village()
    private let clock = CivilClock()
    private let log = EventLog()

    private func resolver(_ options: MTASTSResolver.Options) -> MTASTSResolver {
        MTASTSResolver(records: village, fetcher: village, options: options, clock: clock.clock, events: log.append)
    }

    /// Asks for domains that have policies, each once the one before has come as far as to be fetched or to wait.
    private func ask(
        _ resolver: MTASTSResolver, _ names: [String]
    ) async -> [Task<MTASTSAnswer, Never>] {
        var tasks: [Task<MTASTSAnswer, Never>] = []
        for name in names {
            let before = resolver.statistics
            village.settle(name, "a", policy())
            tasks.append(Task { await resolver.policy(for: domain(name)) })
            await until {
                let now = resolver.statistics
                return now.fetches + now.waitingFetches == before.fetches + before.waitingFetches + 1
            }
        }
        return tasks
    }

    private func names(_ word: String, _ count: Int) -> [String] { (0..<count).map { "\(word)\($0).test" } }

    @Test("a search that all its callers have left stands in no line, and leaves room for others")
    func leavesTheLine() async {
        let resolver = resolver(MTASTSResolver.Options(fetches: 2, slowFetches: 0, waitingFetches: 2))
        village.holdUp(true)
        let tasks = await ask(resolver, names("domain", 3))
        #expect(resolver.statistics.fetches == 1 && resolver.statistics.waitingFetches == 2)
        // A second caller keeps the second search in line.
        let second = Task { await resolver.policy(for: domain("domain1.test")) }
        await until { resolver.statistics.callers == 4 }
        for task in tasks {
            task.cancel()
            #expect(await task.value == .none(.cancelled))
        }
        #expect(resolver.statistics.waitingFetches == 1 && resolver.statistics.underWay == 2)
        // Who was given up is asked for again from the start, behind who is in line.
        let last = await ask(resolver, ["domain2.test"])
        #expect(village.counts("domain2.test") == [1, 0])
        village.holdUp(false)
        #expect(await second.value.policy == policy())
        #expect(await last[0].value.policy == policy())
        await until { resolver.statistics.underWay == 0 }
        #expect(village.order.map(\.text) == ["domain0.test", "domain1.test", "domain2.test"])
    }

    @Test("thousands of first contacts that nobody waits for any more are gone at once")
    func drains() async {
        let resolver = resolver(MTASTSResolver.Options(fetches: 2, slowFetches: 0, waitingFetches: 2_000))
        village.holdUp(true)
        _ = await ask(resolver, ["hanging.test"])
        let many = names("domain", 2_000)
        for name in many { village.settle(name, "a", policy()) }
        let tasks = many.map { name in Task { await resolver.policy(for: domain(name)) } }
        await until { resolver.statistics.waitingFetches == 2_000 && clock.sleeperCount == 2_002 }
        clock.advance(by: 90)
        for task in tasks { #expect(await task.value == .none(.notYetKnown(.fetch))) }
        #expect(resolver.statistics.waitingFetches == 0)
        village.holdUp(false)
        await until { resolver.statistics.underWay == 0 }
        #expect(village.order.count == 1)
    }

    @Test("a fetch that takes long holds up others for five seconds, up to a number of them")
    func stepsAside() async {
        let resolver = resolver(MTASTSResolver.Options(fetches: 4, slowFetches: 3))
        village.holdUp(true)
        let tasks = await ask(resolver, names("domain", 8))
        #expect(resolver.statistics.fetches == 2)
        for running in [4, 5] {
            // A timer for each fetch that is not slow yet, and the patience of eight callers.
            await until { clock.sleeperCount == 8 + 2 }
            clock.advance(by: 4)
            #expect(clock.sleeperCount == 10)
            clock.advance(by: 1)
            await until { resolver.statistics.fetches == running }
        }
        await letOthersRun()
        #expect(village.waiting == 5 && resolver.statistics.waitingFetches == 3)
        village.letOneGo()
        #expect(await tasks[0].value.policy == policy())
        village.holdUp(false)
        for task in tasks { #expect(await task.value.policy == policy()) }
        await until { resolver.statistics.underWay == 0 }
        #expect(resolver.statistics.fetches == 0 && resolver.statistics.waitingFetches == 0)
        // Those whose places come free at one moment begin in any order among themselves.
        let order = village.order.map(\.text)
        for (first, last) in [(0, 2), (2, 4), (4, 5), (5, 8)] {
            #expect(order[first..<last].sorted() == Array(names("domain", 8)[first..<last]))
        }
    }

    /// A resolver that renews nothing yet, with policies that were fetched and are due in a day.
    private func settle(_ resolver: MTASTSResolver, _ names: [String]) async {
        for name in names {
            village.settle(name, "a", policy())
            _ = await resolver.policy(for: domain(name))
        }
        await until { resolver.statistics.underWay == 0 }
    }

    @Test("a full line of first contacts holds up no renewal")
    func renewsBesideTheLine() async {
        let resolver = resolver(MTASTSResolver.Options(fetches: 4, slowFetches: 0, waitingFetches: 5))
        let old = names("old", 20)
        await settle(resolver, old)
        clock.advance(by: 86_400)
        village.holdUp(true)
        let tasks = await ask(resolver, names("new", 7))
        #expect(await resolver.policy(for: domain("new7.test")).policy == nil)
        let running = Task { await resolver.run() }
        for _ in 0..<10 {
            // Two that hang, and two that are renewed.
            await until { village.waiting == 4 }
            village.letGo { $0.text.hasPrefix("old") }
        }
        await until { old.allSatisfy { village.counts($0) == [2, 2] } }
        #expect(village.counts("new6.test") == [1, 0])
        village.holdUp(false)
        for task in tasks { #expect(await task.value.policy == policy()) }
        running.cancel()
        await running.value
        let isWhole = log.events.allSatisfy { if case .adopted = $0 { true } else { false } }
        #expect(isWhole)
    }

    @Test("renewals whose web servers hang hold up others for five seconds")
    func renewsBesideSlowServers() async {
        let resolver = resolver(MTASTSResolver.Options(fetches: 4, slowFetches: 10))
        await settle(resolver, names("old", 6))
        clock.advance(by: 86_400)
        village.holdUp(true)
        let running = Task { await resolver.run() }
        for count in [2, 4, 6] {
            await until { village.waiting == count && clock.sleeperCount == 2 }
            clock.advance(by: 5)
        }
        village.holdUp(false)
        await until { names("old", 6).allSatisfy { village.counts($0) == [2, 2] } }
        running.cancel()
        await running.value
    }

    @Test("a policy that waits in line to be fetched under another id is renewed beside it when its time comes")
    func promotes() async {
        let resolver = resolver(MTASTSResolver.Options(fetches: 4, slowFetches: 0))
        await settle(resolver, ["old.test"])
        village.holdUp(true)
        _ = await ask(resolver, names("new", 2))
        let next = policy(.testing)
        village.settle("old.test", "b", next)
        clock.advance(by: 3_600)
        #expect(await resolver.policy(for: domain("old.test")).policy == policy())
        await until { resolver.statistics.waitingFetches == 1 }
        clock.advance(by: 82_800)
        let running = Task { await resolver.run() }
        await until { village.counts("old.test") == [2, 2] && village.waiting == 3 }
        #expect(resolver.statistics.waitingFetches == 0)
        village.holdUp(false)
        await until { resolver.policies.contains { $0.policy == next } }
        running.cancel()
        await running.value
        #expect(resolver.statistics.underWay == 0)
    }
}
