/// How much goes out on an account's behalf, in an hour and in a day; nil for as much as comes.
///
/// What it submits is counted apart from what is forwarded for it, so that a flood of mail to an alias does not keep its
/// owner from writing.
public struct AccountLimits: Hashable, Sendable {
    /// The most messages in an hour.
    public var messagesPerHour: Int?
    /// The most messages in a day.
    public var messagesPerDay: Int?
    /// The most recipients in an hour.
    public var recipientsPerHour: Int?
    /// The most recipients in a day.
    public var recipientsPerDay: Int?

    /// 200 messages and 1,000 recipients an hour, 1,000 and 5,000 a day.
    ///
    /// Far more than a person writes; what a stolen password sends stays below what large receivers block a whole server
    /// for.
    public static let standard = AccountLimits(
        messagesPerHour: 200, messagesPerDay: 1_000, recipientsPerHour: 1_000, recipientsPerDay: 5_000)
    /// No limits.
    public static let unlimited = AccountLimits(
        messagesPerHour: nil, messagesPerDay: nil, recipientsPerHour: nil, recipientsPerDay: nil)

    /// Makes limits.
    ///
    /// - Parameters:
    ///   - messagesPerHour: the most messages in an hour, not negative; nil for no limit.
    ///   - messagesPerDay: the most messages in a day.
    ///   - recipientsPerHour: the most recipients in an hour.
    ///   - recipientsPerDay: the most recipients in a day.
    public init(messagesPerHour: Int?, messagesPerDay: Int?, recipientsPerHour: Int?, recipientsPerDay: Int?) {
        self.messagesPerHour = messagesPerHour
        self.messagesPerDay = messagesPerDay
        self.recipientsPerHour = recipientsPerHour
        self.recipientsPerDay = recipientsPerDay
    }
}
