import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@testable import DeliveryQueue

@Suite(.timeLimit(.minutes(15))) struct MailQueueReroutingTests {
    /// Domains whose names begin with `big` are at one site.
    @Sendable private static func routing(_ attempt: DeliveryAttempt) -> String? {
        let host = attempt.message.recipients[attempt.recipients[0]].host.description
        let site = host.hasPrefix("big") ? "mx1,mx2.provider.test" : host
        return site == attempt.site ? nil : site
    }

    private static func bench(
        store: any QueueStore = MemoryQueueStore(), clock: ManualClock = ManualClock()
    ) async throws -> QueueBench {
        try await QueueBench(store: store, clock: clock, routing: routing)
    }

    @Test func aDeliveryWaitsAtTheSiteThatItsDomainBelongsTo() async throws {
        let bench = try await Self.bench()
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@big1.test", "bob@small.test")
        try await bench.wait { try await bench.states(id) == [.delivered, .delivered] }
        let attempts = await bench.deliverer.attempts.filter { $0.recipients == [0] }
        #expect(attempts.map(\.site) == ["big1.test", "mx1,mx2.provider.test"])
        #expect(attempts.map(\.isRerouted) == [true, false])
        // Nothing of it is in the ledger, and no time is lost.
        #expect(try await bench.kinds(id).filter { $0 == .attemptBegan }.count == 2)
        #expect(bench.clock.now() == ManualClock().now())
        #expect(await bench.queue.reroutings.isEmpty)
    }

    @Test func aKnownDomainIsScheduledAtItsSiteAtOnceAlsoAfterARestart() async throws {
        let (store, clock) = (MemoryQueueStore(), ManualClock())
        let first = try await Self.bench(store: store, clock: clock)
        try await first.queue.resume()
        _ = try await first.submit(to: "ada@big1.test")
        try await first.runUntil { await first.deliverer.delivered.count == 1 }
        _ = try await first.submit(to: "bob@big1.test")
        try await first.runUntil { await first.deliverer.delivered.count == 2 }
        #expect(await first.deliverer.attempts.map(\.isRerouted) == [true, false, false])
        await first.queue.drain()
        #expect(
            await store.value(of: "big1.test", in: MailQueue.sitesSpace) == Array("mx1,mx2.provider.test".utf8))
        let second = try await Self.bench(store: store, clock: clock)
        try await second.queue.resume()
        _ = try await second.submit(to: "eve@big1.test")
        try await second.runUntil { await second.deliverer.delivered.count == 1 }
        #expect(await second.deliverer.attempts.map(\.isRerouted) == [false])
    }

    @Test func whatIsScheduledAlreadyMovesWithoutAnAttempt() async throws {
        let bench = try await Self.bench()
        for _ in 0..<20 { _ = try await bench.submit(to: "ada@big1.test") }
        let other = try await bench.submit(to: "ada@big1.test")
        try await bench.queue.hold([other], because: "for later")
        let one = SchedulerConfiguration(
            shaping: ShapingRules(standard: ShapingLimits(connections: 1, initialConnections: 1)))
        let slow = try await QueueBench(
            store: bench.store, clock: bench.clock, scheduling: one, routing: Self.routing)
        try await slow.queue.resume()
        try await slow.runUntil { await slow.deliverer.delivered.count == 20 }
        #expect(await slow.deliverer.attempts.count { $0.isRerouted } == 1)
        try await slow.queue.release([other])
        try await slow.runUntil { await slow.deliverer.delivered.count == 21 }
        #expect(await slow.deliverer.attempts.count { $0.isRerouted } == 1)
    }

    @Test func whatWaitsAtASiteThatIsHeldUpMovesWithItsDomain() async throws {
        let bench = try await QueueBench(routing: { $0.site == "x.test" ? "a.test" : nil })
        try await bench.queue.resume()
        _ = try await bench.submit(to: "ada@x.test")
        try await bench.runUntil { await bench.deliverer.delivered.count == 1 }
        try await bench.queue.suspend(.site("a.test"), because: "maintenance")
        var ids: [MessageID] = []
        for _ in 0..<3 { ids.append(try await bench.submit(to: "bob@x.test")) }
        await bench.settleDown()
        #expect(await bench.queue.explain(site: "a.test").ready == 3)
        let moved = DeliveryScheduler.Item(message: ids[0], recipients: [0], site: "a.test", domain: "x.test")
        await bench.queue.reroute(moved, to: "b.test")
        #expect(await bench.queue.explain(site: "a.test").ready == 0)
        #expect(await bench.queue.explain(site: "x.test").ready == 3)
        await bench.queue.pump()
        try await bench.runUntil { await bench.deliverer.delivered.count == 4 }
        #expect(await bench.deliverer.attempts.suffix(3).map(\.site) == ["b.test", "b.test", "b.test"])
    }

    @Test func howOftenItWasMovedIsForgottenWhereItIsNeverAttempted() async throws {
        let bench = try await QueueBench(routing: { $0.site == "b.test" ? nil : "b.test" })
        try await bench.queue.resume()
        try await bench.queue.suspend(.site("b.test"), because: "maintenance")
        for number in 0..<3 {
            let id = try await bench.submit(to: "ada@x\(number).test")
            try await bench.wait { await bench.queue.reroutings.count == 1 }
            await bench.settleDown()
            switch number {
            case 0: try await bench.queue.cancel([id], because: "a mistake")
            case 1: try await bench.queue.hold([id], because: "looks odd")
            default: try await bench.queue.retry([id])
            }
            #expect(await bench.queue.reroutings.isEmpty)
        }
    }

    @Test func whoeverMovesItToAndFroMustAttemptItAtLast() async throws {
        let bench = try await QueueBench(routing: { attempt in attempt.site == "a.test" ? "b.test" : "a.test" })
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@x.test")
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
        #expect(await bench.deliverer.attempts.map(\.isRerouted) == [true, true, true, false])
        #expect(await bench.queue.reroutings.isEmpty)
        // The next one is asked again.
        let next = try await bench.submit(to: "ada@x.test")
        try await bench.runUntil { try await bench.states(next) == [.delivered] }
        #expect(await bench.deliverer.attempts.count == 8)
    }

    @Test func whoeverReroutesWithoutLeaveHasTheAttemptDeferred() async throws {
        struct Stubborn: MessageDeliverer {
            func deliver(_ attempt: DeliveryAttempt) async -> AttemptResult { .rerouted(site: attempt.site) }
        }
        let bench = try await QueueBench(through: Stubborn())
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@x.test")
        try await bench.wait { try await bench.kinds(id).last == .deferred }
        #expect(try await bench.store.message(id)?.recipients[0].lastReply?.contains("no site") == true)
    }

    @Test func whoeverReroutesWhatIsRecordedAsBegunHasItDeferred() async throws {
        struct Late: MessageDeliverer {
            func deliver(_ attempt: DeliveryAttempt) async -> AttemptResult {
                _ = await attempt.awaitRecord()
                return .rerouted(site: "other.test")
            }
        }
        let bench = try await QueueBench(through: Late())
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@x.test")
        try await bench.wait { try await bench.kinds(id) == [.accepted, .attemptBegan, .deferred] }
        #expect(await bench.queue.sites.count == 0)
    }

    @Test func aDeliveryToManyIsDividedAsTheSiteTakesThem() async throws {
        let rules = ShapingRules(
            standard: ShapingLimits(connections: 100, recipientsPerTransaction: 4),
            rules: [
                .init(
                    name: "provider", patterns: ["mx1.provider.test"],
                    limits: ShapingLimits(connections: 100, recipientsPerTransaction: 3))
            ])
        let bench = try await QueueBench(
            scheduling: SchedulerConfiguration(shaping: rules), routing: Self.routing)
        try await bench.queue.resume()
        let to = (0..<10).map { "r\($0)@big1.test" } + (0..<9).map { "r\($0)@small.test" }
        let id = try await bench.queue.submit(try QueueBench.submission(to: to))
        try await bench.runUntil { try await bench.states(id).allSatisfy { $0 == .delivered } }
        let made = await bench.deliverer.attempts.filter { !$0.isRerouted }
        #expect(made.filter { $0.site == "small.test" }.map(\.recipients.count).sorted() == [1, 4, 4])
        #expect(made.filter { $0.site != "small.test" }.allSatisfy { $0.recipients.count <= 3 })
        #expect(await bench.deliverer.delivered.count == 19)
    }
}
