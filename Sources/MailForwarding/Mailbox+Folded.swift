public import MailAddressing

extension Mailbox {
    /// The mailbox with its local part in lower case, by which the directory finds what people write in any case.
    ///
    /// One that in lower case is no mailbox, as it is too long then, stays as it is.
    public var folded: Mailbox { Mailbox(unquotedLocalPart: localPart.lowercased(), host: host) ?? self }
}
