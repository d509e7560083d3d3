import InternetMessage

/// A report on whether a message was displayed, which its sender asked for: MDN (RFC 8098; RFC 6533 where it has
/// characters beyond ASCII).
///
/// All texts are a stranger's, and anybody can write such a report.
public struct DispositionReport: Hashable, Sendable {
    /// What became of the message; nil where the field is missing.
    public let disposition: Disposition?
    /// The host and program that report, as they are written: a name, and maybe a product behind a semicolon.
    public let reportingAgent: String?
    /// The gateway that translated the report, with the type of its name.
    public let gateway: TypedText?
    /// The recipient as the sender named it.
    public let originalRecipient: ReportedAddress?
    /// The recipient who reports.
    public let finalRecipient: ReportedAddress?
    /// The identifier of the message that it is about, without angle brackets.
    public let originalMessageID: String?
    /// What went wrong, by the program's own words; from before RFC 8098.
    public let failures: [String]
    /// What went wrong in a way that the sender can mend.
    public let errors: [String]
    /// What is to be said besides; from before RFC 8098.
    public let warnings: [String]
    /// All fields of the part for programs, those that have a property here too, in their order.
    public let fields: [ReportField]
    /// What the report says to people.
    public let text: ReportText
    /// What was given back of the message, or nil.
    public let returned: ReturnedMessage?
    /// Whether the part for programs is one that may have characters beyond ASCII
    /// (message/global-disposition-notification).
    public let isInternational: Bool
    /// What is wrong with the report, in no order to rely on; empty for one as it should be.
    public let defects: [ReportDefect]
}
