/// Where spooled contents lie that belong to no message yet: a `SpooledContent.place` of this store.
struct SpooledPlace: Sendable {
    /// The runs of octets, in their order.
    let extents: [ContentExtent]
    /// Keeps their segments; to be released once the extents were adopted, or given up with the contents.
    let pin: SegmentPin

    /// The segments to synchronize before a commit that refers to the extents.
    var segments: Set<Int64> { Set(extents.map(\.segment)) }
}
