import DeliveryQueue
import DeliveryQueueTesting
import Testing

@Suite struct MemoryQueueStoreTests {
    @Test func itKeepsTheContractOfStores() async throws {
        let problems = try await QueueStoreConformance { MemoryQueueStore() }.problems()
        #expect(problems == [])
    }
}
