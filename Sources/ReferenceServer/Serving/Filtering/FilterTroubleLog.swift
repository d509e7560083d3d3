import Logging
import NIOConcurrencyHelpers

/// Logs what goes wrong with filters, without a line for each client or message.
///
/// The first time that a filter has a trouble a line is logged at once; after that at most one in `pause`, with how
/// often it happened since the last.
final class FilterTroubleLog: Sendable {
    /// What may go wrong; complete, as each is found in one place.
    enum Trouble: String, Hashable, Sendable {
        /// A list says that it will not answer: the question was wrong, came a wrong way, or was one too many.
        case refusal = "A list of addresses does not answer our questions"
        /// A list answers what no list answers, as when its domain belongs to somebody else by now.
        case nonsense = "A list of addresses has an answer that is none of a list"
        /// A list does not answer.
        case silence = "A list of addresses has no answer"
        /// A spam filter does not answer.
        case unavailable = "The spam filter has no answer"
    }

    private struct Key: Hashable {
        let filter: String
        let trouble: Trouble
    }

    private struct Entry {
        var loggedAt: ContinuousClock.Instant
        var unsaid: Int
    }

    /// How long after a line the next one of the same kind may be logged.
    static let pause = Duration.seconds(300)

    private let logger: Logger
    private let now: @Sendable () -> ContinuousClock.Instant
    /// An entry for each filter of the configuration and each trouble it had.
    private let entries = NIOLockedValueBox<[Key: Entry]>([:])

    /// Makes a log.
    ///
    /// - Parameters:
    ///   - logger: where it is logged.
    ///   - now: the time.
    init(logger: Logger, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.logger = logger
        self.now = now
    }

    /// Notes a trouble.
    ///
    /// - Parameters:
    ///   - trouble: which.
    ///   - filter: what the filter is called in the configuration.
    ///   - reason: what happened this time, without secrets.
    func note(_ trouble: Trouble, of filter: String, reason: String) {
        let time = now()
        let count: Int? = entries.withLockedValue { entries in
            let key = Key(filter: filter, trouble: trouble)
            if let entry = entries[key], time - entry.loggedAt < Self.pause {
                entries[key]?.unsaid += 1
                return nil
            }
            let unsaid = entries[key]?.unsaid ?? 0
            entries[key] = Entry(loggedAt: time, unsaid: 0)
            return unsaid + 1
        }
        guard let count else { return }
        logger.warning(
            "\(trouble.rawValue)", metadata: ["filter": "\(filter)", "reason": "\(reason)", "times": "\(count)"])
    }
}
