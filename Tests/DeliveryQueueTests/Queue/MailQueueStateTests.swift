import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@testable import DeliveryQueue

@Suite(.timeLimit(.minutes(15))) struct MailQueueStateTests {
    private let clock = ManualClock()

    /// A site that asks for less and less.
    private static func throttled(
        _ store: any QueueStore, _ clock: ManualClock, state: (any StateStore)? = nil
    ) async throws -> QueueBench {
        try await QueueBench(
            store: store, clock: clock,
            script: { _, _ in ScriptedDeliverer.deferral("421 4.7.0 too much", .throttled) },
            signal: { _, _ in .throttled(retryAfter: nil) })
    }

    @Test func whatWasLearntOfASiteIsWrittenSoonAndOutlastsTheProcess() async throws {
        let store = MemoryQueueStore()
        let first = try await Self.throttled(store, clock)
        try await first.queue.resume()
        let id = try await first.submit(from: "", to: "ada@x.test")
        try await first.wait { try await first.kinds(id).last == .deferred }
        try await first.wait { await first.isAtRest }
        clock.advance(by: .seconds(2))
        try await first.wait { await !store.values(in: MailQueue.schedulerSpace, after: nil, limit: 10).isEmpty }
        // The process ends without a word; the next one knows that the site wants less.
        let second = try await QueueBench(store: store, clock: clock)
        let report = await second.queue.explain(site: "x.test")
        #expect(report.paths.flatMap(\.limits).contains { $0.kind == .backOff })
    }

    @Test func whatIsLeftIsWrittenAtTheEnd() async throws {
        let store = MemoryQueueStore()
        let bench = try await Self.throttled(store, clock)
        try await bench.queue.resume()
        let id = try await bench.submit(from: "", to: "ada@x.test")
        try await bench.wait { try await bench.kinds(id).last == .deferred }
        await bench.queue.drain()
        #expect(await !store.values(in: MailQueue.schedulerSpace, after: nil, limit: 10).isEmpty)
    }

    @Test func whatCouldNotBeWrittenIsWrittenLater() async throws {
        let memory = MemoryQueueStore()
        let store = FailingStore(memory)
        let bench = try await Self.throttled(store, clock)
        try await bench.queue.resume()
        let id = try await bench.submit(from: "", to: "ada@x.test")
        try await bench.wait { try await bench.kinds(id).last == .deferred }
        try await bench.wait { await bench.isAtRest }
        await store.fail(with: QueueStoreError(.failed, "the disk fails"), .fromThenOn)
        clock.advance(by: .seconds(2))
        try await bench.wait { await store.failed > 0 }
        #expect(await memory.values(in: MailQueue.schedulerSpace, after: nil, limit: 10).isEmpty)
        await store.recover()
        try await bench.wait { await bench.queue.stateTimer != nil }
        clock.advance(by: .seconds(30))
        try await bench.wait { await !memory.values(in: MailQueue.schedulerSpace, after: nil, limit: 10).isEmpty }
    }

    @Test func anIdleQueueWritesNothing() async throws {
        let store = FailingStore(MemoryQueueStore())
        let bench = try await QueueBench(store: store, clock: clock)
        try await bench.queue.resume()
        for _ in 0..<5 {
            clock.advance(by: .seconds(3_600))
            await bench.settleDown()
        }
        #expect(await store.taken == 0)
    }

    @Test func nothingIsToBeWrittenWhereNothingWasLearnt() async throws {
        let bench = try await QueueBench(clock: clock)
        try await bench.queue.resume()
        _ = try await bench.submit(to: "ada@x.test")
        try await bench.wait { await bench.deliverer.delivered.count == 1 }
        await bench.settleDown()
        #expect(await bench.queue.stateTimer == nil)
    }

    @Test func aStateStoreOfItsOwnMayBeGiven() async throws {
        let (mail, state) = (TroubledStore(), MemoryQueueStore())
        let queue = try await MailQueue.open(
            store: mail, state: state, deliverer: ScriptedDeliverer(), clock: clock, random: SeededGenerator(seed: 1))
        let suspension = try await queue.suspend(.source("default"), because: "a new address")
        let next = try await MailQueue.open(
            store: mail, state: state, deliverer: ScriptedDeliverer(), clock: clock, random: SeededGenerator(seed: 2))
        #expect(await next.suspensions() == [suspension])
    }

    @Test func valuesThatAreNotUnderstoodAreIgnored() async throws {
        let store = MemoryQueueStore()
        try await store.write(
            ["path/default/x.test": [0xFF], "nonsense": [], "warm-up/": [1]], in: MailQueue.schedulerSpace)
        try await store.write(["x.test": [0xFF]], in: MailQueue.sitesSpace)
        let bench = try await QueueBench(store: store, clock: clock)
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@x.test")
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
    }

    @Test func aWarmUpIsKeptToOverARestart() async throws {
        let store = MemoryQueueStore()
        let source = DeliverySource(name: "new", warmUp: WarmUpPlan(firstDay: 3))
        let scheduling = SchedulerConfiguration(shaping: QueueBench.scheduling.shaping, sources: [source])
        let start = clock.now()
        var delivered = 0
        for _ in 0..<3 {
            let bench = try await QueueBench(store: store, clock: clock, scheduling: scheduling)
            try await bench.queue.resume()
            for number in 0..<2 { _ = try await bench.submit(from: "", to: "r\(number)@x.test") }
            await bench.settleDown()
            // Writing a reservation takes a turn or two.
            try await bench.wait { await bench.queue.stateWriting == nil }
            await bench.settleDown()
            delivered += await bench.deliverer.delivered.count
            #expect(clock.now() == start)
        }
        #expect(delivered <= 3)
        let last = try await QueueBench(store: store, clock: clock, scheduling: scheduling)
        #expect(await last.queue.warmUps().map(\.source) == ["new"])
        try await last.queue.resume()
        try await last.runUntil { await store.summary().unsettledMessages == 0 }
        #expect(clock.now() > start)
    }

    @Test(arguments: [true, false])
    func aRateIsKeptToOverRestartsWhereStateIsKeptAndWithinAProcessWhereNot(isKept: Bool) async throws {
        let memory = MemoryQueueStore()
        let store: any QueueStore = isKept ? memory : TroubledStore(over: memory)
        let limits = ShapingLimits(rate: MessageRate(5, per: .seconds(3_600)))
        let scheduling = SchedulerConfiguration(shaping: ShapingRules(standard: limits))
        let start = clock.now()
        var delivered = 0
        for _ in 0..<(isKept ? 3 : 1) {
            let bench = try await QueueBench(store: store, clock: clock, scheduling: scheduling)
            try await bench.queue.resume()
            for number in 0..<8 { _ = try await bench.submit(from: "", to: "r\(number)@x.test") }
            await bench.settleDown()
            try await bench.wait { await bench.queue.stateWriting == nil }
            await bench.settleDown()
            delivered += await bench.deliverer.delivered.count
            await bench.queue.drain()
        }
        #expect((1...5).contains(delivered))
        #expect(clock.now() == start)
        let last = try await QueueBench(store: store, clock: clock, scheduling: scheduling)
        try await last.queue.resume()
        try await last.runUntil { await memory.summary().unsettledMessages == 0 }
        #expect(clock.now() - start >= .seconds(3_600))
    }
}
