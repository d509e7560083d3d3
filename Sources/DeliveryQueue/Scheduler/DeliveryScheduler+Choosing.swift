import DequeModule

extension DeliveryScheduler {
    /// Where a delivery goes out.
    struct Choice {
        /// The source's place in the configuration.
        var source: Int32
        var way: DeliveryWay
        /// Whether it finds out how the way does that the site's mail does not take.
        var isTrial = false
    }

    /// What keeps a source from a site.
    enum Obstacle {
        /// Nothing.
        case none
        /// Time alone ends it, or what people or the site do: `Int64.max` where the moment is not known.
        case waits(until: Int64)
        /// The end of one of the deliveries under way on the path.
        case isBusy
        /// The warm-up, and nothing else.
        case warmUp(until: Int64?)
        /// Something must be written first.
        case writing
    }

    /// Chooses the source of a site's next delivery: those that may be taken share the turns by their weights.
    ///
    /// Where there is none the site leaves the turns until that may have changed.
    mutating func chooseSource(for site: Int32, at now: WallTime) -> Choice? {
        let moment = now.milliseconds
        if let end = suspensionEnd(of: site), end > moment {
            park(site, until: end)
            return nil
        }
        if sites[site].firstPath < 0 { makePaths(at: site) }
        switch chosenWay(for: site, at: now) {
        case .direct: break
        case .take(let choice): return choice
        case .wait(let until, let list):
            park(site, until: until, in: list)
            return nil
        }
        var wake = Int64.max
        var list: SiteState.WaitingList = []
        var relayed = Chain.nowhere
        // One of the sources is about to take it, so that it does not overflow yet.
        var isSoonOpen = false
        candidates.removeAll(keepingCapacity: true)
        for source in 0..<Int32(configuration.sources.count) {
            switch obstacle(to: source, at: site, now) {
            case .none: candidates.append(source)
            case .isBusy: isSoonOpen = true
            case .waits(let until):
                wake = min(wake, until)
                if until <= moment.saturatingSum(Self.patienceBeforeOverflow) { isSoonOpen = true }
            case .writing:
                list.insert(.writing)
                wantWriting(source, at: site, now)
            case .warmUp(let until):
                list.insert(.warmUp)
                wake = min(wake, until ?? .max)
                if relay >= 0, relayed < 0, !sites[site].isRuled, warmUps[Int(source)]?.takesRelay == true {
                    relayed = source
                }
            }
        }
        if let source = nextCandidate(at: site) { return Choice(source: source, way: .usual) }
        if relayed >= 0, list == .warmUp, isSoonOpen, let due = firstDue(at: site) {
            let patient = due.saturatingSum(Self.patienceBeforeOverflow)
            isSoonOpen = patient > moment
            if isSoonOpen { wake = min(wake, patient) }
        }
        var isRelayed = isShutOut(of: site, now)
        // A warm-up says itself what overflows, and what has to be written takes a moment.
        if !isRelayed, list.isEmpty, let limit = endOfPatience(at: site, now) {
            isRelayed = limit <= moment
            if !isRelayed { wake = min(wake, limit) }
        }
        if isRelayed {
            if let source = openRelaySource(now) { return Choice(source: source, way: .overflow) }
            let (until, waiting) = waitForRelay(now)
            list.formUnion(waiting)
            wake = min(wake, until)
        } else if relayed >= 0 && list == .warmUp && !isSoonOpen {
            switch relayObstacle(to: relayed, now) {
            case .none: return Choice(source: relayed, way: .overflow)
            case .writing:
                list.insert(.writing)
                wantWriting(relayed, at: relay, now)
            case .isBusy, .warmUp: list.insert(.overflow)
            case .waits(let until):
                list.insert(.overflow)
                wake = min(wake, until)
            }
        }
        park(site, until: max(wake, moment.saturatingSum(1)), in: list)
        return nil
    }

    /// Whether a relay takes what is for a site, as the site takes nothing from any source that has a way to it.
    ///
    /// That people have suspended a source is no reason for another way.
    func isShutOut(of site: Int32, _ now: WallTime) -> Bool {
        guard configuration.hasFallbackRelay, sites[site].firstPath >= 0, !sites[site].isRuled,
            !isSourceSuspended(at: site, now)
        else { return false }
        var isShut = false
        for source in 0..<Int32(configuration.sources.count) {
            let shaper = paths[sites[site].firstPath + source].shaper
            if shaper.isShut { isShut = true } else if !shaper.hasNoWay(at: now) { return false }
        }
        return isShut
    }

    /// Whether people have suspended a source, at least on its way to a site.
    func isSourceSuspended(at site: Int32, _ now: WallTime) -> Bool {
        guard !suspended.isEmpty else { return false }
        return configuration.sources.indices.contains { source in
            suspended.end(ofSource: source, site: sites.name(site), configuration) > now.milliseconds
        }
    }

    /// Whether people have suspended every source, at least on its way to a site.
    func areAllSourcesSuspended(at site: Int32, _ now: WallTime) -> Bool {
        guard !suspended.isEmpty else { return false }
        return configuration.sources.indices.allSatisfy { source in
            suspended.end(ofSource: source, site: sites.name(site), configuration) > now.milliseconds
        }
    }

