import MTASTS
import MXResolver
import MailAddressing
import Testing

/// What a caller hears who has to know that there is no newer policy (RFC 8461, section 5.1).
@Suite(.timeLimit(.minutes(15)))
struct MTASTSResolverRecheckTests {
    private let village = Village()
    private let clock = CivilClock()
    private let name = domain("example.com")

    /// A resolver that knows a policy of the id a, of which the DNS was asked a minute ago.
    private func settled(_ options: MTASTSResolver.Options = MTASTSResolver.Options()) async -> MTASTSResolver {
        let resolver = MTASTSResolver(records: village, fetcher: village, options: options, clock: clock.clock)
        village.settle("example.com", "a", policy())
        #expect(await resolver.policy(for: name).policy == policy())
        await until { resolver.statistics.underWay == 0 }
        clock.advance(by: 60)
        return resolver
    }

    private func recheck(_ resolver: MTASTSResolver) async -> MTASTSAnswer.Trouble? {
        let answer = await resolver.recheckedPolicy(for: name)
        #expect(answer.policy == policy())
        return answer.trouble
    }

    @Test("there is no newer one when the record has the same id, or there is none any more")
    func seesThatThereIsNone() async {
        let resolver = await settled()
        #expect(await recheck(resolver) == nil)
        village.publish(.noSuchDomain, of: "example.com")
        clock.advance(by: 60)
        #expect(await recheck(resolver) == nil)
        #expect(village.counts("example.com") == [3, 1])
    }

    @Test("nobody knows when the DNS fails, nor in the minute in which it is not asked again")
    func saysThatTheLookupFailed() async {
        let resolver = await settled()
        village.publish(.temporaryFailure("time-out"), of: "example.com")
        #expect(await recheck(resolver) == .lookup("time-out"))
        clock.advance(by: 59)
        #expect(await recheck(resolver) == .lookup("time-out"))
        #expect(village.counts("example.com") == [2, 1])
        village.publish(record("a"), of: "example.com")
        clock.advance(by: 1)
        #expect(await recheck(resolver) == nil)
    }

    @Test("nobody knows when another one cannot be fetched, nor while that is not tried again")
    func saysThatTheFetchFailed() async {
        let resolver = await settled()
        let failure = PolicyFetchFailure(.certificate, of: name)
        village.publish(record("b"), of: "example.com")
        village.serve(.failed(failure), of: "example.com")
        #expect(await recheck(resolver) == .fetch(failure))
        clock.advance(by: 60)
        #expect(await recheck(resolver) == .fetch(failure))
        #expect(village.counts("example.com") == [3, 2])
    }

    @Test("nobody knows when patience ends or the caller is cancelled", arguments: [false, true], [false, true])
    func saysThatItDidNotFinish(isFetch: Bool, isCancelled: Bool) async {
        let resolver = await settled()
        village.publish(record("b"), of: "example.com")
        if isFetch { village.holdUp(true) } else { village.holdUpText(true) }
        let task = Task { await recheck(resolver) }
        await until { village.waiting == 1 && clock.sleeperCount == (isFetch ? 2 : 1) }
        if isCancelled { task.cancel() } else { clock.advance(by: 90) }
        #expect(await task.value == .notFinished)
        village.holdUpText(false)
        await until { resolver.statistics.underWay == 0 }
    }

    @Test("nobody knows when too many others wait, and that is an event, once in five minutes")
    func saysThatThereAreTooMany() async {
        let log = EventLog()
        let options = MTASTSResolver.Options(fetches: 2, slowFetches: 0, waitingFetches: 0)
        let resolver = MTASTSResolver(
            records: village, fetcher: village, options: options, clock: clock.clock, events: log.append)
        village.settle("example.com", "a", policy())
        let stored = StoredPolicy(domain: name, id: "a", policy: policy(), fetchedAt: clock.now)
        #expect(await resolver.policy(for: name).policy == policy())
        await until { resolver.statistics.fetches == 0 }
        village.holdUp(true)
        village.settle("other.test", "a", policy())
        let other = Task { await resolver.policy(for: domain("other.test")) }
        await until { village.waiting == 1 }
        village.publish(record("b"), of: "example.com")
        clock.advance(by: 60)
        for _ in 0..<3 { #expect(await recheck(resolver) == .notFinished) }
        await until { resolver.statistics.underWay == 1 }
        #expect(log.events == [.adopted(stored, replacing: nil), .renewalFailed(stored, .notFinished)])
        village.holdUp(false)
        _ = await other.value
        let next = policy(.testing)
        village.serve(.policy(next), of: "example.com")
        await until { resolver.statistics.underWay == 0 }
        let answer = await resolver.recheckedPolicy(for: name)
        #expect(answer.policy == next && answer.trouble == nil)
    }

    @Test("who is answered while the DNS is silent hears that, and who is answered while a fetch runs hears that")
    func tellsHowFarItCame() async {
        let resolver = MTASTSResolver(records: village, fetcher: village, clock: clock.clock)
        village.settle("example.com", "a", policy())
        for stage in [MTASTSAnswer.Stage.lookup, .fetch] {
            if stage == .lookup { village.holdUpText(true) } else { village.holdUp(true) }
            let task = Task { await resolver.policy(for: name) }
            await until { village.waiting == 1 && clock.sleeperCount == (stage == .lookup ? 1 : 2) }
            clock.advance(by: 90)
            let answer = await task.value
            #expect(answer == .none(.notYetKnown(stage)))
            #expect(answer.explanation.contains("the DNS has not answered") == (stage == .lookup))
            village.publish(record(stage == .lookup ? "a" : "b"), of: "example.com")
            if stage == .lookup { village.serve(failed(name, .certificate), of: "example.com") }
            village.holdUpText(false)
            await until { resolver.statistics.underWay == 0 }
            clock.advance(by: 300)
        }
    }
}
