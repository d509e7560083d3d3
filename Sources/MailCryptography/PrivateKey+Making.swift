import COpenSSLShim

extension PrivateKey {
    /// Generates a key from the system's randomness.
    ///
    /// RSA takes a tenth of a second and more, much longer for long keys; Ed25519 takes no time.
    ///
    /// - Parameter specification: which key; RSA of 2,048 bits unless told otherwise.
    /// - Throws: `CryptographyError` of the kind `unsupportedKeySize` outside of 1,024 to 4,096 bits, or `keyGeneration`.
    public static func generate(_ specification: Specification) throws(CryptographyError) -> PrivateKey {
        let handle: KeyHandle?
        switch specification {
        case .rsa(let bits):
            guard (minimumRSABits...maximumGeneratedRSABits).contains(bits) else {
                throw CryptographyError(.unsupportedKeySize(bits))
            }
            handle = unsafe KeyHandle(owning: waxwing_key_generate_rsa(Int32(bits)), for: .signing)
        case .ed25519:
            handle = unsafe KeyHandle(owning: waxwing_key_generate_ed25519(), for: .signing)
        }
        return try PrivateKey(handle: handle, otherwise: .keyGeneration)
    }

    /// Makes the Ed25519 key of a seed (RFC 8032, section 5.1.5).
    ///
    /// - Parameter seed: 32 octets, as secret as the key.
    /// - Throws: `CryptographyError` of the kind `malformedKey` for another number of octets.
    public convenience init(ed25519Seed seed: [UInt8]) throws(CryptographyError) {
        let handle = unsafe KeyHandle(owning: waxwing_key_read_ed25519(seed, seed.count), for: .signing)
        try self.init(handle: handle, otherwise: .malformedKey)
    }
}
