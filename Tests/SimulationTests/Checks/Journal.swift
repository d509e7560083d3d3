import DeliveryQueue
import MailAddressing
import SMTPProtocol

/// What is noted in a run: what was handed in and recorded, what happened, and what was wrong.
final class Journal: @unchecked Sendable {
    // Unchecked: everything runs on one thread.

    /// A message as it was handed in.
    struct Submission: Sendable {
        /// Its origin, which no other has.
        let origin: String
        let reversePath: ReversePath
        let recipients: [Mailbox]
        /// What its sender asks of the way it is handled.
        let options: MailOptions
        let octets: [UInt8]
        let key: InjectionKey?
    }

    /// What was wrong.
    private(set) var problems: [Problem] = []
    /// What happened.
    private(set) var trace: Trace
    /// What happened, in numbers.
    var totals = Totals()
    /// The messages that somebody was told are accepted, by origin.
    private(set) var accepted: [String: MessageID] = [:]
    /// The octets of accepted messages, reports among them.
    private(set) var octets: [MessageID: [UInt8]] = [:]
    private(set) var submissions: [String: Submission] = [:]
    private var audit = AcknowledgementAudit()
    /// Commits of which nobody knows yet whether they are there.
    private var unknown: [[AuditedCommit.Change]] = []
    private let time: VirtualTime

    /// The most problems that a run has: more of them say no more.
    static let mostProblems = 30

    /// Makes an empty journal.
    ///
    /// - Parameters:
    ///   - time: the time.
    ///   - isPrinted: whether everything is printed.
    init(time: VirtualTime, isPrinted: Bool) {
        self.time = time
        trace = Trace(isPrinted: isPrinted)
    }

    /// Notes something that went wrong.
    func note(_ kind: Problem.Kind, _ text: String) {
        let problem = Problem(kind: kind, moment: time.now, text: text)
        if trace.isPrinted { print("PROBLEM", problem) }
        if problems.count < Self.mostProblems { problems.append(problem) }
    }

    /// Notes something that happened.
    func note(_ numbers: [Int64], _ words: () -> String) { trace.note(time.now, numbers, words()) }

    /// Notes a commit of the queue.
    func note(_ changes: [QueueChange], _ fate: AuditedCommit.Fate) {
        let doubt = fate == .unknown ? " (perhaps)" : ""
        let notes = changes.map { change -> AuditedCommit.Change in
            switch change {
            case .event(let id, let recipients, let event):
                note([id.number, Int64(recipients.count), Self.number(of: event.kind), event.time.milliseconds]) {
                    "\(id) \(recipients) \(event.kind)\(doubt) \(event.detail ?? event.reply?.description ?? "")"
                }
                return .event(id, recipients: recipients, event)
            case .accept(let message, let content, _):
                // Nothing is handed in by way of a spool.
                if case .octets(let octets) = content { self.octets[message.id] = octets }
                note([message.id.number, Int64(message.recipients.count), Int64(message.size)]) {
                    let recipients = message.recipients.map(\.description).joined(separator: " ")
                    let options = message.options.parameterText
                    return "\(message.id) accepted\(doubt) from <\(message.reversePath)> to \(recipients)\(options)"
                }
                return .accept(message, .octets(self.octets[message.id] ?? []))
            }
        }
        if fate == .unknown { unknown.append(notes) } else { audit.note(AuditedCommit(notes, fate: fate)) }
    }

    /// Finds out what became of commits whose process has ended in their midst, before another one begins.
    ///
    /// What is there must stay; what is not is forgotten, as its name may be given again, and must not come any more.
    ///
    /// - Parameter store: what outlasts processes.
    func settle(by store: MemoryQueueStore) async {
        let commits = unknown
        unknown = []
        for notes in commits {
            var found: [Bool] = []
            for note in notes {
                switch note {
                case .accept(let message, _): found.append(await store.message(message.id)?.message == message)
                case .event(let id, let recipients, let event):
                    let entries = await store.events(of: id)
                    for recipient in recipients {
                        found.append(entries.contains { $0.recipient == recipient && $0.event == event })
                    }
                }
            }
            if found.allSatisfy({ $0 }) {
                audit.note(AuditedCommit(notes, fate: .acknowledged))
            } else if found.contains(true) {
                self.note(.loss, "a commit of \(found.count) changes is there in part")
            }
        }
    }

    private static func number(of kind: RecipientEvent.Kind) -> Int64 {
        Int64(RecipientEvent.Kind.allCases.firstIndex(of: kind) ?? -1)
    }

    /// Notes that a message is handed in.
    func begin(_ submission: Submission) { submissions[submission.origin] = submission }

    /// Notes that a message was accepted.
    func accept(_ submission: Submission, as id: MessageID) {
        guard let first = accepted.updateValue(id, forKey: submission.origin), first != id else { return }
        note(.ledger, "'\(submission.origin)' was accepted as \(first) and again as \(id)")
    }

    /// Compares what was noted with what a store holds while no queue works on it.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - deliveries: what receivers took, at the end; nil before.
    /// - Returns: what the store holds.
    func review(_ store: any QueueStore, deliveries: [RecipientPlace: Int]?) async -> StoreHoldings? {
        let named = Set(audit.commits.flatMap { $0.changes.map(\.message) }).union(accepted.values)
        guard let holdings = try? await StoreHoldings(reading: store, and: named.sorted()) else {
            note(.loss, "what is stored cannot be read")
            return nil
        }
        if let deliveries { audit.noteDeliveries(deliveries) }
        let found = audit.review(holdings)
        var checker = LedgerChecker()
        checker.check(holdings)
        for problem in found.problems {
            let isOfDelivery = problem.text.contains("delivered") && !problem.text.contains("acknowledged")
            note(isOfDelivery ? .delivery : .loss, "\(problem)")
        }
        for problem in checker.problems { note(.ledger, "\(problem)") }
        guard deliveries != nil else { return holdings }
        totals.add("duplicates", found.duplicates)
        if found.explainedDuplicates != found.duplicates { note(.delivery, "a duplicate is not explained") }
        return holdings
    }
}
