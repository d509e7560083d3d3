public import InternetMessage
public import MailAddressing

/// What is known of the author of a message and of the author's domain, as far as it decides how a forward shows them.
public struct AuthorFacts: Hashable, Sendable {
    /// The one author; nil where From names none that can be read, or several.
    public var author: Mailbox?
    /// What the author's domain asks of receivers.
    public var policy: AuthorPolicy
    /// Whether a DKIM signature passed whose domain is aligned with the author's (RFC 7489, section 3.1.1); nil where
    /// nobody looked.
    public var hasAlignedSignature: Bool?

    /// Takes what is known.
    ///
    /// - Parameters:
    ///   - author: the one author, as ``author(of:)`` finds it.
    ///   - policy: what the author's domain asks of receivers.
    ///   - hasAlignedSignature: whether a DKIM signature passed whose domain is aligned with the author's; nil where
    ///     nobody looked.
    public init(author: Mailbox?, policy: AuthorPolicy = .unknown, hasAlignedSignature: Bool? = nil) {
        self.author = author
        self.policy = policy
        self.hasAlignedSignature = hasAlignedSignature
    }

    /// The one author of a message.
    ///
    /// - Parameter header: the header of the message.
    /// - Returns: the mailbox of the only address in the only From field; nil where there are several fields or
    ///   addresses, or none that SMTP could carry.
    public static func author(of header: MessageHeader) -> Mailbox? {
        let fields = header.fields(named: "From")
        guard let field = fields.first, fields.count == 1 else { return nil }
        let mailboxes = AddressList(parsing: field.value).mailboxes
        return mailboxes.count == 1 ? mailboxes.first?.mailbox : nil
    }
}
