/// A report as it is sent: its octets, and what the way back must be able to carry.
public struct WrittenReport: Hashable, Sendable {
    /// The whole message: lines of at most 998 octets, each with its CRLF.
    public let octets: [UInt8]
    /// Whether it has UTF-8 in its header, in addresses or in what it gives back, so that it is sent with `SMTPUTF8` and
    /// `BODY=8BITMIME` (RFC 6531, section 3.4).
    ///
    /// Where it is false, all octets are ASCII, and any server takes the report.
    public let isInternationalized: Bool
}
