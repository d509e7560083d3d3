internal import MXResolver
public import MailAddressing

extension PolicyTable {
    /// When something has to be done though nobody asks, in seconds since 1970: `takeDue(at:)` is to be called then.
    public var nextDue: Int64? { due.first?.time }

    /// Names a domain whose policy is to be renewed now, and removes policies that have expired.
    ///
    /// Its record is to be looked up, and `note(_:of:renewing:at:)` told that it is for renewal. The same domain is not
    /// named again before it could be tried again, whatever comes of it.
    ///
    /// - Parameter now: the time in seconds since 1970.
    /// - Returns: the domain, or nil when there is none; then `nextDue` is later than `now`.
    public mutating func takeDue(at now: Int64) -> DomainName? {
        let now = advance(to: now)
        while let (place, time) = due.first, time <= now {
            removeExpired(place, at: now)
            guard var entry = entries[place], entry.stored != nil else {
                due.set(place, to: nil)
                continue
            }
            if now - entry.usedAt > limits.unused.wholeSeconds {
                (entry.refreshAt, entry.isDormant) = (nil, true)
            } else {
                entry.delayRefresh(at: now, by: limits)
            }
            entries[place] = entry
            // What holds is due later than now, so that this comes to an end.
            due.set(place, to: entry.dueAt.map { max($0, now + 1) })
            if !entry.isDormant { return entry.domain }
        }
        return nil
    }

    /// Takes the time, brought within bounds; when the clock was set back, renewals are brought nearer.
    mutating func advance(to time: Int64) -> Int64 {
        let now = Self.bounded(time)
        let isSetBack = now < latest - Self.clockTolerance
        latest = now
        guard isSetBack else { return now }
        let interval = max(1, limits.refresh.wholeSeconds)
        for place in entries.indices {
            entries[place]?.observe(now)
            guard let entry = entries[place], let refreshAt = entry.refreshAt, refreshAt - now > interval else {
                continue
            }
            entries[place]?.refreshAt = now + (refreshAt - now) % interval
            due.set(place, to: entries[place]?.dueAt)
        }
        return now
    }

    /// A time that sums with any age do not overflow.
    static func bounded(_ time: Int64) -> Int64 { min(max(0, time), StoredPolicy.latestTime) }
}

extension PolicyTable.Entry {
    /// Sets when a policy that was fetched now is renewed.
    ///
    /// Up to a fifth of the interval is taken off by chance, so that policies that were fetched together are not
    /// renewed together for ever.
    mutating func scheduleRefresh(jitter: Double, at now: Int64, by limits: PolicyTable.Limits) {
        guard let interval = refreshInterval(by: limits) else { return }
        refreshAt = now + interval - Self.fraction(jitter, of: interval / 5)
    }

    /// Sets when a policy that a storage had kept is renewed.
    ///
    /// What was missed while nothing ran is made up for within the hour, and before it expires.
    mutating func resumeRefresh(jitter: Double, at now: Int64, by limits: PolicyTable.Limits) {
        guard let held, let interval = refreshInterval(by: limits) else { return }
        let planned = held.fetchedAt + interval
        if now >= held.fetchedAt, planned > now {
            refreshAt = planned
        } else {
            let remaining = max(0, heldUntil - now)
            refreshAt = now + Self.fraction(jitter, of: min(limits.shortestRefresh.wholeSeconds, remaining / 2))
        }
    }

    /// Sets when to try again, if the policy is one that is renewed: within the hour, and more often as it runs out.
    mutating func delayRefresh(at now: Int64, by limits: PolicyTable.Limits) {
        guard refreshInterval(by: limits) != nil else { return }
        isDormant = false
        let remaining = max(0, heldUntil - now)
        let delay = min(limits.shortestRefresh.wholeSeconds, remaining / 4)
        refreshAt = now + max(limits.fetchRetry.wholeSeconds, delay)
    }

    /// How long after a fetch the policy is renewed, or nil if it is not, as it holds too short.
    private func refreshInterval(by limits: PolicyTable.Limits) -> Int64? {
        guard let stored else { return nil }
        let interval = min(limits.refresh.wholeSeconds, Int64(stored.policy.maximumAge) / 2)
        return interval >= limits.shortestRefresh.wholeSeconds ? interval : nil
    }

    private static func fraction(_ jitter: Double, of seconds: Int64) -> Int64 {
        guard jitter > 0, jitter < 1 else { return 0 }
        return Int64(Double(seconds) * jitter)
    }
}
