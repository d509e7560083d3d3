public import BounceClassification
public import DeliveryQueue
public import MailAddressing
public import SMTPProtocol

/// Is told what hosts say of recipients: for a suppression list, for counts, for an application's own address book.
public protocol RecipientObserver: Sendable {
    /// What a host said of recipients in one transaction: who was refused at RCPT, and who has the message.
    ///
    /// A refusal of the message or its sender is not told, as it says nothing of the recipients. It is awaited before the
    /// attempt is recorded, so that it should not take long; it cannot fail, as the mail does not depend on it. After a
    /// crash in between the recipients are tried, and this is said, once more.
    ///
    /// - Parameter answers: what the host said, at least one; what we said in its place is not told.
    func answered(_ answers: [RecipientAnswer]) async
}

/// What a host said of a recipient.
public struct RecipientAnswer: Sendable {
    /// The recipient.
    public var recipient: Mailbox
    /// The message's reverse path.
    public var reversePath: ReversePath
    /// The reply: positive where the message was taken.
    public var reply: SMTPReply
    /// What a refusal at RCPT means; nil where the message was taken.
    public var refusal: BounceVerdict?
    /// Whether whoever said it is the recipient's own host, and no relay on the way there.
    public var isOfOwnHost: Bool
    /// When it was said.
    public var time: WallTime

    /// Makes an answer.
    ///
    /// - Parameters:
    ///   - recipient: the recipient.
    ///   - reversePath: the message's reverse path.
    ///   - reply: the reply.
    ///   - refusal: what a refusal at RCPT means; nil where the message was taken.
    ///   - isOfOwnHost: whether whoever said it is the recipient's own host.
    ///   - time: when it was said.
    public init(
        recipient: Mailbox, reversePath: ReversePath, reply: SMTPReply, refusal: BounceVerdict?,
        isOfOwnHost: Bool = true,
        time: WallTime
    ) {
        self.recipient = recipient
        self.reversePath = reversePath
        self.reply = reply
        self.refusal = refusal
        self.isOfOwnHost = isOfOwnHost
        self.time = time
    }
}
