/// Why a server or a client could not be set up.
public struct SMTPTransportError: Error, Hashable, Sendable {
    /// The kinds of failure; complete within this module.
    public enum Kind: Hashable, Sendable {
        /// A certificate, a key or roots cannot be used.
        case tlsConfiguration
        /// An address cannot be listened on.
        case bind
        /// Settings that would endanger somebody.
        case dangerous
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

extension SMTPTransportError: CustomStringConvertible {
    /// What happened, for people.
    public var description: String { reason }
}
