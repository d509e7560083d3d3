/// Why a store did not do what it was asked.
public struct QueueStoreError: Error, Hashable, Sendable {
    /// The kinds of failure; complete, as callers treat each one differently.
    public enum Kind: Hashable, Sendable {
        /// Another process owns the data directory.
        case inUse
        /// The directory or a file cannot be made, read or written.
        case inaccessible
        /// The disk or the store's memory is full.
        case full
        /// The data are damaged or of a later version.
        case damaged
        /// What was asked makes no sense to the store, such as an event of an unknown message: our bug.
        case misuse
        /// An earlier write failed, so that nothing more is written until a restart.
        case stopped
        /// Anything else of the disk or the database.
        case failed
    }

    /// The kind.
    public let kind: Kind
    /// What happened, for people.
    public let reason: String

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - kind: the kind.
    ///   - reason: what happened, for people.
    public init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }
}

extension QueueStoreError: CustomStringConvertible {
    /// What happened, for people.
    public var description: String { reason }
}
