/// How far a source's warm-up has come.
public struct WarmUpProgress: Hashable, Sendable {
    /// The day, from 1; 0 before the first message.
    public var day: Int
    /// How many messages went out today.
    public var sentToday: Int
    /// How many may go out today; nil when it is over.
    public var allowedToday: Int?
    /// When it is over, or was; nil before the first message, and where somebody must end it.
    public var ends: WallTime?

    /// Makes a report.
    ///
    /// - Parameters:
    ///   - day: the day, from 1; 0 before the first message.
    ///   - sentToday: how many messages went out today.
    ///   - allowedToday: how many may go out today; nil when it is over.
    ///   - ends: when it is over, or was.
    public init(day: Int, sentToday: Int, allowedToday: Int?, ends: WallTime?) {
        self.day = day
        self.sentToday = sentToday
        self.allowedToday = allowedToday
        self.ends = ends
    }
}
