/// Why a store of a directory did not do what it was asked.
public struct DirectoryStoreError: Error, Hashable, Sendable {
    /// The kinds of failure; complete, as callers treat each one differently.
    public enum Kind: Hashable, Sendable {
        /// Another process owns it.
        case inUse
        /// A file cannot be made, read or written.
        case inaccessible
        /// The disk is full; what is tried later may succeed.
        case full
        /// The data are damaged or of a later version.
        case damaged
        /// It was closed.
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

extension DirectoryStoreError: CustomStringConvertible {
    /// What happened, for people.
    public var description: String { reason }
}
