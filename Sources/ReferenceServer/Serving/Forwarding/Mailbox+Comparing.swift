import MailAddressing
import MailForwarding

extension Mailbox {
    /// Whether people mean the same by two addresses: the case of the local part left out of account.
    ///
    /// - Parameter other: the other address.
    func isSameAddress(as other: Mailbox) -> Bool {
        folded == other.folded
    }
}
