import DeliveryQueue

/// Checks that our side keeps the hard limits, whatever it has learnt or forgotten: deliveries at once, messages in any
/// window of a time, and those of a new source's day.
///
/// Windows are of true time. Where civil time has jumped ahead nobody could know that less time has passed, and windows
/// begin anew; where it has jumped back they go on.
final class LimitWatch: @unchecked Sendable {
    // Unchecked: everything runs on one thread.

    /// What shares limits.
    struct Path: Hashable {
        var source: String
        var site: String
    }

    /// An attempt under way.
    struct Place: Hashable {
        var path: Path
        var number: UInt64
        fileprivate var began: Int64
        fileprivate var isOverflow: Bool
        fileprivate var day: Int?
    }

    /// How roughly it is known when a plan began that begins with the first message, in milliseconds.
    private static let roughly: Int64 = 60_000

    /// How long an attempt may take to begin when it has its turn, in milliseconds.
    var slack: Int64 = 1_000
    private let rules: ShapingRules
    private let overall: Int
    private let plans: [String: WarmUpPlan]
    private let time: VirtualTime
    private let journal: Journal
    private var underWay: [Path: Int] = [:]
    private var open: [Int: Set<Place>] = [:]
    private var begun: [Path: [Int64]] = [:]
    private var days: [Path: [Int: Int]] = [:]
    private var firstMessage: WallTime?
    private var latestDays: [String: Int] = [:]
    private var ended: Set<Int> = []
    private var count: UInt64 = 0
    private var lastJumpAhead: Int64 = -1_000_000_000

    /// Makes a watch.
    init(_ scenario: Scenario, time: VirtualTime, journal: Journal) {
        rules = scenario.rules
        overall = scenario.overall
        // Where memory is short, who has its turn waits until others have ended.
        if scenario.troubles.contains(.littleMemory) { slack = 3_600_000 }
        plans = Dictionary(
            uniqueKeysWithValues: scenario.sources.compactMap { source in
                source.warmUp.map { (source.name, $0) }
            })
        self.time = time
        self.journal = journal
    }

    /// Whether a process has ended.
    func isOver(_ owner: Int) -> Bool { ended.contains(owner) }

    /// How many attempts are under way.
    var underWayOverall: Int { open.values.reduce(0) { $0 + $1.count } }

    /// An attempt begins.
    func begin(_ attempt: DeliveryAttempt, _ owner: Int) -> Place {
        count += 1
        firstMessage = firstMessage ?? time.wall
        let path = Path(source: attempt.source.name, site: attempt.site)
        let isOverflow = attempt.way == .overflow
        var place = Place(path: path, number: count, began: time.now, isOverflow: isOverflow, day: nil)
        if !isOverflow {
            let limits = rules.rule(for: attempt.site).limits
            underWay[path, default: 0] += 1
            check(path, limits)
            place.day = countDay(of: path)
        }
        // The relay has the limits of a site of its own, which no rule names.
        let most = (isOverflow ? rules.standard : rules.rule(for: attempt.site).limits).recipientsPerTransaction
        if attempt.recipients.count > most {
            journal.note(.limit, "\(attempt.recipients.count) recipients of \(most) at once to \(path.site)")
        }
        open[owner, default: []].insert(place)
        if underWayOverall > overall { journal.note(.limit, "\(underWayOverall) attempts of \(overall) at once") }
        return place
    }

    private func check(_ path: Path, _ limits: ShapingLimits) {
        let here = underWay[path] ?? 0
        if here > limits.connections {
            journal.note(
                .limit, "\(here) attempts at once to \(path.site) from \(path.source), of \(limits.connections)")
        }
        if let rate = limits.rate { check(path, rate) }
    }

    /// Checks a rate in the time of its span and, where it is not known well when a turn was given, in a longer one.
    private func check(_ path: Path, _ rate: MessageRate) {
        let span = rate.span.components.seconds * 1_000
        // An attempt begins later than its turn is given. What begins within some spans, less that time, had its turn
        // within these spans; four times as long as that time they tell something.
        let most = max(1, (4 * slack + span - 1) / span)
        var recent = (begun[path] ?? []).filter { $0 > time.now - most * span + slack }
        recent.append(time.now)
        begun[path] = recent
        for spans in Set([1, most]) {
            let window = spans * span - slack
            // Before a jump ahead, turns may have been given to what has begun behind it.
            guard window > 0, spans == 1 || time.now - lastJumpAhead > window + slack else { continue }
            let count = recent.reduce(0) { $0 + ($1 > time.now - window ? 1 : 0) }
            guard count > rate.count * Int(spans) else { continue }
            journal.note(
                .limit,
                "\(count) messages of \(rate.count) in \(spans) times \(rate.span) to \(path.site) from \(path.source)")
        }
    }

    /// Counts a message of a new source's day.
    ///
    /// - Returns: the day, or nil where none is counted.
    private func countDay(of path: Path) -> Int? {
        let source = path.source
        guard let plan = plans[source] else { return nil }
        let began = plan.began ?? firstMessage ?? time.wall
        let passed = time.wall.milliseconds - began.milliseconds
        // A day that has begun stays, also where the clock goes back.
        let day = max(0, Int(passed / Scenario.dayLength), latestDays[source] ?? 0)
        latestDays[source] = day
        // Where the first message begins the plan, its moment is known roughly.
        let sinceMidnight = passed % Scenario.dayLength
        if plan.began == nil, sinceMidnight < Self.roughly || sinceMidnight > Scenario.dayLength - Self.roughly {
            return nil
        }
        guard let allowed = plan.allowance(onDay: day) else { return nil }
        let sent = count(Path(source: source, site: ""), on: day)
        if sent > allowed { journal.note(.limit, "\(sent) messages of \(allowed) on day \(day) of \(source)") }
        let here = count(path, on: day)
        if let share = plan.perSite, here > max(1, Int(Double(allowed) * share)) {
            journal.note(.limit, "\(here) of \(allowed) messages to \(path.site) on day \(day) of \(source)")
        }
        return day
    }

    /// Counts a message on a path, or of a source over all sites.
    private func count(_ path: Path, on day: Int) -> Int {
        days[path, default: [:]][day, default: 0] += 1
        return days[path]?[day] ?? 0
    }

    /// An attempt was none.
    func reroute(_ place: Place, _ owner: Int) {
        if let index = begun[place.path]?.lastIndex(of: place.began) { begun[place.path]?.remove(at: index) }
        guard let day = place.day else { return }
        days[place.path]?[day, default: 1] -= 1
        days[Path(source: place.path.source, site: "")]?[day, default: 1] -= 1
    }

    /// An attempt ends.
    func end(_ place: Place, _ owner: Int) {
        guard open[owner]?.remove(place) != nil, !place.isOverflow else { return }
        underWay[place.path, default: 1] -= 1
    }

    /// A process ends, and what it had under way.
    func end(_ owner: Int) {
        ended.insert(owner)
        for place in open.removeValue(forKey: owner) ?? [] where !place.isOverflow {
            underWay[place.path, default: 1] -= 1
        }
    }

    /// Civil time has jumped ahead.
    func jumpedAhead() {
        begun = [:]
        lastJumpAhead = time.now
    }
}
