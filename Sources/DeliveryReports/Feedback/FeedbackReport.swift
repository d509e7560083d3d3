public import InternetMessage
public import MailAddressing

/// A report on a message that somebody complained about, or whose sender could not be authenticated: ARF (RFC 5965,
/// RFC 6591).
///
/// All texts are a stranger's, and anybody can write such a report: what it says is checked against what was sent
/// before it is acted upon.
public struct FeedbackReport: Hashable, Sendable {
    /// What it is about; nil where it does not say.
    public let type: FeedbackType?
    /// The program that made it.
    public let userAgent: String?
    /// The version of the format, as it is written; 1 in RFC 5965, 0.1 in what came before.
    public let version: String?
    /// The name of the transaction in which the message came (ENVID of RFC 3461), as it is written.
    public let originalEnvelopeID: String?
    /// The sender of the envelope with which the message came; nil where it is not said or not an address.
    public let originalSender: ReversePath?
    /// The recipients of the envelope with which the message came; what is no address has no mailbox.
    public let originalRecipients: [ReportedAddress]
    /// The host that reports, with the type of its name.
    public let reportingMTA: TypedText?
    /// The address from which the message came.
    public let sourceAddress: IPAddress?
    /// The port from which the message came (RFC 6692).
    public let sourcePort: Int?
    /// The domains that the report is about, as they are written.
    public let reportedDomains: [String]
    /// The addresses of pages and the like that the report is about, as they are written.
    public let reportedURIs: [String]
    /// When the message came.
    public let arrivalDate: MessageDate?
    /// How many similar messages the report stands for; nil where it does not say, which means one.
    public let incidentCount: Int?
    /// What checks of who sent the message found, each as in an Authentication-Results field (RFC 8601).
    public let authenticationResults: [String]
    /// Whom to take off lists; from drafts of the RFC, with the type opt-out.
    public let removalRecipients: [ReportedAddress]
    /// What RFC 6591 adds for checks that failed; nil where none of its fields is there.
    public let authenticationFailure: AuthenticationFailureReport?
    /// All fields of the part for programs, those that have a property here too, in their order.
    public let fields: [ReportField]
    /// What the report says to people.
    public let text: ReportText
    /// The message that the report is about, or nil where it is not given back.
    public let returned: ReturnedMessage?
    /// What is wrong with the report, in no order to rely on; empty for one as it should be.
    public let defects: [ReportDefect]
}
