public import InternetMessage

/// How much of a received report is read.
///
/// What lies beyond is left out, and where it is of the part for programs a ``ReportDefect`` says so; only the limits
/// of a header, in ``structure``, make a message one that cannot be read.
public struct ReportLimits: Hashable, Sendable {
    /// How many octets of the part for programs are read, its transfer encoding undone.
    ///
    /// The default, 1 MiB, holds some thousand recipients with the longest replies.
    public let maximumStatusSize: Int
    /// How many fields of the part for programs are read.
    ///
    /// The default, 20,000, bounds the memory that fields of few octets cost.
    public let maximumFieldCount: Int
    /// How many recipients are read.
    ///
    /// The default, 2,000, is twice what servers take in one transaction.
    public let maximumRecipientCount: Int
    /// How many octets of the text for people are read, plain and HTML each, the transfer encoding undone.
    ///
    /// The default, 64 KiB, is more than anybody reads of a report.
    public let maximumTextSize: Int
    /// How many octets of the returned message's header are read.
    ///
    /// The default, 256 KiB, is far more than reports give back.
    public let maximumReturnedHeaderSize: Int
    /// How far the structure of the message is followed.
    public let structure: MIMEWalkLimits

    /// The defaults.
    public static let standard = ReportLimits()

    /// Makes limits; negative ones count as 0.
    ///
    /// - Parameters:
    ///   - maximumStatusSize: how many octets of the part for programs are read.
    ///   - maximumFieldCount: how many of its fields are read.
    ///   - maximumRecipientCount: how many recipients are read.
    ///   - maximumTextSize: how many octets of the text for people are read.
    ///   - maximumReturnedHeaderSize: how many octets of the returned header are read.
    ///   - structure: how far the structure of the message is followed.
    public init(
        maximumStatusSize: Int = 1_048_576, maximumFieldCount: Int = 20_000, maximumRecipientCount: Int = 2_000,
        maximumTextSize: Int = 65_536, maximumReturnedHeaderSize: Int = 262_144,
        structure: MIMEWalkLimits = .standard
    ) {
        self.maximumStatusSize = max(0, maximumStatusSize)
        self.maximumFieldCount = max(0, maximumFieldCount)
        self.maximumRecipientCount = max(0, maximumRecipientCount)
        self.maximumTextSize = max(0, maximumTextSize)
        self.maximumReturnedHeaderSize = max(0, maximumReturnedHeaderSize)
        self.structure = structure
    }
}
