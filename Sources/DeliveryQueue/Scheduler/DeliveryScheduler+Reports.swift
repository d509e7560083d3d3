extension DeliveryScheduler {
    /// Everything that limits deliveries to a site, and what waits for it.
    ///
    /// - Parameters:
    ///   - site: the site.
    ///   - now: the time.
    public func report(on site: String, at now: WallTime) -> SiteReport {
        let rule = configuration.shaping.rule(for: site)
        let place = sites.find(site)
        let state = place.map { sites[$0] }
        var limits = [
            LimitReport(
                .overall, rule: "overall", used: underWay, allowed: configuration.overall,
                numbers: "\(underWay) of \(configuration.overall) deliveries under way over all sites",
                isLimiting: underWay >= configuration.overall, liftedBy: "the end of any delivery under way")
        ]
        if let own = suspensionReport(.site(site), at: now) { limits.append(own) }
        if RoutedName.isRuled(site), let base = suspensionReport(.site(RoutedName.base(of: site)), at: now) {
            limits.append(base)
        }
        if let place, let relayed = fallbackReport(at: place, now) { limits.append(relayed) }
        let reports = configuration.sources.indices.map { source in
            var report = report(
                onPath: source, to: site, (state?.firstPath).flatMap { $0 < 0 ? nil : $0 }, rule, at: now)
            if let place, let writing = writingReport(source, at: place, rule, now) { report.limits.append(writing) }
            return report
        }
        return SiteReport(
            site: site, rule: rule.name, ready: Int(state?.ready ?? 0),
            waiting: state.map { Int($0.uses - $0.ready - $0.underWay) } ?? 0, underWay: Int(state?.underWay ?? 0),
            limits: limits, paths: reports, way: way(to: site, at: now))
    }

    private func report(
        onPath source: Int, to site: String, _ first: Int32?, _ rule: ShapingRules.Rule, at now: WallTime
    ) -> SiteReport.Path {
        let name = configuration.sources[source].name
        let shaper = first.map { paths[$0 + Int32(source)].shaper } ?? PathShaper(limits: rule.limits)
        var limits = shaper.reports(rule: rule.name, at: now)
        let isOwnWay = RoutedName.rule(of: site).map(configuration.relayRules.contains) ?? false
        if !isOwnWay { limits += warmUps[source]?.reports(source: name, site: site, at: now) ?? [] }
        var targets = [SuspensionTarget.source(name), .path(source: name, site: site)]
        if RoutedName.isRuled(site) { targets.append(.path(source: name, site: RoutedName.base(of: site))) }
        for target in targets {
            if let own = suspensionReport(target, at: now) { limits.append(own) }
        }
        return SiteReport.Path(source: name, underWay: shaper.underWay, limits: limits)
    }

    /// What is said of a path that waits for nothing but that its counts are written; nil where it does not.
    private func writingReport(
        _ source: Int, at site: Int32, _ rule: ShapingRules.Rule, _ now: WallTime
    ) -> LimitReport? {
        guard sites[site].firstPath >= 0, sites[site].waitsFor.contains(.writing),
            case .writing = obstacle(to: Int32(source), at: site, now)
        else { return nil }
        let isRate = !isCovered(sites[site].firstPath + Int32(source), at: now)
        return LimitReport(
            .writing, rule: isRate ? rule.name : configuration.sources[source].name, used: 0, allowed: 0,
            numbers:
                "the next messages of the \(isRate ? "rate" : "warm-up") are being counted on disk, before they begin",
            isLimiting: true, liftedBy: "the store, which takes a moment unless it is full or fails")
    }

    /// What is said of a site whose mail takes the relay, as it takes nothing from any source; nil where it does, and where
    /// the site is suspended.
    private func fallbackReport(at site: Int32, _ now: WallTime) -> LimitReport? {
        let isClosed = relay < 0 || sites[relay].firstPath < 0 || isRelayClosed(now)
        // A relay that is closed leaves the mail to the direct way, unless people have chosen it.
        let isChosen =
            isRelayChosen(for: site) && !areAllSourcesSuspended(at: site, now) && (!isClosed || isRelayFixed(for: site))
        guard isChosen || isShutOut(of: site, now), sites[relay].firstPath >= 0,
            suspended.end(ofSite: sites.name(site)) <= now.milliseconds
        else {
            return nil
        }
        let open = openRelaySource(now)
        let shaper = paths[sites[relay].firstPath + (open ?? 0)].shaper
        return LimitReport(
            .relayed, rule: isChosen ? "smart" : "hybrid", used: shaper.underWay, allowed: shaper.windowSize,
            numbers: isChosen
                ? "its mail takes the relay by choice"
                : "its mail takes the relay, as it does not answer here or refuses everything from here",
            isLimiting: open == nil,
            liftedBy: open == nil
                ? "the relay's own limits"
                : isChosen ? "the direct way, when it does better" : "a delivery to the site itself that succeeds")
    }

    /// What a suspension says of itself; nil where there is none.
    private func suspensionReport(_ target: SuspensionTarget, at now: WallTime) -> LimitReport? {
        guard let suspension = suspended.all[target], suspension.until.map({ $0 > now }) ?? true else { return nil }
        return LimitReport(
            .suspension, rule: "an operator", used: 0, allowed: 0,
            numbers: "suspended since \(suspension.since): \(suspension.reason)", isLimiting: true,
            liftedBy: suspension.until == nil ? "somebody who resumes it" : "its end, or somebody who resumes it",
            until: suspension.until)
    }

    /// The sites that anything is ready for or under way to, or that something holds up; the most ready first.
    ///
    /// It costs a look at each site.
    ///
    /// - Parameter now: the time.
    public func overview(at now: WallTime) -> [SiteSummary] {
        var summaries: [SiteSummary] = []
        for site in sites.indices where sites[site].isKnown && site != relay {
            let state = sites[site]
            let (isHeldUp, until) = hold(on: site, at: now)
            guard state.ready > 0 || state.underWay > 0 || isHeldUp else { continue }
            summaries.append(
                SiteSummary(
                    site: sites.name(site), ready: Int(state.ready),
                    waiting: Int(state.uses - state.ready - state.underWay), underWay: Int(state.underWay),
                    isHeldUp: isHeldUp, until: until.map { WallTime(milliseconds: $0) }))
        }
        return summaries.sorted { ($1.ready, $1.underWay, $0.site) < ($0.ready, $0.underWay, $1.site) }
    }

    /// Whether nothing could begin at a site, and until when where time alone ends that.
    private func hold(on site: Int32, at now: WallTime) -> (isHeldUp: Bool, until: Int64?) {
        let end = suspended.end(ofSite: sites.name(site))
        if end > now.milliseconds { return (true, end == .max ? nil : end) }
        guard sites[site].firstPath >= 0 else { return (false, nil) }
        if isRelayFixed(for: site), sites[relay].firstPath >= 0, !areAllSourcesSuspended(at: site, now) {
            return openRelaySource(now) == nil ? (true, relayOpens(now)) : (false, nil)
        }
        var earliest = Int64.max
        for source in 0..<Int32(configuration.sources.count) {
            switch obstacle(to: source, at: site, now) {
            case .none, .writing: return (false, nil)
            case .isBusy: break
            case .waits(let until): earliest = min(earliest, until)
            case .warmUp(let until): earliest = min(earliest, until ?? .max)
            }
        }
        if isShutOut(of: site, now) || isRelayChosen(for: site) && !areAllSourcesSuspended(at: site, now),
            sites[relay].firstPath >= 0,
            openRelaySource(now) != nil
        {
            return (false, nil)
        }
        return (true, earliest == .max ? nil : earliest)
    }

    /// When time alone lets something begin at the relay; nil where that is not known.
    private func relayOpens(_ now: WallTime) -> Int64? {
        let times = (0..<Int32(configuration.sources.count)).compactMap { source -> Int64? in
            if case .waits(let until) = relayObstacle(to: source, now) { until } else { nil }
        }
        return times.min().flatMap { $0 == .max ? nil : $0 }
    }

    /// How far the sources are that are being made known.
    ///
    /// - Parameter now: the time.
    /// - Returns: the sources that have a plan, in the order of the configuration.
    public func warmUps(at now: WallTime) -> [(source: String, progress: WarmUpProgress)] {
        zip(configuration.sources, warmUps).compactMap { source, warmUp in
            warmUp.map { (source.name, $0.progress(at: now)) }
        }
    }
}
