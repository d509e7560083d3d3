import InternetMessage
import MailAddressing

/// Finds the one address of a text that may have more in it.
enum NamedAddress {
    /// The mailbox, if the text names exactly one and that is valid.
    static func only(in text: String) -> Mailbox? {
        guard text.utf8.count <= maximumLength else { return nil }
        let mailboxes = AddressList(parsing: Array(text.utf8)[...]).mailboxes
        return mailboxes.count == 1 ? mailboxes.first?.mailbox : nil
    }

    /// A longer text names no one address; it is some four of the longest.
    private static let maximumLength = 1_024
}
