public import MailAddressing

/// What became of a message: the facts of a delivery status notification (RFC 3464, section 2).
public struct DeliveryStatus: Hashable, Sendable {
    /// The host that reports.
    public var reportingMTA: DomainName
    /// When the message arrived at that host, in seconds since 1970.
    public var arrivalDate: Int64
    /// The name that the sender gave to the transaction, where there was one (ENVID of RFC 3461, section 4.4, decoded).
    public var originalEnvelopeID: String?
    /// What the host that handed the message over called itself, where that is to be told.
    public var receivedFromMTA: String?
    /// What became of the message for each recipient, at least one.
    public var recipients: [RecipientStatus]

    /// Makes the status of a message.
    ///
    /// - Parameters:
    ///   - reportingMTA: the host that reports.
    ///   - arrivalDate: when the message arrived there, in seconds since 1970.
    ///   - originalEnvelopeID: the name that the sender gave to the transaction, decoded.
    ///   - receivedFromMTA: what the host that handed the message over called itself.
    ///   - recipients: at least one recipient, as a report on nobody is none.
    public init(
        reportingMTA: DomainName, arrivalDate: Int64, originalEnvelopeID: String? = nil,
        receivedFromMTA: String? = nil, recipients: [RecipientStatus]
    ) {
        self.reportingMTA = reportingMTA
        self.arrivalDate = arrivalDate
        self.originalEnvelopeID = originalEnvelopeID
        self.receivedFromMTA = receivedFromMTA
        self.recipients = recipients
    }
}
