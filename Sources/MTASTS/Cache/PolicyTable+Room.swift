internal import MXResolver
internal import MailAddressing

extension PolicyTable {
    /// Changes the entry of a domain, which is made if it is absent, and makes room for it.
    mutating func change(_ domain: DomainName, at now: Int64, _ body: (inout Entry, Limits) -> Void) {
        let place = places[domain] ?? makePlace(for: domain, at: now)
        guard var entry = entries[place] else { return }
        body(&entry, limits)
        put(entry, at: place)
        while places.count > limits.domains || bytes > limits.bytes, let victim = victim(sparing: place, at: now) {
            if let stored = entries[victim]?.stored {
                events.append(.removed(stored, (entries[victim]?.holds(at: now) ?? false) ? .evicted : .expired))
            }
            remove(victim)
        }
    }

    /// Removes the policy of an entry if it does not hold any more; what else is known stays.
    mutating func removeExpired(_ place: Int, at now: Int64) {
        entries[place]?.observe(now)
        guard var entry = entries[place], entry.held != nil, !entry.holds(at: now) else { return }
        if let stored = entry.stored { events.append(.removed(stored, .expired)) }
        let failed = entry.failed
        entry.release()
        entry.failed = failed
        put(entry, at: place)
    }

    /// The list that a place belongs in, or nil if the place is free.
    func list(of place: Int) -> RecencyLists.List? {
        entries[place].map { $0.held?.policy.mode == .enforce ? .guarded : .ordinary }
    }

    /// The estimated size of an entry in octets.
    static func size(of entry: Entry) -> Int {
        let hosts = entry.held?.policy.hosts ?? []
        let texts = hosts.reduce(0) { $0 + memory($1.domain.text) }
        var reasons = entry.failed.map { memory($0.failure.detail) } ?? 0
        if case .failed(let reason)? = entry.discovery { reasons += memory(reason) }
        let fixed = MemoryLayout<Entry?>.stride + bookkeeping + hosts.count * MemoryLayout<MailHostPattern>.stride
        return fixed + texts + reasons + memory(entry.domain.text)
    }

    private mutating func makePlace(for domain: DomainName, at now: Int64) -> Int {
        let entry = Entry(domain: domain, usedAt: now)
        let place: Int
        if let last = free.popLast() {
            place = last
            entries[place] = entry
        } else {
            place = entries.count
            entries.append(entry)
        }
        places[domain] = place
        recency.use(place, in: .ordinary)
        return place
    }

    private mutating func put(_ entry: Entry, at place: Int) {
        var entry = entry
        let size = Self.size(of: entry)
        bytes += size - entry.size
        entry.size = size
        entries[place] = entry
        due.set(place, to: entry.dueAt)
        if let list = list(of: place) { recency.move(place, to: list) }
    }

    private mutating func remove(_ place: Int) {
        guard let entry = entries[place] else { return }
        bytes -= entry.size
        places[entry.domain] = nil
        entries[place] = nil
        due.set(place, to: nil)
        recency.remove(place)
        free.append(place)
    }

    /// What goes next: a policy to enforce that has expired, then what is no such policy, then any.
    private func victim(sparing place: Int, at now: Int64) -> Int? {
        func oldest(in list: RecencyLists.List) -> Int? {
            guard let oldest = recency.oldest(in: list) else { return nil }
            return oldest == place ? recency.newer(than: oldest) : oldest
        }
        let guarded = oldest(in: .guarded)
        if let guarded, let entry = entries[guarded], !entry.holds(at: now) { return guarded }
        return oldest(in: .ordinary) ?? guarded
    }

    /// The octets of a text that lie outside its value.
    private static func memory(_ text: String) -> Int { text.utf8.count > 15 ? text.utf8.count + 32 : 0 }

    /// The octets of an entry in the dictionary, the lists and the heap.
    private static let bookkeeping = 192
}
