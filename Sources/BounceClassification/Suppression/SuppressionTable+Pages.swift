extension SuppressionTable {
    /// Reads a page of the entries, those that have run out included, in the order of their keys.
    ///
    /// - Parameters:
    ///   - after: the last key of the page before, which may be gone; nil for the first page.
    ///   - limit: the most entries to give; less than one is taken as one.
    /// - Returns: the entries; fewer than `limit` only at the end.
    public func suppressions(after: SuppressionKey?, limit: Int) -> [Suppression] {
        var (page, place): ([Suppression], SuppressionKey?) = ([], after)
        while page.count < max(1, limit) {
            let states = states(after: place, limit: Self.step)
            page += states.lazy.compactMap(\.suppression).prefix(max(1, limit) - page.count)
            guard let last = states.last, states.count == Self.step else { break }
            place = last.key
        }
        return page
    }

    /// What trimming would change among the next keys, so that a durable store can write it before it happens.
    ///
    /// Ask again with `last` until it is nil, and all keys were looked at.
    ///
    /// - Parameters:
    ///   - now: the time, in seconds since 1970.
    ///   - after: the last key that was looked at, which may be gone; nil to begin.
    ///   - limit: how many keys to look at; less than one is taken as one.
    /// - Returns: the states that change, as `SuppressionState.trimmed(at:)` makes them, in the order of their keys: an
    ///   empty one is to be removed. And the last key that was looked at; nil where no more are left.
    public func trimming(
        at now: Int64, after: SuppressionKey?, limit: Int
    ) -> (changes: [SuppressionState], last: SuppressionKey?) {
        let states = states(after: after, limit: limit)
        let changes = states.compactMap { state in
            let trimmed = state.trimmed(at: now)
            return trimmed == state ? nil : trimmed
        }
        return (changes, states.count < max(1, limit) ? nil : states.last?.key)
    }

    /// Removes what no longer matters at a time, all at once.
    ///
    /// - Parameter now: the time, in seconds since 1970.
    /// - Returns: how many states are gone altogether.
    @discardableResult
    public mutating func trim(at now: Int64) -> Int {
        let (before, changes) = (count, trimming(at: now, after: nil, limit: .max).changes)
        for state in changes { restore(state) }
        return before - count
    }

    /// How many states a page of entries is gathered from at once.
    private static let step = 256
}
