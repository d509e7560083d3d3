/// What the mechanisms need of cryptography; it is passed in, since this library has none of its own.
public protocol SASLCryptography: Sendable {
    /// The SHA-256 digest (FIPS 180-4).
    ///
    /// - Parameter octets: the message.
    /// - Returns: 32 octets.
    func sha256(_ octets: [UInt8]) -> [UInt8]

    /// The HMAC with SHA-256 (RFC 2104).
    ///
    /// - Parameters:
    ///   - octets: the message.
    ///   - key: the key, of any length.
    /// - Returns: 32 octets.
    func hmacSHA256(_ octets: [UInt8], key: [UInt8]) -> [UInt8]

    /// The key that PBKDF2 with HMAC-SHA-256 derives from a password (RFC 8018, section 5.2).
    ///
    /// - Parameters:
    ///   - password: the password's octets.
    ///   - salt: the salt.
    ///   - iterations: how many iterations, 1 or more.
    /// - Returns: 32 octets.
    func pbkdf2SHA256(password: [UInt8], salt: [UInt8], iterations: Int) -> [UInt8]

    /// Octets that nobody can guess.
    ///
    /// - Parameter count: how many.
    /// - Returns: so many octets.
    func randomOctets(_ count: Int) -> [UInt8]
}

extension [UInt8] {
    /// Whether the octets are the same; the time depends on the lengths alone.
    func equalsInConstantTime(_ other: [UInt8]) -> Bool {
        guard count == other.count else { return false }
        var difference: UInt8 = 0
        for index in indices { difference |= self[index] ^ other[index] }
        return difference == 0
    }
}
