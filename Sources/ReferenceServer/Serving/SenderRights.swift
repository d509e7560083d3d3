import MailAddressing
import MailForwarding

/// Which senders those may use who log in: their own address, and what their account allows besides.
///
/// Accounts of the configuration are allowed what their `send-as` says, those of the directory the aliases that are
/// theirs.
struct SenderRights: Sendable {
    private let patterns: [AccountName: [ServerConfiguration.SenderPattern]]

    private let directory: MailDirectory?

    /// Takes the rights of the configuration's accounts.
    ///
    /// - Parameters:
    ///   - accounts: the accounts of the configuration.
    ///   - directory: knows the rights of all others; nil for none.
    init(_ accounts: [ServerConfiguration.Account], directory: MailDirectory? = nil) {
        patterns = Dictionary(
            accounts.map { (AccountName($0.user), $0.sendAs) }, uniquingKeysWith: { first, _ in first })
        self.directory = directory
    }

    /// The account of the directory that a user is; nil where the configuration has one of this name, and where there is
    /// none.
    ///
    /// - Parameter user: the user, however the name was written.
    func account(of user: String) -> Account? {
        let name = AccountName(user)
        guard patterns[name] == nil, let mailbox = name.mailbox else { return nil }
        return directory?.read { $0.accounts[mailbox] }
    }

    /// Whether a user may send as this address.
    ///
    /// Nobody as a sender is allowed, as mail programs send notices of disposition so (RFC 8098, section 2.1).
    ///
    /// - Parameters:
    ///   - sender: the address.
    ///   - user: the user, however the name was written.
    ///   - now: the time, in seconds since 1970.
    func allow(_ sender: ReversePath, to user: String, at now: Int64) -> Bool {
        if let account = account(of: user), !account.isEnabled { return false }
        guard let mailbox = sender.mailbox else { return true }
        return allow(mailbox, to: user, at: now)
    }

    /// Whether a user may write as this address.
    func allow(_ mailbox: Mailbox, to user: String, at now: Int64) -> Bool {
        let name = AccountName(user)
        if let account = account(of: user) {
            return directory?.mayAccount(account.name, sendAs: mailbox, at: now) ?? false
        }
        if name == AccountName(mailbox) { return true }
        return patterns[name]?.contains { $0.matches(mailbox) } ?? false
    }
}
