import Dispatch
import MailCryptography
import MailForwarding
import NIOConcurrencyHelpers
import SMTPTransport

/// Makes what judges logins of the configuration's words.
enum AccountBook {
    /// What judges logins, or nil where no listener asks for one.
    ///
    /// - Parameters:
    ///   - configuration: who may log in.
    ///   - directory: knows further accounts.
    ///   - decoySecret: what the keys of those are made of who are not there; nil only where nobody logs in.
    ///   - running: what has judged logins until now; it goes on, as it knows who has failed, unless tokens are checked
    ///     in another way.
    static func logins(
        of configuration: ServerConfiguration, directory: MailDirectory, decoySecret: [UInt8]?, after running: Logins?
    ) throws(CommandFailure) -> (list: AccountList, logins: Logins)? {
        guard configuration.takesLogins else { return nil }
        guard let decoySecret else { throw .operational("there is no secret beside the passwords") }
        let list = try accounts(of: configuration, directory: directory, decoySecret: decoySecret)
        let oauth = configuration.oauth
        if let running, running.oauth == oauth { return (list, running) }
        let checker = oauth.checker.isEmpty ? nil : TokenProgram(words: oauth.checker, timeout: oauth.timeout)
        let accounts = AccountSwitch(list)
        let authenticator = SMTPAuthenticator(
            accounts: accounts, tokenChecker: checker, decoySecret: decoySecret, decoyIterations: list.decoyIterations)
        return (list, Logins(authenticator: authenticator, accounts: accounts, oauth: oauth))
    }

    /// What is kept of everybody's password; nothing of what was read is kept besides.
    ///
    /// - Parameters:
    ///   - configuration: who may log in.
    ///   - directory: knows further accounts; nil for none.
    ///   - decoySecret: what the keys of those are made of who are not there.
    static func accounts(
        of configuration: ServerConfiguration, directory: MailDirectory? = nil, decoySecret: [UInt8]
    ) throws(CommandFailure) -> AccountList {
        let passwords = try storedPasswords(of: configuration.accounts)
        return AccountList(
            zip(configuration.accounts, passwords).map { ($0.user, $1) }, directory: directory,
            decoySecret: decoySecret)
    }

    /// Reads every password, and makes nothing of it.
    static func check(_ configuration: ServerConfiguration) throws(CommandFailure) {
        for account in configuration.accounts { _ = try AccountPassword.read(account.passwordFile) }
        guard let program = configuration.oauth.checker.first else { return }
        guard Files.isExecutable(program) else {
            throw .operational("oauth.checker: \(program) is no program that can be run")
        }
    }

    /// What is to be said of passwords that lie in the clear; nil where there is none.
    static func notice(for configuration: ServerConfiguration) throws(CommandFailure) -> String? {
        var plain: [String] = []
        for account in configuration.accounts {
            if case .plain = try AccountPassword.read(account.passwordFile) { plain.append(account.passwordFile) }
        }
        guard let first = plain.first else { return nil }
        let count = "\(plain.count) of \(configuration.accounts.count) password files"
        return "accounts: \(count) hold the password in the clear, such as \(first); "
            + "the stored form is made by: waxwing account hash-password --out FILE"
    }

    /// What is kept of each password, in the order of the accounts.
    ///
    /// Those in the clear are derived on all cores, as one takes about 50 milliseconds and a start must not take long.
    private static func storedPasswords(
        of accounts: [ServerConfiguration.Account]
    ) throws(CommandFailure) -> [StoredPassword] {
        let passwords = try accounts.map { account throws(CommandFailure) in
            try AccountPassword.read(account.passwordFile)
        }
        let results = NIOLockedValueBox<[Int: Result<StoredPassword, CommandFailure>]>([:])
        DispatchQueue.concurrentPerform(iterations: accounts.count) { index in
            let result = Result { () throws(CommandFailure) in
                try passwords[index].stored(of: "the password of \(accounts[index].user)")
            }
            results.withLockedValue { $0[index] = result }
        }
        let derived = results.withLockedValue { $0 }
        return try accounts.indices.map { index throws(CommandFailure) in
            guard let result = derived[index] else {
                throw .operational("the password of \(accounts[index].user) was not derived")
            }
            return try result.get()
        }
    }
}
