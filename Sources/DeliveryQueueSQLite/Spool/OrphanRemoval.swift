/// What was removed because no message refers to it.
struct OrphanRemoval: Hashable, Sendable {
    /// How many segment files.
    var files: Int
    /// Their octets.
    var octets: Int
    /// Names in the directory that are none of the spool's; left alone.
    var strangers: [String]
}
