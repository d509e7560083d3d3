/// Why a message was refused, delayed or returned.
///
/// Complete: whatever fits nowhere is `undetermined`. The raw values are the names that rules use; those of other
/// programs are `sisimaiName` and `kumoName`.
public enum BounceCause: String, Hashable, Sendable, CaseIterable, Codable {
    // The recipient.
    /// There is no such mailbox.
    case unknownRecipient
    /// The recipient's address is none: its syntax is refused.
    case invalidRecipient
    /// The mailbox has moved, or its owner has changed.
    case movedRecipient
    /// The mailbox exists and is switched off: disabled, suspended, unused for long.
    case inactiveMailbox
    /// The mailbox holds all that it may.
    case mailboxFull
    /// The mailbox gets more than it may for now.
    case busyMailbox
    /// The recipient, or a rule of the recipient's, wants nothing from this sender.
    case refusedByRecipient
    /// The recipient takes mail from some senders only: a closed list, a group, a gateway for registered users.
    case restrictedRecipient
    /// Whoever sends for us has the recipient on a list of addresses that get nothing.
    case suppressedRecipient

    // The way there.
    /// There is no such domain.
    case unknownDomain
    /// The domain or its host takes no mail (RFC 7505).
    case domainWithoutMail
    /// No connection, or the DNS does not answer.
    case networkFailure
    /// The message goes round in circles.
    case routingLoop
    /// The message was tried for as long as it may be.
    case expired

    // The sender.
    /// The envelope sender is refused.
    case refusedSender
    /// The envelope sender's domain does not exist or takes no mail.
    case unknownSenderDomain
    /// The sender's domain is on a list of blocked ones.
    case blockedDomain
    /// SPF, DKIM, DMARC or the like failed.
    case authenticationFailure
    /// The host does not pass on mail for us to this recipient.
    case relayDenied

    // Our address.
    /// The IP address or name that we come from is blocked.
    case blockedAddress
    /// The IP address or domain that we come from has a poor reputation.
    case poorReputation
    /// The IP address that we come from has no name, or one that does not lead back.
    case missingReverseName
    /// The host does not know us yet and wants to be asked again.
    case greylisted
    /// We send more, or faster, than we may.
    case rateLimited
    /// We have more connections than we may, or make them too fast.
    case tooManyConnections
    /// The message, or the session, names more recipients than it may.
    case tooManyRecipients

    // The message.
    /// The message was taken for spam.
    case spamContent
    /// The message was taken for a virus, phishing or the like.
    case virusContent
    /// The message has an attachment of a kind that is not taken.
    case prohibitedAttachment
    /// The message is against a rule of the host that it does not name.
    case policyViolation
    /// The message is not as RFC 5322 says.
    case malformedMessage
    /// The message's MIME structure or encoding is not taken.
    case unacceptableContent
    /// The message is larger than the host or the mailbox takes.
    case messageTooLarge
    /// The message is over another limit: the header's size, the number of attachments.
    case limitExceeded

    // Security and protocol.
    /// The host wants TLS that it did not get.
    case encryptionRequired
    /// The host wants a login, or does not take the one that it got.
    case loginRequired
    /// TLS was offered and cannot be had, or the certificate does not do.
    case tlsFailure
    /// A command or an argument was refused.
    case protocolError

    // The receiving system.
    /// The host has trouble of its own.
    case systemFailure
    /// The host has no room left.
    case systemFull
    /// The host is not in service, for now or for us.
    case serviceUnavailable
    /// The program that delivers into the mailbox failed.
    case localDeliveryFailed

    // No refusal.
    /// Somebody complained (RFC 5965).
    case feedback
    /// An answer that a program gave in the recipient's absence.
    case automaticReply
    /// It was taken or delivered.
    case delivered

    /// Nothing tells.
    case undetermined
}
