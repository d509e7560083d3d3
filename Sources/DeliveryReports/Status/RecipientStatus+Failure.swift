public import MailAddressing
public import SMTPProtocol

extension RecipientStatus {
    /// The status of a recipient that was given up, from the last outcome.
    ///
    /// The status is 4.4.7 when the time was over, else the reply's enhanced code, else 5.0.0 or 4.0.0 after the
    /// reply's code. A reply of our own is put into the explanation, never into the diagnostic code.
    ///
    /// - Parameters:
    ///   - mailbox: the recipient.
    ///   - reply: what the other side said last, or what we say in its place.
    ///   - isRemoteReply: whether the other side said it.
    ///   - remoteMTA: the name of the other side's server, if there was one, alone or with its address behind a space.
    ///   - isExpired: whether its time was over, rather than refused for good.
    ///   - detail: more for people.
    ///   - originalRecipient: the recipient as the sender named it, where that is known.
    ///   - lastAttemptDate: when the last attempt ended, in seconds since 1970.
    public static func failed(
        _ mailbox: Mailbox, reply: SMTPReply, isRemoteReply: Bool, remoteMTA: String? = nil, isExpired: Bool = false,
        detail: String? = nil, originalRecipient: OriginalRecipient? = nil, lastAttemptDate: Int64? = nil
    ) -> RecipientStatus {
        let general = EnhancedStatusCode(reply.isTransientFailure ? 4 : 5, 0, 0)
        let status = isExpired ? EnhancedStatusCode(4, 4, 7) : reply.enhancedStatusCode ?? general
        var sentences = [PlainWords(for: status, action: .failed).reason]
        let ownWords = reply.lines.joined(separator: " ")
        if !isRemoteReply, !ownWords.isEmpty { sentences.append("In detail: \(ownWords)") }
        if let detail, !detail.isEmpty { sentences.append("(\(detail))") }
        return RecipientStatus(
            finalRecipient: mailbox, originalRecipient: originalRecipient, action: .failed, status: status,
            remoteMTA: remoteMTA, diagnostic: isRemoteReply ? reply : nil, lastAttemptDate: lastAttemptDate,
            explanation: sentences.joined(separator: " "))
    }
}
