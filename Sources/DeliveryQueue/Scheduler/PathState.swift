/// What the scheduler has of a path.
struct PathState: Sendable {
    var shaper: PathShaper
    /// The place of its site.
    let site: Int32
    /// How much later than the first the next turn of the source is, at this site.
    var wait: Int32 = 0
    /// The state of the shaper that is written or listed to be.
    var noted: UInt32
    /// Whether its rate has a credit.
    var hasCredit = false
    /// Whether it is among those that are to be written.
    var isListed = false
    /// Whether something may be on disk of it, which is to be removed when it is forgotten.
    var isDurable = false

    /// Makes the state of a path of which nothing is known.
    init(_ limits: ShapingLimits, site: Int32) {
        shaper = PathShaper(limits: limits)
        self.site = site
        noted = shaper.changes
    }
}
