import DeliveryQueue
import SMTPProtocol

/// One round of a trial: work until the disk fails.
struct TrialRound: Sendable {
    /// Which, from 0.
    let number: Int
    /// What happens to the disk.
    let fault: TrialFault
    /// How many tasks work.
    let workers: Int
    /// The bench.
    let bench: any PowerCutBench
    /// Where everything is noted.
    let journal: TrialJournal

    /// How many commits a task makes at most.
    private static let stepsOfTask = 4...14
    /// How many operations of the disk a commit takes, at most; more or less, as it only spreads the cuts.
    private static let operationsOfStep = 8
    /// How often it is tried whether the store has come back before it is given up.
    private static let maximumProbes = 4_000

    /// Opens the store while the power fails.
    func cutWhileOpening(_ generator: inout SeededGenerator) async throws {
        bench.armCut(afterOperations: Int.random(in: 1...40, using: &generator))
        do {
            await bench.abandon(try await bench.open())
        } catch  where bench.isCut {
            return
        }
    }

    /// Works a store until the fault strikes, or the work is done.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - holdings: what it holds.
    ///   - generator: decides.
    func work(
        _ store: any QueueStore, on holdings: StoreHoldings, _ generator: inout SeededGenerator
    ) async throws {
        let steps = Int.random(in: Self.stepsOfTask, using: &generator)
        arm(steps: steps * workers, &generator)
        let waiting = holdings.messages.values.filter { $0.content != nil }
            .sorted { $0.stored.message.id < $1.stored.message.id }
        let liftsRoomEarly = Bool.random(using: &generator)
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<workers {
                let mine = waiting.enumerated().filter { $0.offset % workers == index }.map(\.element)
                var worker = TrialWorker(
                    name: "\(number).\(index)", round: self, store: store, seed: generator.next(), messages: mine)
                group.addTask {
                    await worker.resume()
                    await worker.run(steps: steps / 2)
                    if index == 0, liftsRoomEarly { bench.setFull(nil) }
                    await worker.run(steps: steps - steps / 2)
                }
            }
        }
        guard fault.isSurvived else { return }
        bench.setFull(nil)
        // What has not struck yet would strike in the midst of the review.
        bench.failSync(after: .max)
        await awaitReturn(of: store)
        if !bench.isCut, await journal.report.problems.isEmpty {
            _ = try await journal.review(store, "round \(number), before the cut")
        }
    }

    private func arm(steps: Int, _ generator: inout SeededGenerator) {
        let operation = Int.random(in: 1...(steps * Self.operationsOfStep), using: &generator)
        switch fault {
        case .quietCut, .cutWhileOpening: break
        case .cut: bench.armCut(afterOperations: operation)
        case .failingSync: bench.failSync(after: Int.random(in: 1...steps, using: &generator))
        case .failingSyncAndCut:
            let syncs = Int.random(in: 1...max(1, steps / 2), using: &generator)
            bench.failSync(after: syncs)
            bench.armCut(afterOperations: operation + syncs)
        case .fullDisk: bench.setFull(Int.random(in: 0...400_000, using: &generator))
        }
    }

    /// Waits until the store takes messages again.
    private func awaitReturn(of store: any QueueStore) async {
        var worker = TrialWorker(name: "\(number).probe", round: self, store: store, seed: 0, messages: [])
        for _ in 0..<Self.maximumProbes {
            if bench.isCut { return }
            if await worker.acceptSmall() == .acknowledged { return }
            await bench.pause()
        }
        await journal.note("round \(number): the store did not come back after \(fault.rawValue)")
    }
}

extension TrialFault {
    /// Whether the store goes on after it, so that commits may be refused without a power cut.
    var isSurvived: Bool {
        switch self {
        case .quietCut, .cut, .cutWhileOpening: false
        case .failingSync, .failingSyncAndCut, .fullDisk: true
        }
    }
}
