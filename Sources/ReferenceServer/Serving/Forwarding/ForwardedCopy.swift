import DeliveryQueue
import InternetMessage
import MailAddressing
import MailForwarding
import SMTPProtocol

/// One message that goes out for a recipient that was accepted.
struct ForwardedCopy: Sendable {
    /// Its envelope's sender.
    var reversePath: ReversePath
    /// Its envelope's recipients.
    var recipients: [Mailbox]
    /// What the sender asks for each of them.
    var recipientOptions: [RecipientOptions] = []
    /// The header in place of the one that came, its empty line included; nil where fields are only put on top.
    var header: [UInt8]?
    /// What is put on top of what came, below Received.
    var fields: [HeaderField] = []
    /// Whether Received tells nothing of the client, as it answers from behind an alias.
    var hidesClient = false
    /// What is counted when it was accepted.
    var counters: [DirectoryCounter] = []
    /// On whose behalf it goes out.
    var owner: Mailbox?
    /// Why it goes out as it does, for people.
    var reason: String
    /// Why it is believed that it comes from whom its sender names; nil for what is known of the client.
    var proof: SenderProof?
}

/// What becomes of a message for the recipients that were accepted.
enum ForwardingPlan: Sendable {
    /// It is refused, for all of them.
    case refuse(SMTPReply)
    /// These go out, maybe none; and so much is counted besides.
    case accept([ForwardedCopy], counters: [DirectoryCounter])
}
