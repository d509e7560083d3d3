import DeliveryQueue
import NIOConcurrencyHelpers

/// How many reports of failures and delays one sender gets in an hour: storms of them help nobody.
///
/// A list with a thousand dead addresses, or a program that goes wild, would have its sender's mailbox buried, and the
/// queue filled with reports. What is over the limit is told by the message's trace and the log alone.
///
/// Guarantees: no more reports to one reverse path in a clock hour than the limit; memory for the senders of one hour, up
/// to ``capacity``, beyond which all further ones share one count.
public final class ReportBudget: Sendable {
    private struct State {
        var hour = Int64.min
        var counts: [String: Int] = [:]
        var others = 0
    }

    /// How many reports a sender gets in an hour if nothing else is said: more than anybody reads, and fewer than fill a
    /// mailbox.
    public static let standardLimit = 1_000
    /// The most senders that are counted each by itself: some megabytes.
    public static let capacity = 20_000

    private let limit: Int
    private let state = NIOLockedValueBox(State())

    /// Makes a budget.
    ///
    /// - Parameter limit: how many reports a sender gets in an hour; 0 for any number.
    public init(limit: Int = ReportBudget.standardLimit) { self.limit = max(0, limit) }

    /// Takes one report to a sender, where there is one left.
    ///
    /// - Parameters:
    ///   - sender: the reverse path; its case does not matter.
    ///   - now: the time.
    /// - Returns: whether it may be written.
    func take(for sender: String, at now: WallTime) -> Bool {
        guard limit > 0 else { return true }
        return state.withLockedValue { state in
            Self.turn(&state, to: now)
            let sender = sender.lowercased()
            if let count = state.counts[sender] {
                guard count < limit else { return false }
                state.counts[sender] = count + 1
            } else if state.counts.count < Self.capacity {
                state.counts[sender] = 1
            } else {
                guard state.others < limit else { return false }
                state.others += 1
            }
            return true
        }
    }

    /// Whether a sender has had its reports of this hour.
    func isSpent(for sender: String, at now: WallTime) -> Bool {
        guard limit > 0 else { return false }
        return state.withLockedValue { state in
            Self.turn(&state, to: now)
            if let count = state.counts[sender.lowercased()] { return count >= limit }
            return state.counts.count >= Self.capacity && state.others >= limit
        }
    }

    private static func turn(_ state: inout State, to now: WallTime) {
        let hour = now.milliseconds / 3_600_000
        if state.hour != hour { state = State(hour: hour) }
    }
}
