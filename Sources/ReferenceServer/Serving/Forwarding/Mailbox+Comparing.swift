import MailAddressing

extension Mailbox {
    /// Whether people mean the same by two addresses: the case of the local part left out of account.
    ///
    /// - Parameter other: the other address.
    func isSameAddress(as other: Mailbox) -> Bool {
        host == other.host && localPart.lowercased() == other.localPart.lowercased()
    }
}
