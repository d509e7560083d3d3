import MailAddressing
import MailCryptography
import SMTPTransport

/// The accounts of the configuration, each of them found however its name is written.
struct AccountList: SMTPAccounts {
    /// How often the keys of those are derived who are not there: as often as those of the first account.
    let decoyIterations: Int
    private let passwords: [AccountName: StoredPassword]
    private let decoySecret: [UInt8]

    /// Makes a list.
    ///
    /// - Parameters:
    ///   - accounts: the users with what is kept of their passwords.
    ///   - decoySecret: what the keys of those are made of who are not there: 32 octets that stay the same.
    init(_ accounts: [(user: Mailbox, password: StoredPassword)], decoySecret: [UInt8]) {
        passwords = Dictionary(
            accounts.map { (AccountName.mailbox($0.user), $0.password) }, uniquingKeysWith: { first, _ in first })
        decoyIterations = accounts.first?.password.keys.iterations ?? StoredPassword.defaultIterations
        self.decoySecret = decoySecret
    }

    /// The one form of a name: the case of its domain makes no other account of it.
    func canonicalName(of user: String) -> String { "\(AccountName(user))" }

    /// The password of a user, or for one who is not there something that no password matches.
    ///
    /// That is made here, of the name in its one form: a salt that changed with the case of the domain would tell that
    /// there is no such user.
    func password(of user: String) async -> StoredPassword? {
        let name = AccountName(user)
        return passwords[name]
            ?? .decoy(for: Array("\(name)".utf8), secret: decoySecret, iterations: decoyIterations)
    }
}
