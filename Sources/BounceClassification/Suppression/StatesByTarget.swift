/// The states of the suppression list by their keys.
///
/// In parts, each a table of its own, so that the growth of one moves little. A single table of half a million states
/// would move them all at once, and for some tenths of a second nobody could look anything up.
struct StatesByTarget: Sendable {
    private var parts = [[SuppressionTarget: StatesByScope]](repeating: [:], count: partCount)

    private static let partCount = 128

    /// The state of a key; nil where nothing is known.
    func state(of key: SuppressionKey) -> SuppressionState? {
        parts[Self.part(of: key.target)][key.target]?[key.scope]
    }

    /// Puts a state in the place of that of its key; nil removes it.
    mutating func set(_ state: SuppressionState?, of key: SuppressionKey) {
        let part = Self.part(of: key.target)
        parts[part][key.target, default: StatesByScope()][key.scope] = state
        if state == nil, parts[part][key.target]?.isEmpty == true { parts[part][key.target] = nil }
    }

    /// The entry of a target for the first of a query's scopes that holds at a time.
    func suppression(of target: SuppressionTarget, for query: SuppressionQuery, at now: Int64) -> Suppression? {
        parts[Self.part(of: target)][target]?.suppression(for: query, at: now)
    }

    private static func part(of target: SuppressionTarget) -> Int {
        Int(UInt(bitPattern: target.hashValue) % UInt(partCount))
    }
}

/// What is known of one recipient for the scopes that there are: nearly always one.
private enum StatesByScope: Sendable {
    case one(SuppressionState)
    case several([SuppressionScope: SuppressionState])

    init() { self = .several([:]) }

    var isEmpty: Bool {
        switch self {
        case .one: false
        case .several(let states): states.isEmpty
        }
    }

    subscript(scope: SuppressionScope) -> SuppressionState? {
        get {
            switch self {
            case .one(let state): state.key.scope == scope ? state : nil
            case .several(let states): states[scope]
            }
        }
        set {
            var states =
                switch self {
                case .one(let state): [state.key.scope: state]
                case .several(let states): states
                }
            self = .several([:])
            states[scope] = newValue
            self = if states.count == 1, let only = states.values.first { .one(only) } else { .several(states) }
        }
    }

    /// The entry of the first of a query's scopes that holds at a time.
    func suppression(for query: SuppressionQuery, at now: Int64) -> Suppression? {
        if let entry = entry(.everybody, at: now) { return entry }
        if let domain = query.senderDomain, let entry = entry(.senderDomain(domain), at: now) { return entry }
        if let stream = query.stream, let entry = entry(.stream(stream), at: now) { return entry }
        return nil
    }

    private func entry(_ scope: SuppressionScope, at now: Int64) -> Suppression? {
        guard let entry = self[scope]?.suppression, entry.holds(at: now) else { return nil }
        return entry
    }
}
