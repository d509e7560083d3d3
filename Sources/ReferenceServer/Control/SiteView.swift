import DeliveryQueue

/// What `queue explain` shows of a site.
struct SiteView: Codable, Hashable, Sendable {
    /// What is shown of one source's path to the site.
    struct Path: Codable, Hashable, Sendable {
        var source: String
        var underWay: Int
        var limits: [LimitView]
    }

    /// Whether limits are known, as a daemon runs; else there is what is stored.
    var limitsKnown = true
    /// The domain that was asked for, where its mail goes to a site of another name.
    var domain: String?
    var site: String
    /// The shaping rule.
    var rule: String
    var ready: Int
    var waiting: Int
    var underWay: Int
    /// What limits the site as a whole.
    var limits: [LimitView]
    var paths: [Path]
    /// Which way its mail takes in mode smart, and why; absent where there is no choice.
    var way: WayView?

    /// Makes the view of a site.
    ///
    /// - Parameters:
    ///   - report: what the queue says of it.
    ///   - name: what was asked for.
    ///   - overflowing: the sources whose mail beyond a day of their warm-up takes the relay and so waits for nothing.
    init(_ report: SiteReport, askedFor name: String, overflowing: Set<String> = []) {
        domain = name == report.site ? nil : name
        site = report.site
        rule = report.rule
        ready = report.ready
        waiting = report.waiting
        underWay = report.underWay
        limits = report.limits.map { LimitView($0) }
        way = report.way.map { WayView($0) }
        paths = report.paths.map { path in
            Path(
                source: path.source, underWay: path.underWay,
                limits: path.limits.map { limit in
                    var view = LimitView(limit)
                    if limit.kind == .warmUp, limit.isLimiting, overflowing.contains(path.source) {
                        view.holdsUp = false
                        view.numbers += "; further ones take the relay"
                    }
                    return view
                })
        }
    }
}

extension SiteView {
    /// What is said where no daemon runs.
    static let unknownLimits = "No daemon runs: limits are known to a running one only; this is what is stored."

    /// Whether something is known of the site by itself that holds up deliveries to it, whatever holds up all others.
    var isLimited: Bool {
        let own: [LimitReport.Kind] = [.concurrency, .rate, .backOff, .dead, .blocked]
        let paths = paths.flatMap(\.limits).contains { limit in
            limit.holdsUp && own.contains { $0.rawValue == limit.kind }
        }
        return paths || limits.contains { $0.holdsUp && $0.kind == LimitReport.Kind.suspension.rawValue }
    }

    /// Takes away what is not stored: what depends on a configuration that is not known.
    ///
    /// - Parameter count: what waits by the store's word.
    mutating func keepStored(_ count: WaitingCounts.Domain) {
        let kinds: [LimitReport.Kind] = [.backOff, .dead, .blocked, .suspension]
        func isStored(_ limit: LimitView) -> Bool { limit.holdsUp && kinds.contains { $0.rawValue == limit.kind } }
        limitsKnown = false
        rule = "-"
        (ready, waiting, underWay) = (count.ready, count.waiting, 0)
        way = nil
        limits = limits.filter(isStored)
        paths = paths.map { Path(source: $0.source, underWay: 0, limits: $0.limits.filter(isStored)) }
    }

    /// What holds up every delivery to the site: what limits it as a whole, else what limits all of its paths.
    var obstacles: [(source: String?, limit: LimitView)] {
        let whole = limits.filter(\.holdsUp).map { (source: String?.none, limit: $0) }
        guard whole.isEmpty else { return whole }
        guard paths.allSatisfy({ $0.limits.contains(where: \.holdsUp) }) else { return [] }
        return paths.flatMap { path in path.limits.filter(\.holdsUp).map { (source: path.source, limit: $0) } }
    }

    /// How many deliveries may be under way at once over all paths, by rule and experience.
    var allowed: Int {
        let concurrency = LimitReport.Kind.concurrency.rawValue
        return paths.flatMap(\.limits).filter { $0.kind == concurrency }.reduce(0) { $0 + $1.allowed }
    }

    /// The report in words.
    var text: String {
        var lines = domain.map { ["\(Console.printable($0)): its mail goes to the site"] } ?? []
        lines.append("site       \(Console.printable(site))")
        if limitsKnown { lines.append("rule       \(Console.printable(rule))") }
        lines.append("deliveries \(ready) ready, \(waiting) waiting for their time, \(underWay) under way")
        if limitsKnown, let way { lines.append("way        \(Console.printable(way.reason))") }
        var table = Table("SOURCE", "LIMIT", "RULE", "HOLDS UP", "NOW, AND WHAT LIFTS IT")
        func add(_ limits: [LimitView], _ source: String) {
            for limit in limits {
                table.add(source, limit.word, limit.rule, limit.holdsUp ? "yes" : "no", limit.text)
            }
        }
        add(limits, "(all)")
        for path in paths { add(path.limits, path.source) }
        if !limits.isEmpty || paths.contains(where: { !$0.limits.isEmpty }) { lines.append(table.text) }
        lines.append(conclusion)
        return lines.joined(separator: "\n")
    }

    private var conclusion: String {
        guard limitsKnown else { return Self.unknownLimits }
        let obstacles = obstacles
        guard !obstacles.isEmpty else {
            return ready > 0 ? "What is ready begins when its turn comes." : "Nothing would hold up a delivery."
        }
        let words = obstacles.map { $0.limit.state + ($0.source.map { " from \($0)" } ?? "") }
        return Console.printable("No further delivery begins now: \(words.joined(separator: ", ")).")
    }
}
