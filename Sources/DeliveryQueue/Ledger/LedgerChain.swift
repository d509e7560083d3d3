/// The events of one recipient, as a checker walks along them.
struct LedgerChain {
    /// The last event's kind, remarks aside, or nil before the first.
    private(set) var last: RecipientEvent.Kind?
    /// The event that settled the recipient, if one did.
    private(set) var settledBy: RecipientEvent.Kind?
    /// How many attempts may have delivered the message though nobody said so.
    private(set) var ambiguousEnds = 0
    private var state = RecipientState.queued
    private var attempts = 0
    private var nextAttempt: WallTime?
    private var isAmbiguous = false
    /// The failure that names no report.
    private var unreported: RecipientEvent.Kind?
    /// The failure that names one.
    private var reported: RecipientEvent.Kind?
    private var hasDroppedReport = false
    /// Whether the sender was told of a delay.
    private var isDelayReported = false
    /// Whether that was so by a notice that is not named.
    private var hasUnnamedNotice = false

    /// Walks on by an event.
    ///
    /// - Parameter event: what happened next.
    /// - Returns: what is wrong with that, or nil; the walk goes on as if it were right.
    mutating func append(_ event: RecipientEvent) -> String? {
        let problem = problem(with: event)
        if event.kind == .attemptBegan { attempts += 1 }
        if let time = event.nextAttempt { nextAttempt = time }
        if event.isAmbiguous {
            isAmbiguous = true
            ambiguousEnds += 1
        }
        switch event.kind {
        case .bounced, .expired:
            if event.namedReport == nil { unreported = event.kind } else { reported = event.kind }
        case .reportDropped: hasDroppedReport = true
        case .delayReported:
            isDelayReported = true
            if event.report == nil { hasUnnamedNotice = true }
        default: break
        }
        if let next = LedgerRules.state(after: event.kind) { state = next }
        if state.isSettled, settledBy == nil { settledBy = event.kind }
        if !LedgerRules.isRemark(event.kind) { last = event.kind }
        return problem
    }

    private func problem(with event: RecipientEvent) -> String? {
        let kind = event.kind
        guard let last else { return kind == .accepted ? nil : "'\(kind)' before it was accepted" }
        if kind == .accepted { return "accepted again, after '\(last)'" }
        if let settledBy, LedgerRules.state(after: kind)?.isSettled == true {
            return "settled by '\(kind)' though it was settled by '\(settledBy)' before"
        }
        guard LedgerRules.followers(of: last).contains(kind) else { return "'\(kind)' cannot follow '\(last)'" }
        if LedgerRules.needsTime(kind), event.nextAttempt == nil {
            return "'\(kind)' without the time of the next attempt"
        }
        if kind == .interrupted, !event.isAmbiguous {
            return "'\(kind)' is not marked as ambiguous"
        }
        return nil
    }

    /// What is wrong with the way in which the sender was told of a failure, or nil.
    ///
    /// - Parameter hasSender: whether there is somebody to tell: the reverse path is not null.
    func silence(hasSender: Bool) -> String? {
        if hasSender {
            guard let unreported, !hasDroppedReport else { return nil }
            return "'\(unreported)' names no report to the sender, and nothing says that none was to be made"
        }
        if let reported { return "'\(reported)' names a report, but the reverse path is null" }
        guard let unreported, !hasDroppedReport else { return nil }
        return "'\(unreported)' is told to nobody, as the reverse path is null, but nothing says so"
    }

    /// What is wrong with the way in which the sender was told of a delay, or nil.
    ///
    /// - Parameter hasSender: whether there is somebody to tell: the reverse path is not null.
    func delayProblem(hasSender: Bool) -> String? {
        let kind = RecipientEvent.Kind.delayReported
        if hasUnnamedNotice { return "'\(kind)' names no notice to the sender" }
        return isDelayReported && !hasSender ? "'\(kind)' names a notice, but the reverse path is null" : nil
    }

    /// What a store's record of the recipient says otherwise than the chain.
    ///
    /// - Parameters:
    ///   - record: the record.
    ///   - firstAttempt: when its first attempt was due.
    /// - Returns: the contradictions, in words.
    func contradictions(with record: StoredRecipient, firstAttempt: WallTime) -> [String] {
        guard last != nil else { return [] }
        var problems: [String] = []
        if record.state != state { problems.append("its state is \(record.state), but the ledger leaves it \(state)") }
        if record.attempts != attempts {
            problems.append("\(record.attempts) attempts are counted, but \(attempts) began")
        }
        let due = nextAttempt ?? firstAttempt
        if !state.isSettled, record.nextAttempt != due {
            problems.append("its next attempt is at \(record.nextAttempt), but by the ledger at \(due)")
        }
        if record.isAmbiguous != isAmbiguous {
            problems.append(
                isAmbiguous
                    ? "it had an ambiguous attempt, but is not marked so"
                    : "it is marked as ambiguous, but had no such attempt")
        }
        if record.isDelayReported != isDelayReported {
            problems.append(
                isDelayReported
                    ? "its sender was told of a delay, but it is not marked so"
                    : "it is marked as one whose sender was told of a delay, but nobody was")
        }
        return problems
    }
}
