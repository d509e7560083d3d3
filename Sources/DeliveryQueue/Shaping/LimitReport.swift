/// What a limit says of itself: which rule it is, its numbers now, and what would lift it.
public struct LimitReport: Hashable, Sendable {
    /// The kinds of limit; complete.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Deliveries under way over all sites.
        case overall
        /// Deliveries under way at once on the path: what the rule allows, and what experience has made of it.
        case concurrency
        /// The most messages in a time, by a rule.
        case rate
        /// A wait between messages, learnt from what the site has said.
        case backOff
        /// The site does not answer: one attempt at a time finds out when it does again.
        case dead
        /// The receiver refuses everything from here: after a pause, one attempt at a time finds out when it does no
        /// longer. It is no suspension, and nobody can resume it.
        case blocked
        /// The messages of a day from a new source, over all sites or to this one.
        case warmUp
        /// The source has no way to the site, as no host there has an address of its family.
        case noWay
        /// Too many wait for a connection to the site's hosts.
        case noRoom
        /// The site takes nothing from any source, and its mail takes the relay.
        case relayed
        /// What a rate or a warm-up counts is to be on disk before the next message begins.
        case writing
        /// Memory for messages that are read back from the store.
        case memory
        /// Somebody has stopped it.
        case suspension
    }

    /// The kind.
    public var kind: Kind
    /// Which rule it is: the name of the shaping rule, of the source or of whoever suspended it.
    public var rule: String
    /// How much of it is used, where it counts something.
    public var used: Int
    /// How much there is, where it counts something.
    public var allowed: Int
    /// Its numbers in words: `7 of 20 deliveries under way; 12 allowed by experience`.
    public var numbers: String
    /// Whether it holds up deliveries now.
    public var isLimiting: Bool
    /// What would lift it, in words.
    public var liftedBy: String
    /// When it lifts by itself, if that is known.
    public var until: WallTime?

    /// Makes a report.
    ///
    /// - Parameters:
    ///   - kind: the kind.
    ///   - rule: which rule it is.
    ///   - used: how much of it is used.
    ///   - allowed: how much there is.
    ///   - numbers: its numbers in words.
    ///   - isLimiting: whether it holds up deliveries now.
    ///   - liftedBy: what would lift it, in words.
    ///   - until: when it lifts by itself.
    public init(
        _ kind: Kind, rule: String, used: Int, allowed: Int, numbers: String, isLimiting: Bool, liftedBy: String,
        until: WallTime? = nil
    ) {
        self.kind = kind
        self.rule = rule
        self.used = used
        self.allowed = allowed
        self.numbers = numbers
        self.isLimiting = isLimiting
        self.liftedBy = liftedBy
        self.until = until
    }
}
