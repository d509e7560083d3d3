import MXResolver
import MailAddressing
import TestSupport
import Testing

/// Equal queries are one, and cancelling one caller touches no other.
@Suite(.timeLimit(.minutes(15)))
struct CachingResolverTests {
    private typealias Outcome = Result<DNSAnswer, DNSFailure>

    private let name = domain("a.test")
    private let base = ScriptedResolver()
    private let clock = ManualClock()
    private let sample = Outcome.success(answer("a.test", 60))

    private func resolver() -> CachingResolver { CachingResolver(before: base, clock: clock.clock) }

    private func start(_ resolver: CachingResolver, _ type: DNSRecordType = .txt) -> Task<Outcome, Never> {
        Task { await resolver.query(name, type) }
    }

    @Test("a hundred equal queries ask once, and then nobody is asked")
    func joinsQueries() async {
        let resolver = resolver()
        let tasks = (0..<100).map { _ in start(resolver) }
        await until { resolver.statistics.joined == 99 }
        var events = base.events.makeAsyncIterator()
        #expect(await events.next() == .asked(0))
        base.answer(0, sample)
        for task in tasks { #expect(await task.value == sample) }
        #expect(await resolver.query(name, .txt) == sample)
        clock.advance(by: .seconds(9))
        #expect(await resolver.query(name, .txt).success?.timeToLive == 51)
        let statistics = resolver.statistics
        #expect(base.count == 1)
        #expect([statistics.queries, statistics.underWay, statistics.cache.hits] == [1, 0, 2])
        #expect(statistics.cache.misses == 100)
    }

    @Test("other types are other queries")
    func keepsTypesApart() async {
        let resolver = resolver()
        let tasks = [DNSRecordType.txt, .mx, .a].map { start(resolver, $0) }
        await until { base.count == 3 }
        var events = base.events.makeAsyncIterator()
        for _ in tasks { if case .asked(let number) = await events.next() { base.answer(number, sample) } }
        for task in tasks { #expect(await task.value == sample) }
        #expect(resolver.statistics.joined == 0)
    }

    @Test("cancelling callers, the first one too, leaves the others waiting", arguments: [0, 1, 2])
    func cancelsOneCaller(victim: Int) async {
        let resolver = resolver()
        var tasks: [Task<Outcome, Never>] = []
        for number in 0..<3 {
            tasks.append(start(resolver))
            await until { resolver.statistics.cache.misses == number + 1 }
        }
        var events = base.events.makeAsyncIterator()
        #expect(await events.next() == .asked(0))
        tasks[victim].cancel()
        #expect(await tasks[victim].value == .failure(.cancelled))
        base.answer(0, sample)
        for number in 0..<3 where number != victim { #expect(await tasks[number].value == sample) }
        #expect(base.count == 1)
    }

    @Test("a query for which nobody waits any more is cancelled, and the next caller asks anew")
    func cancelsAbandonedQueries() async {
        let resolver = resolver()
        let tasks = [start(resolver), start(resolver)]
        await until { resolver.statistics.joined == 1 }
        var events = base.events.makeAsyncIterator()
        #expect(await events.next() == .asked(0))
        for task in tasks { task.cancel() }
        for task in tasks { #expect(await task.value == .failure(.cancelled)) }
        #expect(await events.next() == .cancelled(0))
        #expect(resolver.statistics.underWay == 0)
        let next = start(resolver)
        #expect(await events.next() == .asked(1))
        base.answer(1, sample)
        #expect(await next.value == sample)
    }

    @Test("what an abandoned query brings nevertheless is dropped")
    func dropsLateAnswers() async {
        let base = ScriptedResolver(heedsCancellation: false)
        let resolver = CachingResolver(before: base, clock: clock.clock)
        var events = base.events.makeAsyncIterator()
        let abandoned = start(resolver)
        #expect(await events.next() == .asked(0))
        abandoned.cancel()
        #expect(await abandoned.value == .failure(.cancelled))
        #expect(await events.next() == .cancelled(0))
        let next = start(resolver)
        #expect(await events.next() == .asked(1))
        base.answer(0, .success(answer("a.test", 60, number: 2)))
        for _ in 0..<1_000 { await Task.yield() }
        #expect(resolver.statistics.underWay == 1)
        #expect(resolver.statistics.cache.entries == 0)
        base.answer(1, sample)
        #expect(await next.value == sample)
    }

    @Test("a task that was cancelled before asks nothing")
    func asksNothingWhenCancelled() async {
        let resolver = resolver()
        let outcome = await Task {
            withUnsafeCurrentTask { unsafe $0?.cancel() }
            return await resolver.query(name, .txt)
        }.value
        #expect(outcome == .failure(.cancelled))
        #expect(base.count == 0)
    }

    @Test("a failure goes to everyone and is remembered for five seconds; a shutdown is not")
    func sharesFailures() async {
        let resolver = resolver()
        var events = base.events.makeAsyncIterator()
        let down = start(resolver)
        #expect(await events.next() == .asked(0))
        base.answer(0, .failure(.cancelled))
        #expect(await down.value == .failure(.cancelled))
        let tasks = [start(resolver), start(resolver)]
        await until { resolver.statistics.joined == 1 }
        #expect(await events.next() == .asked(1))
        base.answer(1, .failure(.serverFailure))
        for task in tasks { #expect(await task.value == .failure(.serverFailure)) }
        clock.advance(by: .milliseconds(4_999))
        #expect(await resolver.query(name, .txt) == .failure(.serverFailure))
        clock.advance(by: .milliseconds(1))
        let later = start(resolver)
        #expect(await events.next() == .asked(2))
        base.answer(2, sample)
        #expect(await later.value == sample)
    }

    @Test("what is forgotten is asked for again")
    func forgets() async {
        let resolver = resolver()
        var events = base.events.makeAsyncIterator()
        let ways: [() -> Void] = [{}, { resolver.remove(name, .txt) }, { resolver.removeAll() }]
        for (number, forget) in ways.enumerated() {
            forget()
            let task = start(resolver)
            #expect(await events.next() == .asked(number))
            base.answer(number, sample)
            #expect(await task.value == sample)
        }
    }

    @Test("thousands of calls, some of them cancelled, each end once and rightly")
    func survivesCrowds() async {
        struct Slow: DNSResolver {
            func query(_ name: DomainName, _ type: DNSRecordType) async -> Outcome {
                for _ in 0..<5 { await Task.yield() }
                return Task.isCancelled ? .failure(.cancelled) : .success(answer(name.text, 60))
            }
        }
        let limits = DNSCache.Limits(bytes: 4_000)
        let resolver = CachingResolver(before: Slow(), options: .init(limits: limits), clock: clock.clock)
        let names = (0..<50).map { domain("name-\($0).test") }
        let wrong = await withTaskGroup(of: Int.self) { group in
            for worker in 0..<64 {
                group.addTask {
                    var generator = SeededGenerator(seed: UInt64(worker))
                    var wrong = 0
                    for _ in 0..<100 {
                        let name = names[Int.random(in: 0..<names.count, using: &generator)]
                        let task = Task { await resolver.query(name, .txt) }
                        let isCancelled = Int.random(in: 0..<4, using: &generator) == 0
                        if isCancelled { task.cancel() }
                        let outcome = await task.value
                        let isRight = outcome.success.map { $0.canonicalName.text == name.text } ?? isCancelled
                        if !isRight { wrong += 1 }
                    }
                    return wrong
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
        #expect(resolver.statistics.underWay == 0)
        #expect(resolver.statistics.cache.bytes <= limits.bytes)
    }
}

/// A cache that is divided into parts.
struct CachingResolverPartsTests {
    /// Answers at once.
    private struct Prompt: DNSResolver {
        func query(_ name: DomainName, _ type: DNSRecordType) async -> Result<DNSAnswer, DNSFailure> {
            .success(answer(name.text, 300))
        }
    }

    @Test("a large cache keeps within its limit as a whole, and its figures are sums")
    func keepsItsLimit() async {
        let limits = DNSCache.Limits(bytes: 4 << 20)
        let resolver = CachingResolver(before: Prompt(), options: CachingResolver.Options(limits: limits))
        let names = (0..<12_000).map { domain("host-\($0).example.test") }
        for name in names { _ = await resolver.query(name, .txt) }
        let statistics = resolver.statistics
        #expect(statistics.queries == names.count)
        #expect(statistics.cache.misses == names.count)
        #expect(statistics.cache.bytes <= limits.bytes)
        #expect(statistics.cache.bytes > limits.bytes / 2)
        #expect(statistics.cache.evictions > 0)
        #expect(statistics.underWay == 0)
        resolver.removeAll()
        #expect(resolver.statistics.cache.entries == 0)
    }
}
