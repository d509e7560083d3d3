internal import MailCryptography

/// One attempt of a query, and the task that waits for it.
///
/// It ends exactly once: by its answer, by cancellation or by shutdown, whichever comes first; what comes later is
/// dropped. States: idle, then waiting (a task has suspended), then finished; or idle, then finished at once.
final class PendingQuery: Sendable {
    /// What a query brought.
    enum Outcome: Sendable {
        /// The octets that came from the server.
        case answered([UInt8])
        /// Nothing came, for this reason.
        case failed(DNSFailure)
        /// Its time was over before there was room to send it, which says nothing of the server.
        case heldBack
    }

    private enum State: Sendable {
        case idle
        case waiting(CheckedContinuation<Outcome, Never>)
        case finished(Outcome)
    }

    /// Who is asked, and how.
    let attempt: QueryPlan.Attempt
    /// The octets to send.
    let message: [UInt8]
    private let state = LockedBox(State.idle)

    /// Makes a query from the octets to send.
    init(_ attempt: QueryPlan.Attempt, message: [UInt8]) {
        self.attempt = attempt
        self.message = message
    }

    /// Whether the query has ended, so that sending it would be of no use.
    var isFinished: Bool {
        state.withLock { state in
            if case .finished = state { true } else { false }
        }
    }

    /// Takes the continuation of the task that waits; resumes it at once and returns false if the query has ended.
    func wait(_ continuation: CheckedContinuation<Outcome, Never>) -> Bool {
        let outcome = state.withLock { state -> Outcome? in
            if case .finished(let outcome) = state { return outcome }
            state = .waiting(continuation)
            return nil
        }
        guard let outcome else { return true }
        continuation.resume(returning: outcome)
        return false
    }

    /// Ends the query, unless it has ended.
    func finish(_ outcome: Outcome) {
        let continuation = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
            switch state {
            case .idle:
                state = .finished(outcome)
                return nil
            case .waiting(let continuation):
                // The answer belongs to the task now, and must not stay with whoever still holds the query.
                state = .finished(.failed(.cancelled))
                return continuation
            case .finished: return nil
            }
        }
        continuation?.resume(returning: outcome)
    }
}
