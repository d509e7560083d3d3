public import DeliveryQueue
public import MailAddressing
import SMTPProtocol

/// Something that happened to a recipient of a message.
public struct DeliveryEvent: Hashable, Sendable {
    /// The recipient.
    public let recipient: Mailbox
    /// The recipient's index in the envelope, which tells apart those that are named twice.
    public let index: Int
    /// What happened.
    public let event: RecipientEvent

    /// Makes an event.
    ///
    /// - Parameters:
    ///   - recipient: the recipient.
    ///   - index: its index in the envelope, 0 or more.
    ///   - event: what happened.
    public init(recipient: Mailbox, index: Int, event: RecipientEvent) {
        self.recipient = recipient
        self.index = index
        self.event = event
    }
}

extension DeliveryEvent: CustomStringConvertible {
    /// The event for people: who, what and when, by which host, and what that said.
    public var description: String {
        let said = event.reply?.description ?? event.detail
        return (["\(event.time) \(recipient) \(event.kind.rawValue)", event.host, said] as [String?])
            .compactMap { $0 }.joined(separator: ", ")
    }
}
