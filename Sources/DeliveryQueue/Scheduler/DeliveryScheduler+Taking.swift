extension DeliveryScheduler {
    /// How many sites in succession are passed over as their next delivery may not begin: a bound for what a step
    /// costs.
    private static let mostPassed = 32

    /// Takes the deliveries that may begin now; each is under way until `finished`.
    ///
    /// - Parameters:
    ///   - now: the time.
    ///   - mayBegin: whether a delivery may begin, as far as others than the limits are concerned. A site whose next
    ///     delivery may not is passed over; when many are in succession, the others wait for the next call.
    /// - Returns: the deliveries, in the order of the turns. Where others wait for state to be written, `awaitsWriting`
    ///   is true after it.
    public mutating func take(at now: WallTime, where mayBegin: (Item) -> Bool = { _ in true }) -> [Delivery] {
        pass(to: now)
        var taken: [Delivery] = []
        var passed: [Int32] = []
        // A site that waits for the relay may be offered a place once: it may not take it, and then another one may.
        var offers = waitForOverflow.count
        while underWay < configuration.overall, passed.count < Self.mostPassed,
            let site = popFirstInTurns() ?? nextForOverflow(at: now, &offers)
        {
            guard !sites[site].lanes.isEmpty else {
                forgetSite(site, at: now.milliseconds)
                continue
            }
            guard let choice = chooseSource(for: site, at: now) else { continue }
            guard let (place, priority) = nextReady(at: site, now) else {
                forgetSite(site, at: now.milliseconds)
                continue
            }
            let item = item(at: place)
            guard mayBegin(item) else {
                passed.append(site)
                continue
            }
            takeTurn(of: priority, at: site)
            taken.append(begin(place, item, choice, at: now))
            if !sites[site].lanes.isEmpty { enterTurns(site) }
        }
        for site in passed { enterTurns(site) }
        sweepSites(at: now)
        return taken
    }

    /// Lets time pass up to now: what is due becomes ready, suspensions end and sites are woken.
    private mutating func pass(to now: WallTime) {
        start(at: now)
        let moment = now.milliseconds
        if moment < wheel.reached { wheel.rewind(to: moment, in: &arena) }
        if moment < lastTime.saturatingSum(-Self.toleratedStep) { clockWasSetBack(to: now) }
        lastTime = moment
        var due = Chain()
        while let place = arena.popFirst(from: &arrived) {
            if arena[place].due <= moment { arena.append(place, to: &due) } else { wheel.insert(place, in: &arena) }
        }
        arrivedEarliest = .max
        wheel.advance(to: moment, in: &arena, into: &due)
        while let place = arena.popFirst(from: &due) { makeReady(place) }
        if suspended.end(at: moment, noting: &changes) { suspensionsChanged(at: now) }
        while let time = alarms.next, time <= moment, let alarm = alarms.popFirst() { ring(alarm) }
        tidyAlarms()
    }

    /// Counts a delivery as under way.
    private mutating func begin(_ place: Int32, _ item: Item, _ choice: Choice, at now: WallTime) -> Delivery {
        let site = arena[place].site
        let path = sites[choice.way == .usual ? site : relay].firstPath + choice.source
        arena[place].stage = .underWay
        arena[place].next = path
        sites[site].ready -= 1
        sites[site].underWay += 1
        underWay += 1
        let limits = paths[path].shaper.limits
        beginOnPath(path, at: now)
        let source = Int(choice.source)
        if choice.way == .usual, !sites[site].isOwnWay { warmUps[source]?.begin(site: item.site, at: now) }
        if ways != nil, !sites[site].isRuled { ways?.began(item.site, isTrial: choice.isTrial) }
        return Delivery(
            item: item, source: configuration.sources[source], way: choice.way, isTrial: choice.isTrial, limits: limits,
            place: place,
            number: item.sequence)
    }

    /// Takes the first site out of the turns.
    private mutating func popFirstInTurns() -> Int32? {
        let site = firstInTurns
        guard site >= 0 else { return nil }
        firstInTurns = sites[site].next
        if firstInTurns < 0 { lastInTurns = Chain.nowhere }
        sites[site].next = Chain.nowhere
        sites[site].isInTurns = false
        return site
    }

    /// Gives a site a turn after all others, unless it has one.
    mutating func enterTurns(_ site: Int32) {
        guard !sites[site].isInTurns else { return }
        sites[site].isInTurns = true
        sites[site].isParked = false
        sites[site].next = Chain.nowhere
        if lastInTurns >= 0 { sites[lastInTurns].next = site } else { firstInTurns = site }
        lastInTurns = site
    }

    /// A clock that goes back by no more than so many milliseconds is left to the paths to notice.
    private static let toleratedStep: Int64 = 1_000
}
