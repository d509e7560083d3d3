import DeliveryQueue
import MailAddressing

/// What the tasks of a trial note together.
actor TrialJournal {
    private var audit = AcknowledgementAudit()
    private var state = StateAudit()
    private var keys = TrialKeys()
    /// Whether the store was told to forget something.
    private(set) var hasForgotten = false
    /// The times until which it was told to forget.
    private var forgottenUntil: WallTime?
    private var lastNumber: Int64 = 0
    /// The report as it grows.
    private(set) var report = TrialReport()

    /// The space that trials write state in.
    static let space = StateSpace("trial")
    /// The most problems that a report has: more of them say no more.
    private static let maximumProblems = 40

    /// A message's name that was not used before.
    func makeID() -> MessageID {
        lastNumber += 1
        return MessageID(number: lastNumber)
    }

    /// Notes something that the store did wrong.
    func note(_ problem: String) {
        if report.problems.count < Self.maximumProblems { report.problems.append(problem) }
    }

    /// Notes what is done to the disk.
    func note(_ fault: TrialFault) { report.faults.append(fault) }

    /// Notes that a round is over.
    func endRound() { report.rounds += 1 }

    /// Notes a commit that is under way.
    func begin(_ changes: [AuditedCommit.Change]) -> Int { audit.note(AuditedCommit(changes, fate: .unknown)) }

    /// Notes what became of a commit.
    func end(_ number: Int, as fate: AuditedCommit.Fate) {
        audit.settle(number, as: fate)
        count(fate)
    }

    /// Notes changes of state that are under way.
    func beginState(_ changes: [String: [UInt8]?]) -> Int { state.begin(changes) }

    /// Notes what became of changes of state.
    func endState(_ number: Int, as fate: AuditedCommit.Fate) {
        state.end(number, as: fate)
        count(fate)
    }

    /// Notes that keys are used: by commits that were acknowledged, or that are of unknown fate.
    func note(_ used: [(key: InjectionKey, id: MessageID)], of owner: String) {
        for (key, id) in used { keys.note(key, for: id, of: owner) }
    }

    /// A key of an owner with the message that it names, chosen by a number; nil when it has none.
    func key(of owner: String, number: UInt64) -> (key: InjectionKey, id: MessageID)? {
        keys.choose(of: owner, number: number)
    }

    /// Notes that the store is told to forget, from now on.
    func beginForgetting() { hasForgotten = true }

    /// Notes that the store was told to forget what was settled until a moment.
    func noteForgotten(settledUntil limit: WallTime) {
        forgottenUntil = max(forgottenUntil ?? limit, limit)
        for id in audit.settledMessages(until: limit) { audit.noteForgotten(id) }
    }

    /// Whether a message may be gone as its history is over.
    func mayBeForgotten(_ id: MessageID) -> Bool {
        forgottenUntil.map { audit.settledMessages(until: $0).contains(id) } ?? false
    }

    private func count(_ fate: AuditedCommit.Fate) {
        report.operations += 1
        switch fate {
        case .acknowledged: report.acknowledged += 1
        case .refused: report.refused += 1
        case .unknown: report.unknown += 1
        }
    }

    /// Compares everything with what a store holds.
    ///
    /// - Parameters:
    ///   - store: the store; nothing else is under way.
    ///   - moment: when that is, for problems.
    /// - Returns: what the store holds.
    func review(_ store: any QueueStore, _ moment: String) async throws -> StoreHoldings {
        let named = Set(audit.commits.flatMap { $0.changes.map(\.message) })
        let holdings = try await StoreHoldings(reading: store, and: named.sorted())
        for problem in audit.review(holdings).problems { note("\(moment): \(problem)") }
        for problem in keys.review(holdings) { note("\(moment): \(problem)") }
        var checker = LedgerChecker()
        checker.check(holdings)
        for problem in checker.problems { note("\(moment): \(problem)") }
        let open = holdings.openRecipients
        if try await store.openRecipients(after: nil, limit: open.count + 10) != open {
            note("\(moment): the open recipients are not those of the messages")
        }
        let summary = try await store.summary()
        if summary.unsettledMessages != Set(open.map(\.place.message)).count || summary.quarantined != 0 {
            note("\(moment): the summary does not count what is there: \(summary)")
        }
        if let store = store as? any StateStore {
            let values = try await store.values(in: Self.space, after: nil, limit: 100_000)
            let problems = state.review(Dictionary(values.map { ($0.key, $0.value) }) { _, last in last })
            for problem in problems { note("\(moment): \(problem)") }
        }
        return holdings
    }
}

extension StoreHoldings {
    /// What a store must answer for its open recipients.
    fileprivate var openRecipients: [OpenRecipient] {
        messages.values.flatMap { held in
            held.stored.recipients.indices.compactMap { held.stored.openRecipient(at: $0) }
        }
        .sorted { $0.place < $1.place }
    }
}
