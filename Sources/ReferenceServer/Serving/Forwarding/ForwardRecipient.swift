import MailAddressing
import MailForwarding
import SMTPProtocol

/// A recipient that was accepted and is not simply sent on to.
struct ForwardRecipient: Sendable {
    /// What it is; complete.
    enum Kind: Sendable {
        /// An alias, a catch-all or the postmaster.
        case match(RecipientMatch)
        /// An address that stands for a correspondent of an alias.
        case reverse(ReverseAlias)
        /// A sender that was rewritten here: a report on its way back.
        case returned(Mailbox)
        /// An alias that is not in use, whose mail is dropped.
        case discarded(Alias)
    }

    /// The recipient as the client named it.
    let recipient: SMTPRecipient
    /// What it is.
    let kind: Kind
    /// Whether what the message contains may have it refused, so that it is alone in its transaction.
    var mayRefuse = false
    /// Whether mailboxes of ours are among its targets, whose copy is another one than that of targets elsewhere.
    var hasMailbox = false
}
