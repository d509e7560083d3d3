/// The ways of sites where there is a choice, as far as anything was seen that matters.
///
/// A site that has never had trouble, and that nobody has chosen a way for, has no entry but for the moment.
struct WayBook: Sendable {
    /// The most sites that are known.
    ///
    /// Each takes up to a kilobyte, so that they take some ten megabytes; what is seen of further ones is not kept.
    static let capacity = 10_000

    let rules: WayChoiceRules
    private var choosers: [String: WayChooser] = [:]
    /// Sites whose durable form is not that of the book.
    private var changed: Set<String> = []
    /// Sites of which something may be on disk.
    private var durable: Set<String> = []
    /// The sites that are gone through, whether they can be forgotten.
    private var sweep: [String] = []

    /// Makes an empty book.
    init(_ rules: WayChoiceRules) { self.rules = rules }

    /// How many sites are known.
    var count: Int { choosers.count }
    /// Whether something is to be written.
    var hasChanges: Bool { !changed.isEmpty }

    /// What the next delivery to a site takes, and whether it is to find out how the other way does.
    func next(for site: String) -> (way: DeliveryWay, isExploring: Bool) {
        choosers[site]?.next(rules) ?? (.usual, false)
    }

    /// What is known of a site; nil where nothing is.
    func chooser(for site: String) -> WayChooser? { choosers[site] }

    /// Counts a delivery that begins.
    mutating func began(_ site: String, isTrial: Bool) { choosers[site]?.began(isTrial: isTrial, rules) }

    /// Takes back that a trial was made, as nobody was asked.
    mutating func wasNotTried(_ site: String) { choosers[site]?.wasNotTried() }

    /// Takes what people have chosen for one name along to another one, where nothing is chosen for that.
    mutating func move(_ name: String, to site: String, at now: WallTime) {
        guard let fixed = choosers[name]?.fixed, choosers[site]?.fixed == nil else { return }
        fix(fixed, for: site, at: now)
        fix(nil, for: name, at: now)
    }

    /// Takes what a delivery has told.
    ///
    /// - Returns: the way that the site's mail takes from now on, where that has changed.
    mutating func add(_ samples: [WaySample], of site: String, at now: WallTime) -> DeliveryWay? {
        guard !samples.isEmpty else { return nil }
        sweepSome(at: now)
        guard let before = choosers[site] ?? made() else { return nil }
        var chooser = before
        for sample in samples { _ = chooser.add(sample, rules, at: now.milliseconds) }
        choosers[site] = chooser
        // Of a site without trouble there is nothing to keep over a restart.
        if !chooser.isFresh(rules, at: now.milliseconds) || durable.contains(site) { changed.insert(site) }
        return chooser.current == before.current ? nil : chooser.current
    }

    /// Takes the way that people choose for a site, or leaves it open again.
    mutating func fix(_ way: DeliveryWay?, for site: String, at now: WallTime) {
        var chooser = choosers[site] ?? WayChooser(rules)
        chooser.fix(way, at: now.milliseconds)
        choosers[site] = chooser
        changed.insert(site)
    }

    private func made() -> WayChooser? { count < Self.capacity ? WayChooser(rules) : nil }

    /// Goes through a few sites, round and round, and forgets those of which nothing counts any more.
    private mutating func sweepSome(at now: WallTime) {
        if sweep.isEmpty { sweep = Array(choosers.keys) }
        for site in sweep.suffix(2) {
            guard var chooser = choosers[site], chooser.isFresh(rules, at: now.milliseconds),
                chooser.direct.entries.isEmpty || count >= Self.capacity / 2
            else { continue }
            choosers[site] = nil
            if durable.contains(site) { changed.insert(site) }
        }
        sweep.removeLast(min(2, sweep.count))
    }
}

/// The durable form: what is known of a site, by its name.
extension WayBook {
    /// Takes up what was written; false where it is not understood.
    mutating func restore(_ value: [UInt8], of site: String, at now: WallTime) -> Bool {
        guard var chooser = WayChooser(decoding: value, rules) else { return false }
        durable.insert(site)
        if chooser.isFresh(rules, at: now.milliseconds) { changed.insert(site) } else { choosers[site] = chooser }
        return true
    }

    /// Takes some of what has changed: nil where it is to be removed.
    mutating func takeChanges(_ limit: Int, at now: WallTime) -> [(site: String, value: [UInt8]?)] {
        var taken: [(site: String, value: [UInt8]?)] = []
        while taken.count < limit, let site = changed.popFirst() {
            var value: [UInt8]?
            if var chooser = choosers[site], !chooser.isFresh(rules, at: now.milliseconds) { value = chooser.encoded }
            guard value != nil || durable.contains(site) else { continue }
            if value == nil { durable.remove(site) } else { durable.insert(site) }
            taken.append((site, value))
        }
        return taken
    }

    /// Gives a change back that could not be written: what is on disk now is not known.
    mutating func putBack(_ site: String) {
        changed.insert(site)
        durable.insert(site)
    }
}
