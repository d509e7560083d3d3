import DeliveryQueue
import DeliveryQueueTesting
import Testing

@Suite("A store before another one") struct QueueStoreDecoratorTests {
    /// Defines nothing itself.
    private struct Plain: QueueStoreDecorator {
        let base: any QueueStore
    }

    /// Has room for ten octets.
    private struct Narrow: QueueStoreDecorator {
        let base: any QueueStore

        func demandRoom(for octets: Int) throws(QueueStoreError) {
            guard octets <= 10 else { throw QueueStoreError(.full, "no room") }
        }
    }

    @Test("that defines nothing is as good as the other") func conformance() async throws {
        #expect(try await QueueStoreConformance { Plain(base: MemoryQueueStore()) }.problems() == [])
    }

    @Test("hands on the question for room, through any number of them and a queue") func room() async throws {
        let store = Plain(base: FailingStore(Narrow(base: MemoryQueueStore())))
        let queue = try await MailQueue.open(store: store, deliverer: ScriptedDeliverer())
        #expect(throws: Never.self) { try queue.demandRoom(for: 10) }
        #expect(throws: QueueStoreError(.full, "no room")) { try queue.demandRoom(for: 11) }
    }
}
