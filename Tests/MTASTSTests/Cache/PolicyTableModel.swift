import MTASTS
import MXResolver
import MailAddressing

/// What a table should do, worked out anew each time from all that was told: slow, and plain.
///
/// The clock only goes forward here.
struct PolicyTableModel {
    /// What was told of a domain, in its order.
    enum Entry {
        case discovery(MTASTSDiscovery, Int64)
        /// The last number is when somebody had asked the last time before.
        case fetch(PolicyFetch, id: String, Int64, used: Int64)
        /// The renewal is put off until a time, or until somebody asks.
        case putOff(Int64?)
    }

    let limits: PolicyTable.Limits
    var history: [DomainName: [Entry]] = [:]
    var used: [DomainName: Int64] = [:]
    /// The domains in each list, the most recently used last.
    var lists: [[DomainName]] = [[], []]

    /// The policy that was fetched last, and until when it holds or held; one of the mode none among them.
    func last(_ name: DomainName) -> (policy: StoredPolicy, until: Int64)? {
        for case .fetch(.policy(let policy), let id, let time, let used) in (history[name] ?? []).reversed() {
            let shortest = (policy.mode == .none ? limits.recheck : limits.lookupRetry).components.seconds
            let stored = StoredPolicy(domain: name, id: id, policy: policy, fetchedAt: time, usedAt: used)
            return (stored, time + max(shortest, Int64(policy.maximumAge)))
        }
        return nil
    }

    /// The policy that holds, and until when.
    func held(_ name: DomainName, _ now: Int64) -> (policy: StoredPolicy, until: Int64)? {
        last(name).flatMap { now < $0.until ? $0 : nil }
    }

    /// The last fetch, if it failed.
    func failure(_ name: DomainName) -> (PolicyFetchFailure, id: String, Int64)? {
        for case .fetch(let fetch, let id, let time, used: _) in (history[name] ?? []).reversed() {
            if case .failed(let failure) = fetch { return (failure, id, time) }
            return nil
        }
        return nil
    }

    func discovery(_ name: DomainName) -> (MTASTSDiscovery, Int64)? {
        for case .discovery(let discovery, let time) in (history[name] ?? []).reversed() { return (discovery, time) }
        return nil
    }

    func answer(_ name: DomainName, _ now: Int64) -> MTASTSAnswer? {
        guard history[name] != nil else { return nil }
        if let held = held(name, now) {
            if held.policy.policy.mode == .none { return .none(.modeNone) }
            return .policy(held.policy, trouble: trouble(name, held.policy.record))
        }
        guard let (discovery, _) = discovery(name) else { return .none(.notYetKnown(.lookup)) }
        switch discovery {
        case .failed(let reason): return .none(.lookupFailed(reason))
        case .none(let absence): return .none(.notPublished(absence))
        case .record: return .none(failure(name).map { .fetchFailed($0.0) } ?? .notYetKnown(.fetch))
        }
    }

    /// What failed since the policy was fetched, if it still matters.
    func trouble(_ name: DomainName, _ held: MTASTSRecord) -> MTASTSAnswer.Trouble? {
        let failure = failure(name)
        for entry in (history[name] ?? []).reversed() {
            switch entry {
            case .putOff: continue
            case .fetch: break
            case .discovery(.failed(let reason), _): return .lookup(reason)
            case .discovery(.record(let record), _):
                if record == held, failure?.id != record.id { return nil }
            case .discovery: break
            }
            return failure.map { .fetch($0.0) }
        }
        return nil
    }

    /// When the policy is renewed: a day after it came, or what it was put off to since; nil if never by itself.
    func refresh(_ name: DomainName) -> (time: Int64?, isDormant: Bool) {
        guard let held = last(name), held.policy.policy.mode != .none else { return (nil, false) }
        let interval = min(limits.refresh.components.seconds, Int64(held.policy.policy.maximumAge) / 2)
        guard interval >= limits.shortestRefresh.components.seconds else { return (nil, false) }
        for entry in (history[name] ?? []).reversed() {
            switch entry {
            case .putOff(let time): return (time, time == nil)
            case .fetch(.failed, id: _, let time, used: _): return (time + delay(held.until - time), false)
            case .fetch(.policy, id: _, let time, used: _): return (time + interval, false)
            case .discovery: continue
            }
        }
        return (nil, false)
    }

