import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@testable import DeliveryQueue

@Suite(.timeLimit(.minutes(15))) struct MailQueueReleaseTests {
    private let clock = ManualClock()

    @Test(arguments: [false, true])
    func aMessageForLaterWaitsForItsTimeAlsoOverARestart(isRestarted: Bool) async throws {
        let (store, start) = (MemoryQueueStore(), clock.now())
        var bench = try await QueueBench(store: store, clock: clock)
        try await bench.queue.resume()
        var submission = try QueueBench.submission(to: ["ada@x.test"])
        submission.options.futureRelease = .after(seconds: 86_400)
        let id = try await bench.queue.submit(submission)
        await bench.settleDown()
        #expect(await bench.isAtRest)
        let message = try #require(await store.message(id)?.message)
        #expect(message.releaseAt == start + .seconds(86_400))
        #expect(message.expiresAt == start + .seconds(86_400) + RetrySchedule().expiry)
        if isRestarted {
            await bench.queue.drain()
            bench = try await QueueBench(store: store, clock: clock)
            try await bench.queue.resume()
        }
        try await bench.stepUntil { try await bench.states(id) == [.delivered] }
        #expect(clock.now() == start + .seconds(86_400))
    }

    @Test func itsDelayCountsFromItsRelease() async throws {
        let start = clock.now()
        let bench = try await QueueBench(clock: clock)
        try await bench.queue.suspend(.site("x.test"), because: "maintenance")
        try await bench.queue.resume()
        var submission = try QueueBench.submission(to: ["ada@x.test"])
        submission.options.futureRelease = .after(seconds: 86_400)
        let id = try await bench.queue.submit(submission)
        try await bench.runUntil { try await bench.kinds(id).contains(.delayReported) }
        let told = try #require(try await bench.store.events(of: id).map(\.event.time).last)
        let wait = told - start - .seconds(86_400)
        #expect(wait >= .seconds(4 * 3_600) && wait <= .seconds(4 * 3_600) + MailQueue.sweepInterval)
    }

    @Test func whatIsUrgentIsTakenBeforeWhatIsSentToMany() async throws {
        let one = SchedulerConfiguration(
            shaping: ShapingRules(standard: ShapingLimits(connections: 1, initialConnections: 1)))
        let store = MemoryQueueStore()
        let first = try await QueueBench(store: store, clock: clock)
        let bulk = try await first.queue.submit(
            try QueueBench.submission(to: (0..<30).map { "r\($0)@x.test" }))
        let plain = try await first.submit(to: "ada@x.test")
        var submission = try QueueBench.submission(to: ["eve@x.test"])
        submission.options.priority = MessagePriority(3)
        let urgent = try await first.queue.submit(submission)
        let bench = try await QueueBench(store: store, clock: clock, scheduling: one)
        try await bench.queue.resume()
        try await bench.runUntil { await store.summary().unsettledMessages == 0 }
        var order: [MessageID] = []
        for attempt in await bench.deliverer.attempts where !order.contains(attempt.message) {
            order.append(attempt.message)
        }
        #expect(order == [urgent, plain, bulk])
    }
}
