import DeliveryQueue
import DeliveryQueueTesting

/// Checks a store against the contract that every store keeps.
@main
enum CheckStore {
    static func main() async throws {
        let problems = try await QueueStoreConformance { MemoryQueueStore() }.problems()
        print(problems.isEmpty ? "The store keeps the contract." : problems.joined(separator: "\n"))
    }
}
