import COpenSSL
import COpenSSLShim

/// An OpenSSL key, freed with its last owner.
///
/// Unchecked, because a key is never changed after it was made, and OpenSSL allows any number of threads to use a key
/// that nobody changes. The calls stand in methods of this class, so that the key lives as long as each of them.
@safe
final class KeyHandle: @unchecked Sendable {
    /// What a key is for; complete, as a private key signs and a public one verifies.
    enum Use {
        case signing
        case verifying
    }

    private let key: OpaquePointer
    /// What OpenSSL prepares once for the use with RSA and SHA-256, and each call copies; nil for another kind of key.
    private let prepared: OpaquePointer?

    /// Takes over a key; nil frees nothing and makes nothing.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - use: what it is for.
    init?(owning key: OpaquePointer?, for use: Use) {
        guard let key = unsafe key else { return nil }
        unsafe self.key = key
        unsafe prepared = use == .signing ? waxwing_rsa_signer(key) : waxwing_rsa_verifier(key)
    }

    deinit {
        unsafe EVP_PKEY_CTX_free(prepared)
        unsafe EVP_PKEY_free(key)
    }

    /// The algorithm, or nil for a key of another kind.
    var algorithm: KeyAlgorithm? {
        if unsafe waxwing_key_is_rsa(key) == 1 { return .rsa }
        if unsafe waxwing_key_is_ed25519(key) == 1 { return .ed25519 }
        return nil
    }

    /// The length of the modulus in bits; 253 for Ed25519.
    var bits: Int { Int(unsafe EVP_PKEY_get_bits(key)) }

    /// The length of the public exponent of an RSA key in bits; negative where it cannot be told.
    var exponentBits: Int { Int(unsafe waxwing_rsa_exponent_bits(key)) }

    /// The private key as PEM in the clear, or nil where it has no such form.
    func privateKeyPEM(_ form: PrivateKey.Form) -> String? {
        var output = [UInt8](repeating: 0, count: Self.capacity)
        defer { output.wipe() }
        let length =
            switch form {
            case .pkcs8: unsafe waxwing_key_write_pem(key, &output, Self.capacity)
            case .pkcs1: unsafe waxwing_key_write_pem_rsa(key, &output, Self.capacity)
            }
        return Self.written(length, of: output)
    }

    /// The private key as PKCS#8 PEM under a passphrase.
    func privateKeyPEM(encryptedWith passphrase: [UInt8], rounds: Int32) -> String? {
        var output = [UInt8](repeating: 0, count: Self.capacity)
        let length = unsafe waxwing_key_write_pem_encrypted(
            key, passphrase, passphrase.count, rounds, &output, Self.capacity)
        return Self.written(length, of: output)
    }

    /// The public key as SubjectPublicKeyInfo.
    func publicKeyInfo() -> [UInt8]? {
        var output = [UInt8](repeating: 0, count: Self.capacity)
        return Self.written(unsafe waxwing_key_write_public_info(key, &output, Self.capacity), of: output)
    }

    /// The public key of Ed25519 as it is.
    func publicKeyEd25519() -> [UInt8]? {
        var output = [UInt8](repeating: 0, count: Self.capacity)
        return Self.written(unsafe waxwing_key_write_public_ed25519(key, &output, Self.capacity), of: output)
    }

    /// An RSA signature over a digest, or nil.
    func signRSA(_ digest: [UInt8], _ algorithm: DigestAlgorithm) -> [UInt8]? {
        var output = [UInt8](repeating: 0, count: Self.signatureCapacity)
        if algorithm == .sha256, let prepared = unsafe prepared {
            let length = unsafe waxwing_rsa_sign_prepared(
                prepared, digest, digest.count, &output, Self.signatureCapacity)
            return Self.written(length, of: output)
        }
        let kind = algorithm.shimValue
        let length = unsafe waxwing_rsa_sign_digest(
            key, kind, digest, digest.count, &output, Self.signatureCapacity)
        return Self.written(length, of: output)
    }

    /// Whether an RSA signature over a digest is right.
    func verifyRSA(_ signature: [UInt8], _ digest: [UInt8], _ algorithm: DigestAlgorithm) -> Bool {
        let answer: Int32
        if algorithm == .sha256, let prepared = unsafe prepared {
            answer = unsafe waxwing_rsa_verify_prepared(
                prepared, digest, digest.count, signature, signature.count)
        } else {
            let kind = algorithm.shimValue
            answer = unsafe waxwing_rsa_verify_digest(key, kind, digest, digest.count, signature, signature.count)
        }
        if answer != 1 { OpenSSLErrors.clear() }
        return answer == 1
    }

    /// An Ed25519 signature over a message, or nil.
    func signEd25519(_ message: [UInt8]) -> [UInt8]? {
        var output = [UInt8](repeating: 0, count: Self.signatureCapacity)
        let length = unsafe waxwing_ed25519_sign(key, message, message.count, &output, Self.signatureCapacity)
        return Self.written(length, of: output)
    }

    /// Whether an Ed25519 signature over a message is right.
    func verifyEd25519(_ signature: [UInt8], _ message: [UInt8]) -> Bool {
        let answer = unsafe waxwing_ed25519_verify(key, message, message.count, signature, signature.count)
        OpenSSLErrors.clear()
        return answer == 1
    }

    private static func written(_ length: Int, of output: [UInt8]) -> [UInt8]? {
        guard length > 0, length <= output.count else { return nil }
        return Array(output[..<length])
    }

    private static func written(_ length: Int, of output: [UInt8]) -> String? {
        guard length > 0, length <= output.count else { return nil }
        return String(decoding: output[..<length], as: UTF8.self)
    }

    /// More than the longest text: the PEM of a private RSA key of `PublicKey.maximumBits`.
    private static let capacity = 16 * 1024
    /// The longest signature: that of an RSA key of `PublicKey.maximumBits`.
    private static let signatureCapacity = PublicKey.maximumBits / 8
}

extension [UInt8] {
    /// Overwrites the octets with zeros, in a way that no compiler leaves out; copies of them stay as they are.
    mutating func wipe() {
        let count = self.count
        unsafe withUnsafeMutableBytes { octets in unsafe OPENSSL_cleanse(octets.baseAddress, count) }
    }
}
