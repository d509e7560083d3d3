public import MailAddressing

/// Counts what goes out on behalf of accounts, and says when one has had enough: a value, told the time.
///
/// Two counts of each kind, of the last hour and of the last day, kept in 12 and 24 pieces, so that a limit holds for any
/// hour and any day but for a twelfth and a twenty-fourth of it. It is forgotten with the process: then an account may
/// send its hour and day again.
public struct UsageMeter: Sendable {
    /// What is counted apart; complete.
    public enum Kind: Hashable, Sendable {
        /// What the account submits.
        case submitted
        /// What is forwarded for it.
        case forwarded
    }

    /// Which limit would be broken; complete.
    public enum Excess: Hashable, Sendable {
        /// That of messages in an hour.
        case messagesPerHour(limit: Int)
        /// That of messages in a day.
        case messagesPerDay(limit: Int)
        /// That of recipients in an hour.
        case recipientsPerHour(limit: Int)
        /// That of recipients in a day.
        case recipientsPerDay(limit: Int)
    }

    private struct Key: Hashable, Sendable {
        var account: Mailbox
        var kind: Kind
    }

    private struct Usage: Sendable {
        var messagesInHour = RollingCount(span: 3_600, pieces: 12)
        var messagesInDay = RollingCount(span: 86_400, pieces: 24)
        var recipientsInHour = RollingCount(span: 3_600, pieces: 12)
        var recipientsInDay = RollingCount(span: 86_400, pieces: 24)
    }

    private var usages: [Key: Usage] = [:]
    private var nextSweep = Int64.min

    /// Makes a meter that has counted nothing.
    public init() {}

    /// Says whether so much more may go out; nothing is counted.
    ///
    /// - Parameters:
    ///   - messages: how many messages, not negative.
    ///   - recipients: how many recipients in all, not negative.
    ///   - account: on whose behalf.
    ///   - kind: how.
    ///   - limits: the account's limits.
    ///   - now: the time, in seconds since 1970.
    /// - Returns: the first limit that would be broken, or nil.
    public func excess(
        messages: Int, recipients: Int, by account: Mailbox, as kind: Kind, limits: AccountLimits, at now: Int64
    ) -> Excess? {
        let usage = usages[Key(account: account.folded, kind: kind)] ?? Usage()
        func breaks(_ limit: Int?, _ count: RollingCount, _ more: Int) -> Bool {
            guard let limit else { return false }
            let (sum, isTooLarge) = count.sum(at: now).addingReportingOverflow(more)
            return isTooLarge || sum > limit
        }
        if let limit = limits.messagesPerHour, breaks(limit, usage.messagesInHour, messages) {
            return .messagesPerHour(limit: limit)
        }
        if let limit = limits.messagesPerDay, breaks(limit, usage.messagesInDay, messages) {
            return .messagesPerDay(limit: limit)
        }
        if let limit = limits.recipientsPerHour, breaks(limit, usage.recipientsInHour, recipients) {
            return .recipientsPerHour(limit: limit)
        }
        if let limit = limits.recipientsPerDay, breaks(limit, usage.recipientsInDay, recipients) {
            return .recipientsPerDay(limit: limit)
        }
        return nil
    }

    /// Counts what goes out.
    ///
    /// - Parameters:
    ///   - messages: how many messages, not negative.
    ///   - recipients: how many recipients in all, not negative.
    ///   - account: on whose behalf.
    ///   - kind: how.
    ///   - now: the time, in seconds since 1970.
    public mutating func add(messages: Int, recipients: Int, by account: Mailbox, as kind: Kind, at now: Int64) {
        sweep(at: now)
        let key = Key(account: account.folded, kind: kind)
        var usage = usages[key] ?? Usage()
        usage.messagesInHour.add(messages, at: now)
        usage.messagesInDay.add(messages, at: now)
        usage.recipientsInHour.add(recipients, at: now)
        usage.recipientsInDay.add(recipients, at: now)
        usages[key] = usage
    }

    /// Forgets, once an hour, those of whom nothing went out for a day.
    private mutating func sweep(at now: Int64) {
        guard now >= nextSweep else { return }
        nextSweep = now.addingReportingOverflow(3_600).partialValue
        usages = usages.filter { $0.value.messagesInDay.sum(at: now) > 0 || $0.value.recipientsInDay.sum(at: now) > 0 }
    }
}
