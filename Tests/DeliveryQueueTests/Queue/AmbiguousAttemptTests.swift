import DeliveryQueue
import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@Suite(.timeLimit(.minutes(15))) struct AmbiguousAttemptTests {
    /// The first attempt loses its connection after the final dot.
    @Sendable private static func losesTheFirstReply(_: Mailbox, before: Int) -> DeliveryOutcome {
        guard before == 0 else { return ScriptedDeliverer.success }
        let reply = SMTPReply(451, .init(4, 4, 2), "the connection was lost")
        return DeliveryOutcome(.deferred, reply: reply, isRemoteReply: false, detail: "lost", isAmbiguous: true)
    }

    @Test func byDefaultItIsSentAgainAndMarked() async throws {
        let bench = try await QueueBench(script: Self.losesTheFirstReply)
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@example.test")
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
        let events = try await bench.store.events(of: id).map(\.event)
        #expect(events.map(\.kind) == [.accepted, .attemptBegan, .deferred, .attemptBegan, .delivered])
        #expect(events.map(\.isAmbiguous) == [false, false, true, false, false])
        #expect(try await bench.store.message(id)?.recipients.first?.isAmbiguous == true)
    }

    @Test(arguments: [Duration.seconds(86_400), .zero])
    func underThePolicyToHoldItWaitsForSomebody(expiry: Duration) async throws {
        let bench = try await QueueBench(
            retry: RetrySchedule(jitter: 0, expiry: expiry), ambiguous: .hold, script: Self.losesTheFirstReply)
        try await bench.queue.resume()
        let id = try await bench.submit(to: "ada@example.test")
        try await bench.wait { try await bench.states(id) == [.held] }
        try await bench.wait { await bench.isAtRest }
        bench.clock.advance(by: .seconds(86_400))
        await bench.settleDown()
        let events = try await bench.store.events(of: id).map(\.event)
        try #require(events.map(\.kind) == [.accepted, .attemptBegan, .deferred, .held])
        #expect(events[2].isAmbiguous && events[3].detail?.contains("release it") == true)
        try await bench.queue.release([id])
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
    }

    @Test(arguments: AmbiguousAttemptPolicy.allCases)
    func anInterruptedAttemptFollowsThePolicy(policy: AmbiguousAttemptPolicy) async throws {
        let (store, clock) = (MemoryQueueStore(), ManualClock())
        let first = try await QueueBench(store: store, clock: clock)
        let id = try await first.submit(to: "ada@example.test", "bob@other.test", "eve@example.test")
        try await store.commit([.event(id, recipients: [0, 1], RecipientEvent(.attemptBegan, at: clock.now()))])

        let second = try await QueueBench(store: store, clock: clock, ambiguous: policy)
        let resumed = try await second.queue.resume()
        #expect(resumed == (1, 2, policy == .hold ? 2 : 0))
        switch policy {
        case .resend: try await second.runUntil { await store.summary().recipients == [.delivered: 3] }
        case .hold: try await second.runUntil { await store.summary().recipients == [.delivered: 1, .held: 2] }
        }
        let events = await store.events(of: id).filter { $0.recipient == 1 }.map(\.event)
        let marked = events.filter(\.isAmbiguous).map(\.kind)
        #expect(marked == [.interrupted])
        #expect(events.map(\.kind).prefix(3) == [.accepted, .attemptBegan, .interrupted])
        #expect(await store.message(id)?.recipients.map(\.isAmbiguous) == [true, true, false])
    }
}
