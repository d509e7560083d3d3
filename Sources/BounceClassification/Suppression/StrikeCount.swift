/// How many refusals, none of which says enough by itself, make a suppression.
public struct StrikeRule: Hashable, Sendable {
    /// With how many strikes: 1 to 1,000.
    public let threshold: Int
    /// How far apart strikes are at least, in seconds, 0 or more: refusals in between do not count.
    public let spacing: Int64
    /// In how many seconds one strike is forgotten: 1 or more.
    public let memory: Int64

    /// Makes a rule.
    ///
    /// - Parameters:
    ///   - threshold: with how many strikes; what is out of 1 to 1,000 is taken as the nearer of them.
    ///   - spacing: how far apart they are at least, in seconds: 0 to ten years, likewise.
    ///   - memory: in how many seconds one is forgotten: 1 to ten years, likewise.
    public init(threshold: Int, spacing: Int64, memory: Int64) {
        self.threshold = min(max(threshold, 1), 1_000)
        self.spacing = min(max(spacing, 0), Self.longestTime)
        self.memory = min(max(memory, 1), Self.longestTime)
    }

    /// Ten years in seconds: longer than any list is kept unchanged.
    static let longestTime: Int64 = 315_360_000

    /// Five refusals, one a day at most, one forgotten in 30 days.
    ///
    /// Mailman 2 disables a member at a score of five, of which one day adds at most one. It forgets the whole score
    /// after a week without bounces, which a weekly list never reaches; so a strike is remembered for longer here: mail
    /// every day leads to a suppression on the fifth day, weekly mail in the fifth week, monthly mail never.
    public static let weakRefusals = StrikeRule(threshold: 5, spacing: 86_400, memory: 30 * 86_400)

    /// Eight refusals, one in three days at most, one forgotten in 30 days.
    ///
    /// A holiday fills a mailbox: it must be full for three weeks at least. Services that count three in a row give up
    /// people who come back.
    public static let fullMailboxes = StrikeRule(threshold: 8, spacing: 3 * 86_400, memory: 30 * 86_400)
}

/// Refusals that were counted against a recipient, and are forgotten one by one.
///
/// Each strike adds the time in which one is forgotten, and time takes it away: what is left, in such times and rounded
/// up, is the number of strikes.
public struct StrikeCount: Hashable, Sendable {
    /// When the last strike was counted, in seconds since 1970.
    public let last: Int64
    /// When all are forgotten, in seconds since 1970.
    public let forgottenAt: Int64

    /// Makes a count.
    ///
    /// - Parameters:
    ///   - last: when the last strike was counted.
    ///   - forgottenAt: when all are forgotten.
    public init(last: Int64, forgottenAt: Int64) {
        self.last = last
        self.forgottenAt = forgottenAt
    }

    /// How many strikes are left at a time.
    ///
    /// - Parameters:
    ///   - now: the time.
    ///   - rule: the rule by which they are counted.
    /// - Returns: 0 to the rule's threshold.
    public func strikes(at now: Int64, by rule: StrikeRule) -> Int {
        let left = forgottenAt.subtracting(now)
        guard left > 0 else { return 0 }
        let count = left / rule.memory + (left % rule.memory == 0 ? 0 : 1)
        return Int(min(count, Int64(rule.threshold)))
    }

    /// The count after one more refusal; the same where it comes too soon after the last strike.
    ///
    /// A clock that was set back neither stops the count nor adds to it: where the last strike is in the future, what
    /// was left then is taken for what is left now.
    ///
    /// - Parameters:
    ///   - count: the count before; nil where there is none.
    ///   - now: the time.
    ///   - rule: the rule by which it is counted.
    static func adding(to count: StrikeCount?, at now: Int64, by rule: StrikeRule) -> StrikeCount {
        guard let count else { return StrikeCount(last: now, forgottenAt: now.adding(rule.memory)) }
        let elapsed = now.subtracting(count.last)
        guard elapsed >= 0 else {
            let left = min(count.forgottenAt.subtracting(count.last), rule.memory * Int64(rule.threshold - 1))
            return StrikeCount(last: now, forgottenAt: now.adding(max(0, left)))
        }
        guard elapsed >= rule.spacing else { return count }
        let most = now.adding(rule.memory * Int64(rule.threshold))
        let end = max(count.forgottenAt, now).adding(rule.memory)
        return StrikeCount(last: now, forgottenAt: min(end, most))
    }
}

extension Int64 {
    /// The sum, or the nearest number that there is.
    func adding(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    /// The difference, or the nearest number that there is.
    func subtracting(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other < 0 ? .max : .min) : difference
    }
}
