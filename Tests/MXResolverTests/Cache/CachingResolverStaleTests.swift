import MXResolver
import MailAddressing
import Testing

/// Servers are asked first, and a stale answer is given when they fail or are slow (RFC 8767, section 5).
@Suite(.timeLimit(.minutes(15)))
struct CachingResolverStaleTests {
    private typealias Outcome = Result<DNSAnswer, DNSFailure>

    private let name = domain("a.test")
    private let base = ScriptedResolver()
    private let clock = ManualClock()
    private let stale = Outcome.success(answer("a.test", 30))
    private let new = Outcome.success(answer("a.test", 60, number: 2))

    private func start(_ resolver: CachingResolver) -> Task<Outcome, Never> {
        Task { await resolver.query(name, .txt) }
    }

    /// A resolver whose only answer ran out just now, by query 0.
    private func resolver(_ events: inout AsyncStream<ScriptedResolver.Event>.Iterator) async -> CachingResolver {
        let resolver = CachingResolver(before: base, clock: clock.clock)
        let first = start(resolver)
        #expect(await events.next() == .asked(0))
        base.answer(0, .success(answer("a.test", 60)))
        #expect(await first.value == .success(answer("a.test", 60)))
        clock.advance(by: .seconds(60))
        return resolver
    }

    @Test(
        "when servers fail everyone gets the stale answer, for 30 s without asking again",
        arguments: [DNSFailure.serverFailure, .timeout, .unreachable, .refused])
    func givesStaleAnswers(failure: DNSFailure) async {
        var events = base.events.makeAsyncIterator()
        let resolver = await resolver(&events)
        let tasks = [start(resolver), start(resolver)]
        await until { resolver.statistics.joined == 1 }
        #expect(await events.next() == .asked(1))
        base.answer(1, .failure(failure))
        for task in tasks { #expect(await task.value == stale) }
        await until { clock.sleeperCount == 0 }
        clock.advance(by: .milliseconds(29_999))
        #expect(await resolver.query(name, .txt) == stale)
        #expect(resolver.statistics.staleAnswers == 3)
        clock.advance(by: .milliseconds(1))
        let later = start(resolver)
        #expect(await events.next() == .asked(2))
        base.answer(2, new)
        #expect(await later.value == new)
        #expect(await resolver.query(name, .txt) == new)
    }

    @Test("when servers are slow it is given after 1.8 s, and their answer is kept when it comes")
    func refreshesInTheBackground() async {
        var events = base.events.makeAsyncIterator()
        let resolver = await resolver(&events)
        let tasks = [start(resolver), start(resolver)]
        await until { resolver.statistics.joined == 1 && clock.sleeperCount == 1 }
        #expect(await events.next() == .asked(1))
        clock.advance(by: .milliseconds(1_799))
        #expect(clock.sleeperCount == 1)
        clock.advance(by: .milliseconds(1))
        for task in tasks { #expect(await task.value == stale) }
        #expect(await resolver.query(name, .txt) == stale)
        #expect(resolver.statistics.underWay == 1)
        base.answer(1, new)
        await until { resolver.statistics.underWay == 0 }
        #expect(await resolver.query(name, .txt) == new)
        #expect(base.count == 2)
    }

    @Test("who joins a slow refresh later waits 1.8 s at most, and does not end it by leaving")
    func joinsSlowRefreshes() async {
        var events = base.events.makeAsyncIterator()
        let resolver = await resolver(&events)
        let first = start(resolver)
        #expect(await events.next() == .asked(1))
        await until { clock.sleeperCount == 1 }
        clock.advance(by: .milliseconds(1_800))
        #expect(await first.value == stale)
        clock.advance(by: .seconds(30))
        let second = start(resolver)
        await until { clock.sleeperCount == 1 }
        clock.advance(by: .milliseconds(1_800))
        #expect(await second.value == stale)
        clock.advance(by: .seconds(30))
        let third = start(resolver)
        await until { clock.sleeperCount == 1 }
        third.cancel()
        #expect(await third.value == .failure(.cancelled))
        #expect(resolver.statistics.underWay == 1)
        base.answer(1, new)
        await until { resolver.statistics.underWay == 0 }
        #expect(await resolver.query(name, .txt) == new)
        await until { clock.sleeperCount == 0 }
    }

    @Test("a statement of the servers ends the stale answer, a denial too")
    func believesStatements() async {
        let denied = Outcome.failure(.noSuchDomain(denial(60)))
        for outcome in [new, denied] {
            let base = ScriptedResolver()
            var events = base.events.makeAsyncIterator()
            let clock = ManualClock()
            let resolver = CachingResolver(before: base, clock: clock.clock)
            for (number, given) in [Outcome.success(answer("a.test", 60)), outcome].enumerated() {
                let task = start(resolver)
                #expect(await events.next() == .asked(number))
                base.answer(number, given)
                #expect(await task.value == given)
                clock.advance(by: .seconds(number == 0 ? 60 : 0))
            }
            #expect(await resolver.query(name, .txt) == outcome)
            #expect(resolver.statistics.staleAnswers == 0)
        }
    }

    @Test("a shutdown is no failure of servers: callers learn of it")
    func reportsShutdown() async {
        var events = base.events.makeAsyncIterator()
        let resolver = await resolver(&events)
        let task = start(resolver)
        #expect(await events.next() == .asked(1))
        base.answer(1, .failure(.cancelled))
        #expect(await task.value == .failure(.cancelled))
        #expect(resolver.statistics.staleAnswers == 0)
    }

    @Test("when all who wait for a refresh are cancelled, query and timer end")
    func cancelsAbandonedRefreshes() async {
        var events = base.events.makeAsyncIterator()
        let resolver = await resolver(&events)
        let task = start(resolver)
        #expect(await events.next() == .asked(1))
        await until { clock.sleeperCount == 1 }
        task.cancel()
        #expect(await task.value == .failure(.cancelled))
        #expect(await events.next() == .cancelled(1))
        await until { clock.sleeperCount == 0 }
        #expect(resolver.statistics.underWay == 0)
    }
}
