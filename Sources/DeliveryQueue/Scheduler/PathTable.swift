/// The paths of all sites: each site that has any has one for each source, side by side.
struct PathTable: Sendable {
    /// How many paths a site has: as many as there are sources.
    let width: Int
    private var paths: [PathState] = []
    private var free: [Int32] = []

    /// Makes an empty table.
    init(width: Int) { self.width = width }

    /// How many places there are, the free ones among them.
    var count: Int { paths.count }

    /// A path at a place that was given out.
    subscript(place: Int32) -> PathState {
        _read { yield paths[Int(place)] }
        _modify { yield &paths[Int(place)] }
    }

    /// Makes the paths of a site.
    ///
    /// - Parameters:
    ///   - limits: what its rule says.
    ///   - site: the site's place.
    /// - Returns: the place of the first, a multiple of `width`.
    mutating func insert(_ limits: ShapingLimits, site: Int32) -> Int32 {
        if let first = free.popLast() {
            for offset in 0..<width { paths[Int(first) + offset] = PathState(limits, site: site) }
            return first
        }
        let first = Int32(paths.count)
        for _ in 0..<width { paths.append(PathState(limits, site: site)) }
        return first
    }

    /// Forgets the paths of a site.
    mutating func remove(_ first: Int32) {
        for offset in 0..<width { paths[Int(first) + offset].isListed = false }
        free.append(first)
    }
}
