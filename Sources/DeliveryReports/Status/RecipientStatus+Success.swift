public import MailAddressing
public import SMTPProtocol

extension RecipientStatus {
    /// The status of a recipient whose message was handed on to a server that sends no reports of its own, or was
    /// delivered by us (RFC 3461, sections 5.2.3 and 5.2.4).
    ///
    /// The status is the reply's enhanced code, or 2.0.0 where it has none. A reply of our own is never put into the
    /// diagnostic code.
    ///
    /// - Parameters:
    ///   - mailbox: the recipient.
    ///   - action: `relayed` where others deliver it, `delivered` where it is in the mailbox, `expanded` where it was
    ///     passed on to several; another one counts as `relayed`.
    ///   - reply: what was said when the message was taken.
    ///   - isRemoteReply: whether the other side said it.
    ///   - remoteMTA: the name of the other side's server, if there was one, alone or with its address behind a space.
    ///   - originalRecipient: the recipient as the sender named it, where that is known.
    ///   - lastAttemptDate: when it was taken, in seconds since 1970.
    public static func reached(
        _ mailbox: Mailbox, action: DeliveryAction = .relayed, reply: SMTPReply, isRemoteReply: Bool,
        remoteMTA: String? = nil, originalRecipient: OriginalRecipient? = nil, lastAttemptDate: Int64? = nil
    ) -> RecipientStatus {
        let action = [.delivered, .expanded].contains(action) ? action : .relayed
        return RecipientStatus(
            finalRecipient: mailbox, originalRecipient: originalRecipient, action: action,
            status: reply.enhancedStatusCode ?? EnhancedStatusCode(2, 0, 0), remoteMTA: remoteMTA,
            diagnostic: isRemoteReply ? reply : nil, lastAttemptDate: lastAttemptDate)
    }
}
