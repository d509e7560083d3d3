internal import MailCryptography

/// A task that waits for a query which it may share with others.
///
/// It is resumed exactly once: by the answer or by its own cancellation, whichever comes first; what comes later is
/// dropped. States: idle, then waiting (the task has suspended), then finished; or idle, then finished at once.
final class QueryWaiter: Sendable {
    /// What a query brought.
    typealias Outcome = Result<DNSAnswer, DNSFailure>

    private enum State: Sendable {
        case idle
        case waiting(CheckedContinuation<Outcome, Never>)
        case finished(Outcome)
    }

    private let state = LockedBox(State.idle)

    /// Takes the continuation of the task; resumes it at once if the outcome is there.
    func wait(_ continuation: CheckedContinuation<Outcome, Never>) {
        let outcome = state.withLock { state -> Outcome? in
            if case .finished(let outcome) = state { return outcome }
            state = .waiting(continuation)
            return nil
        }
        if let outcome { continuation.resume(returning: outcome) }
    }

    /// Gives the outcome, unless there is one already.
    func finish(_ outcome: Outcome) {
        let continuation = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
            defer {
                if case .finished = state {} else { state = .finished(outcome) }
            }
            if case .waiting(let continuation) = state { return continuation }
            return nil
        }
        continuation?.resume(returning: outcome)
    }
}
