/// Which way the mail of a site takes, where both are open.
extension DeliveryScheduler {
    /// What the choice of a way comes to for a site's next delivery.
    enum WayDecision {
        /// It goes directly, as far as that is open.
        case direct
        /// It takes the relay.
        case relay(Choice)
        /// It waits for the relay, until a time or until something on a list wakes it.
        case wait(until: Int64, SiteState.WaitingList)
    }

    /// Whether the relay takes a site's next delivery, by what was seen of both ways or as people have chosen.
    ///
    /// A relay that is closed for a time leaves the mail to the direct way, but where people have chosen it.
    mutating func chosenWay(for site: Int32, at now: WallTime) -> WayDecision {
        guard let ways, !sites[site].isRuled else { return .direct }
        var (way, isExploring) = ways.next(for: sites.name(site))
        // A trial is not waited for: while the site is closed, mail goes on by the relay.
        if isExploring, way == .usual, !isOpen(site, now) { (way, isExploring) = (.overflow, false) }
        // What people have stopped goes no other way.
        guard way == .overflow, !areAllSourcesSuspended(at: site, now) else { return .direct }
        if let source = openRelaySource(now) { return .relay(Choice(source: source, way: .overflow)) }
        guard !isExploring else { return .direct }
        var earliest = Int64.max
        for source in 0..<Int32(configuration.sources.count) {
            switch relayObstacle(to: source, now) {
            case .none, .warmUp: break
            case .isBusy: return .wait(until: .max, .overflow)
            case .writing:
                wantWriting(source, at: relay, now)
                return .wait(until: .max, .writing)
            case .waits(let until): earliest = min(earliest, until)
            }
        }
        let isFixed = ways.chooser(for: sites.name(site))?.fixed != nil
        return isFixed ? .wait(until: earliest, .overflow) : .direct
    }

    /// Until when a site's next delivery waits for the direct way, where that has no room for it; nil where it waits for
    /// that alone.
    ///
    /// A wait that is longer than the relay's price counts is worth the relay.
    func endOfPatience(at site: Int32, _ now: WallTime) -> Int64? {
        guard let ways, !sites[site].isRuled, ways.chooser(for: sites.name(site))?.fixed != .usual,
            !isSourceSuspended(at: site, now)
        else { return nil }
        return firstDue(at: site)?.saturatingSum(ways.rules.relayCost.milliseconds)
    }

    /// Whether something may begin at a site from some source.
    private func isOpen(_ site: Int32, _ now: WallTime) -> Bool {
        (0..<Int32(configuration.sources.count)).contains { source in
            if case .none = obstacle(to: source, at: site, now) { true } else { false }
        }
    }

    /// Takes what an attempt has told of the ways to a site.
    ///
    /// - Parameters:
    ///   - samples: what it has told.
    ///   - site: the site.
    ///   - now: the time.
    /// - Returns: the way that the site's mail takes from now on, where that has changed.
    public mutating func measured(_ samples: [WaySample], of site: String, at now: WallTime) -> DeliveryWay? {
        guard ways != nil, !RoutedName.isRuled(site) else { return nil }
        let change = ways?.add(samples, of: site, at: now)
        if change != nil, let place = sites.find(site), sites[place].isParked { unpark(place) }
        return change
    }

    /// Takes the way that people choose for a site, or leaves it open again; it is among the next changes.
    ///
    /// - Parameters:
    ///   - way: the way; nil leaves it open.
    ///   - site: the site.
    ///   - now: the time.
    /// - Returns: false where there is no choice.
    public mutating func fix(_ way: DeliveryWay?, forSite site: String, at now: WallTime) -> Bool {
        guard ways != nil, !RoutedName.isRuled(site) else { return false }
        ways?.fix(way, for: site, at: now)
        if let place = sites.find(site), sites[place].isParked { unpark(place) }
        return true
    }

    /// Which way the mail of a site takes, and why; nil where there is no choice.
    ///
    /// - Parameters:
    ///   - site: the site.
    ///   - now: the time.
    public func way(to site: String, at now: WallTime) -> WayReport? {
        guard let ways, !RoutedName.isRuled(site) else { return nil }
        return WayReport(ways.chooser(for: site) ?? WayChooser(ways.rules), ways.rules, at: now)
    }

    /// Whether people have chosen the relay for the mail of a site.
    func isRelayFixed(for site: Int32) -> Bool {
        guard let ways, !sites[site].isRuled else { return false }
        return ways.chooser(for: sites.name(site))?.fixed == .overflow
    }

    /// Whether the relay takes the mail of a site by choice.
    func isRelayChosen(for site: Int32) -> Bool {
        guard let ways, !sites[site].isRuled else { return false }
        return ways.chooser(for: sites.name(site))?.current == .overflow
    }
}
