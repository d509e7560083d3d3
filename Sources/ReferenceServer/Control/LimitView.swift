import DeliveryQueue

/// What is shown of a limit: which it is, its numbers, and what would lift it.
struct LimitView: Codable, Hashable, Sendable {
    /// The kind, as `LimitReport.Kind` names it.
    var kind: String
    /// The shaping rule, the source or whoever has suspended something.
    var rule: String
    var used: Int
    var allowed: Int
    /// Its numbers in words.
    var numbers: String
    /// Whether it holds up deliveries now.
    var holdsUp: Bool
    /// What would lift it, in words.
    var liftedBy: String
    /// When it lifts by itself; absent where that is not known.
    var until: String?

    /// Makes the view of a limit.
    ///
    /// - Parameter report: what the limit says of itself.
    init(_ report: LimitReport) {
        kind = report.kind.rawValue
        rule = report.rule
        used = report.used
        allowed = report.allowed
        numbers = report.numbers
        holdsUp = report.isLimiting
        liftedBy = report.liftedBy
        until = report.until?.description
    }
}

extension LimitView {
    /// The kind for people.
    var word: String {
        switch LimitReport.Kind(rawValue: kind) {
        case .overall: "all sites"
        case .backOff: "back-off"
        case .warmUp: "warm-up"
        case .blocked: "block"
        case .noWay: "no way"
        case .noRoom: "no room"
        case .relayed: "relay"
        default: kind
        }
    }

    /// What a site is called that this limit holds up.
    var state: String {
        switch LimitReport.Kind(rawValue: kind) {
        case .overall: "all places taken"
        case .concurrency: "at its limit"
        case .rate: "at its rate"
        case .backOff: "throttled"
        case .dead: "dead"
        case .warmUp: "warm-up"
        case .noWay: "no way from a source"
        case .noRoom: "no room for a connection"
        case .relayed: "taking the relay"
        case .writing: "waiting for the store"
        case .memory: "waiting for memory"
        case .blocked: "blocked"
        case .suspension: "suspended"
        case nil: kind
        }
    }

    /// Its numbers and, where it holds something up, what would lift it.
    var text: String {
        guard holdsUp else { return numbers }
        return "\(numbers); lifted by \(liftedBy)" + (until.map { " (\($0))" } ?? "")
    }
}
