extension DeliveryScheduler {
    /// How many sites each step looks at, whether they can be forgotten.
    private static let sweptAtOnce = 2

    /// Forgets a site that nothing names and nothing is learnt of.
    mutating func forgetSite(_ site: Int32, at moment: Int64) {
        let state = sites[site]
        guard state.uses == 0, state.isKnown, !state.isInTurns, site != relay else { return }
        if state.firstPath >= 0 {
            let now = WallTime(milliseconds: moment)
            for path in state.firstPath..<(state.firstPath + Int32(paths.width)) {
                guard paths[path].shaper.isFresh(at: now) else { return }
            }
            forgetPaths(of: site)
        }
        sites.remove(site)
    }

    private mutating func forgetPaths(of site: Int32) {
        let first = sites[site].firstPath
        for source in configuration.sources.indices {
            let path = first + Int32(source)
            if paths[path].isDurable {
                changes.removed(.path(source: configuration.sources[source].name, site: sites.name(site)))
            }
            if !credits.isEmpty { credits[path] = nil }
        }
        paths.remove(first)
    }

    /// Looks at a few sites more, round and round, so that what was learnt is forgotten when it is out of date.
    mutating func sweepSites(at now: WallTime) {
        let count = sites.indices.count
        for _ in 0..<min(Self.sweptAtOnce, count) {
            sweep = sweep + 1 < Int32(count) ? sweep + 1 : 0
            forgetSite(sweep, at: now.milliseconds)
        }
    }
}
