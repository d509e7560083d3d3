/// What can be suspended; complete.
public enum SuspensionTarget: Hashable, Sendable {
    /// Everything to a site, or to a domain by itself, named as the queue names sites.
    case site(String)
    /// Everything of a sender: a reverse path, empty for mail without one, or with `@` before it a domain; in lower
    /// case.
    case sender(String)
    /// Everything from a source, by its name.
    case source(String)
    /// Everything from a source to a site.
    case path(source: String, site: String)
}

/// That something is not delivered until somebody says so, or a time is over.
public struct Suspension: Hashable, Sendable {
    /// What.
    public var target: SuspensionTarget
    /// Why, for people.
    public var reason: String
    /// Since when.
    public var since: WallTime
    /// When it ends by itself, or nil when somebody must end it.
    public var until: WallTime?

    /// Makes a suspension.
    ///
    /// - Parameters:
    ///   - target: what.
    ///   - reason: why, for people.
    ///   - since: since when.
    ///   - until: when it ends by itself, or nil when somebody must end it.
    public init(_ target: SuspensionTarget, because reason: String, since: WallTime, until: WallTime?) {
        self.target = target
        self.reason = reason
        self.since = since
        self.until = until
    }
}
