import DeliveryAgent
import DeliveryQueue
import MailAddressing
import SMTPProtocol
import Testing

@Suite("The metrics of an outbox")
struct DeliveryMetricsTests {
    private let factory = CountingMetrics()
    private static let counted: [RecipientEvent.Kind] = [
        .accepted, .deferred, .delivered, .bounced, .expired, .cancelled,
    ]

    private func message() throws -> QueuedMessage {
        QueuedMessage(
            id: MessageID(number: 1), reversePath: .null,
            recipients: try ["bob@receiver.test", "eve@receiver.test"].map { try Mailbox($0) },
            acceptedAt: WallTime(milliseconds: 0), expiresAt: WallTime(milliseconds: 1), size: 1, isEightBit: false,
            origin: "a test")
    }

    @Test("are there from the beginning, and nothing is counted")
    func beginAtZero() {
        _ = DeliveryMetrics(factory: factory, label: "mail")
        let expected = Self.counted.map { ("mail event=\($0.rawValue)", Int64(0)) }
        #expect(factory.counts == Dictionary(uniqueKeysWithValues: expected))
    }

    @Test("count recipients by what is recorded, and nothing else", arguments: RecipientEvent.Kind.allCases)
    func count(kind: RecipientEvent.Kind) throws {
        let metrics = DeliveryMetrics(factory: factory)
        let event = RecipientEvent(kind, at: WallTime(milliseconds: 0))
        metrics.recorded(event, of: try message(), recipients: [0, 1])
        metrics.recorded(event, of: try message(), recipients: [0])
        let expected: [String: Int64] =
            Self.counted.contains(kind) ? ["waxwing_recipients event=\(kind.rawValue)": 3] : [:]
        #expect(factory.counts.filter { $0.value > 0 } == expected)
    }
}
