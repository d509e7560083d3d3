public import InternetMessage

/// A delivery status notification that was received (RFC 3464 in the form of RFC 6522; RFC 6533 where it has characters
/// beyond ASCII).
///
/// All texts are a stranger's: a report can be forged by anybody who saw a message, so that what it says is acted upon
/// only where the address it came to proves that it answers one of ours (``ReturnPathSigner``).
public struct ReceivedDeliveryReport: Hashable, Sendable {
    /// The host that reports, with the type of its name.
    public let reportingMTA: TypedText?
    /// The gateway that translated the report, with the type of its name.
    public let gateway: TypedText?
    /// The host that handed the message to the one that reports.
    public let receivedFromMTA: TypedText?
    /// The name that the sender gave to the transaction (ENVID of RFC 3461), as it is written here.
    public let originalEnvelopeID: String?
    /// When the message arrived at the host that reports.
    public let arrivalDate: MessageDate?
    /// What became of the message for each recipient, in the order of the report; may be empty where it is broken.
    public let recipients: [ReceivedRecipientStatus]
    /// All fields of the message as a whole, those that have a property here too, in their order.
    public let fields: [ReportField]
    /// What the report says to people.
    public let text: ReportText
    /// What was given back of the message, or nil.
    public let returned: ReturnedMessage?
    /// Whether the part for programs is one that may have characters beyond ASCII (message/global-delivery-status).
    public let isInternational: Bool
    /// What is wrong with the report, in no order to rely on; empty for one as it should be.
    public let defects: [ReportDefect]
}

extension ReceivedDeliveryReport {
    /// Whether a recipient was given up.
    public var hasFailure: Bool { recipients.contains { $0.action == .failed } }
}
