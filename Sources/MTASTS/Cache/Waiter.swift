internal import MailCryptography

/// A task that waits for something which others may wait for too.
///
/// It is resumed exactly once: by the outcome, or by what ends its own waiting, whichever comes first; what comes later
/// is dropped. States: idle, then waiting (the task has suspended), then finished; or idle, then finished at once.
final class Waiter<Outcome: Sendable>: Sendable {
    private enum State: Sendable {
        case idle
        case waiting(CheckedContinuation<Outcome, Never>)
        case finished(Outcome)
    }

    private let state = LockedBox(State.idle)

    /// Waits for the outcome; to be called once.
    func value() async -> Outcome {
        await withCheckedContinuation { continuation in
            let outcome = state.withLock { state -> Outcome? in
                if case .finished(let outcome) = state { return outcome }
                state = .waiting(continuation)
                return nil
            }
            if let outcome { continuation.resume(returning: outcome) }
        }
    }

    /// Gives the outcome; false when there was one already, and this one is dropped.
    @discardableResult
    func finish(_ outcome: Outcome) -> Bool {
        let (isFirst, continuation) = state.withLock { state -> (Bool, CheckedContinuation<Outcome, Never>?) in
            switch state {
            case .finished: return (false, nil)
            case .idle:
                state = .finished(outcome)
                return (true, nil)
            case .waiting(let continuation):
                state = .finished(outcome)
                return (true, continuation)
            }
        }
        continuation?.resume(returning: outcome)
        return isFirst
    }
}
