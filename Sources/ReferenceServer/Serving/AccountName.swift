import MailAddressing

/// The name of somebody who logs in, compared so that one account has one name, however it is written.
///
/// Complete: a name is a mailbox or it is not. Mailboxes are compared as such, so that the case of the domain does not
/// matter while that of the local part does; other names are compared as they are.
enum AccountName: Hashable, Sendable {
    /// An address.
    case mailbox(Mailbox)
    /// Anything else.
    case text(String)

    /// Reads a name.
    ///
    /// - Parameter name: the name as somebody wrote it.
    init(_ name: String) {
        if let mailbox = try? Mailbox(name) {
            self = .mailbox(mailbox)
        } else {
            self = .text(name)
        }
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
