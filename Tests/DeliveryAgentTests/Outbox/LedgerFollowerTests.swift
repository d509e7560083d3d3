import DeliveryQueue
import Testing

@testable import DeliveryAgent

@Suite("A listener to a message", .timeLimit(.minutes(5)))
struct LedgerFollowerTests {
    @Test("hears what happened before and after it asked, until every recipient is settled")
    func everything() async throws {
        let bench = try await LedgerBench(to: "bob@receiver.test", "eve@receiver.test")
        try await bench.happens(.attemptBegan, .deferred)
        let follower = bench.follower()
        #expect(await follower.told(4) == ["bob accepted", "eve accepted", "bob attemptBegan", "bob deferred"])
        try await bench.happens(.attemptBegan, .bounced, to: 1)
        #expect(await follower.told(2) == ["eve attemptBegan", "eve bounced"])
        try await bench.happens(.cancelled)
        #expect(await follower.told() == ["bob cancelled"])
    }

    @Test(
        "ends with each way in which a recipient can be settled",
        arguments: [RecipientEvent.Kind.delivered, .bounced, .expired])
    func ends(kind: RecipientEvent.Kind) async throws {
        let bench = try await LedgerBench(to: "bob@receiver.test")
        try await bench.happens(.attemptBegan, kind)
        #expect(await bench.follower().told() == ["bob accepted", "bob attemptBegan", "bob \(kind.rawValue)"])
    }

    @Test("hears nothing twice of which the signal comes after the reading")
    func lateSignal() async throws {
        let bench = try await LedgerBench(to: "bob@receiver.test")
        let follower = bench.follower()
        try await bench.record(.attemptBegan)
        #expect(await follower.told(2) == ["bob accepted", "bob attemptBegan"])
        bench.signal(.attemptBegan)
        try await bench.happens(.delivered)
        #expect(await follower.told() == ["bob delivered"])
    }

    @Test("misses nothing that is recorded while it reads")
    func recordedMeanwhile() async throws {
        let bench = try await LedgerBench(to: "bob@receiver.test")
        bench.store.interrupt {
            try? await bench.happens(.attemptBegan, .delivered)
            return nil
        }
        #expect(await bench.follower().told() == ["bob accepted", "bob attemptBegan", "bob delivered"])
    }

    @Test("reads again what cannot be read for now, without a signal")
    func failsForNow() async throws {
        let bench = try await LedgerBench(to: "bob@receiver.test")
        for _ in 0..<3 { bench.store.interrupt { QueueStoreError(.recovering, "for a test") } }
        #expect(await bench.follower().told(1) == ["bob accepted"])
    }

    @Test(
        "ends when the ledger cannot be read any more",
        arguments: [QueueStoreError.Kind.damaged, .quarantined, .stopped])
    func failsForGood(kind: QueueStoreError.Kind) async throws {
        let bench = try await LedgerBench(to: "bob@receiver.test")
        bench.store.interrupt { QueueStoreError(kind, "for a test") }
        #expect(await bench.follower().told().isEmpty)
    }

    @Test("ends at once for a message that nobody knows")
    func unknown() async throws {
        let bench = try await LedgerBench(to: "bob@receiver.test")
        #expect(await bench.follower(of: MessageID(number: 2)).told().isEmpty)
    }

    @Test("ends with the service, after what was recorded last")
    func serviceEnds() async throws {
        let bench = try await LedgerBench(to: "bob@receiver.test")
        let follower = bench.follower()
        #expect(await follower.told(1) == ["bob accepted"])
        try await bench.record(.attemptBegan)
        bench.listeners.end()
        #expect(await follower.told() == ["bob attemptBegan"])
        #expect(await bench.follower().told() == ["bob accepted", "bob attemptBegan"])
    }

    @Test("ends with the service where the store fails for now")
    func serviceEndsOverAFailingStore() async throws {
        let bench = try await LedgerBench(to: "bob@receiver.test")
        let follower = bench.follower()
        #expect(await follower.told(1) == ["bob accepted"])
        bench.listeners.end()
        bench.store.interrupt { QueueStoreError(.recovering, "for a test") }
        #expect(await follower.told().isEmpty)
    }

    @Test("ends when its task is cancelled")
    func cancelled() async throws {
        let bench = try await LedgerBench(to: "bob@receiver.test")
        let follower = bench.follower()
        #expect(await follower.told(1) == ["bob accepted"])
        let listening = Task { await follower.told() }
        listening.cancel()
        #expect(await listening.value.isEmpty)
    }

    @Test("is forgotten when it is let go of")
    func letGo() async throws {
        let bench = try await LedgerBench(to: "bob@receiver.test")
        var signals: [AsyncStream<Void>] = [bench.listeners.listen(to: bench.id), bench.listeners.listen(to: bench.id)]
        #expect(bench.listeners.count == signals.count)
        signals.removeAll()
        #expect(bench.listeners.count == signals.count)
    }
}
