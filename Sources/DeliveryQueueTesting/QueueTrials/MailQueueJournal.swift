import DeliveryQueue
import MailAddressing

/// What is noted in a trial of a queue.
actor MailQueueJournal {
    /// A message as it was handed in.
    struct Submission: Sendable {
        /// Its origin, which no other has.
        let origin: String
        let reversePath: ReversePath
        let recipients: [Mailbox]
        let octets: [UInt8]
        let key: InjectionKey?
    }

    /// The report as it grows.
    private(set) var report = MailQueueTrialReport()
    private var audit = AcknowledgementAudit()
    private var submissions: [String: Submission] = [:]
    private var acknowledged: [String: MessageID] = [:]
    private var process: ProcessStore?
    private var suspensions = SuspensionJournal()

    /// The most problems that a report has: more of them say no more.
    private static let maximumProblems = 40

    /// Notes something that went wrong.
    func note(_ problem: String) {
        if report.problems.count < Self.maximumProblems { report.problems.append(problem) }
    }

    /// Notes what is done to the disk.
    func note(_ fault: TrialFault) { report.faults.append(fault) }

    /// Notes a commit of the queue.
    func note(_ commit: AuditedCommit) { audit.note(commit) }

    /// Notes that a process begins.
    func begin(_ process: ProcessStore) {
        self.process = process
        report.processes += 1
    }

    /// Notes that somebody suspends or resumes something.
    func begin(_ target: SuspensionTarget) { suspensions.begin(target) }

    /// Notes that somebody was told that something is suspended, or is no longer.
    func end(_ target: SuspensionTarget, isSuspended: Bool) {
        suspensions.end(target, isSuspended: isSuspended)
        report.suspensions += 1
    }

    /// Compares the suspensions that a queue has taken up with what was noted.
    func review(_ taken: [Suspension], _ moment: String) {
        for problem in suspensions.problems(taken) { note("\(moment): \(problem)") }
    }

    /// Ends the process in the midst of an attempt.
    func crash() async {
        report.crashes += 1
        await process?.end()
    }

    /// Notes that a message is handed in.
    func begin(_ submission: Submission) {
        if submissions.updateValue(submission, forKey: submission.origin) == nil { report.submissions += 1 }
    }

    /// Notes that a message was accepted.
    func accepted(_ submission: Submission, as id: MessageID) {
        guard let first = acknowledged.updateValue(id, forKey: submission.origin) else {
            report.acknowledged += 1
            return
        }
        if first != id { note("'\(submission.origin)' was accepted as \(first) and again as \(id)") }
    }

    /// A message that was handed in under a key, whatever became of it, to be handed in again; nil when there is none.
    ///
    /// - Parameter number: chooses one.
    func repeatable(_ number: UInt64) -> Submission? {
        let keyed = submissions.values.filter { $0.key != nil }.sorted { $0.origin < $1.origin }
        return keyed.isEmpty ? nil : keyed[Int(number % UInt64(keyed.count))]
    }

    /// The messages that were accepted.
    var accepted: [MessageID] { acknowledged.values.sorted() }
}

extension MailQueueJournal {
    /// Compares everything with what a store holds while no queue works on it.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - moment: when that is, for problems.
    ///   - deliveries: what receivers took, at the end, when all is settled; nil before.
    func review(
        _ store: any QueueStore, _ moment: String, deliveries: [RecipientPlace: Int]? = nil
    ) async throws(QueueStoreError) {
        let named = Set(audit.commits.flatMap { $0.changes.map(\.message) }).union(acknowledged.values)
        let holdings = try await StoreHoldings(reading: store, and: named.sorted())
        if let deliveries { audit.noteDeliveries(deliveries) }
        let found = audit.review(holdings)
        var checker = LedgerChecker()
        checker.check(holdings)
        for problem in found.problems + checker.problems { note("\(moment): \(problem)") }
        for problem in submissionProblems(holdings) + reportProblems(holdings) { note("\(moment): \(problem)") }
        guard deliveries != nil else { return }
        (report.deliveries, report.duplicates) = (found.deliveries, found.duplicates)
        if found.explainedDuplicates != found.duplicates { note("\(moment): a duplicate is not explained") }
        for (id, held) in holdings.messages.sorted(by: { $0.key < $1.key }) {
            for (index, recipient) in held.stored.recipients.enumerated() where !recipient.state.isSettled {
                note("\(moment): message \(id), recipient \(index) is \(recipient.state)")
            }
        }
    }

    private func submissionProblems(_ holdings: StoreHoldings) -> [String] {
        var problems: [String] = []
        var counts: [String: Int] = [:]
        for held in holdings.messages.values { counts[held.stored.message.origin, default: 0] += 1 }
        for (origin, submission) in submissions.sorted(by: { $0.key < $1.key }) {
            if counts[origin] ?? 0 > 1 { problems.append("'\(origin)' is there \(counts[origin] ?? 0) times") }
            guard let id = acknowledged[origin] else { continue }
            guard let message = holdings.messages[id]?.stored.message else {
                problems.append("'\(origin)' was accepted as \(id), which is missing")
                continue
            }
            if message.origin != origin || message.recipients != submission.recipients
                || message.reversePath != submission.reversePath
            {
                problems.append("'\(origin)' was accepted as \(id), which is another message")
            }
        }
        return problems
    }

    /// Compares reports with the failures that name them.
    private func reportProblems(_ holdings: StoreHoldings) -> [String] {
        var problems: [String] = []
        var told: [MessageID: Set<Mailbox>] = [:]
        for held in holdings.messages.values {
            for entry in held.entries {
                guard let report = entry.event.namedReport, let sender = held.stored.message.reversePath.mailbox
                else { continue }
                told[report, default: []].insert(sender)
            }
        }
        let reports = holdings.messages.values.map(\.stored.message)
            .filter { $0.origin.hasPrefix(TrialReporter.originPrefix) }.sorted { $0.id < $1.id }
        report.reports = reports.count
        report.delays = holdings.messages.values.reduce(0) { sum, held in
            sum + held.entries.count { $0.event.kind == .delayReported }
        }
        for message in reports {
            if message.reversePath != .null { problems.append("report \(message.id) has a sender") }
            if told[message.id] != Set(message.recipients) {
                problems.append("report \(message.id) is not named by failures or delays of mail from whom it is for")
            }
        }
        return problems
    }
}

/// Writes a line for each failure and each delay.
struct TrialReporter: FailureReporter {
    /// How the origin of a report begins.
    static let originPrefix = "report on "

    func report(
        _ failures: [RecipientFailure], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? {
        guard let sender = message.reversePath.mailbox else { return nil }
        let lines = failures.map { "\($0.mailbox) \($0.isExpired ? "expired" : "refused")\r\n" }
        return MessageSubmission(
            reversePath: .null, recipients: [sender], content: Array(lines.joined().utf8),
            origin: "\(Self.originPrefix)\(message.id)")
    }

    func delayReport(
        _ delays: [RecipientDelay], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? {
        guard let sender = message.reversePath.mailbox else { return nil }
        let lines = delays.map { "\($0.mailbox) late\r\n" }
        return MessageSubmission(
            reversePath: .null, recipients: [sender], content: Array(lines.joined().utf8),
            origin: "\(Self.originPrefix)\(message.id)")
    }
}
