import MTASTS
import MXResolver
import MailAddressing

/// A table, a time, and what domains publish: asks as a resolver does, and keeps what a storage would.
struct TableDesk {
    static let start: Int64 = 1_700_000_000

    var table: PolicyTable
    var now = start
    var jitter = 0.0
    /// What the DNS says; without it there is no such domain.
    var records: [DomainName: MTASTSDiscovery] = [:]
    /// What a fetch brings; without it the fetch times out.
    var policies: [DomainName: PolicyFetch] = [:]
    /// How many look-ups and fetches there were.
    var lookups = 0
    var fetches = 0
    /// What a storage would have by now.
    var stored: [DomainName: StoredPolicy] = [:]
    /// What happened, in its order.
    var events: [MTASTSEvent] = []

    init(_ limits: PolicyTable.Limits = PolicyTable.Limits()) { table = PolicyTable(limits: limits) }

    /// Sets up a domain with a policy.
    mutating func settle(_ name: String, _ id: String, _ policy: StrictTransportPolicy) {
        records[domain(name)] = discovered(id)
        policies[domain(name)] = .policy(policy)
    }

    /// Asks for a domain, takes all steps, and gives what the caller hears.
    @discardableResult
    mutating func ask(_ name: String) -> MTASTSAnswer {
        let key = domain(name)
        defer { drain() }
        switch table.look(up: key, at: now) {
        case .settled(let answer, let step):
            _ = take(step, key)
            return answer
        case .open(let step):
            return take(step, key) ?? table.answer(for: key, at: now) ?? .none(.notYetKnown(.lookup))
        }
    }

    /// Renews what is due, and gives the domains.
    @discardableResult
    mutating func renew() -> [DomainName] {
        var domains: [DomainName] = []
        while let key = table.takeDue(at: now) {
            domains.append(key)
            _ = take(.discover, key, renewing: true)
        }
        drain()
        return domains
    }

    /// What the caller would hear now, without asking anybody.
    func answer(_ name: String) -> MTASTSAnswer? { table.answer(for: domain(name), at: now) }

    private mutating func take(_ step: PolicyTable.Step, _ key: DomainName, renewing: Bool = false) -> MTASTSAnswer? {
        var step = step
        while true {
            switch step {
            case .nothing: return nil
            case .discover:
                lookups += 1
                step = table.note(records[key] ?? .none(.noSuchDomain), of: key, renewing: renewing, at: now)
            case .fetch(let record):
                fetches += 1
                return table.note(policies[key] ?? failed(key), of: key, under: record, jitter: jitter, at: now)
            }
        }
    }

    private mutating func drain() {
        for event in table.takeEvents() {
            events.append(event)
            switch event {
            case .adopted(let policy, replacing: _): stored[policy.domain] = policy
            case .removed(let policy, _): stored[policy.domain] = nil
            case .renewalFailed, .storageFailed: break
            }
        }
    }
}