    /// The first source from which something may begin at the relay; nil where there is none.
    func openRelaySource(_ now: WallTime) -> Int32? {
        (0..<Int32(configuration.sources.count)).first { source in
            if case .none = relayObstacle(to: source, now) { true } else { false }
        }
    }

    /// When the delivery was due that is next at a site, whatever keeps it up; nil where there is none.
    func firstDue(at site: Int32) -> Int64? {
        guard let priority = sites[site].lanes.next else { return nil }
        return arena[queues[queues[sites[site].lanes[priority]].next].deliveries.first].due
    }

    /// What keeps a source from a site now, apart from what keeps the site from all sources.
    func obstacle(to source: Int32, at site: Int32, _ now: WallTime) -> Obstacle {
        let moment = now.milliseconds
        if !suspended.isEmpty {
            let end = suspended.end(ofSource: Int(source), site: sites.name(site), configuration)
            if end > moment { return .waits(until: end) }
        }
        let path = sites[site].firstPath + source
        if let obstacle = obstacle(on: path, now) { return obstacle }
        guard let warmUp = warmUps[Int(source)], !sites[site].isOwnWay else {
            return isCovered(path, at: now) ? .none : .writing
        }
        switch warmUp.gate(site: sites.name(site), at: now) {
        case .open: break
        case .whenOneEnds: return .warmUp(until: nil)
        case .notBefore(let time): return .warmUp(until: time.milliseconds)
        }
        return isCovered(path, at: now) && warmUp.isCovered(site: sites.name(site), at: now) ? .none : .writing
    }

    /// What keeps a source from the overflow relay.
    func relayObstacle(to source: Int32, _ now: WallTime) -> Obstacle {
        if !suspended.isEmpty {
            let end = suspended.end(ofSource: Int(source), site: Self.relayName, configuration)
            if end > now.milliseconds { return .waits(until: end) }
        }
        let path = sites[relay].firstPath + source
        if let obstacle = obstacle(on: path, now) { return obstacle }
        return isCovered(path, at: now) ? .none : .writing
    }

    /// The next site that waits for a place at the overflow relay, while there is one.
    ///
    /// - Parameters:
    ///   - now: the time.
    ///   - offers: how many sites may be offered a place still; counted down.
    mutating func nextForOverflow(at now: WallTime, _ offers: inout Int) -> Int32? {
        guard relay >= 0, offers > 0, hasRoomAtRelay(now) else { return nil }
        while offers > 0, let site = waitForOverflow.popFirst() {
            offers -= 1
            sites[site].waitsFor.remove(.overflow)
            guard sites[site].isParked, !sites[site].lanes.isEmpty else { continue }
            sites[site].isParked = false
            return site
        }
        return nil
    }

    /// Whether a source may begin a delivery at the overflow relay.
    private func hasRoomAtRelay(_ now: WallTime) -> Bool { openRelaySource(now) != nil }

    private func obstacle(on path: Int32, _ now: WallTime) -> Obstacle? {
        switch paths[path].shaper.gate(at: now) {
        case .open: return nil
        case .notBefore(let time): return .waits(until: time.milliseconds)
        // Where none is under way it would wait for ever.
        case .whenOneEnds:
            return paths[path].shaper.underWay > 0 ? .isBusy : .waits(until: now.milliseconds.saturatingSum(1_000))
        }
    }

    /// The candidate whose turn it is, whose turn is counted.
    mutating func nextCandidate(at site: Int32) -> Int32? {
        guard var best = candidates.first else { return nil }
        guard configuration.sources.count > 1 else { return best }
        let first = sites[site].firstPath
        for source in candidates where paths[first + source].wait < paths[first + best].wait { best = source }
        let passed = paths[first + best].wait
        paths[first + best].wait += turn(of: Int(best))
        for path in first..<(first + Int32(paths.width)) { paths[path].wait -= min(paths[path].wait, passed) }
        return best
    }

    /// Shares the first turns of sites among the sources as later ones, as most sites have few deliveries.
    mutating func shareFirstTurn(_ first: Int32) {
        guard paths.width > 1 else { return }
        var best = 0
        for source in firstTurns.indices {
            paths[first + Int32(source)].wait = firstTurns[source]
            if firstTurns[source] < firstTurns[best] { best = source }
        }
        let passed = firstTurns[best]
        firstTurns[best] += turn(of: best)
        for source in firstTurns.indices { firstTurns[source] -= min(firstTurns[source], passed) }
    }

    /// How long the turn of a source is: the shorter the more weight it has.
    private func turn(of source: Int) -> Int32 {
        Self.longestTurn / Int32(clamping: max(1, configuration.sources[source].weight)) + 1
    }

    private static let longestTurn: Int32 = 1 << 20
    /// What another source takes within a minute does not overflow: a relay is for what would wait for longer.
    private static let patienceBeforeOverflow: Int64 = 60_000
}
