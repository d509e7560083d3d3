/// How far the structure of a message is followed.
///
/// What lies beyond is not refused but left as it is: it is the body of one part, and a ``MIMEDefect`` says so. Only the
/// limits of a header, ``header``, refuse a message.
public struct MIMEWalkLimits: Hashable, Sendable {
    /// How deep parts may lie in each other; the message itself is at depth 0.
    ///
    /// A message forwarded as an attachment lies two deeper each time, so that the default is far more than people make. It
    /// bounds the number of boundaries that are open at once, and with it the work for a line that looks like a delimiter.
    public var maximumDepth: Int
    /// The largest number of parts, the message itself counted too; less than 1 counts as 1.
    ///
    /// The default is far more than any real message has; it bounds the memory that parts of few octets cost.
    public var maximumPartCount: Int
    /// How much header is accepted, in the message and in each of its parts.
    public var header: HeaderLimits

    /// The defaults: 64 deep, 10,000 parts, and the standard limits of a header.
    public static let standard = MIMEWalkLimits()

    /// Makes limits.
    ///
    /// - Parameters:
    ///   - maximumDepth: how deep parts may lie in each other.
    ///   - maximumPartCount: the largest number of parts.
    ///   - header: how much header is accepted for each part.
    public init(maximumDepth: Int = 64, maximumPartCount: Int = 10_000, header: HeaderLimits = .standard) {
        self.maximumDepth = maximumDepth
        self.maximumPartCount = maximumPartCount
        self.header = header
    }
}
