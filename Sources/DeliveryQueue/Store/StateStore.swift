/// Small durable state by key: what a restart must not forget, such as warm-up counters, suspensions and learnt rates.
///
/// The contract: durability and atomicity as in `QueueStore`, whose commits share transactions with these writes.
public protocol StateStore: Sendable {
    /// Writes and removes values together.
    ///
    /// - Parameters:
    ///   - changes: values by key; nil removes. Keys have up to 255 octets, values up to `maximumValueSize`.
    ///   - space: whose keys they are.
    /// - Throws: `QueueStoreError`; then nothing was written. `misuse` for a key or value that is too long.
    func write(_ changes: [String: [UInt8]?], in space: StateSpace) async throws(QueueStoreError)

    /// Reads a value.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - space: whose key it is.
    /// - Returns: the value, or nil when there is none.
    func value(of key: String, in space: StateSpace) async throws(QueueStoreError) -> [UInt8]?

    /// Reads a page of keys and values, in the order of the keys' octets.
    ///
    /// - Parameters:
    ///   - space: whose keys.
    ///   - after: the last key of the page before, or nil for the first page.
    ///   - limit: the most values to give, at least one.
    /// - Returns: the values; fewer than `limit` only at the end.
    func values(
        in space: StateSpace, after: String?, limit: Int
    ) async throws(QueueStoreError) -> [(key: String, value: [UInt8])]
}

extension StateStore {
    /// The longest key in octets.
    public static var maximumKeyLength: Int { 255 }
    /// The largest value in octets: state is small, and is kept beside the queue's own rows.
    public static var maximumValueSize: Int { 65_536 }
}

/// Whose keys some state is under, so that two modules never meet.
public struct StateSpace: Hashable, Sendable {
    /// The name, such as `warm-up`.
    public let name: String

    /// Makes a space.
    ///
    /// - Parameter name: the name: letters, digits and hyphens.
    public init(_ name: String) { self.name = name }
}
