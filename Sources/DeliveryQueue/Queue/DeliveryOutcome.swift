public import SMTPProtocol

/// What became of a recipient in an attempt.
public struct DeliveryOutcome: Hashable, Sendable {
    /// The kinds of outcome; complete, as each attempt ends in one of them.
    public enum Kind: Hashable, Sendable {
        /// The next host took responsibility.
        case delivered
        /// Try again later.
        case deferred
        /// Never try again: tell the sender.
        case failed
    }

    /// The kind.
    public var kind: Kind
    /// What the other side said, or what we say in its place.
    public var reply: SMTPReply
    /// Whether the other side said it.
    public var isRemoteReply: Bool
    /// The other side's name and address, if there was one.
    public var host: String?
    /// More for people, such as the version of TLS or that the outcome is unknown.
    public var detail: String?
    /// Whether the message may have been delivered though nobody said so, as when the connection is lost after the
    /// final dot.
    ///
    /// The queue marks the recipient and follows its policy for such attempts.
    public var isAmbiguous: Bool
    /// What kind of trouble a deferred attempt met: the retry schedule may differ by it.
    public var errorClass: DeliveryErrorClass
    /// How long the other side asks to wait before the next attempt, if it says so.
    ///
    /// The queue waits so long at least, up to the longest wait of its schedule.
    public var retryAfter: Duration?
    /// Whether whoever took the message was told what the sender wants to hear of it, and reports in our place
    /// (RFC 3461, section 5.2.2).
    public var isReportedElsewhere: Bool
    /// By which way the last word came, where that is another one than the attempt's; nil for the attempt's own.
    public var way: DeliveryWay?

    /// Makes an outcome.
    ///
    /// - Parameters:
    ///   - kind: the kind.
    ///   - reply: what was said.
    ///   - isRemoteReply: whether the other side said it.
    ///   - host: the other side's name and address.
    ///   - detail: more for people.
    ///   - isAmbiguous: whether the message may have been delivered though nobody said so.
    ///   - errorClass: what kind of trouble a deferred attempt met.
    ///   - retryAfter: how long the other side asks to wait.
    ///   - isReportedElsewhere: whether whoever took the message reports in our place.
    public init(
        _ kind: Kind, reply: SMTPReply, isRemoteReply: Bool, host: String? = nil, detail: String? = nil,
        isAmbiguous: Bool = false, errorClass: DeliveryErrorClass = .other, retryAfter: Duration? = nil,
        isReportedElsewhere: Bool = false
    ) {
        self.kind = kind
        self.reply = reply
        self.isRemoteReply = isRemoteReply
        self.host = host
        self.detail = detail
        self.isAmbiguous = isAmbiguous
        self.errorClass = errorClass
        self.retryAfter = retryAfter
        self.isReportedElsewhere = isReportedElsewhere
    }
}
