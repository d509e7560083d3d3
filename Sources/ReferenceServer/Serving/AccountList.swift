import MailAddressing
import MailCryptography
import MailForwarding
import SMTPTransport

/// The accounts of the configuration and of the directory, each of them found however its name is written.
///
/// What the configuration says of a name holds whatever the directory says of it.
struct AccountList: SMTPAccounts {
    /// How often the keys of those are derived who are not there: as often as those of the first account.
    let decoyIterations: Int
    private let passwords: [AccountName: StoredPassword]
    private let directory: MailDirectory?
    private let decoySecret: [UInt8]

    /// Makes a list.
    ///
    /// - Parameters:
    ///   - accounts: the users of the configuration with what is kept of their passwords.
    ///   - directory: knows further accounts, as they are at the time; nil for none.
    ///   - decoySecret: what the keys of those are made of who are not there: 32 octets that stay the same.
    init(
        _ accounts: [(user: Mailbox, password: StoredPassword)], directory: MailDirectory? = nil, decoySecret: [UInt8]
    ) {
        passwords = Dictionary(
            accounts.map { (AccountName($0.user), $0.password) }, uniquingKeysWith: { first, _ in first })
        decoyIterations = accounts.first?.password.keys.iterations ?? StoredPassword.defaultIterations
        self.directory = directory
        self.decoySecret = decoySecret
    }

    /// The one form of a name: its case makes no other account of it.
    func canonicalName(of user: String) -> String { "\(AccountName(user))" }

    /// The password of a user, or for one who is not there something that no password matches.
    ///
    /// That is made here, of the name in its one form: a salt that changed with the case of the name would tell that
    /// there is no such user.
    func password(of user: String) async -> StoredPassword? {
        let name = AccountName(user)
        if let password = passwords[name] { return password }
        if let mailbox = name.mailbox, let password = directory?.password(of: mailbox) { return password }
        return .decoy(for: Array("\(name)".utf8), secret: decoySecret, iterations: decoyIterations)
    }
}
