import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@testable import DeliveryQueue

@Suite(.timeLimit(.minutes(15))) struct MailQueueLimitTests {
    private static func expectFull(
        _ reason: String, _ submit: () async throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        let error = await #expect(throws: QueueStoreError.self, sourceLocation: sourceLocation) { try await submit() }
        #expect(error?.kind == .queueFull, sourceLocation: sourceLocation)
        #expect(error?.reason == reason, sourceLocation: sourceLocation)
        #expect(error?.isTemporary == true, sourceLocation: sourceLocation)
    }

    @Test func aQueueThatIsFullRefusesUntilSomethingIsSettled() async throws {
        let bench = try await QueueBench(limit: QueueLimit(messages: 2))
        let first = try await bench.submit(to: "ada@x.test")
        try bench.queue.demandRoom(for: 1)
        _ = try await bench.submit(to: "bob@x.test", "eve@x.test")
        await Self.expectFull("The queue holds 2 messages, its limit") { try bench.queue.demandRoom(for: 1) }
        await Self.expectFull("The queue holds 2 messages, its limit") { _ = try await bench.submit(to: "c@x.test") }
        try await bench.queue.cancel([first], because: "makes room")
        try bench.queue.demandRoom(for: 1)
        _ = try await bench.submit(to: "ada@x.test")
        try await bench.queue.resume()
        try await bench.runUntil { await bench.deliverer.delivered.count == 3 }
        try await bench.wait { bench.queue.room.held == (0, 0) }
    }

    @Test func recipientsAreLimitedAsWell() async throws {
        let bench = try await QueueBench(limit: QueueLimit(messages: 10, recipients: 3))
        _ = try await bench.submit(to: "ada@x.test", "bob@x.test")
        await Self.expectFull("The queue holds mail for 2 recipients, its limit is 3") {
            _ = try await bench.submit(to: "ada@x.test", "bob@x.test")
        }
        _ = try await bench.submit(to: "ada@x.test")
        await Self.expectFull("The queue holds mail for 3 recipients, its limit") {
            try bench.queue.demandRoom(for: 1)
        }
    }

    @Test func whatIsLeftFromAnEarlierRunCounts() async throws {
        let store = MemoryQueueStore()
        let first = try await QueueBench(store: store)
        let id = try await first.submit(to: "ada@x.test", "bob@x.test")
        _ = try await first.submit(to: "ada@x.test")
        try await store.commit([.event(id, recipients: [0], RecipientEvent(.held, at: first.clock.now()))])
        let second = try await QueueBench(store: store, limit: QueueLimit(messages: 2))
        #expect(second.queue.room.held == (2, 3))
        await Self.expectFull("The queue holds 2 messages, its limit") { _ = try await second.submit(to: "c@x.test") }
        try await second.queue.resume()
        try await second.runUntil { try await second.states(id) == [.held, .delivered] }
        try await second.wait { second.queue.room.held == (1, 1) }
        try await second.queue.cancel([id], because: "enough")
        #expect(second.queue.room.held == (0, 0))
    }

    @Test func reportsAlwaysFindRoom() async throws {
        let bench = try await QueueBench(limit: QueueLimit(messages: 1, recipients: 1)) { mailbox, _ in
            mailbox.localPart == "nobody"
                ? ScriptedDeliverer.refusal("550 5.1.1 no such user") : ScriptedDeliverer.success
        }
        try await bench.queue.resume()
        let id = try await bench.submit(to: "nobody@x.test")
        try await bench.runUntil { await bench.deliverer.delivered.count == 1 }
        #expect(try await bench.states(id) == [.bounced])
        try await bench.wait { bench.queue.room.held == (0, 0) }
    }

    @Test func whatWasNotAcceptedDoesNotCount() async throws {
        let store = TroubledStore { $0 == .commit(1) ? QueueStoreError(.failed, "the disk fails") : nil }
        let bench = try await QueueBench(store: store, limit: QueueLimit(messages: 1))
        await #expect(throws: QueueStoreError.self) { try await bench.submit(to: "ada@x.test") }
        let submission = try QueueBench.submission(to: ["ada@x.test"], key: "order 17")
        let id = try await bench.queue.submit(submission)
        try await bench.queue.cancel([id], because: "not needed")
        #expect(try await bench.queue.submit(submission) == id)
        #expect(bench.queue.room.held == (0, 0))
    }
}
