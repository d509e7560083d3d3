import DeliveryQueue
import MailAddressing

/// One schedule of mail and disaster for a whole `MailQueue` over a store on a bench.
///
/// A seed decides what is submitted and by how many tasks, what receivers do, what people do, what happens to the
/// disk and when. In each round a queue is opened on what the disk holds, resumes, takes mail and delivers it, while
/// a clock runs through its retries; then its process ends: it is drained, or the power is cut, or it crashes in the
/// midst of an attempt. In the end everything is left to settle. Then the trial demands:
///
/// - every submission that was acknowledged is there once, with the recipients that it had, each of them settled;
/// - a message that is handed in again under its key is not accepted again;
/// - everything that the store acknowledged is there, and nothing else (`AcknowledgementAudit`);
/// - every ledger is in order (`LedgerChecker`);
/// - every message that a receiver took is one that the ledger explains: twice only after an ambiguous or interrupted
///   attempt;
/// - whoever sent what failed has a report, and no report is without a failure or a delay;
/// - what was suspended is so in the next process, and what was resumed is not.
///
/// Tasks run as they come, so that the same seed does much the same, but not always in the same order.
public struct MailQueueTrial: Sendable {
    /// Decides what happens.
    public let seed: UInt64
    /// What happens to the disk in each round, or nil where the seed decides.
    public let faults: [TrialFault]?

    /// Makes a trial.
    ///
    /// - Parameters:
    ///   - seed: decides what happens; print it where a trial fails.
    ///   - faults: what happens to the disk in each round; nil lets the seed decide for two to four rounds.
    public init(seed: UInt64, faults: [TrialFault]? = nil) {
        self.seed = seed
        self.faults = faults
    }

    /// Runs the schedule; the bench is removed at its end.
    ///
    /// - Parameter bench: a bench whose disk holds nothing.
    /// - Returns: what was done and found. What the bench or an opening store throws is a problem, too.
    public func run(on bench: any PowerCutBench) async -> MailQueueTrialReport {
        let journal = MailQueueJournal()
        do {
            try await run(on: bench, journal)
        } catch {
            await journal.note("the trial stopped: \(error)")
        }
        await bench.remove()
        return await journal.report
    }

    private func run(on bench: any PowerCutBench, _ journal: MailQueueJournal) async throws {
        var generator = SeededGenerator(seed: seed)
        let rounds =
            faults
            ?? (0..<Int.random(in: 2...4, using: &generator)).map { _ in
                TrialFault.allCases.randomElement(using: &generator) ?? .cut
            }
        let world = MailQueueWorld(
            bench: bench, journal: journal, clock: ManualClock(),
            deliverer: CountingDeliverer(
                script: Self.script(generator.next()), crash: { _ in await journal.crash() }, routing: Self.routing),
            policy: Bool.random(using: &generator) ? .resend : .hold)
        for (number, fault) in rounds.enumerated() {
            await journal.note(fault)
            let round = MailQueueRound(number: number, fault: fault, world: world, seed: generator.next())
            try await round.run()
            if fault != .quietCut || Bool.random(using: &generator) { try await bench.cut(seed: generator.next()) }
            // Times tell the events of one process from those of the next.
            world.clock.advance(by: .seconds(Int64.random(in: 1...3_000, using: &generator)))
            guard await journal.report.problems.isEmpty else { return }
        }
        try await world.settle(seed: generator.next())
    }

    /// The site of several domains.
    static let sharedSite = "mx1,mx2.shared.test"

    /// Half of the domains are at one site, which is found out by the first attempt.
    private static let routing: CountingDeliverer.Routing = { attempt in
        let domain = attempt.recipients.first.map { attempt.message.recipients[$0].host.description } ?? ""
        let isShared = domain.utf8.reduce(0) { $0 + Int($1) } % 2 == 0
        return isShared && attempt.site != sharedSite ? sharedSite : nil
    }

    /// What receivers do: they mostly take a message, some of them at the second or third time only, few never; a
    /// process crashes at first attempts only, so that all of it comes to an end.
    private static func script(_ seed: UInt64) -> CountingDeliverer.Script {
        { place, attempts in
            let number = UInt64(bitPattern: place.message.number) &* 31 &+ UInt64(place.recipient)
            var generator = SeededGenerator(seed: seed ^ number)
            let neverTakes = Int.random(in: 0..<30, using: &generator) == 0
            for _ in 0..<attempts { _ = generator.next() }
            switch Int.random(in: 0..<100, using: &generator) {
            case ..<4 where attempts == 0:
                return .crash(CountingDeliverer.CrashPoint.allCases.randomElement(using: &generator) ?? .afterTaking)
            case ..<12: return .refuse
            case ..<20: return .loseReply
            case ..<50: return .defer
            default: return neverTakes ? .defer : .take
            }
        }
    }
}
