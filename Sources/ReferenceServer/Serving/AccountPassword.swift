import MailCryptography
import SMTPProtocol

/// The password of an account as its file has it.
///
/// Complete: a file holds the password or what is kept of it.
enum AccountPassword: Sendable {
    /// In the clear: the octets, prepared by RFC 8265.
    case plain([UInt8])
    /// What is kept of it.
    case stored(StoredPassword)

    /// How every stored form begins, and no password in the clear may.
    private static let storedPrefix = "scram-sha-256$"

    /// Reads the file of an account.
    ///
    /// What begins like a stored form has to be one: a damaged one must not become a password.
    ///
    /// - Parameter path: the path of the file.
    /// - Throws: `CommandFailure` with the reason, which never holds the password.
    static func read(_ path: String) throws(CommandFailure) -> AccountPassword {
        let text: String
        do {
            text = try PasswordFile.read(path)
        } catch {
            throw .operational("\(error)")
        }
        if text.hasPrefix(storedPrefix) {
            guard let stored = try? StoredPassword(text: text) else {
                throw .operational(
                    "password file \(path): it begins like a stored password and is none; make it anew with: "
                        + "waxwing account hash-password")
            }
            return .stored(stored)
        }
        guard let prepared = SASLPreparation.password(text) else {
            throw .operational("password file \(path): \(Self.refusal)")
        }
        return .plain(prepared)
    }

    /// Makes what is kept of a password that somebody chose.
    ///
    /// - Parameter password: the password as it was typed.
    /// - Throws: `CommandFailure` with the reason, which never holds the password.
    static func store(_ password: String) throws(CommandFailure) -> StoredPassword {
        guard !password.hasPrefix(storedPrefix) else {
            throw .usage("this begins like a stored password; no password may")
        }
        guard let prepared = SASLPreparation.password(password) else { throw .usage("the password: \(Self.refusal)") }
        return try Self.plain(prepared).stored(of: "the password")
    }

    /// What is kept of the password; for one in the clear that takes about 50 milliseconds.
    ///
    /// - Parameter subject: whose it is, for the reason.
    func stored(of subject: String) throws(CommandFailure) -> StoredPassword {
        switch self {
        case .stored(let stored): return stored
        case .plain(let octets):
            do {
                return try StoredPassword(settingPassword: octets)
            } catch {
                throw .operational("\(subject) cannot be used: \(error)")
            }
        }
    }

    private static let refusal =
        "it has more than \(SASLPreparation.maximumPasswordLength) octets or a character that no password may have"
}

extension AccountPassword: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Which form it has, and nothing of it.
    var description: String {
        switch self {
        case .plain: "password in the clear (redacted)"
        case .stored: "stored password (redacted)"
        }
    }
    /// Which form it has, and nothing of it.
    var debugDescription: String { description }
    /// A mirror without the password.
    var customMirror: Mirror { Mirror(self, children: [:]) }
}
