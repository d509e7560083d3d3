import MailAddressing

/// Proves from ledgers that every recipient of every message ends in exactly one way, or still waits.
///
/// It knows the rules from a table of its own (`LedgerRules`) and not from `RecipientState.after`, by which stores
/// judge, so that a mistake in one of them shows in the other. What it demands of each message:
///
/// - each recipient's chain of events begins with `accepted`, which comes once;
/// - every event can follow the one before it; times do not count, as clocks step back;
/// - an attempt that began has at most one end, and nothing ends that did not begin;
/// - one event at most settles, and nothing follows it but that a report was dropped;
/// - whoever was deferred or rescheduled was told until when;
/// - an attempt that was interrupted is marked as ambiguous;
/// - whoever bounced or expired is told to the sender by a report that the event names, or it is said that nobody is
///   told (`reportDropped`): always where the reverse path is null;
/// - whoever was told of a delay, while the recipient waited or was attempted, was so by a notice that the event names;
/// - state, number of attempts, next attempt, ambiguity and whether a delay was told of, as the store gives them, are
///   those of the chain;
/// - the octets are there exactly while a recipient is unsettled.
public struct LedgerChecker: Sendable {
    /// What is wrong with the messages that were checked, in their order.
    public private(set) var problems: [LedgerProblem] = []
    /// What was checked, in numbers.
    public private(set) var counts = LedgerCounts()

    /// Makes a checker that has checked nothing.
    public init() {}

    /// Checks a message.
    ///
    /// - Parameters:
    ///   - stored: the message as the store gives it.
    ///   - entries: its ledger, in the order of the commits.
    ///   - hasContent: whether the store has its octets, or nil where that was not looked at.
    public mutating func check(_ stored: StoredMessage, _ entries: [LedgerEntry], hasContent: Bool?) {
        let message = stored.message
        counts.messages += 1
        counts.events += entries.count
        var chains = Array(repeating: LedgerChain(), count: message.recipients.count)
        if stored.recipients.count != chains.count {
            report(message.id, nil, "\(chains.count) recipients, but \(stored.recipients.count) records of them")
        }
        for entry in entries {
            guard chains.indices.contains(entry.recipient) else {
                report(message.id, entry.recipient, "an event '\(entry.event.kind)' of a recipient that there is not")
                continue
            }
            if let problem = chains[entry.recipient].append(entry.event) {
                report(message.id, entry.recipient, problem)
            }
        }
        for (index, chain) in chains.enumerated() {
            if chain.last == nil { report(message.id, index, "nothing says that it was accepted") }
            let hasSender = message.reversePath != .null
            for problem in [chain.silence(hasSender: hasSender), chain.delayProblem(hasSender: hasSender)] {
                if let problem { report(message.id, index, problem) }
            }
            guard stored.recipients.indices.contains(index) else { continue }
            let record = stored.recipients[index]
            for problem in chain.contradictions(with: record, firstAttempt: message.firstAttempt) {
                report(message.id, index, problem)
            }
            counts.recipients[record.state, default: 0] += 1
            counts.ambiguousAttempts += chain.ambiguousEnds
        }
        let isOpen = chains.contains { $0.settledBy == nil }
        if let hasContent, hasContent != isOpen {
            report(message.id, nil, isOpen ? "recipients wait, but the octets are gone" : "settled, but it has octets")
        }
    }

    /// Checks everything that was read from a store.
    ///
    /// - Parameter holdings: what the store holds.
    public mutating func check(_ holdings: StoreHoldings) {
        for (_, held) in holdings.messages.sorted(by: { $0.key < $1.key }) {
            check(held.stored, held.entries, hasContent: held.hasContent)
        }
    }

    private mutating func report(_ message: MessageID, _ recipient: Int?, _ text: String) {
        problems.append(LedgerProblem(message: message, recipient: recipient, text: text))
    }
}

/// What a checker has seen, in numbers.
public struct LedgerCounts: Hashable, Sendable {
    /// Messages.
    public var messages = 0
    /// Recipients by the state that the store gives.
    public var recipients: [RecipientState: Int] = [:]
    /// Entries of ledgers.
    public var events = 0
    /// Attempts that may have delivered the message though nobody said so.
    public var ambiguousAttempts = 0

    /// Makes counts of nothing.
    public init() {}
}
