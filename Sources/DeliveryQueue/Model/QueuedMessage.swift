public import MailAddressing

/// A message that the queue is responsible for: its envelope and what is known of it, without its octets.
public struct QueuedMessage: Hashable, Sendable {
    /// The queue's name for it.
    public let id: MessageID
    /// Who is told of failures.
    public let reversePath: ReversePath
    /// The recipients in their order; a recipient is named by its index.
    public let recipients: [Mailbox]
    /// When it was accepted.
    public let acceptedAt: WallTime
    /// When the queue gives up.
    public let expiresAt: WallTime
    /// Its size in octets.
    public let size: Int
    /// Whether it has octets over 127.
    public let isEightBit: Bool
    /// Where it came from, for people: a client's name and address, or what made it here.
    public let origin: String

    /// Makes a message.
    ///
    /// - Parameters:
    ///   - id: a new identifier.
    ///   - reversePath: who is told of failures.
    ///   - recipients: at least one mailbox.
    ///   - acceptedAt: now.
    ///   - expiresAt: when the queue gives up.
    ///   - size: the size in octets.
    ///   - isEightBit: whether it has octets over 127.
    ///   - origin: where it came from, for people.
    public init(
        id: MessageID, reversePath: ReversePath, recipients: [Mailbox], acceptedAt: WallTime, expiresAt: WallTime,
        size: Int, isEightBit: Bool, origin: String
    ) {
        self.id = id
        self.reversePath = reversePath
        self.recipients = recipients
        self.acceptedAt = acceptedAt
        self.expiresAt = expiresAt
        self.size = size
        self.isEightBit = isEightBit
        self.origin = origin
    }
}

/// A message that is handed in: what a client or an application knows of it.
public struct MessageSubmission: Sendable {
    /// Who is told of failures.
    public var reversePath: ReversePath
    /// At least one recipient.
    public var recipients: [Mailbox]
    /// The message's octets, lines ending with CRLF.
    public var content: [UInt8]
    /// Where it came from, for people.
    public var origin: String
    /// Makes trace fields, with their final CRLF, that are put before the content: given the message's name and the time.
    public var traceFields: (@Sendable (MessageID, WallTime) -> [UInt8])?

    /// Makes a submission.
    ///
    /// - Parameters:
    ///   - reversePath: who is told of failures.
    ///   - recipients: at least one recipient.
    ///   - content: the message's octets, lines ending with CRLF.
    ///   - origin: where it came from, for people.
    ///   - traceFields: makes trace fields that are put before the content.
    public init(
        reversePath: ReversePath, recipients: [Mailbox], content: [UInt8], origin: String,
        traceFields: (@Sendable (MessageID, WallTime) -> [UInt8])? = nil
    ) {
        self.reversePath = reversePath
        self.recipients = recipients
        self.content = content
        self.origin = origin
        self.traceFields = traceFields
    }
}
