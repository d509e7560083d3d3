import COpenSSL

/// Keys made from passwords, slowly on purpose.
///
/// Both functions block their thread for as long as they are meant to take: call them from no event loop.
public enum KeyDerivation {
    /// The most iterations of PBKDF2, a million: about half a second for each 32 octets of the key.
    public static let maximumIterations = 1_000_000
    /// The longest key in octets: more than any cipher or code takes.
    public static let maximumLength = 1_024

    /// Derives a key with PBKDF2 over HMAC-SHA-256 (RFC 8018, section 5.2).
    ///
    /// - Parameters:
    ///   - password: the password's octets.
    ///   - salt: octets that are no secret and differ for each password.
    ///   - iterations: how often to go on, 1 to ``maximumIterations``.
    ///   - length: how long the key is in octets, 1 to ``maximumLength``.
    /// - Returns: as many octets as asked for.
    /// - Throws: `CryptographyError` of the kind `invalidDerivation` for parameters out of range, or `keyDerivation`
    ///   when OpenSSL fails, as when there is no memory.
    public static func pbkdf2SHA256(
        password: [UInt8], salt: [UInt8], iterations: Int, length: Int = 32
    ) throws(CryptographyError) -> [UInt8] {
        guard (1...maximumIterations).contains(iterations), (1...maximumLength).contains(length),
            let passwordLength = Int32(exactly: password.count), let saltLength = Int32(exactly: salt.count)
        else { throw CryptographyError(.invalidDerivation) }
        var key = [UInt8](repeating: 0, count: length)
        let answer = unsafe password.withUnsafeBytes { password in
            unsafe PKCS5_PBKDF2_HMAC(
                password.bindMemory(to: CChar.self).baseAddress, passwordLength, salt, saltLength, Int32(iterations),
                EVP_sha256(), Int32(length), &key)
        }
        guard answer == 1 else { throw CryptographyError(fromOpenSSL: .keyDerivation) }
        return key
    }

    /// Derives a key with scrypt (RFC 7914).
    ///
    /// - Parameters:
    ///   - password: the password's octets.
    ///   - salt: octets that are no secret and differ for each password.
    ///   - parameters: how much memory and time it takes.
    ///   - length: how long the key is in octets, 1 to ``maximumLength``.
    /// - Returns: as many octets as asked for.
    /// - Throws: `CryptographyError` of the kind `invalidDerivation` for a length out of range, or `keyDerivation` when
    ///   OpenSSL fails, as when there is no memory.
    public static func scrypt(
        password: [UInt8], salt: [UInt8], parameters: ScryptParameters, length: Int = 32
    ) throws(CryptographyError) -> [UInt8] {
        guard (1...maximumLength).contains(length), Int32(exactly: password.count) != nil,
            Int32(exactly: salt.count) != nil
        else { throw CryptographyError(.invalidDerivation) }
        var key = [UInt8](repeating: 0, count: length)
        let answer = unsafe password.withUnsafeBytes { password in
            unsafe EVP_PBE_scrypt(
                password.bindMemory(to: CChar.self).baseAddress, password.count, salt, salt.count,
                UInt64(1) << UInt64(parameters.costExponent), UInt64(parameters.blockSize),
                UInt64(parameters.parallelization), UInt64(parameters.memory), &key, length)
        }
        guard answer == 1 else { throw CryptographyError(fromOpenSSL: .keyDerivation) }
        return key
    }
}
