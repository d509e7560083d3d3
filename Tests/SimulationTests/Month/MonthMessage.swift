import DeliveryQueue
import MailAddressing

/// A message of the month, to one recipient.
struct MonthMessage {
    /// A mailbox at a provider.
    struct Recipient: Hashable {
        /// The provider's place in the plan.
        var provider: Int
        /// Which of its domains.
        var domain: Int
        /// Which of the mailboxes there.
        var number: Int
    }

    /// Its place in the plan.
    var index: Int
    /// When it is handed in, in milliseconds from the beginning.
    var moment: VirtualTime.Moment
    /// Which of the senders it comes from.
    var sender: Int
    /// Who it is for.
    var recipient: Recipient
    /// Whether there is no such mailbox.
    var isUnknown: Bool
    /// When the mailbox is full, if it ever is.
    var full: Range<VirtualTime.Moment>?

    /// What is handed in.
    ///
    /// - Parameter domain: the recipient's domain.
    /// - Returns: nil where an address is none, which does not happen.
    func submission(to domain: String) -> MessageSubmission? {
        guard let sender = try? ReversePath("person\(sender)@home.test"),
            let mailbox = try? Mailbox("user\(recipient.number)@\(domain)")
        else { return nil }
        return MessageSubmission(
            reversePath: sender, recipients: [mailbox], content: Array("Subject: \(index)\r\n\r\nHello\r\n".utf8),
            origin: "\(index)")
    }
}
