/// A rate that a site bears, learnt from what it took before it asked for less.
///
/// What limits a site has nobody says: tokens, a count in some minutes, connections. So only this is assumed: that it
/// takes what is below its limit. Each time it asks for less, the rate becomes a part of the lower of what it was and
/// what was really taken since the time before; then it grows by a share of itself a minute. Once the limit is known,
/// growing beyond it is what costs refused attempts: so it grows the more gently the more often it was refused, and
/// faster again when it has passed by a tenth what was refused, which tells that the limit has risen.
struct BackOff: Hashable, Sendable {
    /// Messages in a minute; more than zero.
    var rate: Float
    /// How gently more is tried: each step halves the growth.
    private(set) var gentleness: UInt8
    /// What the rate has counted, in microseconds of the moment that the shaper has seen last.
    private var debt: Int64 = 0
    /// Since when `accepted` is counted.
    private var since: Int64
    /// When the rate last held something up.
    private var pacedAt: Int64
    /// When growth was last considered.
    private var grownAt: Int64
    private var accepted: UInt32 = 0
    /// The most deliveries under way with which one succeeded since the site last asked for less.
    private var peak: UInt16 = 0
    /// By how much the rate or the window has grown beyond what the site refused; below zero until it is reached.
    private var growth = 1 - 1 / Self.decrease
    /// The share of the last hundred or so messages that the site refused.
    private var refused: Float = 0

    /// Makes a rate that the site may bear.
    ///
    /// - Parameters:
    ///   - rate: messages in a minute.
    ///   - gentleness: how gently more is tried.
    ///   - moment: when it was learnt, in milliseconds.
    init(rate: Float, gentleness: UInt8 = 0, at moment: Int64) {
        self.rate = min(max(rate, Self.leastRate), Self.mostRate)
        self.gentleness = min(gentleness, Self.gentlest)
        since = moment
        pacedAt = moment
        grownAt = moment
    }

    /// The microseconds between two messages.
    var interval: Int64 { Int64(60_000_000 / rate) }

    /// How far ahead of the rate messages may go, in microseconds: one that is a little late is made up for.
    private var allowance: Int64 { max(1_000_000, interval / 8) }

    /// When it lets the next message begin, in milliseconds.
    ///
    /// - Parameters:
    ///   - moment: now.
    ///   - seen: when time was last passed to it; not later.
    func opens(at moment: Int64, seen: Int64) -> Int64 {
        moment.saturatingSum(debt.wait(after: moment.saturatingDifference(seen), to: allowance))
    }

    /// When it last held something up, or the site asked for less.
    var lastEffect: Int64 { max(pacedAt, since) }

    /// Whether it has had no effect for so long that it may be forgotten.
    func isOver(at moment: Int64) -> Bool { moment.saturatingDifference(lastEffect) > Self.memory }

    /// Lets milliseconds pass.
    mutating func pass(_ elapsed: Int64) { debt -= min(debt, elapsed.clampedMicroseconds) }

    /// Moves what it remembers, as the clock was set.
    mutating func shift(by step: Int64) {
        since = since.saturatingSum(step)
        pacedAt = pacedAt.saturatingSum(step)
        grownAt = grownAt.saturatingSum(step)
    }

    /// Counts a message that begins.
    ///
    /// - Parameters:
    ///   - moment: when.
    ///   - silence: for how long nothing was under way though it might have been, in milliseconds.
    mutating func begin(at moment: Int64, silence: Int64) {
        if debt > allowance / 2 {
            // Who is held up begins as far ahead of the rate as is allowed.
            pacedAt = moment
        } else if silence > 60_000 + interval / 1_000 {
            // What is taken while there is little to send says nothing of what might be.
            since = moment
            accepted = 0
        }
        debt = debt.saturatingSum(interval)
    }

    /// Takes back a message that began.
    mutating func undo() { debt -= min(debt, interval) }
}

