import DeliveryQueue

/// What the hosts that were tried in an attempt say together of the path.
///
/// Where somebody's outcome stands, those count whose outcome stands: a message that was taken means success, though
/// another host did not answer before. Otherwise a host that wants less counts before one that refuses us, this before
/// one that was lost later, and the site is unreachable only where no session came about at any host.
struct PathEvidence {
    private var settled: [PathSignal] = []
    private var passed: [PathSignal] = []
    private var isTaken = false

    /// Takes what was said of each recipient at one host.
    ///
    /// - Parameter judgements: trouble of our own among them says nothing of the path.
    mutating func add(_ judgements: [FailurePolicy.Judgement]) {
        for judgement in judgements where judgement.outcome.errorClass != .local {
            isTaken = isTaken || judgement.outcome.kind == .delivered
            switch judgement.step {
            case .settle: settled.append(judgement.signal)
            case .nextHost: passed.append(judgement.signal)
            }
        }
    }

    /// The signal.
    var signal: PathSignal {
        if let signal = Self.throttled(settled) { return signal }
        // Who takes a message does not refuse us, whatever one of its recipients has against us.
        if isTaken { return .success }
        if let signal = Self.blocked(settled) { return signal }
        if settled.contains(.success) { return .success }
        guard settled.isEmpty else { return .none }
        if let signal = Self.throttled(passed) ?? Self.blocked(passed) { return signal }
        return !passed.isEmpty && passed.allSatisfy { $0 == .unreachable } ? .unreachable : .none
    }

    /// That a host wants less, with the longest wait that was asked for.
    private static func throttled(_ signals: [PathSignal]) -> PathSignal? {
        var waits: [Duration] = []
        var isThrottled = false
        for case .throttled(let wait) in signals {
            isThrottled = true
            if let wait { waits.append(wait) }
        }
        return isThrottled ? .throttled(retryAfter: waits.max()) : nil
    }

    private static func blocked(_ signals: [PathSignal]) -> PathSignal? {
        signals.first { if case .blocked = $0 { true } else { false } }
    }
}
