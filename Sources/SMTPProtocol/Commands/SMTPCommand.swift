public import MailAddressing

/// A command of a client, parsed.
///
/// Complete: it names the commands that the server machine knows; all else is `unknown`.
public enum SMTPCommand: Hashable, Sendable {
    /// `EHLO` with the client's name or literal, as given.
    case ehlo(String)
    /// `HELO` with the client's name, as given.
    case helo(String)
    /// `MAIL FROM`.
    case mail(SMTPMail)
    /// `RCPT TO`.
    case recipient(SMTPRecipient)
    /// `DATA`.
    case data
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
    /// A verb that is none of these.
    case unknown
}

extension SMTPCommand {
    /// Whether the command is a step towards a message, rather than talk.
    var furthersAMessage: Bool {
        switch self {
        case .mail, .recipient, .data, .quit, .startTLS: true
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
    /// What the client says of the body's octets (RFC 6152).
    public var body: SMTPBodyType?

    /// Makes the parameters of a transaction.
    ///
    /// - Parameters:
    ///   - reversePath: who is told of failures.
    ///   - declaredSize: the message's size in octets, if declared.
    ///   - body: 7 or 8 bits, if declared.
    public init(reversePath: ReversePath, declaredSize: Int? = nil, body: SMTPBodyType? = nil) {
        self.reversePath = reversePath
        self.declaredSize = declaredSize
        self.body = body
    }
}

/// The values of the `BODY` parameter (RFC 6152, section 2).
///
/// Complete but for `BINARYMIME`, which is refused where it is not offered.
public enum SMTPBodyType: String, Hashable, Sendable {
    /// Only octets below 128.
    case sevenBit = "7BIT"
    /// Any octets in lines.
    case eightBitMIME = "8BITMIME"
}

/// What a `RCPT TO` says (RFC 5321, section 4.1.1.3).
public struct SMTPRecipient: Hashable, Sendable {
    /// The recipient; `<postmaster>` alone has been given the server's own name.
    public var mailbox: Mailbox

    /// Makes a recipient.
    ///
    /// - Parameter mailbox: where the message is to go.
    public init(mailbox: Mailbox) { self.mailbox = mailbox }
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
}
