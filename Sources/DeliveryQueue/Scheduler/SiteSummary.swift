/// One site's line in an overview.
public struct SiteSummary: Hashable, Sendable {
    /// The site.
    public var site: String
    /// Deliveries whose time has come.
    public var ready: Int
    /// Deliveries that wait for their time.
    public var waiting: Int
    /// Deliveries under way.
    public var underWay: Int
    /// Whether no delivery to it could begin now, whatever waits; `report(on:at:)` says why.
    public var isHeldUp: Bool
    /// When time alone lets a delivery begin again, where it is held up and that is known.
    public var until: WallTime?

    /// Makes a summary.
    ///
    /// - Parameters:
    ///   - site: the site.
    ///   - ready: deliveries whose time has come.
    ///   - waiting: deliveries that wait for their time.
    ///   - underWay: deliveries under way.
    ///   - isHeldUp: whether no delivery to it could begin now.
    ///   - until: when time alone lets one begin again.
    public init(site: String, ready: Int, waiting: Int, underWay: Int, isHeldUp: Bool, until: WallTime? = nil) {
        self.site = site
        self.ready = ready
        self.waiting = waiting
        self.underWay = underWay
        self.isHeldUp = isHeldUp
        self.until = until
    }
}
