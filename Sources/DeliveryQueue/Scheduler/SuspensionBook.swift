/// What is suspended, and answers about it that cost little.
struct SuspensionBook: Sendable {
    private(set) var all: [SuspensionTarget: Suspension] = [:]
    /// Grows with every change, so that answers kept elsewhere are known to be out of date; 0 is never one.
    private(set) var epoch: UInt32 = 1
    /// When the first ends by itself, in milliseconds.
    private(set) var nextEnd = Int64.max
    /// Whether there are suspensions of sources and of paths.
    private var hasSources = false
    private var hasPaths = false

    var isEmpty: Bool { all.isEmpty }

    /// Begins a suspension, in place of one of the same target.
    ///
    /// - Returns: whether there was one.
    mutating func begin(_ suspension: Suspension) -> Bool {
        if all.updateValue(suspension, forKey: suspension.target) != nil {
            changed()
            return true
        }
        nextEpoch()
        note(suspension)
        return false
    }

    /// Ends a suspension.
    ///
    /// - Returns: the suspension; nil where there was none.
    mutating func end(_ target: SuspensionTarget) -> Suspension? {
        let removed = all.removeValue(forKey: target)
        if removed != nil { changed() }
        return removed
    }

    /// Ends what has ended by itself.
    ///
    /// - Returns: whether anything has.
    mutating func end(at moment: Int64, noting changes: inout ChangeBook) -> Bool {
        guard nextEnd <= moment else { return false }
        for (target, suspension) in all where suspension.end <= moment {
            all[target] = nil
            changes.suspensionChanged(target)
        }
        changed()
        return true
    }

    /// Until when something is suspended, in milliseconds: `Int64.min` where it is not.
    func end(of target: SuspensionTarget) -> Int64 { all[target]?.end ?? .min }

    /// Until when a site or a domain is, also where it is named with the rule that mail goes there by.
    func end(ofSite name: String) -> Int64 {
        let own = end(of: .site(name))
        return RoutedName.isRuled(name) ? max(own, end(of: .site(RoutedName.base(of: name)))) : own
    }

    /// Until when a sender is, by itself or with all of its domain.
    func end(ofSender sender: String) -> Int64 {
        let own = end(of: .sender(sender))
        guard let at = sender.utf8.lastIndex(of: UInt8(ascii: "@")) else { return own }
        return max(own, end(of: .sender(String(sender[at...]))))
    }

    /// Until when a source is, by itself or on its way to a site.
    func end(ofSource source: Int, site: String, _ configuration: SchedulerConfiguration) -> Int64 {
        guard hasSources || hasPaths else { return .min }
        let name = configuration.sources[source].name
        let own = hasSources ? end(of: .source(name)) : .min
        guard hasPaths else { return own }
        let path = max(own, end(of: .path(source: name, site: site)))
        guard RoutedName.isRuled(site) else { return path }
        return max(path, end(of: .path(source: name, site: RoutedName.base(of: site))))
    }

    private mutating func changed() {
        nextEpoch()
        nextEnd = .max
        (hasSources, hasPaths) = (false, false)
        for suspension in all.values { note(suspension) }
    }

    private mutating func nextEpoch() { epoch = epoch == .max ? 1 : epoch + 1 }

    private mutating func note(_ suspension: Suspension) {
        nextEnd = min(nextEnd, suspension.end)
        switch suspension.target {
        case .source: hasSources = true
        case .path: hasPaths = true
        case .site, .sender: break
        }
    }
}

extension Suspension {
    /// When it ends by itself, in milliseconds; the last moment there is where it does not.
    fileprivate var end: Int64 { until?.milliseconds ?? .max }
}
