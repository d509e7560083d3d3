extension PathShaper {
    /// What is kept over a restart: what was learnt, and what the rule's rate has counted.
    ///
    /// At most 64 octets, in the order of the network: a version, the closure, its level, how gently the back-off tries
    /// for more; when time was last looked at, the rate's debt, when the closure ends, when the back-off last held
    /// something up; the window and the back-off's rate, zero without one. A closure of our own is not kept.
    ///
    /// - Parameter now: the time.
    /// - Returns: the octets; nil where nothing is to be kept.
    func encoded(at now: WallTime) -> [UInt8]? {
        guard !isFresh(at: now) else { return nil }
        if closure.isOurs, debt == 0, learnt.isEmpty, window == Float(compact.initialConnections), failures == 0 {
            return nil
        }
        let backOff = learnt.first
        let (closure, level) = closure.isOurs ? (.none, 0) : (closure, level)
        var octets = [Self.version, closure.rawValue, level, backOff?.gentleness ?? 0]
        for number in [seen, debt, closedUntil, backOff?.lastEffect ?? .min] {
            octets.append(bigEndian: UInt64(bitPattern: number))
        }
        for number in [window, backOff?.rate ?? 0] { octets.append(bigEndian: UInt64(number.bitPattern), count: 4) }
        return octets
    }

    /// Takes what was kept.
    ///
    /// Nothing is under way. Call ``settle(at:)`` next where the clock may have been set back meanwhile, and
    /// ``assumeSpent()`` where messages may have begun after the octets were written.
    ///
    /// - Parameters:
    ///   - octets: what ``encoded(at:)`` gave; nil is returned for anything else.
    ///   - limits: what the path's rule says now.
    init?(decoding octets: [UInt8], limits: ShapingLimits) {
        guard octets.count == Self.encodedLength, octets[0] == Self.version,
            let closure = Closure(rawValue: octets[1]), (closure == .none) == (octets[2] == 0),
            octets[2] <= Self.mostLevels
        else { return nil }
        let times = (0..<4).map { Int64(bitPattern: octets.bigEndian(at: 4 + 8 * $0)) }
        let shares = (0..<2).map {
            Float(bitPattern: UInt32(truncatingIfNeeded: octets.bigEndian(at: 36 + 4 * $0, count: 4)))
        }
        guard times[1] >= 0, shares[0] >= 1, shares[0].isFinite, shares[1] >= 0, shares[1].isFinite else { return nil }
        self.init(limits: limits)
        self.closure = closure
        level = octets[2]
        seen = times[0]
        // The limits may have changed: no more is owed than can be under them.
        debt = min(times[1], compact.burst * compact.interval)
        closedUntil = times[2]
        window = min(shares[0], Float(compact.connections))
        guard shares[1] > 0 else { return }
        learnt = [BackOff(rate: shares[1], gentleness: octets[3], at: times[3])]
    }

    /// Counts as if the rule's rate had just been used as far as it may be at once.
    ///
    /// After a crash nobody knows how much went out since the durable form was written; so the limit holds all the
    /// same.
    mutating func assumeSpent() { debt = compact.burst * compact.interval }

    private static var version: UInt8 { 1 }
    private static var encodedLength: Int { 44 }
}

extension [UInt8] {
    /// Appends the last octets of a number in the order of the network.
    mutating func append(bigEndian number: UInt64, count: Int = 8) {
        for place in (0..<count).reversed() { append(UInt8(truncatingIfNeeded: number >> (8 * UInt64(place)))) }
    }

    /// A number in the order of the network; the octets are there.
    func bigEndian(at start: Int, count: Int = 8) -> UInt64 {
        self[start..<start + count].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
