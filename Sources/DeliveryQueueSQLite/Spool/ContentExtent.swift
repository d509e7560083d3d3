/// Where a run of a message's octets lies among the segment files, and how to tell that it is what was written.
struct ContentExtent: Hashable, Sendable {
    /// The number of the segment file, from 1.
    let segment: Int64
    /// Where the octets begin in the file.
    let offset: Int64
    /// How many octets there are.
    let length: Int
    /// Their `ContentChecksum`.
    let checksum: UInt64
}
