/// What a server keeps of a password for SCRAM-SHA-256 (RFC 5802, section 3).
///
/// Whoever has these keys cannot log in with them, but can play the server and try passwords: keep them as a secret.
/// Neither keys nor salt appear in a description.
public struct SCRAMKeys: Hashable, Sendable {
    /// The salt; not empty.
    public let salt: [UInt8]
    /// How many iterations of PBKDF2 were made, 1 or more.
    public let iterations: Int
    /// StoredKey, by which a client's proof is judged: 32 octets.
    public let storedKey: [UInt8]
    /// ServerKey, by which the server proves that it knows the user: 32 octets.
    public let serverKey: [UInt8]

    /// Takes keys as they were kept.
    ///
    /// Keys of another shape than the properties tell end an exchange with ``SASLFailure/serverError``.
    ///
    /// - Parameters:
    ///   - salt: the salt; not empty.
    ///   - iterations: how many iterations were made, 1 or more.
    ///   - storedKey: StoredKey, 32 octets.
    ///   - serverKey: ServerKey, 32 octets.
    public init(salt: [UInt8], iterations: Int, storedKey: [UInt8], serverKey: [UInt8]) {
        self.salt = salt
        self.iterations = iterations
        self.storedKey = storedKey
        self.serverKey = serverKey
    }

    /// Derives the keys of a password; takes as long as the iterations do.
    ///
    /// - Parameters:
    ///   - password: the password's octets, as ``SASLPreparation/password(_:)`` gives them.
    ///   - salt: random octets, 16 or more.
    ///   - iterations: how many iterations to make; less than 1 counts as 1. RFC 7677 wants 4096 or more.
    ///   - cryptography: what derives.
    public init(password: [UInt8], salt: [UInt8], iterations: Int, cryptography: any SASLCryptography) {
        let iterations = max(1, iterations)
        let salted = SCRAMSecret(
            password: password, salt: salt, iterations: iterations, cryptography: cryptography)
        self.init(salt: salt, iterations: iterations, storedKey: salted.storedKey, serverKey: salted.serverKey)
    }

    /// Whether everything has the shape that the properties tell.
    var isSound: Bool {
        !salt.isEmpty && iterations > 0 && storedKey.count == SCRAM.keyLength && serverKey.count == SCRAM.keyLength
    }
}

extension SCRAMKeys: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The number of iterations; the keys are left out.
    public var description: String { "SCRAM-SHA-256 keys of \(iterations) iterations (redacted)" }
    /// The number of iterations; the keys are left out.
    public var debugDescription: String { description }
    /// A mirror without the keys.
    public var customMirror: Mirror { Mirror(self, children: ["iterations": iterations]) }
}

/// What a password gives in SCRAM: the client's key beside what the server keeps (RFC 5802, section 3).
struct SCRAMSecret {
    let clientKey: [UInt8]
    let storedKey: [UInt8]
    let serverKey: [UInt8]

    init(password: [UInt8], salt: [UInt8], iterations: Int, cryptography: any SASLCryptography) {
        let salted = cryptography.pbkdf2SHA256(password: password, salt: salt, iterations: iterations)
        clientKey = cryptography.hmacSHA256(Array("Client Key".utf8), key: salted)
        storedKey = cryptography.sha256(clientKey)
        serverKey = cryptography.hmacSHA256(Array("Server Key".utf8), key: salted)
    }
}
