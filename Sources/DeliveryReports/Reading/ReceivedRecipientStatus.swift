public import InternetMessage
public import MailAddressing
public import SMTPProtocol

/// What a received report says of one recipient (RFC 3464, section 2.3).
public struct ReceivedRecipientStatus: Hashable, Sendable {
    /// The recipient as the sender named it.
    public let originalRecipient: ReportedAddress?
    /// The recipient to which delivery was tried.
    public let finalRecipient: ReportedAddress?
    /// What was done; nil where it is missing or none of the five known words.
    public let action: DeliveryAction?
    /// What was done, as it is written.
    public let statedAction: String?
    /// Why, as a code; nil where it is missing or none can be read.
    public let status: EnhancedStatusCode?
    /// The status as it is written, with the comment that may stand behind the code.
    public let statedStatus: String?
    /// The server that refused or took the message, with the type of its name.
    public let remoteMTA: TypedText?
    /// What that server or program said, with the type that says whose language it is.
    public let diagnosticCode: TypedText?
    /// When the last attempt ended.
    public let lastAttemptDate: MessageDate?
    /// Until when delivery is tried.
    public let willRetryUntil: MessageDate?
    /// Under which identifier the remote server logged the message.
    public let finalLogID: String?
    /// All fields of the recipient, those that have a property here too, in their order.
    public let fields: [ReportField]
}

extension ReceivedRecipientStatus {
    /// The mailbox to which delivery was tried, or else the one that the sender named; nil where neither is one.
    public var mailbox: Mailbox? { finalRecipient?.mailbox ?? originalRecipient?.mailbox }

    /// The reply of the remote server: what the diagnosis says where its type is `smtp` or none, and it begins with a
    /// reply code.
    ///
    /// Reports do not tell where the lines of a reply ended: it has one, which is cut at
    /// `SMTPReply.maximumTextLength`.
    public var reply: SMTPReply? {
        guard let diagnosticCode, diagnosticCode.type == nil || diagnosticCode.type == "smtp" else { return nil }
        return SMTPReply(parsing: diagnosticCode.text)
    }
}
