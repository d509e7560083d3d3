/// Which way the mail of a site takes, where both are open.
extension DeliveryScheduler {
    /// What the choice of a way comes to for a site's next delivery.
    enum WayDecision {
        /// It goes directly, as far as that is open.
        case direct
        /// It takes this.
        case take(Choice)
        /// It waits for the relay, until a time or until something on a list wakes it.
        case wait(until: Int64, SiteState.WaitingList)
    }

    /// Whether the relay takes a site's next delivery, by what was seen of both ways or as people have chosen.
    ///
    /// A relay that is closed for a time leaves the mail to the direct way, but where people have chosen it.
    mutating func chosenWay(for site: Int32, at now: WallTime) -> WayDecision {
        guard let ways, !sites[site].isRuled else { return .direct }
        var (way, isTrial) = ways.next(for: sites.name(site))
        // A trial is not waited for: while the site is closed, mail goes on by the relay.
        if isTrial, way == .usual {
            let (source, isToBeWritten) = openSource(of: site, now)
            if let source { return .take(Choice(source: source, way: .usual, isTrial: true)) }
            if isToBeWritten { return .wait(until: .max, .writing) }
            (way, isTrial) = (.overflow, false)
        }
        // What people have stopped goes no other way.
        guard way == .overflow, !areAllSourcesSuspended(at: site, now) else { return .direct }
        if let source = openRelaySource(now) {
            return .take(Choice(source: source, way: .overflow, isTrial: isTrial))
        }
        let (until, list) = waitForRelay(now)
        if list != .overflow { return .wait(until: until, list) }
        guard !isTrial else { return .direct }
        let isFixed = ways.chooser(for: sites.name(site))?.fixed != nil
        // One that is only full has room soon; one that is closed leaves the mail to the direct way.
        guard isFixed || !isRelayClosed(now) else { return .direct }
        // Of one that is full nobody knows when it has room.
        return .wait(until: until < .max ? until : now.milliseconds.saturatingSum(Self.longestWaitForRelay), list)
    }

    /// After how long a site looks again whether the relay has room, in milliseconds, if nothing wakes it before.
    private static let longestWaitForRelay: Int64 = 10_000

    /// Whether the relay is closed for every source: it does not answer, refuses us or asks for less, and whoever finds
    /// out when that ends is under way or has to wait.
    func isRelayClosed(_ now: WallTime) -> Bool {
        (0..<Int32(configuration.sources.count)).allSatisfy { source in
            let isSuspended =
                suspended.end(ofSource: Int(source), site: Self.relayName, configuration) > now.milliseconds
            return isSuspended || paths[sites[relay].firstPath + source].shaper.closure != .none
        }
    }

    /// Until when nothing may begin at the relay, and what else ends that; something is asked to be written, if that is
    /// all that is missing.
    mutating func waitForRelay(_ now: WallTime) -> (until: Int64, SiteState.WaitingList) {
        var earliest = Int64.max
        var writing: Int32?
        for source in 0..<Int32(configuration.sources.count) {
            switch relayObstacle(to: source, now) {
            case .none, .warmUp, .isBusy: break
            case .writing: writing = writing ?? source
            case .waits(let until): earliest = min(earliest, until)
            }
        }
        guard let writing else { return (earliest, .overflow) }
        wantWriting(writing, at: relay, now)
        return (earliest, .writing)
    }

    /// The source whose turn it is among those from which something may begin at a site; where there is none, as something
    /// has to be written for that, it is asked to be.
    private mutating func openSource(of site: Int32, _ now: WallTime) -> (source: Int32?, isToBeWritten: Bool) {
        var isToBeWritten = false
        candidates.removeAll(keepingCapacity: true)
        for source in 0..<Int32(configuration.sources.count) {
            switch obstacle(to: source, at: site, now) {
            case .none: candidates.append(source)
            case .writing:
                isToBeWritten = true
                wantWriting(source, at: site, now)
            case .waits, .isBusy, .warmUp: break
            }
        }
        return (nextCandidate(at: site), isToBeWritten)
    }

    /// Since when a delivery has waited for its way: since it was due, but not while nothing ran or people held it up.
    func waitsSince(_ due: WallTime) -> WallTime { max(due, WallTime(milliseconds: waitsCountFrom)) }

    /// Until when a site's next delivery waits for the direct way, where that has no room for it; nil where it waits for
    /// that alone.
    ///
    /// A wait that is longer than the relay's price counts is worth the relay.
    func endOfPatience(at site: Int32, _ now: WallTime) -> Int64? {
        guard let ways, !sites[site].isRuled, ways.chooser(for: sites.name(site))?.fixed != .usual,
            !isSourceSuspended(at: site, now), let due = firstDue(at: site)
        else { return nil }
        return max(due, waitsCountFrom).saturatingSum(ways.rules.relayCost.milliseconds)
    }

    /// Takes what people have chosen for a domain along to its site.
    mutating func moveWay(of domain: String, to site: String, at now: WallTime) {
        guard !RoutedName.isRuled(site) else { return }
        ways?.move(domain, to: site, at: now)
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
