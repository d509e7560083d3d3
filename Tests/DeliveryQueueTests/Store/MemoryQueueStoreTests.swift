import DeliveryQueue
import DeliveryQueueTesting
import Testing

@Suite(.timeLimit(.minutes(15))) struct MemoryQueueStoreTests {
    @Test func itKeepsTheContractOfStores() async throws {
        let problems = try await QueueStoreConformance(modelTrials: 20) { MemoryQueueStore() }.problems()
        #expect(problems == [])
    }

    @Test func itKeepsTheContractOfStateStores() async throws {
        let problems = try await StateStoreConformance { MemoryQueueStore() }.problems()
        #expect(problems == [])
    }
}
