import MailAddressing
import SMTPProtocol

/// A mailbox from a literal.
func mailbox(_ text: String) -> Mailbox { try! Mailbox(text) }

/// A reply from a literal, as `SMTPReply.description` writes it.
func reply(_ text: String) -> SMTPReply { SMTPReply(parsing: text)! }

extension SMTPServerConfiguration {
    /// A server with the default limits and the extensions that most servers have.
    static var usual: SMTPServerConfiguration {
        SMTPServerConfiguration(
            hostName: try! MailHost("mx.example.test"),
            extensions: [.pipelining, .size, .eightBitMIME, .enhancedStatusCodes])
    }

    /// A server with other limits.
    static func with(_ change: (inout SMTPServerConfiguration) -> Void) -> SMTPServerConfiguration {
        var configuration = usual
        change(&configuration)
        return configuration
    }
}

extension SMTPTransaction {
    /// A message of 100 octets from Ada for Bob and Carol.
    static var usual: SMTPTransaction {
        SMTPTransaction(
            reversePath: .mailbox(mailbox("ada@example.com")),
            recipients: [mailbox("bob@example.test"), mailbox("carol@example.test")], size: 100, isEightBit: false)
    }
}

extension SMTPTransaction {
    /// The usual message for recipients of these names.
    static func to(_ names: String...) -> SMTPTransaction {
        .with { $0.recipients = names.map { SMTPRecipient(mailbox: mailbox("\($0)@example.test")) } }
    }

    /// The usual message with something else about it.
    static func with(_ change: (inout SMTPTransaction) -> Void) -> SMTPTransaction {
        var transaction = usual
        change(&transaction)
        return transaction
    }
}
