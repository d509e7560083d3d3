import DeliveryQueue
import SMTPProtocol
import SMTPTransport

/// What a spam filter says of messages that strangers bring.
extension InboundSession {
    /// The filter that judges a message of this client; nil where nobody is asked.
    var filter: SpamFilter? { clientProof == .missing ? policy.spamFilter : nil }

    /// Asks the filter about a message that is whole, off the event loop; nil where nobody is asked.
    ///
    /// - Parameters:
    ///   - whole: the message; one that is larger than what the filter looks at is not shown to it.
    ///   - size: its size in octets.
    func filtering(_ whole: InboundContent.Whole, size: Int) -> (@Sendable () async -> FilterDecision)? {
        guard let filter, size <= filter.largestMessage else { return nil }
        guard let octets = whole.octetsInMemory else {
            return { filter.withoutAnswer("there is no memory to show it a message of \(size) octets") }
        }
        let message = FilteredMessage(
            connection: connection, helloName: helloName, reversePath: reversePath,
            recipients: recipients.map(\.mailbox) + forwards.map(\.recipient.mailbox),
            content: MessagePieces(octets: octets))
        return { await filter.judge(message) }
    }
}
