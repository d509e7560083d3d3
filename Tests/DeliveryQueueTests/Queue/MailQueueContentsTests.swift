import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@testable import DeliveryQueue

@Suite(.timeLimit(.minutes(15))) struct MailQueueContentsTests {
    /// Octets of each message here.
    private static let size = 20

    /// A store with messages of an earlier run, each to one recipient in a domain of its own.
    private func filled(_ messages: Int, recipients: Int = 1) async throws -> (store: MemoryQueueStore, [MessageID]) {
        let store = MemoryQueueStore()
        let bench = try await QueueBench(store: store)
        var ids: [MessageID] = []
        for number in 0..<messages {
            let to = (0..<recipients).map { "ada@site\(number)x\($0).test" }
            ids.append(try await bench.queue.submit(try QueueBench.submission(to: to)))
        }
        return (store, ids)
    }

    @Test func attemptsOfAMessageShareOneCopyOfIt() async throws {
        let (memory, ids) = try await filled(1, recipients: 500)
        let (store, gate) = (TroubledStore(over: memory), GatedDeliverer())
        let bench = try await QueueBench(store: store, readingMemory: Self.size, through: gate)
        try await bench.queue.resume()
        try await bench.wait { await gate.begun == 500 }
        #expect(await store.calls.filter { $0 == .content(ids[0]) }.count == 1)
        #expect(await bench.queue.readingInMemory == Self.size)
        await gate.open()
        try await bench.wait { await memory.summary().recipients == [.delivered: 500] }
        try await bench.wait { await bench.isAtRest }
    }

    @Test(arguments: [(0, 1), (1, 1), (2 * size - 1, 1), (2 * size, 2), (7 * size + 1, 7)])
    func noMoreIsReadThanThereIsRoomForAndAlwaysOne(readingMemory: Int, together: Int) async throws {
        let (memory, _) = try await filled(50)
        let (store, gate) = (TroubledStore(over: memory), GatedDeliverer())
        let bench = try await QueueBench(store: store, readingMemory: readingMemory, through: gate)
        try await bench.queue.resume()
        try await bench.wait { await gate.begun == together }
        for _ in 0..<2_000 { await Task.yield() }
        #expect(await gate.begun == together)
        #expect(await bench.queue.readingInMemory == together * Self.size)
        // The others do not hold the places that messages in memory need.
        #expect(await bench.queue.attempts.count <= together + MailQueue.mostWithoutContent)
        _ = try await bench.submit(to: "fresh@example.test")
        try await bench.wait { await gate.begun == together + 1 }
        await gate.open()
        try await bench.wait { await memory.summary().recipients == [.delivered: 51] }
        try await bench.wait { await bench.isAtRest }
    }

    @Test func whatWaitsForRoomIsGivenBackWhenDeliveriesAreEnded() async throws {
        let (memory, _) = try await filled(50)
        let gate = GatedDeliverer()
        let bench = try await QueueBench(store: memory, readingMemory: 1, through: gate)
        try await bench.queue.resume()
        try await bench.wait { await gate.begun == 1 }
        let draining = Task { await bench.queue.drain() }
        try await bench.wait { await bench.queue.attempts.count == 1 }
        await gate.open()
        await draining.value
        #expect(await memory.summary().recipients == [.delivered: 1, .queued: 49])
        try await bench.queue.resume()
        try await bench.wait { await memory.summary().recipients == [.delivered: 50] }
        #expect(await gate.begun == 50)
    }

    @Test func aReadingThatFailsLeavesRoomForOthers() async throws {
        let (memory, ids) = try await filled(50)
        let store = TroubledStore(over: memory) { call in
            call == .content(ids[0]) ? QueueStoreError(.failed, "the disk fails") : nil
        }
        let bench = try await QueueBench(store: store, readingMemory: 1)
        try await bench.queue.resume()
        try await bench.wait { await memory.summary().recipients == [.delivered: 49, .queued: 1] }
        try await bench.wait { await bench.isAtRest }
    }
}
