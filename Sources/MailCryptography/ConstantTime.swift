import COpenSSL

/// Comparisons whose time says nothing about the octets.
public enum ConstantTime {
    /// Whether two secrets are the same, in a time that depends on their lengths only.
    ///
    /// - Parameters:
    ///   - left: the one; its length is no secret.
    ///   - right: the other; its length is no secret.
    public static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return unsafe CRYPTO_memcmp(left, right, left.count) == 0
    }
}
