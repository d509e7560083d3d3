/// Why nothing was tried on a path that is to be left alone for a while; complete.
public enum PathPause: Hashable, Sendable {
    /// The source has no way to the site: its address is of a family that no host of the site has.
    ///
    /// The path pauses for an hour, as the site's addresses may change.
    case noWay
    /// There is no room here to try it, as where too many wait for a connection to the same host.
    ///
    /// The path pauses for some seconds.
    case noRoom
}
