import DeliveryQueue

/// One schedule of work and disaster for a store on a bench: what it acknowledged must be there afterwards.
///
/// A seed decides everything: the work, how many tasks do it, what happens to the disk and when, and what the disk
/// holds after the power was cut. In each round the store is opened, worked until the disk fails it, cut from its
/// power, and opened again. Then the trial demands, by `AcknowledgementAudit` and `LedgerChecker`:
///
/// - what was acknowledged is there, whole and octet for octet;
/// - what was under way when the power was cut is there whole or not at all;
/// - what was refused is not there, not even after a later power cut;
/// - every ledger is in order, and open recipients, summary and state agree with it;
/// - after a failed sync or a full disk the store comes back by itself.
///
/// With one task the same seed does the same each time; with several their order may differ.
public struct QueueStoreTrial: Sendable {
    /// Decides everything.
    public let seed: UInt64
    /// How many tasks work at once, or nil where the seed decides.
    public let concurrency: Int?
    /// What happens to the disk in each round, or nil where the seed decides.
    public let faults: [TrialFault]?

    /// Makes a trial.
    ///
    /// - Parameters:
    ///   - seed: decides everything; print it where a trial fails.
    ///   - concurrency: how many tasks work at once, at least 1; nil lets the seed decide between 1 and 5.
    ///   - faults: what happens to the disk in each round; nil lets the seed decide for two to four rounds.
    public init(seed: UInt64, concurrency: Int? = nil, faults: [TrialFault]? = nil) {
        self.seed = seed
        self.concurrency = concurrency
        self.faults = faults
    }

    /// Runs the schedule; the bench is removed at its end.
    ///
    /// - Parameter bench: a bench whose disk holds nothing.
    /// - Returns: what was done and found. What the bench or an opening store throws is a problem, too.
    public func run(on bench: any PowerCutBench) async -> TrialReport {
        let journal = TrialJournal()
        do {
            try await run(on: bench, journal)
        } catch {
            await journal.note("the trial stopped: \(error)")
        }
        await bench.remove()
        return await journal.report
    }

    private func run(on bench: any PowerCutBench, _ journal: TrialJournal) async throws {
        var generator = SeededGenerator(seed: seed)
        let rounds =
            faults
            ?? (0..<Int.random(in: 2...4, using: &generator)).map { _ in
                Self.usualFaults[Int.random(in: 0..<Self.usualFaults.count, using: &generator)]
            }
        let workers = max(1, concurrency ?? Int.random(in: 1...5, using: &generator))
        var held = StoreHoldings()
        for (number, fault) in rounds.enumerated() {
            await journal.note(fault)
            let round = TrialRound(number: number, fault: fault, workers: workers, bench: bench, journal: journal)
            if fault == .cutWhileOpening {
                try await round.cutWhileOpening(&generator)
            } else {
                let store = try await bench.open()
                if number > 0 { held = try await journal.review(store, "round \(number)") }
                if await journal.report.problems.isEmpty { try await round.work(store, on: held, &generator) }
                await bench.abandon(store)
                guard await journal.report.problems.isEmpty else { return }
            }
            try await bench.cut(seed: generator.next())
            await journal.endRound()
        }
        let store = try await bench.open()
        _ = try await journal.review(store, "at the end")
        await bench.abandon(store)
    }

    /// The faults as often as they are drawn: the plain cut most often.
    private static let usualFaults: [TrialFault] = [
        .cut, .cut, .cut, .cut, .quietCut, .cutWhileOpening, .failingSync, .failingSync, .failingSyncAndCut, .fullDisk,
    ]
}
