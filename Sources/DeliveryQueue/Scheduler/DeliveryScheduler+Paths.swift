import DequeModule

extension DeliveryScheduler {
    /// The place of a source in the configuration; nil where there is no such source.
    func place(ofSource name: String) -> Int? { configuration.sources.firstIndex { $0.name == name } }

    /// The place of the path that a key is about; nil where there is none.
    func place(of key: StateKey) -> Int32? {
        guard case .path(let name, let site) = key, let source = place(ofSource: name), let found = sites.find(site)
        else { return nil }
        let first = sites[found].firstPath
        return first < 0 ? nil : first + Int32(source)
    }

    /// Makes the paths of a site, of which nothing is known.
    mutating func makePaths(at site: Int32) {
        let limits = configuration.shaping.rule(for: sites.name(site)).limits
        if sites[site].isRuled, let rule = RoutedName.rule(of: sites.name(site)) {
            sites[site].isOwnWay = configuration.relayRules.contains(rule)
        }
        let first = paths.insert(limits, site: site)
        sites[site].firstPath = first
        shareFirstTurn(first)
        guard limits.rate != nil else { return }
        for path in first..<(first + Int32(paths.width)) { spend(path, limits.rate) }
    }

    /// Has the rate of a path that nothing is known of count as used when this run began, as an earlier run may have
    /// used it, or gives it a credit, of which is written what was used.
    private mutating func spend(_ path: Int32, _ rate: MessageRate?) {
        if let credit = RateCredit(rate) {
            credits[path] = credit
            paths[path].hasCredit = true
        } else {
            paths[path].shaper.settle(at: WallTime(milliseconds: firstTime))
            paths[path].shaper.assumeSpent()
        }
    }

    /// Takes up what an earlier run has written of a path.
    mutating func restore(_ shaper: PathShaper, on path: Int32, at now: WallTime) {
        var shaper = shaper
        if shaper.limits.rate == nil {
            shaper.settle(at: now)
        } else if paths[path].hasCredit {
            // What is written is as of a moment that may lie ahead, and nothing of it was used after now.
            shaper.seen = min(shaper.seen, now.milliseconds)
        } else {
            shaper.settle(at: now)
            shaper.assumeSpent()
        }
        paths[path].shaper = shaper
        paths[path].noted = shaper.changes
        paths[path].isDurable = true
    }

    /// Counts a delivery that begins on a path.
    mutating func beginOnPath(_ path: Int32, at now: WallTime) {
        paths[path].shaper.begin(at: now)
        // Of a rate, what is on disk is ahead already, or nothing of it counts after a restart.
        if paths[path].shaper.compact.count > 0 { paths[path].noted = paths[path].shaper.changes }
        if paths[path].hasCredit {
            if credits[path]?.begin() == true { list(path) }
        } else {
            note(path)
        }
    }

    /// Lists a path to be written if it has changed.
    mutating func note(_ path: Int32) {
        guard paths[path].noted != paths[path].shaper.changes else { return }
        paths[path].noted = paths[path].shaper.changes
        list(path)
    }

    /// Lists a path to be written.
    mutating func list(_ path: Int32) {
        guard !paths[path].isListed else { return }
        paths[path].isListed = true
        changes.paths.append(path)
        guard changes.paths.count > 2 * paths.count + 64 else { return }
        // Some were forgotten since they were listed.
        let listed = changes.paths
        changes.paths.removeAll()
        for path in listed where paths[path].isListed {
            paths[path].isListed = false
            changes.paths.append(path)
        }
        for path in changes.paths { paths[path].isListed = true }
    }

    /// Whether a message may begin on a path, as far as what is on disk of its rate is concerned.
    func isCovered(_ path: Int32, at now: WallTime) -> Bool {
        guard paths[path].hasCredit else { return true }
        return credits[path]?.isOpen(at: now.milliseconds) ?? false
    }

    /// Asks for what keeps a source from a site to be written.
    mutating func wantWriting(_ source: Int32, at site: Int32, _ now: WallTime) {
        let path = sites[site].firstPath + source
        if !isCovered(path, at: now), let credit = credits[path], !credit.isWanted, !credit.isAsked {
            credits[path]?.isWanted = true
            changes.wantedPaths.append(path)
        }
        guard site != relay, !sites[site].isOwnWay, let warmUp = warmUps[Int(source)] else { return }
        let name = sites.name(site)
        if !warmUp.isCovered(site: name, at: now) { warmUps[Int(source)]?.want(site: name) }
    }

    /// Takes a path's durable form, where there is something to write or to remove.
    mutating func takePath(_ path: Int32, in taken: inout [String: [UInt8]?], at now: WallTime) {
        let key = StateKey.path(
            source: configuration.sources[Int(path) % paths.width].name, site: sites.name(paths[path].site))
        paths[path].isListed = false
        paths[path].noted = paths[path].shaper.changes
        changes.restored(key)
        let ahead = credits[path]?.ask(paths[path].shaper, at: now)
        let value = (ahead ?? paths[path].shaper).encoded(at: now)
        guard value != nil || paths[path].isDurable else { return }
        paths[path].isDurable = value != nil
        put(key, value, in: &taken)
    }

    /// Gives a value out to be written.
    mutating func put(_ key: StateKey, _ value: [UInt8]?, in taken: inout [String: [UInt8]?]) {
        let stored = key.stored(value)
        changes.took(key, as: stored.key)
        taken[stored.key] = .some(stored.value)
    }
}
