import MailAddressing

/// Which senders those may use who log in: their own address, and what their account allows besides.
struct SenderRights: Sendable {
    private let patterns: [AccountName: [ServerConfiguration.SenderPattern]]

    init(_ accounts: [ServerConfiguration.Account]) {
        patterns = Dictionary(
            accounts.map { (AccountName.mailbox($0.user), $0.sendAs) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether a user may send as this address.
    ///
    /// Nobody as a sender is allowed, as mail programs send notices of disposition so (RFC 8098, section 2.1).
    ///
    /// - Parameters:
    ///   - sender: the address.
    ///   - user: the user, however the name was written.
    func allow(_ sender: ReversePath, to user: String) -> Bool {
        guard let mailbox = sender.mailbox else { return true }
        let name = AccountName(user)
        if name == .mailbox(mailbox) { return true }
        return patterns[name]?.contains { $0.matches(mailbox) } ?? false
    }
}
