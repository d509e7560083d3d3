import MailCryptography
import NIOConcurrencyHelpers
import SMTPTransport

/// The accounts as the configuration has them at the time, for an authenticator that remembers failures over a change.
final class AccountSwitch: SMTPAccounts {
    private let list: NIOLockedValueBox<AccountList>

    /// Begins with a list.
    init(_ list: AccountList) { self.list = NIOLockedValueBox(list) }

    /// Puts another list in its place.
    func replace(with list: AccountList) { self.list.withLockedValue { $0 = list } }

    func canonicalName(of user: String) -> String { list.withLockedValue { $0 }.canonicalName(of: user) }

    func password(of user: String) async throws -> StoredPassword? {
        await list.withLockedValue { $0 }.password(of: user)
    }
}

/// What judges logins, and the accounts that it knows.
struct Logins: Sendable {
    /// What judges logins.
    let authenticator: SMTPAuthenticator
    /// The accounts.
    let accounts: AccountSwitch
    /// What checks tokens.
    let oauth: ServerConfiguration.OAuth
}
