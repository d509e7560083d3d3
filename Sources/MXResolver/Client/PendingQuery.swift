internal import MailCryptography

/// A query under way, and the task that waits for it.
///
/// It ends exactly once: by its answer, by cancellation or by shutdown, whichever comes first; what comes later is
/// dropped. States: idle, then waiting (a task has suspended), then finished; or idle, then finished at once.
final class PendingQuery: Sendable {
    /// What a query brought: octets of a server, or why there are none.
    typealias Outcome = Result<ServerAnswer, DNSFailure>

    /// The octets of an answer and whether we believe its server's AD flag.
    struct ServerAnswer: Sendable {
        /// The octets as they came.
        let bytes: [UInt8]
        /// Whether the AD flag is believed.
        let isTrusted: Bool
    }

    private enum State: Sendable {
        case idle
        case waiting(CheckedContinuation<Outcome, Never>)
        case finished(Outcome)
    }

    /// The octets to send.
    let message: [UInt8]
    private let state = LockedBox(State.idle)

    /// Makes a query from the octets to send.
    init(message: [UInt8]) { self.message = message }

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
                state = .finished(outcome)
                return continuation
            case .finished: return nil
            }
        }
        continuation?.resume(returning: outcome)
    }
}
