/// How much header is read before a message is refused.
///
/// What lies behind the header is never limited here, as it is not kept.
public struct HeaderLimits: Hashable, Sendable {
    /// The largest header in octets, its empty line included.
    ///
    /// The default is ten times the largest that mail systems let through today, and small enough to be kept per message.
    public var maximumSize: Int
    /// The largest number of fields.
    ///
    /// The default is far over what any real message has; it bounds the memory that fields of few octets cost.
    public var maximumFieldCount: Int

    /// The defaults: 1 MiB and 10,000 fields.
    public static let standard = HeaderLimits()

    /// Makes limits.
    ///
    /// - Parameters:
    ///   - maximumSize: the largest header in octets.
    ///   - maximumFieldCount: the largest number of fields.
    public init(maximumSize: Int = 1_048_576, maximumFieldCount: Int = 10_000) {
        self.maximumSize = maximumSize
        self.maximumFieldCount = maximumFieldCount
    }
}
