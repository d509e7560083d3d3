import DeliveryQueue
import DeliveryQueueTesting
import Testing

@Suite("The contract of stores", .timeLimit(.minutes(15))) struct ConformanceTests {
    @Test("The store in memory keeps it") func memory() async throws {
        #expect(try await QueueStoreConformance(modelTrials: 20) { MemoryQueueStore() }.problems() == [])
        #expect(try await StateStoreConformance { MemoryQueueStore() }.problems() == [])
    }

    @Test("A store that answers from the model keeps it") func model() async throws {
        #expect(try await QueueStoreConformance { ModelStore(disk: ModelDisk()) }.problems() == [])
        #expect(try await StateStoreConformance { ModelStore(disk: ModelDisk()) }.problems() == [])
    }

    @Test(
        "A broken store is found",
        arguments: [
            Breakage.forgetsCommit, .altersOctets, .losesExtent, .reordersLedger, .losesAmbiguity, .losesHeld,
            .takesNonsense,
        ])
    func brokenStores(_ breakage: Breakage) async throws {
        let problems = try await QueueStoreConformance {
            ModelStore(disk: ModelDisk(breakage: breakage), breakage: breakage, isReopened: true)
        }.problems()
        #expect(!problems.isEmpty)
    }

    @Test("A store that misreads is found by the check for it", arguments: Misreading.allCases)
    func misreadings(_ misreading: Misreading) async throws {
        let problems = try await QueueStoreConformance(modelTrials: 0) {
            MisreadingStore(base: ModelStore(disk: ModelDisk()), misreading: misreading)
        }.problems()
        #expect(problems.contains { $0.hasPrefix(misreading.check) }, "\(problems)")
    }

    @Test("The model finds a store that misreads, too", arguments: Misreading.allCases.filter(\.isOfModel))
    func misreadingsByModel(_ misreading: Misreading) async {
        var problems: [String] = []
        for seed in UInt64(0)..<20 where problems.isEmpty {
            let store = MisreadingStore(base: ModelStore(disk: ModelDisk()), misreading: misreading)
            problems = await QueueStoreModelTrial(seed: seed).problems(of: store)
        }
        #expect(!problems.isEmpty)
    }
}
