import MTASTS
import MXResolver
import MailAddressing
import TestSupport
import Testing

/// Callers: who waits, for what, and who does not.
@Suite(.timeLimit(.minutes(15)))
struct MTASTSResolverTests {
    private let village = Village()
    private let clock = CivilClock()
    private let name = domain("example.com")

    private func resolver(_ options: MTASTSResolver.Options = MTASTSResolver.Options()) -> MTASTSResolver {
        MTASTSResolver(records: village, fetcher: village, options: options, clock: clock.clock)
    }

    private func start(_ resolver: MTASTSResolver, _ name: String = "example.com") -> Task<MTASTSAnswer, Never> {
        Task { await resolver.policy(for: domain(name)) }
    }

    @Test("a hundred callers at first contact look up once, fetch once, and hear the same")
    func joinsCallers() async {
        let resolver = resolver()
        village.settle("example.com", "a", policy())
        village.holdUp(true)
        let tasks = (0..<100).map { _ in start(resolver) }
        await until { resolver.statistics.callers == 100 && village.waiting == 1 }
        village.holdUp(false)
        for task in tasks { #expect(await task.value.policy == policy()) }
        #expect(village.counts("example.com") == [1, 1])
        #expect(await resolver.policy(for: name).policy == policy())
        #expect(village.counts("example.com") == [1, 1])
        #expect(resolver.statistics.underWay == 0 && resolver.statistics.callers == 0)
    }

    @Test("cancelling callers, the first one too, leaves the others waiting", arguments: [0, 1, 2])
    func cancelsOneCaller(victim: Int) async {
        let resolver = resolver()
        village.settle("example.com", "a", policy())
        village.holdUp(true)
        var tasks: [Task<MTASTSAnswer, Never>] = []
        for number in 1...3 {
            tasks.append(start(resolver))
            await until { resolver.statistics.callers == number }
        }
        tasks[victim].cancel()
        #expect(await tasks[victim].value == .none(.cancelled))
        await until { village.waiting == 1 }
        village.holdUp(false)
        for number in 0..<3 where number != victim { #expect(await tasks[number].value.policy == policy()) }
        #expect(village.counts("example.com") == [1, 1])
    }

    @Test("when all callers have gone the search goes on for the next one")
    func finishesWithoutCallers() async {
        let resolver = resolver()
        village.settle("example.com", "a", policy())
        village.holdUp(true)
        let task = start(resolver)
        await until { village.waiting == 1 }
        task.cancel()
        #expect(await task.value == .none(.cancelled))
        village.holdUp(false)
        await until { resolver.statistics.underWay == 0 }
        #expect(resolver.policies.map(\.domain) == [name])
        #expect(await resolver.policy(for: name).policy == policy())
        #expect(village.counts("example.com") == [1, 1])
    }

    @Test("a task that was cancelled before gets what is known, and waits for nothing")
    func answersTheCancelled() async {
        let resolver = resolver()
        village.settle("example.com", "a", policy())
        for isKnown in [false, true] {
            let answer = await Task {
                withUnsafeCurrentTask { unsafe $0?.cancel() }
                return await resolver.policy(for: name)
            }.value
            #expect(answer.policy == (isKnown ? policy() : nil))
            await until { resolver.statistics.underWay == 0 }
        }
    }

    @Test("a caller waits for 90 seconds at first contact, and the search goes on")
    func losesPatience() async {
        let resolver = resolver()
        village.settle("example.com", "a", policy())
        village.holdUp(true)
        let task = start(resolver)
        // The caller's patience, and what makes the fetch a slow one.
        await until { village.waiting == 1 && clock.sleeperCount == 2 }
        clock.advance(by: 89)
        await until { clock.sleeperCount == 1 }
        clock.advance(by: 1)
        #expect(await task.value == .none(.notYetKnown(.fetch)))
        village.holdUp(false)
        await until { resolver.statistics.underWay == 0 }
        #expect(await resolver.policy(for: name).policy == policy())
        await until { clock.sleeperCount == 0 }
    }

    @Test("who knows a policy waits for nothing: another id is followed meanwhile")
    func neverWaitsForAKnownPolicy() async {
        let resolver = resolver()
        village.settle("example.com", "a", policy())
        #expect(await resolver.policy(for: name).policy == policy())
        let next = policy(.testing)
        village.settle("example.com", "b", next)
        village.holdUp(true)
        for hour in 1...24 {
            clock.advance(by: 3_600)
            #expect(await resolver.policy(for: name).policy == policy(), "hour \(hour)")
        }
        await until { village.waiting == 1 }
        #expect(village.counts("example.com") == [2, 2])
        village.holdUp(false)
        await until { resolver.statistics.underWay == 0 }
        #expect(await resolver.policy(for: name).policy == next)
    }

    @Test("before mail is given up the DNS is asked, at most once a minute, and a new policy is waited for")
    func looksAgain() async {
        let resolver = resolver()
        village.settle("example.com", "a", policy())
        #expect(await resolver.recheckedPolicy(for: name).policy == policy())
        clock.advance(by: 59)
        #expect(await resolver.recheckedPolicy(for: name).policy == policy())
        #expect(village.counts("example.com") == [1, 1])
        clock.advance(by: 1)
        #expect(await resolver.recheckedPolicy(for: name).policy == policy())
        #expect(village.counts("example.com") == [2, 1])
        let next = policy(.none, [])
        village.settle("example.com", "b", next)
        clock.advance(by: 60)
        #expect(await resolver.recheckedPolicy(for: name) == .none(.modeNone))
        #expect(village.counts("example.com") == [3, 2])
    }

    @Test("who looks again and waits too long gets what is known")
    func losesPatienceWithAKnownPolicy() async {
        let resolver = resolver()
        village.settle("example.com", "a", policy())
        #expect(await resolver.policy(for: name).policy == policy())
        village.holdUpText(true)
        clock.advance(by: 60)
        let task = Task { await resolver.recheckedPolicy(for: name) }
        await until { village.waiting == 1 && clock.sleeperCount == 1 }
        clock.advance(by: 90)
        let answer = await task.value
        #expect(answer.policy == policy() && answer.trouble == .notFinished)
        village.holdUpText(false)
    }

    @Test("address literals and names that are too long have no policy, and nobody is asked")
    func asksNobody() async throws {
        let resolver = resolver()
        #expect(await resolver.policy(for: try MailHost("[192.0.2.1]")) == .none(.addressLiteral))
        let label = String(repeating: "a", count: 60)
        let long = [label, label, label, label].joined(separator: ".") + "aa"
        let answer = await resolver.policy(for: try MailHost(long))
        #expect(answer == .none(.notPublished(.nameTooLong)))
        #expect(await resolver.recheckedPolicy(for: domain(long)) == answer)
        #expect(resolver.statistics.domains == 0)
        #expect(village.counts("example.com") == [0, 0])
        village.settle("example.com", "a", policy())
        #expect(await resolver.policy(for: try MailHost("example.com")).policy == policy())
    }

    @Test("so many fetches run at a time and no more, and who came first is served first")
    func limitsFetches() async {
        let resolver = resolver(MTASTSResolver.Options(fetches: 6))
        village.holdUp(true)
        var tasks: [Task<MTASTSAnswer, Never>] = []
        let names = (0..<20).map { "domain\($0).test" }
        for (number, name) in names.enumerated() {
            village.settle(name, "a", policy())
            tasks.append(start(resolver, name))
            await until { resolver.statistics.fetches + resolver.statistics.waitingFetches == number + 1 }
        }
        #expect(resolver.statistics.fetches == 3)
        for count in 4...20 {
            await until { village.waiting == 3 }
            village.letOneGo()
            await until { village.order.count == count }
        }
        village.holdUp(false)
        for task in tasks { #expect(await task.value.policy == policy()) }
        #expect(village.mostRunning == 3)
        #expect(village.order.dropFirst(3).map(\.text) == Array(names.dropFirst(3)))
        #expect(resolver.statistics.fetches == 0)
    }

    @Test("when too many wait, the next one is told so; those who wait are not touched")
    func limitsTheLine() async {
        let resolver = resolver(MTASTSResolver.Options(fetches: 1, waitingFetches: 1))
        village.holdUp(true)
        var tasks: [Task<MTASTSAnswer, Never>] = []
        for number in 0..<2 {
            village.settle("domain\(number).test", "a", policy())
            tasks.append(start(resolver, "domain\(number).test"))
            await until { resolver.statistics.fetches + resolver.statistics.waitingFetches == number + 1 }
        }
        village.settle("domain2.test", "a", policy())
        #expect(await resolver.policy(for: domain("domain2.test")) == .none(.tooManyFetches))
        village.holdUp(false)
        for task in tasks { #expect(await task.value.policy == policy()) }
        #expect(await resolver.policy(for: domain("domain2.test")).policy == policy())
    }

    @Test("thousands of calls, some of them cancelled, each end once and rightly")
    func survivesCrowds() async {
        let limits = PolicyTable.Limits(domains: 20)
        let resolver = resolver(MTASTSResolver.Options(limits: limits, fetches: 4))
        let names = (0..<40).map { "domain\($0).test" }
        for (number, name) in names.enumerated() where number % 4 > 0 {
            village.settle(name, "a", policy(number % 4 == 1 ? .testing : .enforce, ["mx.\(name)"]))
        }
        let wrong = await withTaskGroup(of: Int.self) { group in
            for worker in 0..<32 {
                group.addTask {
                    var generator = SeededGenerator(seed: UInt64(worker))
                    var wrong = 0
                    for _ in 0..<100 {
                        let number = Int.random(in: 0..<names.count, using: &generator)
                        let task = start(resolver, names[number])
                        let isCancelled = Int.random(in: 0..<4, using: &generator) == 0
                        if isCancelled { task.cancel() }
                        let answer = await task.value
                        let hosts = answer.policy?.hosts.map(\.description)
                        let isRight = hosts == (number % 4 == 0 ? nil : ["mx.\(names[number])"])
                        if !isRight, !(isCancelled && answer == .none(.cancelled)) { wrong += 1 }
                    }
                    return wrong
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
        await until { resolver.statistics.underWay == 0 }
        #expect(resolver.statistics.domains <= 20)
        #expect(resolver.statistics.fetches == 0)
        await until { clock.sleeperCount == 0 }
    }
}
