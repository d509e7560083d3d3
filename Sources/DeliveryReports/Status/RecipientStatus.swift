public import MailAddressing
public import SMTPProtocol

/// What became of a message for one recipient (RFC 3464, section 2.3).
///
/// Guarantees: the class of the status fits the action (2 for success, 4 for a delay, 4 or 5 for a failure), and only a
/// delayed message has a time until which it is tried.
public struct RecipientStatus: Hashable, Sendable {
    /// The recipient to which delivery was tried.
    public let finalRecipient: Mailbox
    /// The recipient as the sender named it, where that is known.
    public let originalRecipient: OriginalRecipient?
    /// What was done.
    public let action: DeliveryAction
    /// Why, as a code.
    public let status: EnhancedStatusCode
    /// The name of the other side's server, if there was one, alone or with its address behind a space.
    public let remoteMTA: String?
    /// What the other side said; nil when it said nothing.
    public let diagnostic: SMTPReply?
    /// When the last attempt ended, in seconds since 1970.
    public let lastAttemptDate: Int64?
    /// Until when delivery is tried, in seconds since 1970; nil unless it is delayed.
    public let willRetryUntil: Int64?
    /// Why, in plain words.
    public let explanation: String

    /// Makes the status of a recipient.
    ///
    /// - Parameters:
    ///   - finalRecipient: the recipient to which delivery was tried.
    ///   - originalRecipient: the recipient as the sender named it, where that is known.
    ///   - action: what was done.
    ///   - status: why; its class is changed to one that fits the action when it does not.
    ///   - remoteMTA: the name of the other side's server, alone or with its address behind a space as in
    ///     `mx.example.net [192.0.2.1]`: people read both, programs the name.
    ///   - diagnostic: what the other side said, and nothing that we say in its place.
    ///   - lastAttemptDate: when the last attempt ended, in seconds since 1970.
    ///   - willRetryUntil: until when delivery is tried, in seconds since 1970; ignored unless it is delayed.
    ///   - explanation: why, in plain words; by default the words that follow from the status.
    public init(
        finalRecipient: Mailbox, originalRecipient: OriginalRecipient? = nil, action: DeliveryAction,
        status: EnhancedStatusCode, remoteMTA: String? = nil, diagnostic: SMTPReply? = nil,
        lastAttemptDate: Int64? = nil, willRetryUntil: Int64? = nil, explanation: String? = nil
    ) {
        let status = Self.fitted(status, to: action)
        self.finalRecipient = finalRecipient
        self.originalRecipient = originalRecipient
        self.action = action
        self.status = status
        self.remoteMTA = remoteMTA
        self.diagnostic = diagnostic
        self.lastAttemptDate = lastAttemptDate
        self.willRetryUntil = action == .delayed ? willRetryUntil : nil
        self.explanation = explanation ?? PlainWords(for: status, action: action).reason
    }

    private static func fitted(_ status: EnhancedStatusCode, to action: DeliveryAction) -> EnhancedStatusCode {
        let digit: UInt8 =
            switch action {
            case .failed: status.classDigit == 2 ? 5 : status.classDigit
            case .delayed: 4
            case .delivered, .relayed, .expanded: 2
            }
        return EnhancedStatusCode(digit, status.subject, status.detail)
    }
}
