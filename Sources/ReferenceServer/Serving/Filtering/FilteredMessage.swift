import MailAddressing
import SMTPTransport

/// What a filter is told of a message that has come in whole.
struct FilteredMessage: Sendable {
    /// The client that brought it.
    let connection: SMTPConnection
    /// The name that the client gave itself.
    let helloName: String
    /// Whom the message says it comes from.
    let reversePath: ReversePath
    /// All whom it is for, as they were named in RCPT.
    let recipients: [Mailbox]
    /// Its octets as they came, header first.
    let content: MessagePieces
}
