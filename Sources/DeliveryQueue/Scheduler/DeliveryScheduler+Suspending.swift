extension DeliveryScheduler {
    /// Stops beginning deliveries to, of or from something; those under way go on.
    ///
    /// One that is there for the same target is replaced. It is among the next changes.
    ///
    /// - Parameter suspension: what, why and until when.
    public mutating func suspend(_ suspension: Suspension) {
        changes.suspensionChanged(suspension.target)
        // One that takes another's place may end earlier.
        if suspended.begin(suspension) { suspensionsChanged(at: suspension.since) }
    }

    /// Ends a suspension.
    ///
    /// It costs a look at each site, and at what was set aside.
    ///
    /// - Parameters:
    ///   - target: what is suspended.
    ///   - now: the time.
    /// - Returns: whether it was suspended then.
    public mutating func resume(_ target: SuspensionTarget, at now: WallTime) -> Bool {
        guard let suspension = suspended.end(target) else { return false }
        changes.suspensionChanged(target)
        suspensionsChanged(at: now)
        return suspension.until.map { $0 > now } ?? true
    }

    /// The suspensions that have not ended, the oldest first.
    ///
    /// - Parameter now: the time.
    public func suspensions(at now: WallTime) -> [Suspension] {
        suspended.all.values.filter { $0.until.map { $0 > now } ?? true }.sorted {
            ($0.since, StateKey.suspension($0.target).text) < ($1.since, StateKey.suspension($1.target).text)
        }
    }

    /// Gives everything a turn that a suspension may have held up.
    mutating func suspensionsChanged(at now: WallTime) {
        bringBack()
        waitsCountFrom = max(waitsCountFrom, now.milliseconds)
        for site in sites.indices where sites[site].isKnown && sites[site].isParked { unpark(site) }
    }

    /// Until when a site is suspended, in milliseconds; nil where it is not.
    mutating func suspensionEnd(of site: Int32) -> Int64? {
        guard !suspended.isEmpty else { return nil }
        if sites[site].epoch != suspended.epoch {
            sites[site].epoch = suspended.epoch
            sites[site].suspendedUntil = suspended.end(ofSite: sites.name(site))
        }
        let end = sites[site].suspendedUntil
        return end == .min ? nil : end
    }

    /// Whether a sender is suspended, by itself or with its domain.
    mutating func isSenderSuspended(_ sender: Int32, at now: WallTime) -> Bool {
        guard !suspended.isEmpty else { return false }
        return senders.isSuspended(sender, at: now.milliseconds, epoch: suspended.epoch) { [suspended] in
            suspended.end(ofSender: $0)
        }
    }

    /// Whether the domain of a delivery is suspended, where it is not named as its site.
    mutating func isDomainSuspended(_ domain: Int32, at now: WallTime) -> Bool {
        guard !suspended.isEmpty, domain >= 0 else { return false }
        return domains.isSuspended(domain, at: now.milliseconds, epoch: suspended.epoch) { [suspended] in
            suspended.end(ofSite: $0)
        }
    }
}
