import MailAddressing

/// The suppression list as a value: what stores keep in memory, and what a look-up at RCPT asks.
///
/// A look-up costs the canonical form of the recipient and the hashes of the mailbox and of its domain, whatever the
/// number of entries and of the query's keys; docs/performance.md has the figures. The domain is left out while no domain
/// is on the list, and an empty list costs nothing.
///
/// Of one recipient's states for several senders one is found by its hash, too, so that nobody makes look-ups slow who
/// complains often.
///
/// Guarantees: no state in it is empty; no key is there twice.
public struct SuppressionTable: Sendable {
    /// The most keys; where it is set to less than there are, all stay and no other comes.
    ///
    /// How much of it is for whom, ``room(for:)`` says.
    public var capacity: Int
    /// How many keys there are, those of which only strikes are known included.
    public private(set) var count = 0
    private var known = StatesByTarget()
    private var order = SuppressionKeyOrder()
    /// How many of the keys are those of whole domains.
    private var domainCount = 0

    /// The most keys by default: about half a gigabyte, and twice that where the replies are as long as can be.
    public static let usualCapacity = 500_000

    /// Makes an empty list.
    ///
    /// - Parameter capacity: the most keys that it keeps; less than 0 is taken as 0.
    public init(capacity: Int = Self.usualCapacity) { self.capacity = max(0, capacity) }

    /// Whether nothing is known of anybody.
    public var isEmpty: Bool { count == 0 }

    /// Finds what holds a mail back.
    ///
    /// - Parameters:
    ///   - query: to whom, and from whom.
    ///   - now: the time, in seconds since 1970.
    /// - Returns: the entry of the first of the query's keys that holds now; nil where none does.
    public func suppression(for query: SuppressionQuery, at now: Int64) -> Suppression? {
        guard count > 0 else { return nil }
        if let entry = known.suppression(of: SuppressionTarget(query.recipient), for: query, at: now) { return entry }
        guard domainCount > 0, let domain = query.recipient.host.domain else { return nil }
        return known.suppression(of: SuppressionTarget(domain: domain), for: query, at: now)
    }

    /// Reads what is known under a key.
    ///
    /// - Parameter key: the key.
    /// - Returns: the state, entries that have run out included; an empty one where nothing is known.
    public func state(of key: SuppressionKey) -> SuppressionState { known.state(of: key) ?? SuppressionState(key) }

    /// Puts a state in the place of the one under its key; an empty one removes it.
    ///
    /// - Parameter state: the state.
    /// - Throws: `SuppressionStoreError` of the kind `full` where it is the first of its key and ``hasRoom(for:beside:)``
    ///   says that there is no room; then nothing was changed.
    public mutating func set(_ state: SuppressionState) throws(SuppressionStoreError) {
        guard state.isEmpty || known.state(of: state.key) != nil || hasRoom(for: state) else {
            throw .full(for: state, capacity: capacity)
        }
        restore(state)
    }

    /// Puts a state in the place of the one under its key, whether or not there is room; an empty one removes it.
    ///
    /// For what is kept elsewhere already, and for stores that keep room while they write.
    ///
    /// - Parameter state: the state.
    public mutating func restore(_ state: SuppressionState) {
        guard !state.isEmpty else {
            remove(state.key)
            return
        }
        let key = state.key
        if known.state(of: key) == nil {
            order.insert(key)
            count += 1
            if key.target.isDomain { domainCount += 1 }
        }
        known.set(state, of: key)
    }

    /// Removes the entry and all that was counted under a key.
    ///
    /// - Parameter key: the key.
    /// - Returns: whether there was an entry, whether it held or had run out.
    @discardableResult
    public mutating func remove(_ key: SuppressionKey) -> Bool {
        guard let state = known.state(of: key) else { return false }
        known.set(nil, of: key)
        order.remove(key)
        count -= 1
        if key.target.isDomain { domainCount -= 1 }
        return state.suppression != nil
    }

    /// Reads a page of the states, in the order of their keys.
    ///
    /// - Parameters:
    ///   - after: the last key of the page before, which may be gone; nil for the first page.
    ///   - limit: the most states to give; less than one is taken as one.
    /// - Returns: the states; fewer than `limit` only at the end.
    public func states(after: SuppressionKey?, limit: Int) -> [SuppressionState] {
        order.keys(after: after, limit: max(1, limit)).map(state(of:))
    }
}
