import COpenSSL

/// Random octets that nobody can guess.
public enum SecureRandom {
    /// Random octets from OpenSSL's generator, which the system seeds.
    ///
    /// - Parameter count: how many, 0 to 2^31 − 1; a negative number counts as 0.
    /// - Throws: `CryptographyError` of the kind `randomness` when there are none or too many are asked for.
    public static func bytes(_ count: Int) throws(CryptographyError) -> [UInt8] {
        guard count > 0 else { return [] }
        guard let number = Int32(exactly: count) else { throw CryptographyError(.randomness, reason: "too many") }
        var octets = [UInt8](repeating: 0, count: count)
        let answer = unsafe RAND_bytes(&octets, number)
        guard answer == 1 else { throw CryptographyError(fromOpenSSL: .randomness) }
        return octets
    }
}
