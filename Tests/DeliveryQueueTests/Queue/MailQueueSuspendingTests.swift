import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@testable import DeliveryQueue

@Suite(.timeLimit(.minutes(15))) struct MailQueueSuspendingTests {
    private let clock = ManualClock()
    private let store = MemoryQueueStore()

    /// All domains are at one site.
    @Sendable private static func routing(_ attempt: DeliveryAttempt) -> String? {
        attempt.site == "mx.provider.test" ? nil : "mx.provider.test"
    }

    private func bench() async throws -> QueueBench {
        try await QueueBench(store: store, clock: clock, routing: Self.routing)
    }

    @Test(arguments: [SuspensionTarget.site("A.test"), .sender("Ann@x.test"), .sender("@x.test"), .source("default")])
    func whatIsSuspendedWaitsAndGoesOnWhenItIsResumed(target: SuspensionTarget) async throws {
        let bench = try await bench()
        try await bench.queue.resume()
        let suspension = try await bench.queue.suspend(target, because: "maintenance")
        #expect(await bench.queue.suspensions() == [suspension])
        let id = try await bench.submit(from: "ann@x.test", to: "ada@a.test")
        await bench.settleDown()
        #expect(await bench.deliverer.attempts.filter { !$0.isRerouted }.isEmpty)
        if target != .source("default") {
            let other = try await bench.submit(from: "bob@y.test", to: "ada@b.test")
            try await bench.runUntil { try await bench.states(other) == [.delivered] }
        }
        #expect(try await bench.states(id) == [.queued])
        #expect(try await bench.queue.resume(target))
        #expect(try await bench.queue.resume(target) == false)
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
    }

    @Test func aSuspensionEndsByItself() async throws {
        let bench = try await bench()
        try await bench.queue.resume()
        let start = clock.now()
        try await bench.queue.suspend(.site("a.test"), for: .seconds(3_600), because: "maintenance")
        let id = try await bench.submit(to: "ada@a.test")
        try await bench.stepUntil { try await bench.states(id) == [.delivered] }
        #expect(clock.now() == start + .seconds(3_600))
        #expect(await bench.queue.suspensions().isEmpty)
    }

    @Test func aDomainIsSuspendedWhereverItsMailWaits() async throws {
        let bench = try await bench()
        try await bench.queue.resume()
        // Both domains are known at their site, and mail for them waits there.
        _ = try await bench.submit(to: "ada@a.test", "ada@b.test")
        try await bench.runUntil { await bench.deliverer.delivered.count == 2 }
        try await bench.queue.suspend(.site("mx.provider.test"), because: "all of it")
        let waiting = try await bench.submit(to: "ada@a.test", "ada@b.test")
        await bench.settleDown()
        try await bench.queue.suspend(.site("a.test"), because: "one of them")
        try await bench.queue.resume(.site("mx.provider.test"))
        try await bench.runUntil { try await bench.states(waiting) == [.queued, .delivered] }
        let later = try await bench.submit(to: "eve@a.test", "eve@b.test")
        try await bench.runUntil { try await bench.states(later) == [.queued, .delivered] }
        await bench.settleDown()
        try await bench.queue.resume(.site("a.test"))
        try await bench.runUntil { try await bench.states(waiting) == [.delivered, .delivered] }
        try await bench.runUntil { try await bench.states(later) == [.delivered, .delivered] }
        // Each was attempted at the site that is shared, and counted against its limits.
        let made = await bench.deliverer.attempts.filter { !$0.isRerouted }
        #expect(made.allSatisfy { $0.site == "mx.provider.test" })
    }

    @Test func aDomainWhoseSiteIsNotKnownYetIsSuspendedToo() async throws {
        let bench = try await bench()
        try await bench.queue.suspend(.site("a.test"), because: "maintenance")
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@a.test")
        await bench.settleDown()
        #expect(await bench.deliverer.attempts.isEmpty)
        #expect(try await bench.states(id) == [.queued])
    }

    @Test func aSuspensionIsOnDiskWhenItIsAnsweredAndOutlastsTheProcess() async throws {
        let first = try await bench()
        let suspension = try await first.queue.suspend(.site("a.test"), because: "maintenance")
        try await first.queue.suspend(.sender("@gone.test"), because: "abuse")
        try await first.queue.resume(.sender("@gone.test"))
        // The process ends here, without a word.
        let second = try await bench()
        #expect(await second.queue.suspensions() == [suspension])
        let id = try await second.submit(to: "ada@a.test")
        try await second.queue.resume()
        await second.settleDown()
        #expect(try await second.states(id) == [.queued])
        #expect(await second.deliverer.attempts.isEmpty)
    }

    @Test func whatCannotBeWrittenIsNotSuspended() async throws {
        let failing = FailingStore(MemoryQueueStore())
        let bench = try await QueueBench(store: failing, clock: clock)
        try await bench.queue.resume()
        let error = QueueStoreError(.failed, "the disk fails")
        await failing.fail(with: error, .fromThenOn)
        await #expect(throws: error) { try await bench.queue.suspend(.site("a.test"), because: "maintenance") }
        #expect(await bench.queue.suspensions().isEmpty)
        await failing.recover()
        let suspension = try await bench.queue.suspend(.site("a.test"), because: "maintenance")
        await failing.fail(with: error, .fromThenOn)
        await #expect(throws: error) { try await bench.queue.resume(.site("a.test")) }
        #expect(await bench.queue.suspensions() == [suspension])
        await failing.recover()
        #expect(try await bench.queue.resume(.site("a.test")))
        let id = try await bench.submit(to: "ada@a.test")
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
    }

    @Test func withoutAStoreForItASuspensionHoldsAsLongAsTheProcess() async throws {
        let bench = try await QueueBench(store: TroubledStore(), clock: clock)
        try await bench.queue.resume()
        try await bench.queue.suspend(.site("a.test"), because: "maintenance")
        let id = try await bench.submit(to: "ada@a.test")
        await bench.settleDown()
        #expect(try await bench.states(id) == [.queued])
        try await bench.queue.resume(.site("a.test"))
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
    }
}
