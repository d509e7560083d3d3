/// How many messages of a path's rate may begin before more is written.
///
/// What is on disk of a rate is ahead of what was used, so that a restart never exceeds it: by a block of a twentieth
/// of the rate, counted as if it had gone out at the end of a twentieth of the span. A restart loses what is left.
///
/// A rate of one a second or more needs none of that: after a restart it counts as used as far as it may be at once,
/// which holds nothing up for longer than a second.
struct RateCredit: Sendable {
    /// Whether something waits for it.
    var isWanted = false
    /// Whether a block is being written.
    private(set) var isAsked = false
    /// How many may begin, and until when.
    private var left: Int32 = 0
    private var ends = Int64.min
    /// The same of what is being written.
    private var askedLeft: Int32 = 0
    private var askedEnds = Int64.min
    /// How many messages a block has, and for how many milliseconds it holds.
    private let messages: Int32
    private let milliseconds: Int64

    /// The least time of a block: a store that writes takes less.
    private static let leastTime: Int64 = 10_000
    /// The most messages of a block: a bound for what it costs to count them.
    private static let mostMessages = 10_000.0

    /// Makes the credit of a path of which nothing is written.
    ///
    /// - Parameter rate: the path's rate.
    /// - Returns: nil where the rate needs none.
    init?(_ rate: MessageRate?) {
        guard let rate else { return nil }
        let span = max(1, rate.span.milliseconds)
        guard span / 1_000 > Int64(rate.count) else { return nil }
        milliseconds = max(span / 20, Self.leastTime)
        let block = Double(milliseconds) / Double(span) * Double(rate.count)
        messages = Int32(min(max(1, block.rounded(.up)), Self.mostMessages))
    }

    /// Whether a message may begin, as far as what is on disk is concerned.
    func isOpen(at moment: Int64) -> Bool { left > 0 && moment < ends }

    /// Counts a message that begins.
    ///
    /// - Returns: whether it is time to write more, before something must wait for it.
    mutating func begin() -> Bool {
        left -= 1
        askedLeft -= 1
        return left <= messages / 2 && !isAsked
    }

    /// Makes a shaper that is a block ahead, which is what is to be written.
    mutating func ask(_ shaper: PathShaper, at now: WallTime) -> PathShaper {
        let moment = now.milliseconds
        if moment >= ends { left = 0 }
        (askedLeft, askedEnds) = (left + messages, moment.saturatingSum(milliseconds))
        (isAsked, isWanted) = (true, false)
        var ahead = shaper
        for _ in 0..<askedLeft { ahead.begin(at: now) }
        ahead.seen = askedEnds
        return ahead
    }

    /// Tells that it is on disk.
    mutating func written() {
        guard isAsked else { return }
        isAsked = false
        (left, ends) = (askedLeft, askedEnds)
    }

    /// Tells that it could not be written.
    mutating func putBack() { isAsked = false }
}
