public import MailAddressing
public import SMTPProtocol

extension RecipientStatus {
    /// The status of a recipient that has not been reached yet and is tried further (RFC 3464, section 2.3.3).
    ///
    /// The status is the reply's enhanced code in class 4, or 4.0.0 where it has none. A reply of our own is put into
    /// the explanation, never into the diagnostic code.
    ///
    /// - Parameters:
    ///   - mailbox: the recipient.
    ///   - reply: what the other side said last, or what we say in its place; nil where nothing was tried.
    ///   - isRemoteReply: whether the other side said it.
    ///   - remoteMTA: the name of the other side's server, if there was one, alone or with its address behind a space.
    ///   - originalRecipient: the recipient as the sender named it, where that is known.
    ///   - lastAttemptDate: when the last attempt ended, in seconds since 1970.
    ///   - willRetryUntil: until when delivery is tried, in seconds since 1970.
    public static func delayed(
        _ mailbox: Mailbox, reply: SMTPReply?, isRemoteReply: Bool = false, remoteMTA: String? = nil,
        originalRecipient: OriginalRecipient? = nil, lastAttemptDate: Int64? = nil, willRetryUntil: Int64
    ) -> RecipientStatus {
        let status = reply?.enhancedStatusCode ?? EnhancedStatusCode(4, 0, 0)
        var sentences = [PlainWords(for: status, action: .delayed).reason]
        let ownWords = reply?.lines.joined(separator: " ") ?? ""
        if !isRemoteReply, !ownWords.isEmpty { sentences.append("In detail: \(ownWords)") }
        return RecipientStatus(
            finalRecipient: mailbox, originalRecipient: originalRecipient, action: .delayed, status: status,
            remoteMTA: remoteMTA, diagnostic: isRemoteReply ? reply : nil, lastAttemptDate: lastAttemptDate,
            willRetryUntil: willRetryUntil, explanation: sentences.joined(separator: " "))
    }
}
