/// How much of a segment messages refer to.
struct SegmentUse: Hashable, Sendable {
    /// The octets in extents of messages.
    var octets: Int
    /// How many extents.
    var extents: Int
}
