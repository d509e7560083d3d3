/// What is kept of a password, so that a user can be checked without the password being kept.
///
/// It has the keys of SCRAM-SHA-256 (RFC 5802, section 3; RFC 7677), with which a server takes part in SCRAM, and a
/// hash by scrypt (RFC 7914) with a salt of its own, which a password in the clear must fit as well. Whoever steals
/// both can try passwords at the cost of the cheaper one, the keys: keep the text as secret as the passwords.
///
/// A password is octets here: whoever sets and whoever checks it prepares it in the same way (RFC 5802, section 2.2).
/// No octet of it is zero, because to HMAC a short key and the same one with zeros behind it are one key.
public struct StoredPassword: Hashable, Sendable {
    /// The keys of SCRAM-SHA-256.
    public let keys: Keys

    let scrypt: ScryptParameters
    let scryptSalt: [UInt8]
    let scryptHash: [UInt8]

    /// The length of each salt in octets: long enough that no two random ones are ever the same.
    public static let saltLength = 16
    /// How often PBKDF2 goes on unless told otherwise.
    ///
    /// Default 10,000: more than the 4,096 that RFC 7677 asks for, and a few milliseconds for a client, which must do
    /// the same at every login, and for a server, whom a wrong guess costs no more.
    public static let defaultIterations = 10_000
    /// How few and how many iterations there may be: at least what RFC 7677, section 4, asks for, at most what takes a
    /// server less than a second.
    public static let allowedIterations = 4_096...KeyDerivation.maximumIterations

    /// Makes what is kept of a password, with new salts.
    ///
    /// It takes as long as scrypt and PBKDF2 do, about 50 ms by default: call it from no event loop.
    ///
    /// - Parameters:
    ///   - password: the password's octets, prepared; whether it is good enough is the caller's to say.
    ///   - iterations: how often PBKDF2 goes on, within ``allowedIterations``.
    ///   - scrypt: how much scrypt takes.
    /// - Throws: `CryptographyError` of the kind `malformedPassword` for a zero in the password, `invalidDerivation`
    ///   for iterations out of range, `randomness`, or `keyDerivation` when OpenSSL fails, as when there is no memory.
    public init(
        settingPassword password: [UInt8], iterations: Int = defaultIterations, scrypt: ScryptParameters = .standard
    ) throws(CryptographyError) {
        try self.init(
            password: password, salt: try SecureRandom.bytes(Self.saltLength), iterations: iterations,
            scryptSalt: try SecureRandom.bytes(Self.saltLength), scrypt: scrypt)
    }

    /// Makes what is kept of a password, with salts that are given.
    ///
    /// - Parameters:
    ///   - password: the password's octets, prepared.
    ///   - salt: 16 octets for the keys.
    ///   - iterations: how often PBKDF2 goes on, within ``allowedIterations``.
    ///   - scryptSalt: 16 octets for scrypt.
    ///   - scrypt: how much scrypt takes.
    /// - Throws: `CryptographyError` of the kind `malformedPassword` for a zero in the password, `invalidDerivation`
    ///   for salts of another length and iterations out of range, or `keyDerivation` when OpenSSL fails.
    package init(
        password: [UInt8], salt: [UInt8], iterations: Int, scryptSalt: [UInt8], scrypt: ScryptParameters
    ) throws(CryptographyError) {
        guard !password.contains(0) else { throw CryptographyError(.malformedPassword, reason: "it has a zero in it") }
        guard salt.count == Self.saltLength, scryptSalt.count == Self.saltLength,
            Self.allowedIterations.contains(iterations)
        else { throw CryptographyError(.invalidDerivation) }
        keys = try Keys(password: password, salt: salt, iterations: iterations)
        self.scrypt = scrypt
        self.scryptSalt = scryptSalt
        scryptHash = try KeyDerivation.scrypt(password: password, salt: scryptSalt, parameters: scrypt)
    }

    init(keys: Keys, scrypt: ScryptParameters, scryptSalt: [UInt8], scryptHash: [UInt8]) {
        self.keys = keys
        self.scrypt = scrypt
        self.scryptSalt = scryptSalt
        self.scryptHash = scryptHash
    }
}

extension StoredPassword {
    /// Whether this was made of a password.
    ///
    /// The password must fit the keys first; only one that does goes on to scrypt, and must fit its hash as well. So a
    /// wrong one costs PBKDF2 only, and a right one about 50 ms more by default: call it from no event loop.
    ///
    /// - Parameter password: the password's octets, prepared.
    /// - Returns: whether it fits; false as well when OpenSSL fails, as when there is no memory.
    public func matches(_ password: [UInt8]) -> Bool {
        guard !password.contains(0),
            let derived = try? Keys(password: password, salt: keys.salt, iterations: keys.iterations)
        else { return false }
        let isStoredKey = ConstantTime.areEqual(derived.storedKey, keys.storedKey)
        let isServerKey = ConstantTime.areEqual(derived.serverKey, keys.serverKey)
        guard isStoredKey, isServerKey else { return false }
        guard let hash = try? KeyDerivation.scrypt(password: password, salt: scryptSalt, parameters: scrypt) else {
            return false
        }
        return ConstantTime.areEqual(hash, scryptHash)
    }

    /// What stands in for the password of a user who does not exist, so that nobody learns that from an answer.
    ///
    /// The same user and secret give the same salt and keys each time, as SCRAM shows them to everyone who asks. No
    /// password matches, and finding that takes as long as for a user with as many iterations.
    ///
    /// - Parameters:
    ///   - user: the user's name, in the form in which users are looked up.
    ///   - secret: octets that only the server knows and that stay the same, 32 or more.
    ///   - iterations: as many as real users have; a number out of ``allowedIterations`` becomes the nearest within.
    ///   - scrypt: what real users have.
    public static func decoy(
        for user: [UInt8], secret: [UInt8], iterations: Int = defaultIterations, scrypt: ScryptParameters = .standard
    ) -> StoredPassword {
        func derived(_ purpose: String) -> [UInt8] {
            HMACSHA256.code(for: Array("decoy \(purpose)\0".utf8) + user, key: secret)
        }
        let range = allowedIterations
        let keys = Keys(
            salt: Array(derived("salt").prefix(saltLength)),
            iterations: min(max(iterations, range.lowerBound), range.upperBound),
            storedKey: derived("stored key"), serverKey: derived("server key"))
        return StoredPassword(
            keys: keys, scrypt: scrypt, scryptSalt: Array(derived("scrypt salt").prefix(saltLength)),
            scryptHash: derived("scrypt hash"))
    }
}

extension StoredPassword: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// That it is a stored password, and nothing of it.
    public var description: String { "stored password (redacted)" }
    /// That it is a stored password, and nothing of it.
    public var debugDescription: String { description }
    /// A mirror without the keys and the hash.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
