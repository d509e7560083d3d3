public import MailAddressing

/// A command of a client, parsed.
///
/// Complete: it names the commands that the server machine knows; all else is `unknown`.
public enum SMTPCommand: Hashable, Sendable {
    /// `EHLO` with the client's name or literal, as given.
    case ehlo(String)
    /// `HELO` with the client's name, as given.
    case helo(String)
    /// `LHLO` of LMTP with the client's name, as given (RFC 2033, section 4.1).
    case lhlo(String)
    /// `MAIL FROM`.
    case mail(SMTPMail)
    /// `RCPT TO`.
    case recipient(SMTPRecipient)
    /// `DATA`.
    case data
    /// `BDAT` with the number of octets that follow, and whether they are the last (RFC 3030, section 2).
    case chunk(size: Int, isLast: Bool)
    /// `RSET`.
    case reset
    /// `NOOP`; its argument is ignored.
    case noop
    /// `VRFY` with what to look up.
    case verify(String)
    /// `EXPN` with what to expand.
    case expand(String)
    /// `HELP`; its argument is ignored.
    case help
    /// `QUIT`.
    case quit
    /// `STARTTLS` (RFC 3207).
    case startTLS
    /// `AUTH` (RFC 4954).
    ///
    /// Boxed, like the next one: what is seldom does not make every command larger.
    indirect case authenticate(SMTPAuthenticationCommand)
    /// `XCLIENT` of a proxy.
    indirect case overrideClient(SMTPClientOverride)
    /// A verb that is none of these.
    case unknown
}

extension SMTPCommand {
    /// Whether the command is a step towards a message, rather than talk.
    var furthersAMessage: Bool {
        switch self {
        case .mail, .recipient, .data, .chunk, .quit, .startTLS, .authenticate, .overrideClient: true
        default: false
        }
    }
}

/// What a `MAIL FROM` says (RFC 5321, section 4.1.1.2).
public struct SMTPMail: Hashable, Sendable {
    /// Who is told of failures.
    public var reversePath: ReversePath
    /// The size that the client declares, in octets (RFC 1870); not negative.
    public var declaredSize: Int?
    /// What the sender asks for.
    public var options: MailOptions

    /// Makes the parameters of a transaction.
    ///
    /// - Parameters:
    ///   - reversePath: who is told of failures.
    ///   - declaredSize: the message's size in octets, if declared.
    ///   - options: what the sender asks for.
    public init(reversePath: ReversePath, declaredSize: Int? = nil, options: MailOptions = MailOptions()) {
        self.reversePath = reversePath
        self.declaredSize = declaredSize
        self.options = options
    }
}

/// What a `RCPT TO` says (RFC 5321, section 4.1.1.3).
public struct SMTPRecipient: Hashable, Sendable {
    /// The recipient; `<postmaster>` alone has been given the server's own name.
    public var mailbox: Mailbox
    /// What the sender asks for this recipient.
    public var options: RecipientOptions

    /// Makes a recipient.
    ///
    /// - Parameters:
    ///   - mailbox: where the message is to go.
    ///   - options: what the sender asks for this recipient.
    public init(mailbox: Mailbox, options: RecipientOptions = RecipientOptions()) {
        self.mailbox = mailbox
        self.options = options
    }
}

/// A command line that breaks the grammar; it carries the reply to give.
public struct SMTPSyntaxError: Error, Hashable, Sendable {
    /// The reply to give.
    public let reply: SMTPReply

    /// Makes an error.
    ///
    /// - Parameter reply: the reply to give, a 5xx.
    public init(_ reply: SMTPReply) { self.reply = reply }

    init(_ code: UInt16, _ status: EnhancedStatusCode, _ text: String) { self.init(SMTPReply(code, status, text)) }

    /// A wrong argument, with a hint at the right one.
    static func argument(_ hint: String) -> SMTPSyntaxError { SMTPSyntaxError(501, .init(5, 5, 4), hint) }
}
