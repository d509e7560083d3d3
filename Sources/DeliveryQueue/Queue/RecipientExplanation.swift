public import MailAddressing

/// Where a recipient of a message stands, why, and what happens next.
public struct RecipientExplanation: Hashable, Sendable {
    /// The recipient's index in the envelope.
    public var index: Int
    /// The recipient.
    public var mailbox: Mailbox
    /// Where it stands.
    public var state: RecipientState
    /// How many attempts were begun.
    public var attempts: Int
    /// What was said last, by the other side or by us.
    public var lastReply: String?
    /// The site that it waits at.
    public var site: String
    /// When its next attempt is due.
    public var due: WallTime
    /// When the queue gives up, as things stand: by the schedule of the recipient's site, or the standard one.
    ///
    /// An error class may have a schedule that ends earlier; it counts at the end of an attempt that meets it.
    public var expiresAt: WallTime
    /// What holds it up now; empty where nothing does.
    public var limits: [LimitReport]
    /// What happens next, and when, in words.
    public var next: String
    /// When that happens, if it is known.
    public var nextAt: WallTime?

    /// Makes an explanation.
    ///
    /// - Parameters:
    ///   - index: the recipient's index in the envelope.
    ///   - mailbox: the recipient.
    ///   - recipient: where it stands.
    ///   - site: the site that it waits at.
    ///   - expiresAt: when the queue gives up.
    ///   - limits: what holds it up now.
    ///   - next: what happens next, in words.
    ///   - nextAt: when that happens.
    public init(
        index: Int, mailbox: Mailbox, recipient: StoredRecipient, site: String, expiresAt: WallTime,
        limits: [LimitReport], next: String, nextAt: WallTime?
    ) {
        self.index = index
        self.mailbox = mailbox
        state = recipient.state
        attempts = recipient.attempts
        lastReply = recipient.lastReply
        self.site = site
        due = recipient.nextAttempt
        self.expiresAt = expiresAt
        self.limits = limits
        self.next = next
        self.nextAt = nextAt
    }
}
