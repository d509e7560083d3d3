import COpenSSLShim

/// A public key that checks signatures: RSA or Ed25519.
///
/// A value; two keys are equal when their SubjectPublicKeyInfo is. An RSA key whose public exponent is over
/// ``maximumExponentBits`` is refused, as it would make every verification cost a hundred times as much. A wrong signature is the answer `false`, never an error.
public struct PublicKey: Sendable {
    /// The algorithm.
    public let algorithm: KeyAlgorithm
    /// The length of an RSA modulus in bits; 256 for Ed25519.
    public let bits: Int
    /// The key as SubjectPublicKeyInfo in DER (RFC 5280, section 4.1.2.7): as it was read, where it was read so.
    public let subjectPublicKeyInfo: [UInt8]

    /// The longest RSA key that is read: what OpenSSL can use.
    public static let maximumBits = 16_384
    /// The longest public exponent of an RSA key in bits, 64: what OpenSSL allows for moduli over 3,072 bits.
    ///
    /// Everybody uses 17 bits.
    public static let maximumExponentBits = 64

    private let handle: KeyHandle

    /// Reads a key from a SubjectPublicKeyInfo.
    ///
    /// - Parameter der: the DER octets and nothing behind them.
    /// - Throws: `CryptographyError` of the kind `malformedKey`, `unsupportedKey` or `unsupportedKeySize`.
    public init(subjectPublicKeyInfo der: [UInt8]) throws(CryptographyError) {
        let handle = unsafe KeyHandle(owning: waxwing_public_key_read_info(der, der.count), for: .verifying)
        try self.init(handle: handle, subjectPublicKeyInfo: der)
    }

    /// Reads a key from an RSAPublicKey (RFC 8017, appendix A.1.1).
    ///
    /// - Parameter der: the DER octets and nothing behind them.
    /// - Throws: `CryptographyError` of the kind `malformedKey`, `unsupportedKeySize`, or `unsupportedKey` for an exponent
    ///   that is refused.
    public init(rsaPublicKey der: [UInt8]) throws(CryptographyError) {
        let handle = unsafe KeyHandle(owning: waxwing_public_key_read_rsa(der, der.count), for: .verifying)
        try self.init(handle: handle, subjectPublicKeyInfo: PublicKeyInfo.rsa(der))
    }

    /// Makes a key from the octets of an Ed25519 key (RFC 8032, section 5.1.2).
    ///
    /// - Parameter octets: 32 octets.
    /// - Throws: `CryptographyError` of the kind `malformedKey` for another number of octets.
    public init(ed25519 octets: [UInt8]) throws(CryptographyError) {
        let handle = unsafe KeyHandle(owning: waxwing_public_key_read_ed25519(octets, octets.count), for: .verifying)
        try self.init(handle: handle, subjectPublicKeyInfo: PublicKeyInfo.ed25519(octets))
    }

    private init(handle: KeyHandle?, subjectPublicKeyInfo info: [UInt8]) throws(CryptographyError) {
        guard let handle else { throw CryptographyError(fromOpenSSL: .malformedKey) }
        OpenSSLErrors.clear()
        guard let algorithm = handle.algorithm else { throw CryptographyError(.unsupportedKey) }
        guard handle.bits <= Self.maximumBits else { throw CryptographyError(.unsupportedKeySize(handle.bits)) }
        guard algorithm == .ed25519 || (2...Self.maximumExponentBits).contains(handle.exponentBits) else {
            throw CryptographyError(.unsupportedKey, reason: "the exponent is too long, or 1")
        }
        self.handle = handle
        self.algorithm = algorithm
        bits = algorithm == .rsa ? handle.bits : 256
        subjectPublicKeyInfo = info
    }
}

extension PublicKey {
    /// The 32 octets of an Ed25519 key (RFC 8032, section 5.1.2), or nil for RSA.
    public var ed25519Octets: [UInt8]? {
        algorithm == .ed25519 ? handle.publicKeyEd25519() : nil
    }

    /// Whether a signature over a message is right: with RSA over its SHA-256 digest, with Ed25519 over itself.
    ///
    /// - Parameters:
    ///   - signature: the signature's octets, whatever they are.
    ///   - message: the octets that it should be over.
    public func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        if algorithm == .rsa { return isValid(signature, forSHA256Digest: SHA256.hash(of: message)) }
        return handle.verifyEd25519(signature, message)
    }

    /// Whether an RSA signature over a SHA-256 digest is right; always false for an Ed25519 key.
    ///
    /// - Parameters:
    ///   - signature: the signature's octets, whatever they are.
    ///   - digest: the 32 octets of the digest.
    public func isValid(_ signature: [UInt8], forSHA256Digest digest: [UInt8]) -> Bool {
        isValid(signature, for: digest, madeWith: .sha256)
    }

    /// Whether an RSA signature over a digest is right; always false for an Ed25519 key.
    ///
    /// - Parameters:
    ///   - signature: the signature's octets, whatever they are.
    ///   - digest: the octets of the digest.
    ///   - digestAlgorithm: which digest it is.
    package func isValid(
        _ signature: [UInt8], for digest: [UInt8], madeWith digestAlgorithm: DigestAlgorithm
    ) -> Bool {
        algorithm == .rsa && handle.verifyRSA(signature, digest, digestAlgorithm)
    }
}

extension PublicKey: Hashable {
    /// Whether both are the same key.
    public static func == (left: PublicKey, right: PublicKey) -> Bool {
        left.subjectPublicKeyInfo == right.subjectPublicKeyInfo
    }

    /// Feeds the key's octets into the hasher.
    public func hash(into hasher: inout Hasher) { hasher.combine(subjectPublicKeyInfo) }
}

extension PublicKey: CustomStringConvertible {
    /// The kind and size of the key.
    public var description: String { "public \(kindText)" }

    var kindText: String { algorithm == .rsa ? "RSA key of \(bits) bits" : "Ed25519 key" }
}
