/// A private key that signs: RSA or Ed25519.
///
/// A key never changes and may be used from any number of threads at once. Its description names its kind and never its
/// secret; only ``pem(as:)`` and ``pem(encryptedWith:rounds:)`` give that away.
public final class PrivateKey: Sendable {
    /// What to generate; complete, as there are two algorithms.
    public enum Specification: Hashable, Sendable {
        /// An RSA key with a modulus of so many bits, 1,024 to 4,096. RFC 8301 asks for at least 2,048.
        case rsa(bits: Int = 2_048)
        /// An Ed25519 key.
        case ed25519
    }

    /// The algorithm.
    public let algorithm: KeyAlgorithm
    /// The length of an RSA modulus in bits; 256 for Ed25519.
    public let bits: Int
    /// The public key that belongs to this one.
    public let publicKey: PublicKey

    /// The shortest RSA key that is made or read (RFC 8301, section 3.2).
    public static let minimumRSABits = 1_024
    /// The longest RSA key that is generated: what every verifier can use (RFC 8301, section 3.2).
    public static let maximumGeneratedRSABits = 4_096

    let handle: KeyHandle

    init(handle: KeyHandle?, otherwise kind: CryptographyError.Kind) throws(CryptographyError) {
        guard let handle else { throw CryptographyError(fromOpenSSL: kind) }
        OpenSSLErrors.clear()
        guard let algorithm = handle.algorithm else { throw CryptographyError(.unsupportedKey) }
        guard algorithm == .ed25519 || handle.bits >= Self.minimumRSABits else {
            throw CryptographyError(.unsupportedKeySize(handle.bits))
        }
        guard let info = handle.publicKeyInfo() else { throw CryptographyError(fromOpenSSL: .malformedKey) }
        self.handle = handle
        self.algorithm = algorithm
        publicKey = try PublicKey(subjectPublicKeyInfo: info)
        bits = publicKey.bits
    }
}

extension PrivateKey {
    /// Signs a message: with RSA its SHA-256 digest (PKCS#1 version 1.5), with Ed25519 the message itself.
    ///
    /// - Parameter message: the octets to sign.
    /// - Throws: `CryptographyError` of the kind `signing` when OpenSSL fails, as when there is no memory.
    public func sign(_ message: [UInt8]) throws(CryptographyError) -> [UInt8] {
        if algorithm == .rsa { return try sign(sha256Digest: SHA256.hash(of: message)) }
        guard let signature = handle.signEd25519(message) else { throw CryptographyError(fromOpenSSL: .signing) }
        return signature
    }

    /// Signs a SHA-256 digest that was made before, with RSA (RSASSA-PKCS1-v1_5, RFC 8017, section 8.2).
    ///
    /// - Parameter digest: 32 octets.
    /// - Throws: `CryptographyError` of the kind `unsupportedKey` for an Ed25519 key, which cannot sign digests made
    ///   before, or `signing` when OpenSSL fails, as with another number of octets.
    public func sign(sha256Digest digest: [UInt8]) throws(CryptographyError) -> [UInt8] {
        guard algorithm == .rsa else { throw CryptographyError(.unsupportedKey) }
        guard let signature = handle.signRSA(digest, .sha256) else { throw CryptographyError(fromOpenSSL: .signing) }
        return signature
    }
}

extension PrivateKey: CustomStringConvertible {
    /// The kind and size of the key; never its secret.
    public var description: String { "private \(publicKey.kindText)" }
}
