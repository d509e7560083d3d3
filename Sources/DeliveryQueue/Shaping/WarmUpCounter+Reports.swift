extension WarmUpCounter {
    /// How far it has come.
    func progress(at now: WallTime) -> WarmUpProgress {
        let today = today(at: now)
        return WarmUpProgress(
            day: origin == nil ? 0 : today + 1, sentToday: today == day ? count : 0,
            allowedToday: plan.allowance(onDay: today), ends: origin == nil ? nil : plan.length.map(beginning(ofDay:)))
    }

    /// What its limits say of themselves; nothing when it is over.
    ///
    /// - Parameters:
    ///   - source: the source's name.
    ///   - site: a site whose share is reported as well, or nil.
    ///   - now: the time.
    func reports(source: String, site: String?, at now: WallTime) -> [LimitReport] {
        let today = today(at: now)
        guard let allowed = plan.allowance(onDay: today) else { return [] }
        let used = today == day ? count : 0
        let next = beginning(ofDay: today + 1)
        let following = plan.allowance(onDay: today + 1).map { "tomorrow allows \($0)" } ?? "the warm-up ends then"
        func report(_ used: Int, _ allowed: Int, to site: String?) -> LimitReport {
            let isLimiting = used >= allowed
            let place = site.map { " to \($0)" } ?? ""
            return LimitReport(
                .warmUp, rule: source, used: used, allowed: allowed,
                numbers: "\(used) of \(allowed) messages of day \(today + 1)\(place); \(following)",
                isLimiting: isLimiting, liftedBy: isLimiting ? "the next day" : "nothing to lift",
                until: isLimiting ? next : nil)
        }
        var reports = [report(used, allowed, to: nil)]
        if let site, let share = plan.allowancePerSite(onDay: today) {
            reports.append(report(today == day ? sites[site, default: floor] : 0, share, to: site))
        }
        return reports
    }
}
