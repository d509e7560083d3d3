import DeliveryQueue
import DeliveryQueueTesting
import Testing

@Suite("Trials of stores", .timeLimit(.minutes(15))) struct QueueStoreTrialTests {
    @Test("A store that keeps the contract has no problems") func goodStore() async {
        for seed in UInt64(0)..<60 {
            let report = await QueueStoreTrial(seed: seed).run(on: ModelBench())
            #expect(report.problems == [], "seed \(seed)")
            #expect(report.rounds == report.faults.count && report.operations > 0, "seed \(seed)")
        }
    }

    @Test("Each fault is survived", arguments: TrialFault.allCases) func faults(_ fault: TrialFault) async {
        var unknown = 0
        var refused = 0
        for seed in UInt64(100)..<120 {
            let faults = [fault, .quietCut, fault]
            let report = await QueueStoreTrial(seed: seed, faults: faults).run(on: ModelBench())
            #expect(report.problems == [], "seed \(seed)")
            #expect(report.faults == faults, "seed \(seed)")
            unknown += report.unknown
            refused += report.refused
        }
        // The faults do strike: a trial that never meets one proves nothing.
        if fault == .cut || fault == .failingSyncAndCut { #expect(unknown > 0) }
        if fault == .failingSync || fault == .fullDisk { #expect(refused > 0) }
    }

    @Test("A broken store is found", arguments: Breakage.allCases) func brokenStores(_ breakage: Breakage) async {
        var found: UInt64?
        for seed in UInt64(0)..<500 where found == nil {
            // One task, so that it is found by the same seed each time.
            let trial = QueueStoreTrial(seed: seed, concurrency: 1)
            let report = await trial.run(on: ModelBench(breakage: breakage))
            if !report.problems.isEmpty { found = seed }
        }
        #expect(found != nil)
    }

    @Test("One task does the same each time") func determinism() async {
        for seed in UInt64(0)..<10 {
            let trial = QueueStoreTrial(seed: seed, concurrency: 1)
            let first = await trial.run(on: ModelBench())
            let second = await trial.run(on: ModelBench())
            #expect(first == second)
        }
    }

    @Test("A store that does not open is a problem") func closedStore() async {
        let report = await QueueStoreTrial(seed: 1, faults: [.quietCut]).run(on: ClosedBench())
        #expect(report.problems.count == 1)
    }
}

/// A bench whose store does not open.
private final class ClosedBench: PowerCutBench {
    var isCut: Bool { false }
    func open() async throws -> any QueueStore { throw QueueStoreError(.damaged, "it does not open") }
    func abandon(_ store: any QueueStore) async {}
    func armCut(afterOperations operations: Int) {}
    func failSync(after syncs: Int) {}
    func setFull(_ octets: Int?) {}
    func cut(seed: UInt64) async throws {}
    func remove() async {}
}
