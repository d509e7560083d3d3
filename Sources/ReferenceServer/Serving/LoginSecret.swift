import MailCryptography

/// The secret of which the keys of those are made who are not there, kept beside the accounts' passwords.
///
/// It outlives the process, as stored passwords do: salts that changed with each start would tell who is not there.
enum LoginSecret {
    /// Its length in octets: as long as the keys that are made of it.
    static let length = 32
    /// The largest file that is read: more than twice as long as the one line of Base64 that is written.
    private static let maximumSize = 128

    /// Makes a secret.
    ///
    /// - Parameter path: the path of the new file, which its owner alone may read.
    static func make(at path: String) throws(CommandFailure) {
        let octets: [UInt8]
        do {
            octets = try SecureRandom.bytes(length)
        } catch {
            throw .operational("cannot make \(path): \(error)")
        }
        try Files.create(Array((Base64.encode(octets) + "\n").utf8), at: path, mode: 0o600)
    }

    /// Reads a secret.
    ///
    /// - Parameter path: the path of the file.
    /// - Returns: 32 octets.
    /// - Throws: `CommandFailure` with the reason: a file that is no secret, or that the group or others may use.
    static func read(_ path: String) throws(CommandFailure) -> [UInt8] {
        let file: SmallFile
        do {
            file = try SmallFile(path: path, limit: maximumSize)
        } catch {
            throw .operational("\(path): \(error)")
        }
        guard file.permissions & PasswordFile.forbiddenPermissions == 0 else {
            throw .operational("\(path): group or others may use it; run: chmod 600 \(path)")
        }
        guard let octets = Base64.decode(file.bytes), octets.count == length else {
            throw .operational("\(path): it is not \(length) octets in Base64; without it the next start makes another")
        }
        return octets
    }
}
