import DequeModule

extension DeliveryScheduler {
    /// When time alone next lets something begin.
    ///
    /// It is never later than that; it may be earlier, as a site may be held up by something else when its time comes.
    ///
    /// - Parameter now: the time.
    /// - Returns: later than `now` after a `take` at that time; nil where only what people or deliveries under way do
    ///   lets something begin.
    public func nextWake(at now: WallTime) -> WallTime? {
        var next = min(wheel.next ?? .max, alarms.next ?? .max)
        if !arrived.isEmpty { next = min(next, arrivedEarliest) }
        if !aside.isEmpty { next = min(next, suspended.nextEnd) }
        return next == .max ? nil : WallTime(milliseconds: next)
    }

    /// Takes a site out of the turns until a time, or until something wakes it.
    mutating func park(_ site: Int32, until time: Int64, in lists: SiteState.WaitingList = []) {
        sites[site].isParked = true
        let new = lists.subtracting(sites[site].waitsFor)
        sites[site].waitsFor.formUnion(lists)
        if new.contains(.warmUp) { waitForWarmUp.append(site) }
        if new.contains(.overflow) { waitForOverflow.append(site) }
        if new.contains(.writing) { waitForWriting.append(site) }
        guard time < sites[site].alarm else { return }
        sites[site].alarm = time
        alarms.set(time, for: site)
    }

    /// Gives a site its turn again, as what it waits for may have come.
    mutating func unpark(_ site: Int32) {
        sites[site].isParked = false
        if !sites[site].lanes.isEmpty { enterTurns(site) }
    }

    /// Wakes a site as its time has come.
    mutating func ring(_ alarm: (time: Int64, site: Int32)) {
        guard sites[alarm.site].alarm == alarm.time else { return }
        sites[alarm.site].alarm = .max
        unpark(alarm.site)
    }

    /// Forgets alarms that are out of date, and lists of sites that are, when there may be more of them than sites.
    mutating func tidyAlarms() {
        let most = 2 * sites.indices.count + 64
        if alarms.count > most {
            alarms = SiteAlarms()
            for site in sites.indices where sites[site].alarm < .max { alarms.set(sites[site].alarm, for: site) }
        }
        while let next = alarms.next, let first = alarms.first, sites[first].alarm != next { _ = alarms.popFirst() }
        guard max(waitForWarmUp.count, waitForOverflow.count, waitForWriting.count) > most else { return }
        wakeAll()
    }

    /// Wakes every site, as the time is not what it was.
    mutating func clockWasSetBack(to now: WallTime) {
        for site in sites.indices where sites[site].firstPath >= 0 {
            for path in sites[site].firstPath..<(sites[site].firstPath + Int32(paths.width)) {
                paths[path].shaper.settle(at: now)
            }
        }
        waitsCountFrom = min(waitsCountFrom, now.milliseconds)
        alarms = SiteAlarms()
        for site in sites.indices { sites[site].alarm = .max }
        wakeAll()
    }

    /// Gives every site that something is ready for a turn.
    mutating func wakeAll() {
        (waitForWarmUp, waitForOverflow, waitForWriting) = ([], [], [])
        for site in sites.indices where sites[site].isKnown {
            sites[site].waitsFor = []
            unpark(site)
        }
    }

    /// Wakes the sites that wait for something to be written.
    mutating func wakeForWriting() {
        while let woken = waitForWriting.popFirst() {
            sites[woken].waitsFor.remove(.writing)
            unpark(woken)
        }
    }
}
