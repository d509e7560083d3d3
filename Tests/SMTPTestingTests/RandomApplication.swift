import MailAddressing
import SMTPProtocol

/// The application of a server in a random session: its answers follow from the names in the addresses, and it notes
/// what it took.
///
/// A sender whose name begins with `refused`, `nodata` or `spam` is refused by MAIL, by DATA or at the end of the
/// message; a recipient `gone` or `later` by RCPT, and in LMTP a recipient `full` at the end of the message.
final class RandomApplication {
    /// A message that was taken.
    struct Delivery {
        var mail: SMTPMail
        var transfer: SMTPTransfer
        /// For whom.
        var recipients: [SMTPRecipient]
    }

    static let refusedSender = SMTPReply(550, .init(5, 7, 1), "Not from you")
    static let refusedData = SMTPReply(451, .init(4, 3, 0), "No data now")
    static let refusedMessage = SMTPReply(554, .init(5, 7, 1), "Not that")
    static let gone = SMTPReply(550, .init(5, 1, 1), "No such user")
    static let later = SMTPReply(450, .init(4, 2, 1), "Later")
    static let full = SMTPReply(452, .init(4, 2, 2), "Full")
    static let farewell = SMTPReply(421, .init(4, 3, 2), "Shutting down")

    private let dialect: SMTPServerConfiguration.Dialect
    /// After how many questions the session is ended.
    private var questionsLeft: Int?
    private var mail = SMTPMail(reversePath: .null)
    private var transfer = SMTPTransfer.data
    private var recipients: [SMTPRecipient] = []
    /// What was taken, in turn.
    private(set) var deliveries: [Delivery] = []
    /// Every MAIL that was asked about.
    private(set) var mails: [SMTPMail] = []

    init(_ dialect: SMTPServerConfiguration.Dialect, endsAfter questions: Int? = nil) {
        self.dialect = dialect
        questionsLeft = questions
    }

    func answer(_ question: SMTPServerQuestion) -> SMTPServerAnswer {
        if let left = questionsLeft {
            if left == 0 { return .reply(Self.farewell) }
            questionsLeft = left - 1
        }
        switch question {
        case .connect, .hello, .reset, .quit: return .accept
        case .mail(let mail):
            mails.append(mail)
            self.mail = mail
            recipients = []
            return isSender("refused") ? .reply(Self.refusedSender) : .accept
        case .recipient(let recipient):
            if recipient.mailbox.localPart.hasPrefix("gone") { return .reply(Self.gone) }
            if recipient.mailbox.localPart.hasPrefix("later") { return .declined(Self.later) }
            recipients.append(recipient)
            return .accept
        case .data(let transfer):
            self.transfer = transfer
            return isSender("nodata") ? .reply(Self.refusedData) : .accept
        case .message: return answerToMessage()
        }
    }

    private func isSender(_ name: String) -> Bool { mail.reversePath.mailbox?.localPart.hasPrefix(name) == true }

    private func answerToMessage() -> SMTPServerAnswer {
        if isSender("spam") { return .reply(Self.refusedMessage) }
        let isTaken = recipients.map { dialect == .smtp || !$0.mailbox.localPart.hasPrefix("full") }
        let takers = zip(recipients, isTaken).filter(\.1).map(\.0)
        if !takers.isEmpty { deliveries.append(Delivery(mail: mail, transfer: transfer, recipients: takers)) }
        guard dialect == .lmtp else { return .accept }
        return .replies(isTaken.map { $0 ? SMTPReply(250, .init(2, 1, 5), "Kept") : Self.full })
    }
}
