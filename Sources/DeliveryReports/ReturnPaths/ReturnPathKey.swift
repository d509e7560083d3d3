/// A secret with which return paths are signed, and the number by which a return path names it.
///
/// Its descriptions do not show the secret.
public struct ReturnPathKey: Hashable, Sendable {
    /// The number that stands in the return path; each key of a ``ReturnPathSigner`` has its own.
    public let identifier: UInt8
    /// The secret octets.
    let secret: [UInt8]

    /// The fewest octets of a secret: 128 bits, as less can be searched for offline once one return path is known.
    public static let minimumSecretLength = 16

    /// Takes a secret.
    ///
    /// - Parameters:
    ///   - identifier: the number that stands in the return path.
    ///   - secret: random octets, at least ``minimumSecretLength`` of them; 32 are plenty.
    /// - Throws: ``ReturnPathError/secretTooShort``.
    public init(identifier: UInt8, secret: [UInt8]) throws(ReturnPathError) {
        guard secret.count >= Self.minimumSecretLength else { throw .secretTooShort }
        self.identifier = identifier
        self.secret = secret
    }
}

extension ReturnPathKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The number of the key.
    public var description: String { "key \(identifier)" }
    /// The number of the key.
    public var debugDescription: String { description }
    /// The number of the key alone.
    public var customMirror: Mirror { Mirror(self, children: ["identifier": identifier]) }
}
