public import MailCryptography

/// A key that a domain's mail is signed with, and the selector under which its record is published.
///
/// Its descriptions do not show the private key.
public struct DomainKey: Hashable, Sendable {
    /// The selector: one or more labels joined by dots.
    public let selector: String
    /// The algorithm.
    public let algorithm: KeyAlgorithm
    /// The private key as PEM text: a secret.
    public let privateKeyPEM: String
    /// The octets that the record has in `p=`: a SubjectPublicKeyInfo for RSA (RFC 6376, section 3.6.1), the 32 octets of
    /// the key for Ed25519 (RFC 8463, section 4).
    public let publishedKey: [UInt8]
    /// When it was made, in seconds since 1970.
    public let creation: Int64

    /// Takes a key.
    ///
    /// - Parameters:
    ///   - selector: the selector.
    ///   - key: the private key.
    ///   - creation: the time, in seconds since 1970.
    /// - Throws: `CryptographyError` when the key cannot be written as text.
    public init(selector: String, key: PrivateKey, creation: Int64) throws(CryptographyError) {
        self.selector = selector
        self.creation = creation
        algorithm = key.algorithm
        privateKeyPEM = try key.pem()
        publishedKey = key.publicKey.ed25519Octets ?? key.publicKey.subjectPublicKeyInfo
    }

    /// Reads a key that was kept.
    ///
    /// - Parameters:
    ///   - selector: the selector.
    ///   - privateKeyPEM: the private key as PEM text.
    ///   - creation: when it was made, in seconds since 1970.
    /// - Throws: `CryptographyError` when the text holds no private key in the clear.
    public init(selector: String, privateKeyPEM: String, creation: Int64) throws(CryptographyError) {
        let key = try PrivateKey(pem: privateKeyPEM)
        self.selector = selector
        self.creation = creation
        self.privateKeyPEM = privateKeyPEM
        algorithm = key.algorithm
        publishedKey = key.publicKey.ed25519Octets ?? key.publicKey.subjectPublicKeyInfo
    }
}

extension DomainKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The selector and the algorithm.
    public var description: String { "\(selector) (\(algorithm))" }
    /// The selector and the algorithm.
    public var debugDescription: String { description }
    /// The selector alone.
    public var customMirror: Mirror { Mirror(self, children: ["selector": selector]) }
}
