public import MailAddressing
public import SMTPProtocol

/// A message that the queue is responsible for: its envelope and what is known of it, without its octets.
public struct QueuedMessage: Hashable, Sendable {
    /// The queue's name for it.
    public let id: MessageID
    /// Who is told of failures.
    public let reversePath: ReversePath
    /// The recipients in their order; a recipient is named by its index.
    public let recipients: [Mailbox]
    /// What the sender asks of the way the message is handled.
    public let options: MailOptions
    /// What the sender asks for each recipient, in their order; empty where nothing is asked for any.
    public let recipientOptions: [RecipientOptions]
    /// When it was accepted.
    public let acceptedAt: WallTime
    /// When the first attempts are due, where the message waits for a time after its acceptance; nil for at once.
    public let releaseAt: WallTime?
    /// When the queue gives up.
    public let expiresAt: WallTime
    /// Its size in octets.
    public let size: Int
    /// Whether it has octets over 127.
    public let isEightBit: Bool
    /// Where it came from, for people: a client's name and address, or what made it here.
    public let origin: String
    /// Why it is believed that it comes from whom the reverse path names.
    public let senderProof: SenderProof

    /// Makes a message.
    ///
    /// - Parameters:
    ///   - id: a new identifier.
    ///   - reversePath: who is told of failures.
    ///   - recipients: at least one mailbox.
    ///   - options: what the sender asks for.
    ///   - recipientOptions: what it asks for each recipient, in their order, or nothing.
    ///   - acceptedAt: now.
    ///   - releaseAt: when the first attempts are due; nil, as any time up to `acceptedAt`, for at once.
    ///   - expiresAt: when the queue gives up.
    ///   - size: the size in octets.
    ///   - isEightBit: whether it has octets over 127.
    ///   - origin: where it came from, for people.
    ///   - senderProof: why it is believed that it comes from whom the reverse path names.
    public init(
        id: MessageID, reversePath: ReversePath, recipients: [Mailbox], options: MailOptions = MailOptions(),
        recipientOptions: [RecipientOptions] = [], acceptedAt: WallTime, releaseAt: WallTime? = nil,
        expiresAt: WallTime, size: Int, isEightBit: Bool, origin: String, senderProof: SenderProof = .local
    ) {
        self.id = id
        self.reversePath = reversePath
        self.recipients = recipients
        self.options = options
        let missing = max(0, recipients.count - recipientOptions.count)
        self.recipientOptions =
            recipientOptions.allSatisfy(\.isEmpty)
            ? [] : recipientOptions.prefix(recipients.count) + Array(repeating: RecipientOptions(), count: missing)
        self.acceptedAt = acceptedAt
        self.releaseAt = releaseAt.flatMap { $0 > acceptedAt ? $0 : nil }
        self.expiresAt = expiresAt
        self.size = size
        self.isEightBit = isEightBit
        self.origin = origin
        self.senderProof = senderProof
    }
}

extension QueuedMessage {
    /// A recipient with what is asked for it.
    ///
    /// - Parameter index: the recipient's index in the envelope.
    public func recipient(at index: Int) -> SMTPRecipient {
        let options = recipientOptions.indices.contains(index) ? recipientOptions[index] : RecipientOptions()
        return SMTPRecipient(mailbox: recipients[index], options: options)
    }

    /// When the first attempt for each recipient is due.
    public var firstAttempt: WallTime { releaseAt ?? acceptedAt }

    /// The first link of each recipient's ledger: when it was accepted, where it came from, and what it waits for.
    ///
    /// It says nothing that is not in the message, so that a store need not keep it.
    package var acceptance: RecipientEvent {
        RecipientEvent(.accepted, at: acceptedAt, detail: origin, nextAttempt: releaseAt)
    }
}

/// A message that is handed in: what a client or an application knows of it.
public struct MessageSubmission: Sendable {
    /// Who is told of failures.
    public var reversePath: ReversePath
    /// At least one recipient.
    public var recipients: [Mailbox]
    /// What the sender asks of the way the message is handled.
    public var options = MailOptions()
    /// What the sender asks for each recipient, in their order; empty where nothing is asked for any.
    public var recipientOptions: [RecipientOptions] = []
    /// The message's octets, lines ending with CRLF, in memory or in a spool of the queue.
    public var content: QueueContent
    /// Where it came from, for people.
    public var origin: String
    /// Why it is believed that it comes from whom the reverse path names; whoever takes mail from elsewhere says so.
    public var senderProof = SenderProof.local
    /// The sender's own name for the message: handed in twice under one key, it is accepted once.
    public var injectionKey: InjectionKey?
    /// Makes trace fields, with their final CRLF, that are put before the content: given the message's name and the time.
    public var traceFields: (@Sendable (MessageID, WallTime) -> [UInt8])?

    /// Makes a submission of octets in memory.
    ///
    /// - Parameters:
    ///   - reversePath: who is told of failures.
    ///   - recipients: at least one recipient.
    ///   - content: the message's octets, lines ending with CRLF.
    ///   - origin: where it came from, for people.
    ///   - injectionKey: the sender's own name for the message, if it may hand it in twice.
    ///   - traceFields: makes trace fields that are put before the content.
    public init(
        reversePath: ReversePath, recipients: [Mailbox], content: [UInt8], origin: String,
        injectionKey: InjectionKey? = nil, traceFields: (@Sendable (MessageID, WallTime) -> [UInt8])? = nil
    ) {
        self.init(
            reversePath: reversePath, recipients: recipients, content: .octets(content), origin: origin,
            injectionKey: injectionKey, traceFields: traceFields)
    }

    /// Makes a submission.
    ///
    /// - Parameters:
    ///   - reversePath: who is told of failures.
    ///   - recipients: at least one recipient.
    ///   - content: the message's octets, lines ending with CRLF; those in a spool were made by `MailQueue.makeSpool`.
    ///   - origin: where it came from, for people.
    ///   - injectionKey: the sender's own name for the message, if it may hand it in twice.
    ///   - traceFields: makes trace fields that are put before the content.
    public init(
        reversePath: ReversePath, recipients: [Mailbox], content: QueueContent, origin: String,
        injectionKey: InjectionKey? = nil, traceFields: (@Sendable (MessageID, WallTime) -> [UInt8])? = nil
    ) {
        self.reversePath = reversePath
        self.recipients = recipients
        self.content = content
        self.origin = origin
        self.injectionKey = injectionKey
        self.traceFields = traceFields
    }
}
