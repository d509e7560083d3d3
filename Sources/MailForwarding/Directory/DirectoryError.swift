/// Why a directory did not do what it was asked; nothing was changed then.
public struct DirectoryError: Error, Hashable, Sendable {
    /// The kinds; complete, as callers treat each one differently.
    public enum Kind: Hashable, Sendable {
        /// There is no such domain, alias, rule or account, or it is another's.
        case unknown
        /// There is one already.
        case duplicate
        /// What was asked makes no sense, or breaks a limit.
        case invalid
        /// Whoever asked may not do it.
        case notAllowed
        /// The store could not keep it.
        case store(DirectoryStoreError.Kind)
    }

    /// The kind.
    public let kind: Kind
    /// What is wrong and what to do, for people.
    public let reason: String

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - kind: the kind.
    ///   - reason: what is wrong and what to do, for people.
    public init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }

    init(_ failure: DirectoryStoreError) { self.init(.store(failure.kind), failure.reason) }
}

extension DirectoryError: CustomStringConvertible {
    /// What is wrong and what to do, for people.
    public var description: String { reason }
}
