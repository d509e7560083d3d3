import DeliveryQueue
import DeliveryQueueTesting
import Testing

@Suite("Trials of queues", .timeLimit(.minutes(10))) struct MailQueueTrialTests {
    @Test("A queue over a store that keeps the contract loses nothing and explains every duplicate")
    func goodStore() async {
        var sum = MailQueueTrialReport()
        for seed in UInt64(0)..<30 {
            let report = await MailQueueTrial(seed: seed).run(on: ModelBench())
            #expect(report.problems == [], "seed \(seed): \(report.faults.map(\.rawValue))")
            sum.acknowledged += report.acknowledged
            sum.crashes += report.crashes
            sum.duplicates += report.duplicates
            sum.reports += report.reports
            sum.delays += report.delays
            sum.suspensions += report.suspensions
        }
        // A trial in which nothing happens proves nothing.
        #expect(sum.acknowledged > 100 && sum.crashes > 0 && sum.duplicates > 0 && sum.reports > 0)
        #expect(sum.delays > 0 && sum.suspensions > 0)
    }

    @Test("Each fault is survived", arguments: TrialFault.allCases) func faults(_ fault: TrialFault) async {
        for seed in UInt64(100)..<106 {
            let faults = [fault, .quietCut, fault]
            let report = await MailQueueTrial(seed: seed, faults: faults).run(on: ModelBench())
            #expect(report.problems == [], "seed \(seed)")
            #expect(report.faults == faults, "seed \(seed)")
        }
    }

    @Test(
        "A broken store is found",
        arguments: [
            Breakage.acknowledgesEarly, .forgetsCommit, .keepsRefused, .losesExtent, .losesAmbiguity, .forgetsKeys,
        ])
    func brokenStores(_ breakage: Breakage) async {
        var found: UInt64?
        for seed in UInt64(0)..<60 where found == nil {
            let report = await MailQueueTrial(seed: seed).run(on: ModelBench(breakage: breakage))
            if !report.problems.isEmpty { found = seed }
        }
        #expect(found != nil)
    }
}
