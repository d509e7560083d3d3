public import MailAddressing

/// What a rule does with a message that it matches.
///
/// Complete, as a server must have an answer for each.
public enum RuleAction: Hashable, Sendable {
    /// The message goes to these mailboxes also, besides the alias's own targets.
    case forward([Mailbox])
    /// The message goes to these mailboxes instead of the alias's own targets.
    case redirect([Mailbox])
    /// The message is refused at its end, with 550 5.7.1 and the text; nil for a text of the server's.
    case block(text: String?)
    /// The message is accepted and dropped, so that the sender does not learn of it.
    case discard

    /// The most mailboxes of an action; there is one at least.
    public static let maximumMailboxCount = 20
    /// The longest text of a refusal in octets; with the reply's codes it fits into a line of 512 (RFC 5321, section
    /// 4.5.3.1.5).
    public static let maximumTextLength = RuleText.maximumLength

    /// Sees that a rule can have it.
    func check() throws(ForwardingRuleError) {
        switch self {
        case .forward(let mailboxes), .redirect(let mailboxes):
            guard !mailboxes.isEmpty else { throw .noAddress }
            guard mailboxes.count <= Self.maximumMailboxCount else {
                throw .tooManyAddresses(limit: Self.maximumMailboxCount)
            }
            guard Set(mailboxes).count == mailboxes.count else { throw .repeatedAddress }
        case .block(let text):
            guard let text else { return }
            try RuleText.checkReason(text)
        case .discard: break
        }
    }
}
