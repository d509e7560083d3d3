extension PathShaper {
    /// How many windows of failures in succession make a site dead.
    static let deadAfter: Float = 2
    /// The longest that a closure lasts: a refusal of everything.
    static let longestClosure: Int64 = 86_400_000

    mutating func learn(_ signal: PathSignal, busy: Int) {
        // Whoever was asked could be reached; a success tells nothing of the room for others.
        if signal != .none, closure == .noWay || (closure == .noRoom && signal != .success) { reopen() }
        switch signal {
        case .none: break
        case .success: succeeded(busy: busy)
        case .unreachable: failed()
        case .throttled(let retryAfter): throttled(retryAfter, busy: busy)
        case .blocked(let text): blocked(text)
        }
    }

    private mutating func succeeded(busy: Int) {
        failures = 0
        lately += 1
        if closure == .dead || seen >= closedUntil { reopen() }
        let isWindowFull = busy >= windowSize
        let before = windowSize
        if learnt.isEmpty {
            if window < Float(busy) + Float(compact.initialConnections) { window += 1 / Float(windowSize) }
        } else if closure == .none {
            // What had begun before a pause and succeeds in it tells nothing of the time after it.
            let gentleness = learnt[0].gentleness
            window *= learnt[0].succeeded(at: seen, busy: busy, isWindowFull: isWindowFull)
            if learnt[0].gentleness != gentleness { changes &+= 1 }
        }
        window = min(window, Float(compact.connections))
        if before.leadingZeroBitCount != windowSize.leadingZeroBitCount { changes &+= 1 }
    }

    private mutating func reopen() {
        guard closure != .none else { return }
        if closure == .dead || closure == .blocked { window = Float(compact.initialConnections) }
        if !closure.isOurs { failures = 0 }
        closure = .none
        level = 0
        refusals = []
        changes &+= 1
    }

    private mutating func failed() {
        if closure != .none {
            if seen >= closedUntil { close(closure, for: nil) }
            return
        }
        let before = Int(failures + Self.tiny)
        failures += 1 / max(1, window)
        if failures + Self.tiny >= Self.deadAfter {
            close(.dead, for: nil)
        } else if Int(failures + Self.tiny) > before {
            window = max(1, window - 1)
        }
    }

    private mutating func throttled(_ retryAfter: Duration?, busy: Int) {
        if closure == .dead { reopen() }
        if closure != .none, seen < closedUntil {
            // An echo of what closed it, from a delivery that had begun before.
            if !learnt.isEmpty { learnt[0].countRefusal() }
            if closure == .throttled, let retryAfter { prolong(retryAfter) }
            return
        }
        if closure == .blocked { reopen() }
        if learnt.isEmpty {
            learnt = [BackOff(rate: max(1, lately * BackOff.decrease), at: seen)]
            window = max(1, Float(busy) * BackOff.decrease)
        } else {
            window = learnt[0].throttled(at: seen, busy: busy, window: window)
        }
        window = min(window, Float(compact.connections))
        close(.throttled, for: retryAfter)
    }

    private mutating func blocked(_ text: String) {
        refusals = [text]
        guard closure != .blocked || seen >= closedUntil else { return }
        close(.blocked, for: nil)
    }

    /// Takes back a delivery that began and was not tried, and lets nothing begin for a while.
    ///
    /// - Parameters:
    ///   - reason: why it was not tried.
    ///   - now: the time.
    mutating func pause(_ reason: PathPause, at now: WallTime) {
        undo(at: now)
        let own: Closure = reason == .noWay ? .noWay : .noRoom
        guard closure == .none || closure.isOurs else {
            // What else has closed the path goes on, and nothing finds out about it before that may be of use.
            closedUntil = max(closedUntil, seen.saturatingSum(own.first))
            changes &+= 1
            return
        }
        if closure != own || seen >= closedUntil { close(own, for: nil) }
    }

    /// Whether nothing is taken from the source, as far as is known: the site does not answer, or refuses us.
    var isShut: Bool { closure == .dead || closure == .blocked }

    /// Whether the source has no way to the site, as far as is known.
    func hasNoWay(at now: WallTime) -> Bool { closure == .noWay && closedUntil > now.milliseconds }

    private mutating func prolong(_ retryAfter: Duration) {
        let wait = min(max(0, retryAfter.milliseconds), Closure.throttled.longest)
        guard seen.saturatingSum(wait) > closedUntil else { return }
        closedUntil = seen.saturatingSum(wait)
        changes &+= 1
    }

    private mutating func close(_ reason: Closure, for wait: Duration?) {
        level = closure == reason ? min(level + 1, Self.mostLevels) : 1
        closure = reason
        closedUntil = seen.saturatingSum(min(max(wait?.milliseconds ?? usualWait, 1_000), reason.longest))
        changes &+= 1
    }

    /// How long the closure lasts at its level where the site does not say: longer each time.
    ///
    /// A pause of a rate is no shorter than between two messages, and at first no longer than for a hundred: so asking
    /// again costs a hundredth of what it may gain. Where it is of no avail for long, pauses grow all the same.
    private var usualWait: Int64 {
        guard closure == .throttled, let interval = learnt.first.map({ $0.interval / 1_000 }) else {
            return Self.doubled(closure.first, Int(level) - 1, upTo: closure.longest)
        }
        let patience = min(max(100 * interval, 120_000), closure.longest)
        let wait = Self.doubled(max(closure.first, interval), Int(level) - 1, upTo: patience)
        return Self.doubled(wait, max(0, Int(level) - 30), upTo: closure.longest)
    }

    private static func doubled(_ wait: Int64, _ times: Int, upTo longest: Int64) -> Int64 {
        wait >= longest >> Int64(times) ? longest : wait << Int64(times)
    }

    /// The level from which waits grow no more.
    static let mostLevels: UInt8 = 40
}

extension PathShaper.Closure {
    /// How long it lasts at first, in milliseconds; it doubles each time up to the longest.
    var first: Int64 {
        switch self {
        case .none: 0
        case .throttled: 30_000
        case .dead: 60_000
        case .blocked, .noWay: 3_600_000
        case .noRoom: 5_000
        }
    }

    /// Whether it says nothing of the site, and is found out anew after a restart: settings of ours may have changed.
    var isOurs: Bool { self == .noWay || self == .noRoom }

    /// The longest that it lasts, in milliseconds.
    var longest: Int64 {
        switch self {
        case .none: 0
        case .throttled, .dead, .noWay: 3_600_000
        case .blocked: 86_400_000
        // As long as some messages take, so that the host is not idle for want of us.
        case .noRoom: 5_000
        }
    }
}
