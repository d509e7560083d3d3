import MailAddressing
import SMTPProtocol

/// What a queue has to know of a recipient that is not settled, to wait for its time and its turn.
public struct OpenRecipient: Hashable, Sendable {
    /// Which.
    public let place: RecipientPlace
    /// The host part of its mailbox, in its canonical form.
    public let host: String
    /// Where it stands: queued, attempting or held.
    public let state: RecipientState
    /// When its next attempt is due.
    public let nextAttempt: WallTime
    /// The reverse path of its message in lower case, so that turns are taken by it; empty for the null one.
    public let sender: String
    /// How urgent the sender says that the message is, -9 to 9 (RFC 6710); nil where it says nothing.
    public let priority: Int?
    /// How many recipients its message has, the settled ones among them.
    public let recipientCount: Int
    /// Its message's size in octets.
    public let size: Int
    /// When its message was accepted.
    public let acceptedAt: WallTime
    /// When the queue gives up.
    public let expiresAt: WallTime

    /// Makes a description.
    ///
    /// - Parameters:
    ///   - place: which.
    ///   - host: the host part of its mailbox, as `MailHost.description` writes it.
    ///   - state: where it stands.
    ///   - nextAttempt: when its next attempt is due.
    ///   - sender: the reverse path of its message in lower case, empty for the null one.
    ///   - priority: how urgent the message is, -9 to 9, or nil.
    ///   - recipientCount: how many recipients its message has, at least one.
    ///   - size: its message's size in octets.
    ///   - acceptedAt: when its message was accepted.
    ///   - expiresAt: when the queue gives up.
    public init(
        place: RecipientPlace, host: String, state: RecipientState, nextAttempt: WallTime, sender: String,
        priority: Int?, recipientCount: Int, size: Int, acceptedAt: WallTime, expiresAt: WallTime
    ) {
        self.place = place
        self.host = host
        self.state = state
        self.nextAttempt = nextAttempt
        self.sender = sender
        self.priority = priority
        self.recipientCount = recipientCount
        self.size = size
        self.acceptedAt = acceptedAt
        self.expiresAt = expiresAt
    }
}

extension StoredMessage {
    /// What a queue has to know of a recipient; nil for one that is settled, and where there is none.
    ///
    /// - Parameter index: the recipient's index in the envelope.
    public func openRecipient(at index: Int) -> OpenRecipient? {
        guard recipients.indices.contains(index), message.recipients.indices.contains(index) else { return nil }
        let recipient = recipients[index]
        guard !recipient.state.isSettled else { return nil }
        return OpenRecipient(
            place: RecipientPlace(message: message.id, recipient: index),
            host: message.recipients[index].host.description, state: recipient.state,
            nextAttempt: recipient.nextAttempt, sender: message.reversePath.description.lowercased(),
            priority: message.options.priority.map { Int($0.level) }, recipientCount: message.recipients.count,
            size: message.size, acceptedAt: message.acceptedAt, expiresAt: message.expiresAt)
    }
}
