/// Which way the mail of a site takes, and why.
public struct WayReport: Hashable, Sendable {
    /// The way.
    public var way: DeliveryWay
    /// Since when; nil from the beginning.
    public var since: WallTime?
    /// Whether people have chosen it.
    public var isFixed: Bool
    /// What is known of the direct way.
    public var direct: WayFigures
    /// What is known of the relay.
    public var relay: WayFigures
    /// After how many deliveries the next one finds out how the other way does; nil where none does.
    public var untilExploring: Int?
    /// What part of the time of this way the other one must need at most before it is taken.
    public var margin: Double

    init(_ chooser: WayChooser, _ rules: WayChoiceRules, at now: WallTime) {
        var chooser = chooser
        _ = chooser.isFresh(rules, at: now.milliseconds)
        way = chooser.current
        since = chooser.since.map { WallTime(milliseconds: $0) }
        isFixed = chooser.fixed != nil
        direct = chooser.figures(.usual, rules)
        relay = chooser.figures(.overflow, rules)
        untilExploring = isFixed || !chooser.isWorthExploring || rules.exploring <= 0 ? nil : chooser.untilExploring
        margin = rules.margin
    }
}

extension WayReport: CustomStringConvertible {
    /// The choice and its reasons in words.
    public var description: String {
        let name = way == .usual ? "directly" : "by the relay"
        let start = since.map { " since \($0)" } ?? ""
        guard !isFixed else { return "its mail goes \(name)\(start), as an operator has chosen" }
        let other = way == .usual ? "the relay" : "the direct way"
        let part = Int(exactly: (margin * 100).rounded()) ?? 100
        var text = "its mail goes \(name)\(start): directly \(direct), by the relay \(relay)"
        text += "; \(other) is taken where it needs less than \(part) % of that"
        if let untilExploring { text += "; after \(max(0, untilExploring)) deliveries one finds out how it does" }
        return text
    }
}

extension WayFigures: CustomStringConvertible {
    /// The figures in words.
    public var description: String {
        let seconds = max(0, expected.milliseconds / 1_000)
        let time = seconds < 120 ? "\(seconds) s" : "\(seconds / 60) min"
        guard tried > 0 else { return "nothing was tried of late, \(time) are expected" }
        let tenths = mean.milliseconds / 100
        return "\(taken) of \(tried) were taken, in \(tenths / 10).\(tenths % 10) s on average, \(time) are expected"
    }
}
