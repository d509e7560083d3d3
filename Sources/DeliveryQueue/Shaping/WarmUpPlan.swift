/// How an address that nobody knows yet is made known: few messages on the first day, more with time.
///
/// Receivers judge an address by what they have seen of it; one that sends much at once is taken for a spammer's.
public struct WarmUpPlan: Hashable, Sendable {
    /// What becomes of messages beyond a day's allowance; complete.
    public enum Overflow: Hashable, Sendable {
        /// They wait for the next day, or for another source.
        case waits
        /// They take the overflow relay, where there is one.
        case takesRelay
    }

    /// The messages of the first day, at least 1; default 50.
    public var firstDay: Int
    /// By how much a step's days have more than those of the step before, at least 1; 1.5 to 2 is usual.
    public var growth: Double
    /// How many days a step has, at least 1; default 3.
    public var daysPerStep: Int
    /// After how many days it is over, or nil when somebody must end it.
    ///
    /// Default 60: by then it allows 100,000 a day.
    public var length: Int?
    /// The share of a day's messages that one site may take, more than 0 to 1, or nil for all of them.
    public var perSite: Double?
    /// When it began, or nil for the moment of the first message, which is kept over restarts.
    public var began: WallTime?
    /// What becomes of messages beyond a day's allowance.
    public var overflow: Overflow

    /// Makes a plan.
    ///
    /// - Parameters:
    ///   - firstDay: the messages of the first day, at least 1.
    ///   - growth: by how much a step's days have more than those of the step before, at least 1.
    ///   - daysPerStep: how many days a step has, at least 1.
    ///   - length: after how many days it is over, or nil when somebody must end it.
    ///   - perSite: the share of a day's messages that one site may take, more than 0 to 1, or nil for all of them.
    ///   - began: when it began, or nil for the moment of the first message.
    ///   - overflow: what becomes of messages beyond a day's allowance.
    public init(
        firstDay: Int = 50, growth: Double = 1.5, daysPerStep: Int = 3, length: Int? = 60, perSite: Double? = nil,
        began: WallTime? = nil, overflow: Overflow = .waits
    ) {
        self.firstDay = max(1, firstDay)
        self.growth = growth >= 1 ? growth : 1
        self.daysPerStep = max(1, daysPerStep)
        self.length = length.map { max(0, $0) }
        self.perSite = perSite.flatMap { $0 > 0 && $0 < 1 ? $0 : nil }
        self.began = began
        self.overflow = overflow
    }

    /// How many messages may go on a day.
    ///
    /// - Parameter day: the day, from 0.
    /// - Returns: how many, at least 1; nil when it is over.
    public func allowance(onDay day: Int) -> Int? {
        if let length, day >= length { return nil }
        var steps = max(0, day) / max(1, daysPerStep)
        var allowance = Double(max(1, firstDay))
        var factor = max(1, growth)
        while steps > 0 {
            if steps % 2 == 1 { allowance *= factor }
            factor *= factor
            steps /= 2
        }
        return max(1, firstDay, Int(min(allowance, Self.most)))
    }

    /// How many of a day's messages one site may take.
    ///
    /// - Parameter day: the day, from 0.
    /// - Returns: how many, at least 1; nil when it is over or one site may take all.
    public func allowancePerSite(onDay day: Int) -> Int? {
        guard let perSite, let whole = allowance(onDay: day) else { return nil }
        return max(1, Int((Double(whole) * min(max(perSite, 0), 1)).rounded(.down)))
    }

    /// Beyond a billion a day nothing is held up.
    private static let most = 1_000_000_000.0
}
