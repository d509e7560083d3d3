extension StoredPassword {
    /// What a server needs of a password to take part in SCRAM-SHA-256 (RFC 5802, section 3; RFC 7677).
    ///
    /// The salt and the iterations are shown to every client; the keys are secrets and stand in no description.
    public struct Keys: Hashable, Sendable {
        /// The salt: 16 octets.
        public let salt: [UInt8]
        /// How often PBKDF2 went on.
        public let iterations: Int
        /// StoredKey, with which the client's proof is checked: 32 octets.
        public let storedKey: [UInt8]
        /// ServerKey, with which the server proves itself: 32 octets.
        public let serverKey: [UInt8]

        init(salt: [UInt8], iterations: Int, storedKey: [UInt8], serverKey: [UInt8]) {
            self.salt = salt
            self.iterations = iterations
            self.storedKey = storedKey
            self.serverKey = serverKey
        }

        init(password: [UInt8], salt: [UInt8], iterations: Int) throws(CryptographyError) {
            let salted = try KeyDerivation.pbkdf2SHA256(password: password, salt: salt, iterations: iterations)
            let clientKey = HMACSHA256.code(for: Array("Client Key".utf8), key: salted)
            self.init(
                salt: salt, iterations: iterations, storedKey: SHA256.hash(of: clientKey),
                serverKey: HMACSHA256.code(for: Array("Server Key".utf8), key: salted))
        }
    }
}

extension StoredPassword.Keys: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The number of iterations; the keys are left out.
    public var description: String { "SCRAM-SHA-256 keys of \(iterations) iterations (redacted)" }
    /// The number of iterations; the keys are left out.
    public var debugDescription: String { description }
    /// A mirror without the keys.
    public var customMirror: Mirror { Mirror(self, children: ["iterations": iterations]) }
}
