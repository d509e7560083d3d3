import DequeModule

extension DeliveryScheduler {
    /// Whether a delivery waits for nothing but that changes are written: then they should be taken and written soon.
    ///
    /// It is worth asking after each `take`.
    public var awaitsWriting: Bool {
        guard !waitForWriting.isEmpty else { return false }
        return !changes.wantedPaths.isEmpty || warmUps.contains { $0?.isWanted ?? false }
    }

    /// The durable state that has changed since it was last taken, by key; nil where it is to be removed.
    ///
    /// Suspensions come first, then what deliveries wait for, then what is to be removed, then the rest in the order of
    /// the changes. Each value that is taken is to be answered by `written` or `putBack` before more are taken. What is
    /// never written is lost by a restart: what was learnt of sites in the last moments, and no more. Of rates and
    /// warm-ups what is on disk is ahead of what was used, and a restart counts the difference as used.
    ///
    /// - Parameters:
    ///   - now: the time.
    ///   - limit: the most values, at least one.
    /// - Returns: values by key: `path/SOURCE/SITE`, `warm-up/SOURCE`, `suspension/KIND/NAME`, `way/SITE`, and
    ///   `long/DIGEST` for keys of more than 255 octets.
    public mutating func takeChanges(at now: WallTime, limit: Int) -> [String: [UInt8]?] {
        let limit = max(1, limit)
        var taken: [String: [UInt8]?] = [:]
        for target in changes.takeSuspensions(limit) {
            put(.suspension(target), suspended.all[target]?.encoded, in: &taken)
        }
        for source in warmUps.indices where taken.count < limit && warmUps[source]?.isReady == true {
            let value = warmUps[source]?.encoded(at: now)
            put(.warmUp(configuration.sources[source].name), value, in: &taken)
        }
        while taken.count < limit, let path = changes.wantedPaths.popFirst() {
            if credits[path]?.isWanted == true { takePath(path, in: &taken, at: now) }
        }
        if taken.count < limit, ways != nil {
            for (site, value) in ways?.takeChanges(limit - taken.count, at: now) ?? [] {
                put(.way(site: site), value, in: &taken)
            }
        }
        if taken.count < limit {
            for key in changes.takeRemovals(limit - taken.count) { put(key, nil, in: &taken) }
        }
        var unseen = changes.paths.count
        while taken.count < limit, unseen > 0, let path = changes.paths.popFirst() {
            unseen -= 1
            guard paths[path].isListed else { continue }
            if credits[path]?.isAsked == true {
                changes.paths.append(path)
            } else {
                takePath(path, in: &taken, at: now)
            }
        }
        return taken
    }

    /// Tells that changes as they were taken are on disk, as far as the store promises that.
    ///
    /// What waited for that may begin with the next `take`.
    ///
    /// - Parameter keys: their keys.
    public mutating func written(_ keys: some Sequence<String>) {
        for text in keys {
            guard let key = changes.answer(text) else { continue }
            switch key {
            case .path: if let path = place(of: key) { credits[path]?.written() }
            case .warmUp(let name): if let source = place(ofSource: name) { warmUps[source]?.written() }
            case .suspension, .way: break
            }
        }
        wakeForWriting()
    }

    /// Gives changes back that could not be written: they are changed still.
    ///
    /// - Parameter taken: the changes as they were taken.
    public mutating func putBack(_ taken: [String: [UInt8]?]) {
        for text in taken.keys {
            guard let key = changes.answer(text) else { continue }
            switch key {
            case .path:
                guard let path = place(of: key) else {
                    changes.removed(key)
                    continue
                }
                credits[path]?.putBack()
                // What is on disk now is not known.
                paths[path].isDurable = true
                list(path)
            case .warmUp(let name): if let source = place(ofSource: name) { warmUps[source]?.putBack() }
            case .suspension(let target): changes.suspensionChanged(target)
            case .way(let site): ways?.putBack(site)
            }
        }
        wakeForWriting()
    }

    /// Takes up what was written before a restart, before anything begins.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - value: the value.
    ///   - now: the time.
    /// - Returns: false where it is not understood, or of a source that is no more; then it is ignored.
    public mutating func restore(_ key: String, _ value: [UInt8], at now: WallTime) -> Bool {
        start(at: now)
        guard let (key, value) = StateKey.read(key, value) else { return false }
        switch key {
        case .path(let name, let site):
            guard let source = place(ofSource: name), site != Self.relayName || relay >= 0 else { return false }
            let limits = configuration.shaping.rule(for: site).limits
            guard let shaper = PathShaper(decoding: value, limits: limits) else { return false }
            let place = sites.place(of: site)
            if sites[place].firstPath < 0 { makePaths(at: place) }
            restore(shaper, on: sites[place].firstPath + Int32(source), at: now)
        case .warmUp(let name):
            guard let source = place(ofSource: name), let plan = configuration.sources[source].warmUp,
                let warmUp = WarmUpLedger(decoding: value, plan)
            else { return false }
            warmUps[source] = warmUp
        case .suspension(let target):
            guard let suspension = Suspension(decoding: value, of: target) else { return false }
            if suspended.begin(suspension) { suspensionsChanged(at: now) }
        case .way(let site): return ways?.restore(value, of: site, at: now) ?? false
        }
        return true
    }
}
