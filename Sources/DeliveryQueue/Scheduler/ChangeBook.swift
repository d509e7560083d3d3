import DequeModule

/// Which durable state has changed and is not yet taken to be written, and which is taken and not yet answered.
struct ChangeBook: Sendable {
    /// The suspensions that began or ended, in that order.
    private var suspensions: [SuspensionTarget] = []
    /// Paths that something waits for, and then the others; some of them are no longer listed.
    var wantedPaths: Deque<Int32> = []
    var paths: Deque<Int32> = []
    /// State that is to be removed.
    private var removals: Set<StateKey> = []
    /// What was taken, by the keys that were given out.
    private var taken: [String: StateKey] = [:]

    /// Notes that a suspension has begun or ended.
    mutating func suspensionChanged(_ target: SuspensionTarget) {
        if !suspensions.contains(target) { suspensions.append(target) }
    }

    /// Takes the first suspensions.
    mutating func takeSuspensions(_ limit: Int) -> [SuspensionTarget] {
        let first = Array(suspensions.prefix(limit))
        suspensions.removeFirst(first.count)
        return first
    }

    /// Notes that there is nothing left to say of something.
    mutating func removed(_ key: StateKey) { removals.insert(key) }

    /// Notes that there is something to say again.
    mutating func restored(_ key: StateKey) { removals.remove(key) }

    /// Takes some of what is to be removed.
    mutating func takeRemovals(_ limit: Int) -> [StateKey] {
        let some = Array(removals.prefix(limit))
        removals.subtract(some)
        return some
    }

    /// Notes that something was given out under a key.
    mutating func took(_ key: StateKey, as text: String) { taken[text] = key }

    /// What was given out under a key, which is answered now; nil where nothing was.
    mutating func answer(_ text: String) -> StateKey? { taken.removeValue(forKey: text) }
}
