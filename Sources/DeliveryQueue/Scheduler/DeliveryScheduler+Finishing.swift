import DequeModule

extension DeliveryScheduler {
    /// Tells that a delivery is no longer under way; what is left of it is added again by `add`.
    ///
    /// A delivery that has ended already is left alone.
    ///
    /// - Parameters:
    ///   - delivery: the delivery as it was taken.
    ///   - conclusion: how it has ended.
    ///   - now: the time.
    /// - Returns: what that has newly told of the path; nil for nothing new.
    @discardableResult
    public mutating func finished(
        _ delivery: Delivery, _ conclusion: Conclusion, at now: WallTime
    ) -> PathFinding? {
        let place = delivery.place
        guard arena.contains(place) else { return nil }
        let entry = arena[place]
        guard entry.stage == .underWay, entry.sequence == delivery.number else { return nil }
        let (site, path) = (entry.site, entry.next)
        underWay -= 1
        sites[site].underWay -= 1
        let closure = paths[path].shaper.closure
        switch conclusion {
        case .tried(let signal): paths[path].shaper.end(signal, at: now)
        case .notTried:
            paths[path].shaper.undo(at: now)
            refund(path, of: site, delivery.way, at: now)
            if delivery.isTrial { ways?.wasNotTried(sites.name(site)) }
        case .paused(let pause):
            paths[path].shaper.pause(pause, at: now)
            refund(path, of: site, delivery.way, at: now)
            if delivery.isTrial { ways?.wasNotTried(sites.name(site)) }
        }
        let finding = paths[path].shaper.finding(since: closure)
        note(path)
        if delivery.way == .overflow { wakeForOverflow() }
        unpark(site)
        forget(place)
        return finding
    }

    /// Whether a source other than a delivery's own may have a way to the delivery's site, as far as is known.
    ///
    /// - Parameters:
    ///   - delivery: a delivery under way that takes the usual way.
    ///   - now: the time.
    func hasOtherWay(for delivery: Delivery, at now: WallTime) -> Bool {
        guard delivery.way == .usual, arena.contains(delivery.place) else { return false }
        let own = arena[delivery.place].next
        let first = sites[arena[delivery.place].site].firstPath
        return (first..<(first + Int32(paths.width))).contains { path in
            path != own && !paths[path].shaper.hasNoWay(at: now)
        }
    }

    /// Takes back what a delivery that was not tried has used of its source's warm-up.
    private mutating func refund(_ path: Int32, of site: Int32, _ way: DeliveryWay, at now: WallTime) {
        guard way == .usual, !sites[site].isOwnWay else { return }
        let source = Int(path - sites[site].firstPath)
        guard warmUps.indices.contains(source), warmUps[source] != nil else { return }
        warmUps[source]?.undo(site: sites.name(site), at: now)
        for _ in 0..<Self.wokenAtOnce {
            guard let woken = waitForWarmUp.popFirst() else { return }
            sites[woken].waitsFor.remove(.warmUp)
            unpark(woken)
        }
    }

    /// Wakes a site for a place that has become free at the overflow relay.
    private mutating func wakeForOverflow() {
        while let woken = waitForOverflow.popFirst() {
            sites[woken].waitsFor.remove(.overflow)
            guard sites[woken].isParked, !sites[woken].lanes.isEmpty else { continue }
            return unpark(woken)
        }
    }

    /// How many sites a message that was not tried wakes: it gives room to one, which may be held up otherwise.
    private static let wokenAtOnce = 8
}
