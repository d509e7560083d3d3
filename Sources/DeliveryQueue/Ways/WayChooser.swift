/// Chooses the way to one site, by what was seen of both.
///
/// A value that is told what deliveries have told, and asked what the next one takes; it begins with the direct way.
struct WayChooser: Hashable, Sendable {
    /// The way that mail takes.
    var current = DeliveryWay.usual
    /// Since when, in milliseconds; nil from the beginning.
    var since: Int64?
    /// The way that people have chosen; nil where they leave it open.
    var fixed: DeliveryWay?
    /// What was seen of the direct way and of the relay.
    var direct = WayWindow()
    var relay = WayWindow()
    /// How many deliveries are left before the next one tries the other way.
    var untilExploring: Int
    /// How many of those that tried it have succeeded in succession.
    var streak = 0

    /// Makes a chooser of which nothing is known.
    init(_ rules: WayChoiceRules) { untilExploring = Self.pace(rules, 0) }

    /// What the next delivery takes, and whether it is to find out how the other way does.
    func next(_ rules: WayChoiceRules) -> (way: DeliveryWay, isExploring: Bool) {
        if let fixed { return (fixed, false) }
        guard untilExploring <= 0, isWorthExploring else { return (current, false) }
        return (current.other, true)
    }

    /// Whether the other way may be worth a trial: where this one never fails there is nothing to find out.
    var isWorthExploring: Bool {
        current == .overflow || direct.entries.contains { !$0.isTaken }
    }

    /// Counts a delivery that begins.
    mutating func began(isTrial: Bool, _ rules: WayChoiceRules) {
        guard fixed == nil else { return }
        if isTrial {
            untilExploring = Self.pace(rules, streak)
        } else if isWorthExploring, untilExploring > 0 {
            untilExploring -= 1
        }
    }

    /// Takes back that a trial was made, as nobody was asked.
    mutating func wasNotTried() { untilExploring = 0 }

    /// Takes what a delivery has told, and changes the way where the other one is better by far.
    ///
    /// - Returns: whether the way has changed.
    mutating func add(_ sample: WaySample, _ rules: WayChoiceRules, at time: Int64) -> Bool {
        let entry = WayWindow.Entry(
            time: time, duration: Int32(clamping: duration(spentOn: sample, at: time)), isTaken: sample.isTaken)
        switch sample.way {
        case .usual: direct.add(entry, rules)
        case .overflow: relay.add(entry, rules)
        }
        if sample.way != current, sample.isTrial {
            streak = sample.isTaken ? min(streak + 1, 16) : 0
            // So many in succession are no chance: what was wrong is over, and what it has cost tells nothing any more.
            if streak >= Self.recovery { forgetFailures(of: sample.way) }
            untilExploring = min(untilExploring, Self.pace(rules, streak))
        }
        return decide(rules, at: time)
    }

    /// How many trials in succession must succeed so that earlier failures count no more: of a way that loses three in ten
    /// one row in nine looks so by chance.
    static let recovery = 6

    private mutating func forgetFailures(of way: DeliveryWay) {
        switch way {
        case .usual: direct.forgetFailures()
        case .overflow: relay.forgetFailures()
        }
    }

    /// How long a delivery has needed by its way, in milliseconds.
    ///
    /// On the way that mail takes, the wait until it was open counts; what waited before the way was taken, or for the
    /// other one, is none of its doing.
    private func duration(spentOn sample: WaySample, at time: Int64) -> Int64 {
        guard sample.way == current else { return sample.duration.milliseconds }
        let sinceTaken = since.map { max(0, time.saturatingDifference($0)) } ?? .max
        return max(sample.duration.milliseconds, min(sample.delay.milliseconds, sinceTaken))
    }

    private mutating func decide(_ rules: WayChoiceRules, at time: Int64) -> Bool {
        direct.forget(before: time, rules)
        relay.forget(before: time, rules)
        // What people have chosen holds.
        guard fixed == nil else { return false }
        if let since, time >= since, time < since.saturatingSum(rules.leastStay.milliseconds) { return false }
        let (this, other) = current == .usual ? (direct, relay) : (relay, direct)
        // What was seen of this way may be too old to count, as where all mail of late was a trial of the other.
        let least = min(rules.leastSamples, rules.mostSamples)
        guard this.entries.count >= least || other.entries.count >= least else { return false }
        let (now, then) = (figures(current, rules).expected, figures(current.other, rules).expected)
        guard Double(then.milliseconds) < rules.margin * Double(now.milliseconds) else { return false }
        take(current.other, rules, at: time)
        return true
    }

    private mutating func take(_ way: DeliveryWay, _ rules: WayChoiceRules, at time: Int64) {
        current = way
        since = time
        streak = 0
        untilExploring = Self.pace(rules, 0)
    }

    /// Takes the way that people choose, or leaves it open again.
    mutating func fix(_ way: DeliveryWay?, at time: Int64) {
        if let way, way != current { (current, since, streak) = (way, time, 0) }
        fixed = way
    }

    /// What is known of a way.
    func figures(_ way: DeliveryWay, _ rules: WayChoiceRules) -> WayFigures {
        switch way {
        case .usual: direct.figures(rules, costing: .zero)
        case .overflow: relay.figures(rules, costing: rules.relayCost)
        }
    }

    /// Whether there is nothing to remember: nobody has chosen, and nothing that counts was seen.
    mutating func isFresh(_ rules: WayChoiceRules, at time: Int64) -> Bool {
        direct.forget(before: time, rules)
        relay.forget(before: time, rules)
        return fixed == nil && relay.entries.isEmpty && direct.entries.allSatisfy(\.isTaken)
    }

    /// After how many deliveries the next one tries the other way: the fewer the more have succeeded.
    static func pace(_ rules: WayChoiceRules, _ streak: Int) -> Int {
        guard rules.exploring > 0 else { return .max }
        let share = rules.exploring * Double(1 << min(streak, 16))
        let most = 1 / min(share, max(0.25, rules.exploring))
        return most < 1e9 ? Int(most.rounded()) : .max
    }
}

extension DeliveryWay {
    /// The one of the two ways that this is not.
    var other: DeliveryWay { self == .usual ? .overflow : .usual }
}
