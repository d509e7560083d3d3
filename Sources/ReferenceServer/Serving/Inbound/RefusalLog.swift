import DeliveryQueue
import Logging
import NIOConcurrencyHelpers

/// Logs that messages are refused since the store has no room for them, without a line for each of them.
///
/// Where the store begins to refuse, and where its reason becomes another one, a line is logged at once; after that at
/// most one a minute, with how many messages were refused since the last. What is no lack of room is logged each time.
final class RefusalLog: Sendable {
    private struct State {
        /// Why the last message was refused, nil when it was taken.
        var kind: QueueStoreError.Kind?
        var loggedAt: ContinuousClock.Instant?
        /// How many were refused since a line was logged.
        var unsaid = 0
    }

    /// How long after a line the next one of the same kind may be logged: long enough for a log to stay readable while
    /// every client of a busy server is refused.
    static let pause = Duration.seconds(60)

    private let logger: Logger
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = NIOLockedValueBox(State())

    /// Makes a log of a store that takes messages.
    ///
    /// - Parameters:
    ///   - logger: where it is logged.
    ///   - now: the time.
    init(logger: Logger, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.logger = logger
        self.now = now
    }

    /// Notes that a message was refused.
    ///
    /// - Parameter failure: why.
    func refused(_ failure: QueueStoreError) {
        guard failure.isTemporary else {
            logger.error("A message could not be stored", metadata: ["reason": "\(failure)"])
            return
        }
        let time = now()
        let count: Int? = state.withLockedValue { state in
            state.unsaid += 1
            let isNew = state.kind != failure.kind
            state.kind = failure.kind
            if !isNew, let last = state.loggedAt, time - last < Self.pause { return nil }
            state.loggedAt = time
            defer { state.unsaid = 0 }
            return state.unsaid
        }
        guard let count else { return }
        logger.warning(
            "Messages are refused for now, as they could not be stored",
            metadata: ["reason": "\(failure)", "messages": "\(count)"])
    }

    /// Notes that a message was taken.
    func taken() {
        let unsaid: Int? = state.withLockedValue { state in
            guard state.kind != nil else { return nil }
            defer { state = State() }
            return state.unsaid
        }
        guard let unsaid else { return }
        logger.notice("Messages are taken again", metadata: ["refusedSinceLastLine": "\(unsaid)"])
    }
}
