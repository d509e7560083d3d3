import BounceClassification
import DeliveryQueue

/// What is shown of an entry of the suppression list; the names are part of the command line's promise.
struct SuppressionView: Codable, Hashable, Sendable {
    /// Who gets nothing, and from whom.
    var name: SuppressionName
    /// Why: a cause, `feedback: TYPE` or `by decision`.
    var reason: String
    /// The last reply, or what a person said.
    var detail: String
    var since: String
    /// From when on it holds no more; absent where somebody must remove it.
    var until: String?
    /// Whether it holds now: one that has run out is kept for a while.
    var holds: Bool
    /// How often it was confirmed after it was made.
    var confirmations: Int

    /// Makes the view of an entry.
    ///
    /// - Parameters:
    ///   - entry: the entry.
    ///   - now: the time, in seconds since 1970.
    init(_ entry: Suppression, at now: Int64) {
        name = SuppressionName(entry.key)
        reason = "\(entry.reason)"
        detail = entry.reason.text
        since = WallTime(seconds: entry.since).description
        until = entry.expiry.map { WallTime(seconds: $0).description }
        holds = entry.holds(at: now)
        confirmations = Int(entry.confirmations)
    }
}

/// A page of the suppression list.
struct SuppressionPageView: Codable, Hashable, Sendable {
    /// The entries, by domain and then by mailbox.
    var entries: [SuppressionView]
    /// The entry that the next page follows; absent at the end.
    var next: SuppressionName?
}

/// What is known of one recipient.
struct SuppressionReportView: Codable, Hashable, Sendable {
    /// The mailbox, or with `@` before it a whole domain.
    var address: String
    /// The entries for it, and for its domain.
    var entries: [SuppressionView]
    /// How many refusals count against it now that say little each, for everybody's mail.
    var refusals: Int
    /// How many refusals count against it now because its mailbox was full.
    var fullMailbox: Int
}

/// What `suppression add` and `suppression remove` have done.
struct SuppressionChangeView: Codable, Hashable, Sendable {
    /// Those that were put on the list or taken from it.
    var changed: [SuppressionName]
    /// Those that were not on the list when they were to be removed.
    var unknown: [SuppressionName]
    /// Why the rest was not done; absent where all was.
    var failure: String?
}

extension WallTime {
    /// A moment in whole seconds since 1970; the last one that can be told where it would lie beyond.
    init(seconds: Int64) {
        let (milliseconds, overflows) = seconds.multipliedReportingOverflow(by: 1_000)
        self.init(milliseconds: overflows ? (seconds < 0 ? .min : .max) : milliseconds)
    }
}
