import MailCryptography
import SMTPProtocol
import SMTPTransport

/// Makes what judges logins of the configuration's words.
enum AccountBook {
    /// The authenticator, or nil where nobody can log in.
    static func authenticator(of configuration: ServerConfiguration) throws(CommandFailure) -> SMTPAuthenticator? {
        let checker = configuration.oauth.checker
        guard !configuration.accounts.isEmpty || !checker.isEmpty else { return nil }
        var passwords: [String: StoredPassword] = [:]
        for account in configuration.accounts {
            passwords["\(account.user)"] = try stored(account)
        }
        return SMTPAuthenticator(
            accounts: passwords.isEmpty ? nil : SMTPAccountList(passwords),
            tokenChecker: checker.isEmpty ? nil : TokenProgram(words: checker, timeout: configuration.oauth.timeout))
    }

    /// Reads every password, and makes nothing of it.
    static func check(_ configuration: ServerConfiguration) throws(CommandFailure) {
        for account in configuration.accounts { _ = try password(of: account) }
        guard let program = configuration.oauth.checker.first else { return }
        guard Files.isExecutable(program) else {
            throw .operational("oauth.checker: \(program) is no program that can be run")
        }
    }

    private static func password(of account: ServerConfiguration.Account) throws(CommandFailure) -> [UInt8] {
        let text: String
        do {
            text = try PasswordFile.read(account.passwordFile)
        } catch {
            throw .operational("\(error)")
        }
        guard let prepared = SASLPreparation.password(text) else {
            throw .operational("password file \(account.passwordFile): it holds a character that no password may have")
        }
        return prepared
    }

    private static func stored(_ account: ServerConfiguration.Account) throws(CommandFailure) -> StoredPassword {
        let password = try password(of: account)
        do {
            return try StoredPassword(settingPassword: password)
        } catch {
            throw .operational("the password of \(account.user) cannot be used: \(error)")
        }
    }
}
