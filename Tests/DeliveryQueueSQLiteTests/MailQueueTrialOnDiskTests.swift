import DeliveryQueueSQLite
import DeliveryQueueTesting
import Foundation
import Testing

/// A whole queue over the store, under a disk that forgets.
@Suite("A queue and its store", .timeLimit(.minutes(60)))
struct MailQueueTrialOnDiskTests {
    /// A queue's schedule takes as long as ten of a store's: `WAXWING_SCHEDULES` scales both.
    static let schedules = max(1, PowerCutTests.schedules / 10)

    @Test("lose nothing, deliver nothing twice without a reason, and report every failure, whatever happens")
    func losesNothing() async throws {
        var sum = MailQueueTrialReport()
        for seed in PowerCutTests.firstSeed..<PowerCutTests.firstSeed + UInt64(Self.schedules) {
            let report = await MailQueueTrial(seed: seed).run(on: try SQLitePowerCutBench())
            let faults = report.faults.map(\.rawValue).joined(separator: ", ")
            #expect(report.problems == [], "seed \(seed), again by WAXWING_SEED=\(seed) WAXWING_SCHEDULES=1: \(faults)")
            sum.processes += report.processes
            sum.crashes += report.crashes
            sum.acknowledged += report.acknowledged
            sum.deliveries += report.deliveries
            sum.duplicates += report.duplicates
            sum.reports += report.reports
        }
        print(
            "queues: \(Self.schedules) schedules, \(sum.processes) processes, \(sum.crashes) crashes, "
                + "\(sum.acknowledged) acknowledged messages, none lost, \(sum.deliveries) deliveries, "
                + "\(sum.duplicates) duplicates, each explained, \(sum.reports) reports")
    }
}
