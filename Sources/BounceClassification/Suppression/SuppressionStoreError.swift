/// Why a store did not do what it was asked.
public struct SuppressionStoreError: Error, Hashable, Sendable {
    /// The kinds of failure; complete, as callers treat each one differently.
    public enum Kind: Hashable, Sendable {
        /// There is no room for another recipient; the reason says which bound was met.
        case full
        /// What is kept is damaged or of a later version.
        case damaged
        /// What was asked makes no sense to the store: our bug.
        case misuse
        /// The store was closed.
        case stopped
        /// Anything else of the disk, the network or the database.
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

extension SuppressionStoreError {
    /// Whether the same may succeed later without anybody doing anything.
    public var isTemporary: Bool {
        switch kind {
        case .full, .failed: true
        case .damaged, .misuse, .stopped: false
        }
    }
}

extension SuppressionStoreError: CustomStringConvertible {
    /// What happened, for people.
    public var description: String { reason }
}
