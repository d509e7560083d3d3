/// The limits of one path, a source's way to a site, and what was learnt of it.
///
/// A value without a clock: "now" comes in, and whether something may begin comes out. What it keeps to:
///
/// - *The window*: how many deliveries are under way at once. It begins at `initialConnections`, grows by one with each
///   window of successes and shrinks by one with each window of failures, up to `connections`, which is never exceeded.
/// - *The rule's rate*, which is never exceeded in any time as long as its span: a debt grows with each message and
///   shrinks with time (`CompactLimits.interval`).
/// - *A closure*: for a while nothing begins, as the site asked for less, does not answer or refuses us; then one
///   delivery at a time finds out, and waits grow until one succeeds.
/// - *A back-off*: the rate that the site bears, learnt from what it took before it asked for less.
///
/// Clocks are set back now and then. The time between two calls then counts as none, so that nothing is allowed too
/// early: whoever notices first calls ``settle(at:)``. Without that a path waits at most until the clock has caught up
/// or one span has passed.
struct PathShaper: Sendable {
    /// Why nothing begins, or one at a time does; complete.
    enum Closure: UInt8, Sendable {
        /// There is no reason.
        case none
        /// The site asked for less.
        case throttled
        /// The site does not answer.
        case dead
        /// The site refuses everything from us.
        case blocked
        /// The source has no way to the site.
        case noWay
        /// There is no room here to try it.
        case noRoom
    }

    var compact: CompactLimits
    /// How many deliveries are under way.
    private(set) var underWay = 0
    /// A counter that grows whenever the durable form has changed in a way worth writing.
    var changes: UInt32 = 0
    /// When time was last looked at, in milliseconds; the debts are those of that moment.
    var seen: Int64 = .min
    /// What the rule's rate has counted, in microseconds.
    var debt: Int64 = 0
    /// When the first of those under way began, or earlier where that is not known.
    private var firstBegan: Int64 = .min
    /// When the closure lets one begin.
    var closedUntil: Int64 = .min
    /// How many may be under way; its whole part counts.
    var window: Float
    /// Windows of failures in succession.
    var failures: Float = 0
    /// Messages that the site took in the last minute, earlier ones fading away.
    var lately: Float = 0
    var closure = Closure.none
    /// How often in succession the closure has closed, at least 1 where there is one.
    var level: UInt8 = 0
    /// One or none; an array, as few paths have it and it takes little room where it is empty.
    var learnt: [BackOff] = []
    /// What the site said as it refused everything; one or none.
    var refusals: [String] = []

    /// Makes the shaper of a path of which nothing is known.
    ///
    /// - Parameter limits: what its rule says.
    init(limits: ShapingLimits) {
        compact = CompactLimits(limits)
        window = Float(compact.initialConnections)
    }

    /// What the path's rule says; what was learnt stays when it changes.
    var limits: ShapingLimits {
        get { compact.limits }
        set {
            let before = compact
            compact = CompactLimits(newValue)
            window = min(max(window, 1), Float(compact.connections))
            guard before.interval != compact.interval else { return }
            // As many messages as before are owed, at the new price; at most as many as may be.
            let owed = before.interval > 0 ? (debt + before.interval - 1) / before.interval : 0
            debt = compact.interval * min(owed, compact.burst)
        }
    }

    /// How many deliveries may be under way.
    var windowSize: Int { max(1, Int(min(window + Self.tiny, Float(compact.connections)))) }

    /// Whether a delivery may begin.
    func gate(at now: WallTime) -> PathGate {
        guard underWay < windowSize else { return .whenOneEnds }
        let moment = now.milliseconds
        var opens = moment
        if closure != .none {
            let wait = closedUntil.saturatingDifference(moment)
            // A longer wait than there is means that the clock was set back.
            if wait > 0, wait <= Self.longestClosure { opens = closedUntil }
            if opens <= moment, underWay > 0 { return .whenOneEnds }
        }
        opens = max(opens, rateOpens(at: moment))
        if let backOff = learnt.first, moment >= seen { opens = max(opens, backOff.opens(at: moment, seen: seen)) }
        return opens > moment ? .notBefore(WallTime(milliseconds: opens)) : .open
    }

