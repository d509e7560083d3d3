import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@testable import DeliveryQueue

@Suite(.timeLimit(.minutes(15))) struct MailQueueWaysTests {
    private let clock = ManualClock()
    private let store = MemoryQueueStore()

    /// Plenty at once, and a relay that mail may take by choice.
    private static let scheduling = SchedulerConfiguration(
        shaping: QueueBench.scheduling.shaping, hasFallbackRelay: true, wayChoice: WayChoiceRules(exploring: 0))

    /// The first attempt for each recipient meets some trouble.
    private func bench(first errorClass: DeliveryErrorClass = .unreachable) async throws -> QueueBench {
        try await QueueBench(
            store: store, clock: clock, scheduling: Self.scheduling,
            script: { _, attempts in
                attempts > 0 ? ScriptedDeliverer.success : ScriptedDeliverer.deferral("451 4.4.1 later", errorClass)
            })
    }

    private func way(_ bench: QueueBench, _ site: String) async -> WayReport? {
        await bench.queue.explain(site: site).way
    }

    private func deliver(_ count: Int, _ bench: QueueBench) async throws {
        for _ in 0..<count { _ = try await bench.submit(to: "ada@a.test") }
        try await bench.runUntil { await bench.deliverer.delivered.count == count }
        try await bench.wait { await bench.isAtRest }
    }

    @Test func whatFailsDirectlyTakesTheRelayFromThenOn() async throws {
        let bench = try await bench()
        try await bench.queue.resume()
        try await deliver(8, bench)
        let attempts = await bench.deliverer.attempts
        #expect(attempts.prefix(8).allSatisfy { $0.way == .usual })
        #expect(attempts.count == 16 && attempts.suffix(8).allSatisfy { $0.way == .overflow })
        let report = await way(bench, "a.test")
        #expect(report?.way == .overflow && report?.isFixed == false && report?.since != nil)
        #expect(report?.direct.tried == 8 && report?.direct.taken == 0)
        #expect(report?.relay.tried == 8 && report?.relay.taken == 8)
        #expect(await way(bench, "b.test")?.way == .usual)
        // It is known after a restart.
        await bench.queue.drain()
        let next = try await self.bench()
        #expect(await way(next, "a.test")?.way == .overflow)
        #expect(await way(next, "a.test")?.direct.tried == 8)
    }

    @Test func tooFewFailuresChangeNothing() async throws {
        let bench = try await bench()
        try await bench.queue.resume()
        try await deliver(3, bench)
        #expect(await bench.deliverer.attempts.allSatisfy { $0.way == .usual })
        let report = await way(bench, "a.test")
        #expect(report?.way == .usual && report?.direct.tried == 6)
    }

    @Test(arguments: [DeliveryErrorClass.mailbox, .security, .resolution, .local])
    func whatSaysNothingOfTheWayChangesNothing(errorClass: DeliveryErrorClass) async throws {
        let bench = try await bench(first: errorClass)
        try await bench.queue.resume()
        try await deliver(12, bench)
        #expect(await bench.deliverer.attempts.allSatisfy { $0.way == .usual })
        #expect(await way(bench, "a.test")?.direct.tried == 12)
    }

    @Test func aTransactionCountsOnceHoweverManyRecipientsItHas() async throws {
        let bench = try await bench()
        try await bench.queue.resume()
        let to = (0..<20).map { "r\($0)@a.test" }
        let id = try await bench.queue.submit(try QueueBench.submission(to: to))
        try await bench.runUntil { try await bench.states(id).allSatisfy { $0 == .delivered } }
        try await bench.wait { await bench.isAtRest }
        let report = await way(bench, "a.test")
        #expect(report?.way == .usual && report?.direct.tried == 2 && report?.direct.taken == 1)
    }

    @Test func whatPeopleChooseIsOnDiskWhenItIsAnsweredAndOutlastsTheProcess() async throws {
        let first = try await bench()
        let chosen = try await first.queue.choose(.overflow, forSite: "A.test")
        #expect(chosen?.isFixed == true && chosen?.way == .overflow && chosen?.since == clock.now())
        #expect(await store.value(of: "way/a.test", in: MailQueue.schedulerSpace) != nil)
        // The process ends here, without a word.
        let second = try await bench()
        try await second.queue.resume()
        #expect(await way(second, "a.test") == chosen)
        try await deliver(2, second)
        #expect(await second.deliverer.attempts.allSatisfy { $0.way == .overflow })
        let open = try await second.queue.choose(nil, forSite: "a.test")
        #expect(open?.isFixed == false)
        let direct = try await second.queue.choose(.usual, forSite: "a.test")
        #expect(direct?.isFixed == true && direct?.way == .usual)
        _ = try await second.submit(to: "ada@a.test")
        try await second.runUntil { await second.deliverer.delivered.count == 3 }
        #expect(await second.deliverer.attempts.suffix(2).map(\.way) == [.usual, .usual])
    }

    @Test func aDomainStandsForItsSite() async throws {
        let bench = try await QueueBench(
            store: store, clock: clock, scheduling: Self.scheduling,
            routing: { $0.site == "mx.test" ? nil : "mx.test" })
        try await bench.queue.resume()
        try await deliver(1, bench)
        #expect(try await bench.queue.choose(.overflow, forSite: "a.test")?.isFixed == true)
        #expect(await way(bench, "mx.test")?.isFixed == true)
        _ = try await bench.submit(to: "ada@b.test")
        try await bench.runUntil { await bench.deliverer.delivered.count == 2 }
        #expect(await bench.deliverer.attempts.last?.way == .overflow)
    }

    @Test func whereThereIsNoChoiceNothingIsChosen() async throws {
        let bench = try await bench()
        #expect(try await bench.queue.choose(.overflow, forSite: "a.test via shop") == nil)
        #expect(await way(bench, "a.test via shop") == nil)
        let others = [
            QueueBench.scheduling, SchedulerConfiguration(hasFallbackRelay: true),
            SchedulerConfiguration(wayChoice: WayChoiceRules()),
        ]
        for scheduling in others {
            let other = try await QueueBench(clock: clock, scheduling: scheduling)
            #expect(try await other.queue.choose(.overflow, forSite: "a.test") == nil)
            #expect(await way(other, "a.test") == nil)
        }
        #expect(await store.values(in: MailQueue.schedulerSpace, after: nil, limit: 9).isEmpty)
    }

    @Test func whatCannotBeWrittenHoldsUntilTheEndOfTheProcess() async throws {
        let failing = FailingStore(store)
        let bench = try await QueueBench(store: failing, clock: clock, scheduling: Self.scheduling)
        try await bench.queue.resume()
        let error = QueueStoreError(.failed, "the disk fails")
        await failing.fail(with: error, .fromThenOn)
        await #expect(throws: error) { try await bench.queue.choose(.overflow, forSite: "a.test") }
        #expect(await way(bench, "a.test")?.isFixed == true)
        #expect(await store.value(of: "way/a.test", in: MailQueue.schedulerSpace) == nil)
        await failing.recover()
        await bench.queue.drain()
        #expect(await store.value(of: "way/a.test", in: MailQueue.schedulerSpace) != nil)
    }
}
