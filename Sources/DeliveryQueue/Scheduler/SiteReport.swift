/// Everything that limits deliveries to a site, and what waits for it.
public struct SiteReport: Hashable, Sendable {
    /// What is said of one source's path to the site.
    public struct Path: Hashable, Sendable {
        /// The source's name.
        public var source: String
        /// Deliveries under way on the path.
        public var underWay: Int
        /// Its limits, those that hold nothing up now among them.
        public var limits: [LimitReport]

        /// Makes a report.
        ///
        /// - Parameters:
        ///   - source: the source's name.
        ///   - underWay: deliveries under way on the path.
        ///   - limits: its limits.
        public init(source: String, underWay: Int, limits: [LimitReport]) {
            self.source = source
            self.underWay = underWay
            self.limits = limits
        }
    }

    /// The site.
    public var site: String
    /// The name of the shaping rule that it falls under.
    public var rule: String
    /// Deliveries whose time has come; those that are void until they are cleaned up are among them.
    public var ready: Int
    /// Deliveries that wait for their time; those that are void until they are cleaned up are among them.
    public var waiting: Int
    /// Deliveries under way, those by way of the overflow relay among them.
    public var underWay: Int
    /// What limits the site as a whole: all that is under way, and suspensions.
    public var limits: [LimitReport]
    /// What limits each source's path to it.
    public var paths: [Path]
    /// Which way its mail takes, and why; nil where there is no choice.
    public var way: WayReport?

    /// Makes a report.
    ///
    /// - Parameters:
    ///   - site: the site.
    ///   - rule: the name of its shaping rule.
    ///   - ready: deliveries whose time has come.
    ///   - waiting: deliveries that wait for their time.
    ///   - underWay: deliveries under way.
    ///   - limits: what limits the site as a whole.
    ///   - paths: what limits each source's path to it.
    ///   - way: which way its mail takes, and why.
    public init(
        site: String, rule: String, ready: Int, waiting: Int, underWay: Int, limits: [LimitReport], paths: [Path],
        way: WayReport? = nil
    ) {
        self.site = site
        self.rule = rule
        self.ready = ready
        self.waiting = waiting
        self.underWay = underWay
        self.limits = limits
        self.paths = paths
        self.way = way
    }
}