    func delay(_ remaining: Int64) -> Int64 { max(300, min(3_600, remaining / 4)) }

    /// When something has to be done though nobody asks.
    func due(_ name: DomainName) -> Int64? {
        guard let last = last(name), last.policy.policy.mode != .none else { return nil }
        return min(last.until, refresh(name).time ?? .max)
    }

    func isDue(_ name: DomainName, _ now: Int64) -> Bool {
        let (time, isDormant) = refresh(name)
        return isDormant || time.map { now >= $0 } ?? false
    }

    func step(_ name: DomainName, _ now: Int64, renewing: Bool = false) -> PolicyTable.Step {
        guard let (discovery, time) = discovery(name) else { return .discover }
        var isFailed = false
        if case .failed = discovery { isFailed = true }
        guard now - time < (isFailed ? 60 : 300) else { return .discover }
        let held = held(name, now)
        var id: String?
        if case .record(let record) = discovery {
            if held?.policy.id != record.id || isDue(name, now) || renewing { id = record.id }
        } else if let held, isDue(name, now) || renewing {
            id = held.policy.id
        }
        guard let id else { return .nothing }
        if let (_, failedID, failedAt) = failure(name), failedID == id, now - failedAt < 300 { return .nothing }
        return .fetch(try! MTASTSRecord(id: id))
    }

    /// Whether it is in the list of those that go last.
    func isGuarded(_ name: DomainName) -> Bool {
        for case .fetch(.policy(let policy), id: _, _, used: _) in (history[name] ?? []).reversed() {
            return policy.mode == .enforce
        }
        return false
    }

    /// Notes that somebody asks.
    mutating func use(_ name: DomainName, _ now: Int64) {
        guard history[name] != nil else { return }
        removeExpired(name, now)
        used[name] = now
        place(name, isUse: true)
    }

    /// Notes a fetch, and makes room for it.
    mutating func append(_ fetch: PolicyFetch, id: String, _ name: DomainName, _ now: Int64) {
        let used = history[name] == nil ? now : used[name] ?? now
        append(.fetch(fetch, id: id, now, used: used), name, now)
    }

    /// Notes something, and makes room for it.
    mutating func append(_ entry: Entry, _ name: DomainName, _ now: Int64) {
        removeExpired(name, now)
        if history[name] == nil { used[name] = now }
        history[name, default: []].append(entry)
        place(name, isUse: false)
        while history.count > limits.domains { history[victim(sparing: name, now)] = nil }
        lists = lists.map { $0.filter { history[$0] != nil } }
    }

    /// Drops fetches of a policy that does not hold any more, but for the last one if it failed.
    mutating func removeExpired(_ name: DomainName, _ now: Int64) {
        guard let entries = history[name], held(name, now) == nil else { return }
        let failure = failure(name)
        history[name] = entries.filter { if case .discovery = $0 { true } else { false } }
        if let (failure, id, time) = failure {
            history[name]?.append(.fetch(.failed(failure), id: id, time, used: time))
        }
        place(name, isUse: false)
    }

    private mutating func place(_ name: DomainName, isUse: Bool) {
        let list = isGuarded(name) ? 1 : 0
        if !isUse, lists[list].contains(name) { return }
        lists = lists.map { $0.filter { $0 != name } }
        lists[list].append(name)
    }

    private func victim(sparing name: DomainName, _ now: Int64) -> DomainName {
        let ordinary = lists[0].first { $0 != name && history[$0] != nil }
        let guarded = lists[1].first { $0 != name && history[$0] != nil }
        if let guarded, held(guarded, now) == nil { return guarded }
        return ordinary ?? guarded!
    }
}
