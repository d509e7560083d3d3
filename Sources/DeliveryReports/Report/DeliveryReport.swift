public import MailAddressing

/// A report to a sender on what became of a message: a delivery status notification (RFC 3464 in the form of RFC 6522).
///
/// It is sent with a null reverse path, so that nobody is told when it cannot be delivered either, and never for a
/// message that itself came with one (RFC 5321, section 6.1): hence the sender is a mailbox.
///
/// The same values give the same octets. Time and what makes the message unique come from outside.
public struct DeliveryReport: Hashable, Sendable {
    /// To whom it goes: the reverse path of the original message.
    public var sender: Mailbox
    /// What became of the message.
    public var status: DeliveryStatus
    /// The octets of the original message, or of its header.
    public var originalContent: [UInt8]
    /// When the report is made, in seconds since 1970.
    public var date: Int64
    /// What makes the Message-ID and the boundary unique.
    public var uniqueText: String
    /// How much of the original header goes back, in octets.
    ///
    /// It is cut where a line ends. With 0 nothing of the message goes back.
    public var maximumReturnedHeaderSize = DeliveryReport.standardReturnedHeaderSize
    /// Up to which size the whole original message goes back instead of its header, in octets; by default never.
    ///
    /// One that is not ASCII in lines of at most 998 octets goes back as its header whatever its size: the report stays
    /// fit for any server, and nothing of the message is re-encoded. Where ``allowsInternationalized`` is set, it may
    /// have other octets too, as long as its header is UTF-8.
    public var maximumReturnedMessageSize = 0
    /// Whether whoever reads the report can take UTF-8 in addresses and header fields: whether the original message was
    /// sent with `SMTPUTF8` (RFC 6531); by default not.
    ///
    /// It counts as set where the sender's own address has UTF-8: nothing else could reach it. A report without a
    /// character beyond ASCII is the same octet for octet.
    public var allowsInternationalized = false

    /// How much of the original header goes back if nothing else is said: 32 KiB, which holds all but the strangest.
    public static let standardReturnedHeaderSize = 32_768

    /// Makes a report.
    ///
    /// - Parameters:
    ///   - sender: to whom it goes.
    ///   - status: what became of the message.
    ///   - originalContent: the octets of the original message; any octets are accepted.
    ///   - date: when the report is made, in seconds since 1970.
    ///   - uniqueText: a text that no other report of this host has and that nobody can guess, such as a queue's
    ///     identifier with random digits. The first 64 octets are used; all but letters, digits and underscores become
    ///     hyphens.
    public init(
        sender: Mailbox, status: DeliveryStatus, originalContent: [UInt8], date: Int64, uniqueText: String
    ) {
        self.sender = sender
        self.status = status
        self.originalContent = originalContent
        self.date = date
        self.uniqueText = uniqueText
    }

    /// Makes a report of a host that knows no more of a message than when it arrived and what became of it.
    ///
    /// - Parameters:
    ///   - reportingMTA: the host that reports.
    ///   - sender: to whom it goes.
    ///   - arrivalDate: when the message arrived, in seconds since 1970.
    ///   - recipients: what became of the message for each recipient, at least one.
    ///   - originalContent: the octets of the original message; any octets are accepted.
    ///   - date: when the report is made, in seconds since 1970.
    ///   - uniqueText: a text that no other report of this host has and that nobody can guess.
    public init(
        reportingMTA: DomainName, sender: Mailbox, arrivalDate: Int64, recipients: [RecipientStatus],
        originalContent: [UInt8], date: Int64, uniqueText: String
    ) {
        self.init(
            sender: sender,
            status: DeliveryStatus(reportingMTA: reportingMTA, arrivalDate: arrivalDate, recipients: recipients),
            originalContent: originalContent, date: date, uniqueText: uniqueText)
    }
}
