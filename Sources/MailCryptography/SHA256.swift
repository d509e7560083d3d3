/// The SHA-256 digest of a message that comes in pieces (FIPS 180-4).
///
/// A value: a copy goes its own way. However the message is cut, the digest is the same.
///
/// ```swift
/// var digest = SHA256()
/// digest.update(Array("abc".utf8))
/// print(digest.finalize())
/// ```
public struct SHA256: Sendable {
    /// The digest's length in octets.
    public static let length = 32

    private var digest = MessageDigest(.sha256)

    /// Makes the digest of an empty message.
    public init() {}

    /// Takes more of the message.
    ///
    /// - Parameter octets: any number of octets.
    public mutating func update(_ octets: Span<UInt8>) { digest.update(octets) }

    /// Takes more of the message.
    ///
    /// - Parameter octets: any number of octets.
    public mutating func update(_ octets: [UInt8]) { digest.update(octets.span) }

    /// The digest of what was taken so far, 32 octets; more may be taken afterwards.
    public func finalize() -> [UInt8] { digest.finalize() }
}

extension SHA256 {
    /// The digest of a whole message.
    ///
    /// - Parameter octets: the message.
    /// - Returns: 32 octets.
    public static func hash(of octets: Span<UInt8>) -> [UInt8] {
        MessageDigest.hash(of: octets, .sha256)
    }

    /// The digest of a whole message.
    ///
    /// - Parameter octets: the message.
    /// - Returns: 32 octets.
    public static func hash(of octets: [UInt8]) -> [UInt8] { hash(of: octets.span) }
}