extension BackOff {
    /// Learns that the site took a message.
    ///
    /// - Parameters:
    ///   - moment: when.
    ///   - busy: how many deliveries were under way.
    ///   - isWindowFull: whether more were not allowed.
    /// - Returns: by which factor the window grows.
    mutating func succeeded(at moment: Int64, busy: Int, isWindowFull: Bool) -> Float {
        accepted &+= 1
        refused -= refused * Self.weight
        peak = max(peak, UInt16(clamping: busy))
        let minutes = min(1, max(0, Float(moment.saturatingDifference(grownAt)) / 60_000))
        grownAt = moment
        let isPaced = isPaced(at: moment)
        guard isPaced || isWindowFull else { return 1 }
        let step = Self.increase * minutes / Float(1 << UInt32(gentleness))
        if isPaced { rate = min(rate * (1 + step), Self.mostRate) }
        growth += step
        if growth >= Self.beyond {
            growth = 0
            if gentleness > 0, refused <= Self.bearable { gentleness -= 1 }
            // What was taken at a lower rate counts for half: it says little of what is taken now.
            accepted = accepted / 2 + 1
            since = since.saturatingSum(max(0, moment.saturatingDifference(since)) / 2)
        }
        return isWindowFull ? 1 + step : 1
    }

    /// Learns that the site asked for less.
    ///
    /// - Parameters:
    ///   - moment: when.
    ///   - busy: how many deliveries were under way.
    ///   - window: how many were allowed.
    /// - Returns: how many are allowed now.
    mutating func throttled(at moment: Int64, busy: Int, window: Float) -> Float {
        countRefusal()
        // That a probe is refused tells nothing new.
        guard accepted > 0 else { return window }
        let minutes = Float(max(30_000, moment.saturatingDifference(since))) / 60_000
        let taken = Float(accepted) / minutes
        // Another may have ended while this one was refused; of few, one more or less tells nothing.
        let isFull = busy + (window < 4 ? 0 : 1) >= Int(window)
        let isPaced = isPaced(at: moment)
        // A limit that is known already and was passed by a little, or one that is another now.
        let isSteady = accepted >= Self.enough && (isPaced ? taken >= Self.decrease * rate : isFull)
        let factor = isSteady ? Self.gentleDecrease : Self.decrease
        // What had grown back to where the site refused is to blame: the window, if it was full. If that was wrong, the
        // site refuses again before it has grown back, and then both are.
        let isWindowToBlame = isFull && window >= 4 && accepted >= Self.enough && growth > -0.05
        // A full window says nothing of a rate that is far above what its connections carry.
        if !isWindowToBlame, isPaced || !isFull {
            let learnt = min(rate * factor, taken * Self.gentleDecrease)
            rate = max(accepted < 10 ? max(learnt, rate / 4) : learnt, Self.leastRate)
        }
        var allowed = isFull ? window * factor : window
        // Never refused with fewer, refused with one more: it may be the connections that it counts.
        if accepted >= Self.enough, busy > Int(peak) { allowed = min(allowed, Float(busy) - 0.5) }
        growth = 1 - 1 / factor
        let isBearable = refused <= Self.bearable
        gentleness =
            isSteady
            ? min(isBearable ? Self.gentle : Self.gentlest, gentleness + 2)
            : min(isBearable ? Self.lessGentle : Self.gentle, gentleness + 1)
        since = moment
        grownAt = moment
        accepted = 0
        peak = 0
        return max(1, allowed)
    }

    /// Counts that the site refused a message.
    mutating func countRefusal() { refused += (1 - refused) * Self.weight }

    /// Whether the rate holds messages up, or did just now.
    private func isPaced(at moment: Int64) -> Bool {
        moment.saturatingDifference(pacedAt) <= 60_000 + interval / 500
    }

    /// What is left of a rate that was refused, at first.
    static let decrease: Float = 0.7
    /// What is left of a rate that is known to be near the limit, and of what was really taken.
    private static let gentleDecrease: Float = 0.9
    /// By which share it grows in a minute, and with a message at most, at first.
    private static let increase: Float = 0.1
    /// From how far beyond what was refused the limit is taken to have risen.
    private static let beyond: Float = 0.1
    /// From how many messages taken is measured well.
    private static let enough: UInt32 = 20
    /// The gentleness when the limit has changed, when it is known, and when refusals are more than bearable.
    private static let lessGentle: UInt8 = 3
    private static let gentle: UInt8 = 5
    private static let gentlest: UInt8 = 7
    /// The share of refusals that is bearable: half of the twentieth that is promised.
    private static let bearable: Float = 0.025
    private static let weight: Float = 1 / 128
    /// Messages in a minute: one in an hour, and more than anybody sends over one path.
    private static let leastRate: Float = 1 / 60
    private static let mostRate: Float = 1_000_000
    /// How long it is remembered without effect: a day, so that a mailing of every day finds it; in milliseconds.
    private static let memory: Int64 = 86_400_000
}
