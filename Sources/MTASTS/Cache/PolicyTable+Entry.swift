internal import MXResolver
internal import MailAddressing

extension PolicyTable {
    /// A fetch that failed.
    struct FailedFetch: Sendable {
        let failure: PolicyFetchFailure
        let record: MTASTSRecord
        let time: Int64
    }

    /// What is known of a domain.
    struct Entry: Sendable {
        /// Whose it is.
        let domain: DomainName
        /// The last policy that was fetched, one of the mode `none` among them; it may have expired.
        var held: StoredPolicy?
        /// The first second at which it does not hold any more.
        var heldUntil: Int64 = 0
        /// The same while the clock, having been set back, shows a time before the fetch.
        var heldUntilBeforeFetch: Int64?
        /// When it is to be renewed; nil if not at all.
        var refreshAt: Int64?
        /// Whether it is not renewed for want of use.
        var isDormant = false
        /// What the DNS said the last time.
        var discovery: MTASTSDiscovery?
        var discoveredAt: Int64 = 0
        /// Whether nothing was fetched since then, in vain or not.
        var isDiscoveryLatest = false
        /// When it was said the last time that the policy was not fetched for want of room.
        var missedAt: Int64?
        /// The last fetch, if it failed.
        var failed: FailedFetch?
        /// When somebody asked the last time.
        var usedAt: Int64
        /// The estimated size in octets.
        var size = 0

        /// The policy, if the storage has it too.
        var stored: StoredPolicy? {
            guard let held, held.policy.mode != .none else { return nil }
            return held
        }

        /// When something has to be done about the policy though nobody asks: renew it, or remove it.
        var dueAt: Int64? { stored == nil ? nil : min(refreshAt ?? .max, heldUntil) }

        /// Whether there is a policy that holds, be it one of the mode `none`.
        func holds(at now: Int64) -> Bool {
            guard let held else { return false }
            return now >= held.fetchedAt ? now < heldUntil : now < (heldUntilBeforeFetch ?? .max)
        }

        /// Notes what the clock shows: a policy from the future holds no longer than one that is fetched now.
        mutating func observe(_ now: Int64) {
            guard let held, now < held.fetchedAt, heldUntilBeforeFetch == nil else { return }
            heldUntilBeforeFetch = now + (heldUntil - held.fetchedAt)
        }

        /// The answer, as far as there is one.
        func answer(at now: Int64) -> MTASTSAnswer {
            if holds(at: now) {
                guard let stored else { return .none(.modeNone) }
                return .policy(stored, trouble: trouble)
            }
            guard let discovery else { return .none(.notYetKnown(.lookup)) }
            switch discovery {
            case .failed(let reason): return .none(.lookupFailed(reason))
            case .none(let absence): return .none(.notPublished(absence))
            case .record: return .none(failed.map { .fetchFailed($0.failure) } ?? .notYetKnown(.fetch))
            }
        }

        /// Why it is not sure that what is held is what is published: what failed the last time.
        private var trouble: MTASTSAnswer.Trouble? {
            if isDiscoveryLatest {
                if case .failed(let reason)? = discovery { return .lookup(reason) }
                // The domain has come back to what is held, and another one that failed does not matter any more.
                if case .record(let record)? = discovery, record == held?.record, failed?.record != record {
                    return nil
                }
            }
            return failed.map { .fetch($0.failure) }
        }
    }
}

extension PolicyTable.Entry {
    /// What is to be done when somebody asks.
    func step(at now: Int64, by limits: PolicyTable.Limits) -> PolicyTable.Step {
        guard let discovery, isFresh(discovery, at: now, by: limits) else { return .discover }
        let isHeld = holds(at: now)
        if case .record(let record) = discovery {
            let isKnown = isHeld && held?.record == record && !isRefreshDue(at: now)
            return isKnown ? .nothing : fetching(record, at: now, by: limits)
        }
        guard isHeld, let held, isRefreshDue(at: now) else { return .nothing }
        return fetching(held.record, at: now, by: limits)
    }

    /// Fetching under an id, unless that failed just now.
    func fetching(_ record: MTASTSRecord, at now: Int64, by limits: PolicyTable.Limits) -> PolicyTable.Step {
        guard let failed, failed.record == record, Self.isWithin(limits.fetchRetry, since: failed.time, at: now) else {
            return .fetch(record)
        }
        return .nothing
    }

    /// Whether less than so much time has passed; when the clock was set back nobody knows, and it counts as no.
    static func isWithin(_ duration: Duration, since start: Int64, at now: Int64) -> Bool {
        now >= start && now - start < duration.wholeSeconds
    }

    private func isRefreshDue(at now: Int64) -> Bool {
        guard let stored else { return false }
        return isDormant || now >= (refreshAt ?? .max) || now < stored.fetchedAt - PolicyTable.clockTolerance
    }

    private func isFresh(_ discovery: MTASTSDiscovery, at now: Int64, by limits: PolicyTable.Limits) -> Bool {
        if case .failed = discovery { return Self.isWithin(limits.lookupRetry, since: discoveredAt, at: now) }
        return Self.isWithin(limits.recheck, since: discoveredAt, at: now)
    }
}
