extension PathShaper {
    /// What its limits say of themselves: the window always, the rest where there is something to say.
    ///
    /// - Parameters:
    ///   - rule: the name of the path's rule.
    ///   - now: the time.
    func reports(rule: String, at now: WallTime) -> [LimitReport] {
        [
            concurrencyReport(rule), rateReport(rule, at: now), backOffReport(rule, at: now),
            closureReport(rule, at: now), pauseReport(rule, at: now),
        ]
        .compactMap { $0 }
    }

    private func concurrencyReport(_ rule: String) -> LimitReport {
        let isLimiting = underWay >= windowSize
        let experience = windowSize < compact.connections ? "; \(windowSize) allowed by experience" : ""
        return LimitReport(
            .concurrency, rule: rule, used: underWay, allowed: windowSize,
            numbers: "\(underWay) of \(compact.connections) deliveries under way\(experience)", isLimiting: isLimiting,
            liftedBy: !isLimiting
                ? "nothing to lift"
                : experience.isEmpty ? "the end of one, or a higher limit in the rule" : "the end of one, and success")
    }

    private func rateReport(_ rule: String, at now: WallTime) -> LimitReport? {
        let interval = compact.interval
        guard interval > 0 else { return nil }
        let opens = rateOpens(at: now.milliseconds)
        let left = debt.wait(after: max(0, now.milliseconds.saturatingDifference(seen)), to: 0).clampedMicroseconds
        let used = Int((left.saturatingSum(interval - 1)) / interval)
        let isLimiting = opens > now.milliseconds
        return LimitReport(
            .rate, rule: rule, used: used, allowed: Int(compact.burst),
            numbers: "\(compact.count) messages in \(Self.words(compact.span)), spread evenly: one each "
                + "\(Self.words(max(1, interval / 1_000))) and \(compact.burst) at once; \(used) of these used",
            isLimiting: isLimiting, liftedBy: isLimiting ? "time" : "nothing to lift",
            until: isLimiting ? WallTime(milliseconds: opens) : nil)
    }

    private func backOffReport(_ rule: String, at now: WallTime) -> LimitReport? {
        let moment = now.milliseconds
        guard let backOff = learnt.first, !backOff.isOver(at: moment) else { return nil }
        var opens = backOff.opens(at: moment, seen: min(seen, moment))
        var cause = "learnt from what the site took before it asked for less"
        if closure == .throttled, closedUntil > moment {
            opens = max(opens, closedUntil)
            cause += "; a pause as it has asked \(level == 1 ? "for less" : "\(level) times in succession")"
        }
        let isLimiting = opens > moment
        return LimitReport(
            .backOff, rule: rule, used: Int(lately.rounded()), allowed: max(1, Int(backOff.rate)),
            numbers: "one message each \(Self.words(max(1, backOff.interval / 1_000))), \(cause)",
            isLimiting: isLimiting,
            liftedBy: "success, which raises the rate; a day without effect",
            until: isLimiting ? WallTime(milliseconds: opens) : nil)
    }

    private func closureReport(_ rule: String, at now: WallTime) -> LimitReport? {
        guard closure == .dead || closure == .blocked else { return nil }
        let isWaiting = closedUntil > now.milliseconds
        let times = level == 1 ? "once" : "\(level) times in succession"
        let text = refusals.first.map { ": \($0)" } ?? ""
        let manner = closure == .blocked ? "; it is no suspension to be resumed" : ""
        return LimitReport(
            closure == .dead ? .dead : .blocked, rule: rule, used: underWay, allowed: isWaiting ? 0 : 1,
            numbers: closure == .dead
                ? "the site does not answer; found so \(times)"
                : "the site refuses everything from here, \(times)\(text)",
            isLimiting: isWaiting || underWay > 0,
            liftedBy: (isWaiting
                ? "time, then a delivery that succeeds" : "a delivery that succeeds; one at a time tries") + manner,
            until: isWaiting ? WallTime(milliseconds: closedUntil) : nil)
    }

    private func pauseReport(_ rule: String, at now: WallTime) -> LimitReport? {
        guard closure.isOurs else { return nil }
        let isWaiting = closedUntil > now.milliseconds
        return LimitReport(
            closure == .noWay ? .noWay : .noRoom, rule: rule, used: underWay, allowed: isWaiting ? 0 : 1,
            numbers: closure == .noWay
                ? "the source has no way to the site: no host there has an address of its family"
                : "too many deliveries wait for a connection to the site's hosts, those of other sites among them",
            isLimiting: isWaiting || underWay > 0,
            liftedBy: isWaiting
                ? "time, then a delivery that succeeds" : "a delivery that succeeds; one at a time tries",
            until: isWaiting ? WallTime(milliseconds: closedUntil) : nil)
    }

    /// A time for people: `250 ms`, `1.5 s`, `30 s`, `2 h`.
    static func words(_ milliseconds: Int64) -> String {
        for (length, unit) in [(86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1_000, "s")] as [(Int64, String)]
        where milliseconds >= length {
            let tenths = (milliseconds / (length / 10))
            return tenths % 10 == 0 || tenths >= 100
                ? "\(tenths / 10) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
        }
        return "\(milliseconds) ms"
    }
}
