import DeliveryQueue
import DeliveryQueueTesting

/// Checks a store against the contracts that every store keeps.
@main
enum CheckStore {
    static func main() async throws {
        var problems = try await QueueStoreConformance(modelTrials: 50) { MemoryQueueStore() }.problems()
        problems += try await StateStoreConformance { MemoryQueueStore() }.problems()
        print(problems.isEmpty ? "The store keeps the contracts." : problems.joined(separator: "\n"))
    }
}
