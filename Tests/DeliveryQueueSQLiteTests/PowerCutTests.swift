import DeliveryQueueSQLite
import DeliveryQueueTesting
import Foundation
import Testing

/// The store under a disk that forgets what was not synced: cut at any operation, at failing syncs, when full.
@Suite("A power cut", .timeLimit(.minutes(60)))
struct PowerCutTests {
    /// How many schedules are run: `WAXWING_SCHEDULES`, which `make test` sets to 500 in a run of their own, or few.
    static let schedules = ProcessInfo.processInfo.environment["WAXWING_SCHEDULES"].flatMap { Int($0) } ?? 20
    /// The first seed: `WAXWING_SEED` replays one schedule.
    static let firstSeed = ProcessInfo.processInfo.environment["WAXWING_SEED"].flatMap { UInt64($0) } ?? 1

    @Test("loses nothing that was acknowledged, whatever was written since the last sync")
    func losesNothing() async throws {
        // Two at once, so that both cores of a small machine work.
        let sum = try await withThrowingTaskGroup(of: Sum.self) { group in
            for part in UInt64(0)..<2 {
                group.addTask { try await Self.run(stride(from: Self.firstSeed + part, to: Self.endOfSeeds, by: 2)) }
            }
            return try await group.reduce(into: Sum()) { $0.add($1) }
        }
        print(
            "power cuts: \(Self.schedules) schedules, \(sum.rounds) rounds, \(sum.operations) operations, "
                + "\(sum.acknowledged) acknowledged commits, none lost")
    }

    /// What schedules have done.
    private struct Sum: Sendable {
        var acknowledged = 0
        var operations = 0
        var rounds = 0

        mutating func add(_ other: Sum) {
            acknowledged += other.acknowledged
            operations += other.operations
            rounds += other.rounds
        }
    }

    private static var endOfSeeds: UInt64 { firstSeed + UInt64(schedules) }

    /// Every second schedule has logs and segments so small that checkpoints, logs that begin anew, full segments and
    /// their removal come in the midst of the work.
    private static func options(_ seed: UInt64) -> SQLiteQueueStore.Options {
        var options = SQLiteQueueStore.Options()
        if seed.isMultiple(of: 2) {
            options.logLimits.step = 20
            options.logLimits.bound = 60
            options.segmentSize = 256 << 10
        }
        return options
    }

    /// Runs schedules one after the other.
    private static func run(_ seeds: some Sequence<UInt64>) async throws -> Sum {
        var sum = Sum()
        for seed in seeds {
            let bench = try SQLitePowerCutBench(options: options(seed))
            let report = await QueueStoreTrial(seed: seed).run(on: bench)
            let faults = report.faults.map(\.rawValue).joined(separator: ", ")
            #expect(report.problems == [], "seed \(seed), again by WAXWING_SEED=\(seed) WAXWING_SCHEDULES=1: \(faults)")
            sum.add(Sum(acknowledged: report.acknowledged, operations: report.operations, rounds: report.rounds))
        }
        return sum
    }

    @Test("loses acknowledged mail when durability is off: the trial would notice")
    func noticesLoss() async throws {
        var options = SQLiteQueueStore.Options()
        options.durability = .none
        var found = 0
        for seed in UInt64(1)...40 {
            let bench = try SQLitePowerCutBench(options: options)
            if await !QueueStoreTrial(seed: seed).run(on: bench).problems.isEmpty { found += 1 }
        }
        #expect(found >= 20)
    }
}
