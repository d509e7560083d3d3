internal import MXResolver
public import MailAddressing

/// What is known of the policies of domains; without a clock, a thread or a socket.
///
/// Somebody asks with `look(up:at:)`, takes the step that is named, tells what came of it with `note`, and is told what
/// is to be done next. Renewal goes the same way: `takeDue(at:)` names a domain whose policy is to be renewed.
///
/// Guarantees (RFC 8461, sections 3.3, 5.1 and 10):
/// - A policy that was fetched holds until its `max_age` is over, whatever the DNS or the web server says or fails to
///   say meanwhile, unless another one was fetched.
/// - Another id makes the policy be fetched anew; until it has arrived the old one holds. That an id stays the same
///   makes no policy hold longer: only a fetch does.
/// - A policy is kept for one domain. What another domain publishes, or fails to, never changes it, even if the two
///   share all their hosts; a domain has no part in the policy of the one above it (section 3.4).
/// - A policy that could not be fetched is not fetched again at once, nor is the DNS asked at each look-up.
/// - When the clock is set back, a policy holds for no longer than its `max_age` from then on.
/// - The number of domains and the estimated size never exceed the limits. What goes first is what was not asked for
///   the longest, and domains with a policy of the mode `enforce` go only when there are no others.
///
/// Known limits: when the clock is set forward, policies expire by it and are removed. Somebody who makes us write to
/// more domains than the limit, each with a policy to enforce, displaces the policies of those that nobody writes to.
public struct PolicyTable: Sendable {
    /// How much is kept, and when what is asked again.
    public let limits: Limits
    /// The entries by place; nil where a place is free.
    var entries: [Entry?] = []
    var places: [DomainName: Int] = [:]
    var free: [Int] = []
    var recency = RecencyLists()
    var due = DueHeap()
    /// The estimated size of what is kept, in octets.
    public internal(set) var bytes = 0
    /// What happened since it was last asked.
    var events: [MTASTSEvent] = []
    /// The latest time that came in; the clock was set back when an earlier one comes.
    var latest: Int64 = 0

    /// By how many seconds a clock may be corrected without policies being fetched again: five minutes, far more than
    /// the steps of a clock that is kept right.
    static let clockTolerance: Int64 = 300

    /// Makes an empty table.
    ///
    /// - Parameter limits: how much is kept, and when what is asked again.
    public init(limits: Limits = Limits()) { self.limits = limits }

    /// How many domains are kept, those without a policy among them.
    public var count: Int { places.count }

    /// The policies that are kept, in no order; some of them may have expired.
    public var policies: [StoredPolicy] { entries.compactMap { $0?.stored } }

    /// Puts in a policy that a storage has kept, unless there is one that was fetched later.
    ///
    /// One that has expired is not taken, and counts as removed. Those whose renewal is due are renewed within the
    /// hour; nobody counts as having asked for it since the time that it says.
    ///
    /// - Parameters:
    ///   - policy: the policy.
    ///   - jitter: a random number of at least 0 and less than 1, which spreads renewals.
    ///   - now: the time in seconds since 1970.
    public mutating func insert(_ policy: StoredPolicy, jitter: Double, at now: Int64) {
        let now = advance(to: now)
        let known = places[policy.domain].flatMap { entries[$0]?.held }
        guard policy.policy.mode != .none, now < policy.expires else {
            if known == nil { events.append(.removed(policy, .expired)) }
            return
        }
        if let known, known.fetchedAt >= policy.fetchedAt { return }
        let usedAt = max(min(policy.usedAt, now), places[policy.domain].flatMap { entries[$0]?.usedAt } ?? 0)
        change(policy.domain, at: now) { entry, limits in
            entry.usedAt = usedAt
            entry.hold(policy, until: policy.expires, at: now)
            entry.resumeRefresh(jitter: jitter, at: now, by: limits)
        }
    }

    /// Finds what is known of a domain, and what is to be done about it.
    ///
    /// - Parameters:
    ///   - domain: the domain that mail goes to.
    ///   - now: the time in seconds since 1970.
    /// - Returns: the answer, or that a step has to be taken first.
    public mutating func look(up domain: DomainName, at now: Int64) -> Finding {
        let now = advance(to: now)
        guard let place = places[domain] else { return .open(.discover) }
        removeExpired(place, at: now)
        guard let list = list(of: place) else { return .open(.discover) }
        recency.use(place, in: list)
        entries[place]?.usedAt = now
        guard let entry = entries[place] else { return .open(.discover) }
        let step = entry.step(at: now, by: limits)
        guard step != .nothing, !entry.holds(at: now) else { return .settled(entry.answer(at: now), step) }
        return .open(step)
    }

    /// Finds what is to be done to be sure that there is no newer policy, as before mail is given up (RFC 8461, section
    /// 5.1, step 3).
    ///
    /// The DNS is asked unless it was less than `Limits.lookupRetry` ago.
    ///
    /// - Parameters:
    ///   - domain: the domain that mail goes to.
    ///   - now: the time in seconds since 1970.
    /// - Returns: the step; when it is `nothing`, `look(up:at:)` has the answer.
    public mutating func recheck(_ domain: DomainName, at now: Int64) -> Step {
        let now = advance(to: now)
        guard let place = places[domain], let entry = entries[place], entry.discovery != nil,
            Entry.isWithin(limits.lookupRetry, since: entry.discoveredAt, at: now)
        else { return .discover }
        return entry.step(at: now, by: limits)
    }

    /// What is known of a domain now; nobody counts as having asked.
    ///
    /// - Parameters:
    ///   - domain: the domain that mail goes to.
    ///   - now: the time in seconds since 1970.
    /// - Returns: the answer, or nil when nothing is known.
    public func answer(for domain: DomainName, at now: Int64) -> MTASTSAnswer? {
        places[domain].flatMap { entries[$0] }?.answer(at: Self.bounded(now))
    }

    /// Gives what happened since this was last called, in its order, and forgets it.
    ///
    /// To be called after every change, as events are kept until then.
    public mutating func takeEvents() -> [MTASTSEvent] {
        defer { events.removeAll() }
        return events
    }
}
