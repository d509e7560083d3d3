import MailAddressing
import MailForwarding

/// The name of somebody who logs in, compared so that one account has one name, however it is written.
///
/// Complete: a name is a mailbox or it is not. Mailboxes are compared as such, and without regard to case, as telephones
/// begin whatever is typed with a capital; other names are compared as they are.
enum AccountName: Hashable, Sendable {
    /// An address, its local part in lower case.
    case mailbox(Mailbox)
    /// Anything else.
    case text(String)

    /// Reads a name.
    ///
    /// - Parameter name: the name as somebody wrote it.
    init(_ name: String) {
        if let mailbox = try? Mailbox(name) {
            self.init(mailbox)
        } else {
            self = .text(name)
        }
    }

    /// The name of an account by its address.
    ///
    /// - Parameter mailbox: the address, in any case.
    init(_ mailbox: Mailbox) { self = .mailbox(mailbox.folded) }

    /// The address, where the name is one.
    var mailbox: Mailbox? {
        guard case .mailbox(let mailbox) = self else { return nil }
        return mailbox
    }
}

extension AccountName: CustomStringConvertible {
    /// The name in the one form that equal names have.
    var description: String {
        switch self {
        case .mailbox(let mailbox): mailbox.description
        case .text(let text): text
        }
    }
}