    /// When the rule's rate allows the next message.
    func rateOpens(at moment: Int64) -> Int64 {
        let interval = compact.interval
        guard interval > 0 else { return moment }
        let allowance = interval * (compact.burst - 1)
        if moment >= seen {
            return moment.saturatingSum(debt.wait(after: moment.saturatingDifference(seen), to: allowance))
        }
        guard seen.saturatingDifference(moment) <= compact.span else { return moment }
        return seen.saturatingSum(debt.wait(after: 0, to: allowance))
    }

    /// Counts a delivery that begins.
    mutating func begin(at now: WallTime) {
        let silence = max(0, now.milliseconds.saturatingDifference(max(seen, closedUntil)))
        settle(at: now)
        if !learnt.isEmpty {
            if learnt[0].isOver(at: seen) {
                learnt = []
                changes &+= 1
            } else {
                learnt[0].begin(at: seen, silence: underWay == 0 ? silence : 0)
            }
        }
        if underWay == 0 { firstBegan = seen }
        underWay += 1
        guard compact.count > 0 else { return }
        debt = debt.saturatingSum(compact.interval)
        changes &+= 1
    }

    /// Takes back a delivery that began and was not tried.
    ///
    /// Its place is free again. The rate's is as far as it is certain that nothing took advantage of the time since.
    mutating func undo(at now: WallTime) {
        settle(at: now)
        guard underWay > 0 else { return }
        underWay -= 1
        if !learnt.isEmpty { learnt[0].undo() }
        guard compact.count > 0 else { return }
        let age = firstBegan == .min ? .max : seen.saturatingDifference(firstBegan)
        debt -= min(debt, max(0, compact.interval - age.clampedMicroseconds))
        changes &+= 1
    }

    /// Counts a delivery that ends, and learns from it.
    ///
    /// - Parameters:
    ///   - signal: what it says of the path.
    ///   - now: when it ended.
    mutating func end(_ signal: PathSignal, at now: WallTime) {
        settle(at: now)
        guard underWay > 0 else { return }
        let busy = underWay
        underWay -= 1
        learn(signal, busy: busy)
    }

    /// Lets time pass; the clock may have been set back.
    mutating func settle(at now: WallTime) {
        let moment = now.milliseconds
        guard seen != .min else {
            seen = moment
            return
        }
        let elapsed = moment.saturatingDifference(seen)
        seen = moment
        if elapsed >= 0 {
            debt -= min(debt, elapsed.clampedMicroseconds)
            let share = 1 / (1 + Float(elapsed) / 120_000)
            lately *= share * share
            if !learnt.isEmpty { learnt[0].pass(elapsed) }
        } else {
            firstBegan = .min
            closedUntil = closedUntil == .min ? .min : closedUntil.saturatingSum(elapsed)
            if !learnt.isEmpty { learnt[0].shift(by: elapsed) }
        }
    }

    /// Whether nothing is learnt or counted that a new one would not say, so that it may be dropped.
    func isFresh(at now: WallTime) -> Bool {
        let moment = now.milliseconds
        guard underWay == 0, debt.wait(after: max(0, moment.saturatingDifference(seen)), to: 0) == 0 else {
            return false
        }
        guard closure == .none || moment.saturatingDifference(closedUntil) > closure.longest else { return false }
        guard learnt.allSatisfy({ $0.isOver(at: moment) }) else { return false }
        if window == Float(compact.initialConnections), failures == 0 { return true }
        return moment.saturatingDifference(seen) > Self.memory
    }

    /// How long a window that has grown or shrunk is kept after the last delivery, in milliseconds.
    private static let memory: Int64 = 600_000
    /// What is added to numbers that should be whole, as sums of fractions fall short of them.
    static let tiny: Float = 0.001
}
