import DeliveryQueue

/// Why contents cannot be read from the segment files.
enum SpoolReadError: Error, Hashable, Sendable {
    /// The octets are not those that were written; the text says where they should be, for people.
    case damaged(String)
    /// The disk failed; the octets may be there.
    case failed(QueueStoreError)
}
