/// What became of each message of a month.
final class MonthTally: @unchecked Sendable {
    // Unchecked: everything runs on one thread.

    /// What became of a message.
    struct Record {
        /// How often it was tried at the receiver's own hosts.
        var directTrials = 0
        /// How often it was tried at the relay.
        var relayTrials = 0
        /// How often a host has taken it from us.
        var taken = 0
        /// Whether the relay has taken it.
        var isRelayed = false
        /// When it arrived in the mailbox, if it did.
        var arrival: VirtualTime.Moment?
    }

    /// By the messages' places in the plan.
    private(set) var records: [Record]

    /// Makes an empty tally.
    ///
    /// - Parameter count: how many messages there are.
    init(count: Int) { records = Array(repeating: Record(), count: count) }

    /// Counts an attempt.
    ///
    /// - Returns: how many there were before by the same way.
    func tried(_ message: MonthMessage, byRelay: Bool) -> Int {
        if byRelay {
            records[message.index].relayTrials += 1
            return records[message.index].relayTrials - 1
        }
        records[message.index].directTrials += 1
        return records[message.index].directTrials - 1
    }

    /// Notes that a host has taken a message.
    ///
    /// - Parameters:
    ///   - message: the message.
    ///   - byRelay: whether it was the relay.
    ///   - arrival: when it is in the mailbox; nil for never.
    func took(_ message: MonthMessage, byRelay: Bool, arrival: VirtualTime.Moment?) {
        records[message.index].taken += 1
        records[message.index].isRelayed = byRelay
        records[message.index].arrival = arrival
    }
}
