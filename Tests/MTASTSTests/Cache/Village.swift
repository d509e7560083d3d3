import MTASTS
import MXResolver
import MailAddressing
import MailCryptography

/// Domains with records and policies, which answer at once or when the test says so.
final class Village: TextRecordSource, PolicyFetcher {
    private struct State: Sendable {
        var records: [DomainName: TextRecordAnswer] = [:]
        var policies: [DomainName: PolicyFetch] = [:]
        var lookups: [DomainName: Int] = [:]
        var fetches: [DomainName: Int] = [:]
        var order: [DomainName] = []
        var isHeldUp = false
        var isTextHeldUp = false
        var waiting: [(name: DomainName, gate: CheckedContinuation<Void, Never>)] = []
        var running = 0
        var mostRunning = 0
    }

    private let state = LockedBox(State())

    /// Sets what the DNS says at `_mta-sts.` and the domain; without it there is no such domain.
    func publish(_ answer: TextRecordAnswer, of name: String) {
        let key = MTASTSDiscovery.name(for: domain(name))!
        state.withLock { $0.records[key] = answer }
    }

    /// Sets what a fetch brings; without it the fetch times out.
    func serve(_ fetch: PolicyFetch?, of name: String) {
        let key = domain(name)
        state.withLock { $0.policies[key] = fetch }
    }

    /// Sets up a domain with a policy.
    func settle(_ name: String, _ id: String, _ policy: StrictTransportPolicy) {
        publish(record(id), of: name)
        serve(.policy(policy), of: name)
    }

    /// Makes fetches wait from now on, or lets all of them go.
    func holdUp(_ isHeldUp: Bool) {
        let gates = state.withLock { state in
            state.isHeldUp = isHeldUp
            guard !isHeldUp else { return [CheckedContinuation<Void, Never>]() }
            defer { state.waiting = [] }
            return state.waiting.map(\.gate)
        }
        for gate in gates { gate.resume() }
    }

    /// Makes look-ups wait from now on, or lets all of them go.
    func holdUpText(_ isHeldUp: Bool) {
        state.withLock { $0.isTextHeldUp = isHeldUp }
        if !isHeldUp { holdUp(false) }
    }

    /// Lets the fetch go that waits for the longest.
    func letOneGo() {
        let gate = state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst().gate }
        gate?.resume()
    }

    /// Lets those go that wait for some domains.
    func letGo(_ isMeant: (DomainName) -> Bool) {
        let gates = state.withLock { state in
            let gates = state.waiting.filter { isMeant($0.name) }.map(\.gate)
            state.waiting.removeAll { isMeant($0.name) }
            return gates
        }
        for gate in gates { gate.resume() }
    }

    /// How many look-ups and fetches there were for a domain.
    func counts(_ name: String) -> [Int] {
        let key = domain(name)
        let owner = MTASTSDiscovery.name(for: key)!
        return state.withLock { [$0.lookups[owner] ?? 0, $0.fetches[key] ?? 0] }
    }

    /// How many fetches wait for the test.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// The most fetches that ran at a time.
    var mostRunning: Int { state.withLock { $0.mostRunning } }

    /// The domains in the order of their fetches.
    var order: [DomainName] { state.withLock { $0.order } }

    func textRecords(at name: DomainName) async -> TextRecordAnswer {
        let isHeldUp = state.withLock { state in
            state.lookups[name, default: 0] += 1
            return state.isTextHeldUp
        }
        if isHeldUp { await wait(name) }
        return state.withLock { $0.records[name] ?? .noSuchDomain }
    }

    func fetch(for domain: DomainName) async -> PolicyFetch {
        let isHeldUp = state.withLock { state in
            state.fetches[domain, default: 0] += 1
            state.order.append(domain)
            state.running += 1
            state.mostRunning = max(state.mostRunning, state.running)
            return state.isHeldUp
        }
        if isHeldUp { await wait(domain) }
        return state.withLock { state in
            state.running -= 1
            return state.policies[domain] ?? failed(domain)
        }
    }

    private func wait(_ name: DomainName) async {
        await withCheckedContinuation { gate in
            state.withLock { $0.waiting.append((name, gate)) }
        }
    }
}

/// What a resolver reported.
final class EventLog: Sendable {
    private let box = LockedBox<[MTASTSEvent]>([])

    /// The events so far.
    var events: [MTASTSEvent] { box.withLock { $0 } }

    /// Takes an event.
    func append(_ event: MTASTSEvent) { box.withLock { $0.append(event) } }
}
