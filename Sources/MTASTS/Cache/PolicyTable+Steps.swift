internal import MXResolver
public import MailAddressing

extension PolicyTable {
    /// Takes what the DNS said about a domain.
    ///
    /// - Parameters:
    ///   - discovery: what it said.
    ///   - domain: the domain that was asked about.
    ///   - isRenewal: whether the policy is to be fetched even if the DNS does not ask for it, as `takeDue(at:)` named
    ///     the domain. So nobody who makes the record go missing can keep the policy from being renewed.
    ///   - now: the time in seconds since 1970.
    /// - Returns: what is to be done next.
    public mutating func note(
        _ discovery: MTASTSDiscovery, of domain: DomainName, renewing isRenewal: Bool = false, at now: Int64
    ) -> Step {
        let now = advance(to: now)
        if let place = places[domain] { removeExpired(place, at: now) }
        var step = Step.nothing
        change(domain, at: now) { entry, limits in
            entry.discovery = discovery
            entry.discoveredAt = now
            entry.isDiscoveryLatest = true
            step = entry.step(at: now, by: limits)
            guard isRenewal, entry.holds(at: now), let held = entry.held else { return }
            if case .record(let record) = discovery {
                step = entry.fetching(record, at: now, by: limits)
            } else {
                step = entry.fetching(held.record, at: now, by: limits)
            }
        }
        return step
    }

    /// Takes what came of fetching a policy.
    ///
    /// A policy counts for `Limits.lookupRetry` at least, be its `max_age` shorter or 0, so that it is not fetched for
    /// each mail; one of the mode `none` counts for as long as an answer of the DNS at least. A fetch that was
    /// cancelled changes nothing.
    ///
    /// - Parameters:
    ///   - fetch: what came of it.
    ///   - domain: the domain whose policy it is.
    ///   - record: the record that the step named.
    ///   - jitter: a random number of at least 0 and less than 1, which spreads renewals.
    ///   - now: the time in seconds since 1970.
    /// - Returns: the answer for those who waited.
    public mutating func note(
        _ fetch: PolicyFetch, of domain: DomainName, under record: MTASTSRecord, jitter: Double, at now: Int64
    ) -> MTASTSAnswer {
        let now = advance(to: now)
        if let place = places[domain] { removeExpired(place, at: now) }
        switch fetch {
        case .failed(let failure):
            guard failure.kind != .cancelled else {
                return answer(for: domain, at: now)?.unfinished ?? .none(.cancelled)
            }
            return take(FailedFetch(failure: failure, record: record, time: now), of: domain)
        case .policy(let policy):
            let usedAt = places[domain].flatMap { entries[$0]?.usedAt }
            let stored = StoredPolicy(domain: domain, record: record, policy: policy, fetchedAt: now, usedAt: usedAt)
            return take(stored, jitter: jitter, at: now)
        }
    }

    /// Notes that a policy was not fetched, as too many others were; that is an event, once in `Limits.fetchRetry`.
    mutating func noteMissed(_ domain: DomainName, at now: Int64) {
        let now = advance(to: now)
        guard let place = places[domain], let entry = entries[place], entry.holds(at: now), let stored = entry.stored
        else { return }
        if let missedAt = entry.missedAt, Entry.isWithin(limits.fetchRetry, since: missedAt, at: now) { return }
        entries[place]?.missedAt = now
        events.append(.renewalFailed(stored, .notFinished))
    }

    private mutating func take(_ failed: FailedFetch, of domain: DomainName) -> MTASTSAnswer {
        var renewal: StoredPolicy?
        change(domain, at: failed.time) { entry, limits in
            entry.failed = failed
            entry.isDiscoveryLatest = false
            renewal = entry.stored
            entry.delayRefresh(at: failed.time, by: limits)
        }
        if let renewal { events.append(.renewalFailed(renewal, .fetch(failed.failure))) }
        return answer(for: domain, at: failed.time) ?? .none(.fetchFailed(failed.failure))
    }

    private mutating func take(_ policy: StoredPolicy, jitter: Double, at now: Int64) -> MTASTSAnswer {
        let isNone = policy.policy.mode == .none
        let shortest = isNone ? limits.recheck : limits.lookupRetry
        let previous = places[policy.domain].flatMap { entries[$0]?.stored }
        if !isNone {
            events.append(.adopted(policy, replacing: previous))
        } else if let previous {
            events.append(.removed(previous, .withdrawn))
        }
        change(policy.domain, at: now) { entry, limits in
            entry.isDiscoveryLatest = false
            entry.hold(policy, until: max(policy.expires, now + shortest.wholeSeconds), at: now)
            entry.scheduleRefresh(jitter: jitter, at: now, by: limits)
        }
        return isNone ? .none(.modeNone) : .policy(policy, trouble: nil)
    }
}

extension PolicyTable.Entry {
    /// Takes a policy in the place of another.
    mutating func hold(_ policy: StoredPolicy, until end: Int64, at now: Int64) {
        release()
        held = policy
        heldUntil = end
        observe(now)
    }

    /// Drops the policy and what belongs to it.
    mutating func release() {
        (held, heldUntil, heldUntilBeforeFetch) = (nil, 0, nil)
        (refreshAt, isDormant, failed) = (nil, false, nil)
    }
}
