import MailAddressing

/// Which senders those may use who log in: their own address, and what their account allows besides.
struct SenderRights: Sendable {
    private let patterns: [String: [ServerConfiguration.SenderPattern]]

    init(_ accounts: [ServerConfiguration.Account]) {
        patterns = Dictionary(
            accounts.map { ("\($0.user)", $0.sendAs) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether a user may send as this address.
    ///
    /// Nobody as a sender is allowed, as mail programs send notices of disposition so (RFC 8098, section 2.1).
    func allow(_ sender: ReversePath, to user: String) -> Bool {
        guard let mailbox = sender.mailbox else { return true }
        if let own = try? Mailbox(user), own == mailbox { return true }
        return patterns[user]?.contains { $0.matches(mailbox) } ?? false
    }
}
