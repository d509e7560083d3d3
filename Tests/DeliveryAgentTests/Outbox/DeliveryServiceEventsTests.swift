import DeliveryAgent
import DeliveryQueue
import MXResolver
import MXResolverTesting
import MailAddressing
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("The events of an outbox", .timeLimit(.minutes(5)))
struct DeliveryServiceEventsTests {
    private func outbox(to receiver: Receiver, metrics: DeliveryMetrics? = nil) async throws -> DeliveryService {
        var options = MailExchangeResolver.Options()
        options.privateAddresses = .allow
        let zone = try ZoneResolver(
            parsing: "$TTL 60\nreceiver.test. IN A 127.0.0.1\nsender.test. IN A 127.0.0.1\n")
        return try await DeliveryService(
            hostName: try DomainName("mail.sender.test"), store: MemoryQueueStore(), signer: MessageSigner([]),
            resolver: MailExchangeResolver(dns: zone, options: options), route: .direct(port: receiver.port, tls: nil),
            metrics: metrics)
    }

    private func submit(to recipients: String..., by outbox: DeliveryService) async throws -> MessageID {
        try await outbox.submit(
            AgentBench.content, from: try Mailbox("ada@sender.test"), to: try recipients.map { try Mailbox($0) })
    }

    private func all(_ events: AsyncStream<DeliveryEvent>) async -> [DeliveryEvent] {
        var all: [DeliveryEvent] = []
        for await event in events { all.append(event) }
        return all
    }

    @Test("are the same for whoever asks before, at the same time, and when all is over")
    func everybodyHearsTheSame() async throws {
        let receiver = try await Receiver()
        let metrics = CountingMetrics()
        let outbox = try await outbox(to: receiver, metrics: DeliveryMetrics(factory: metrics))
        let id = try await submit(to: "bob@receiver.test", by: outbox)
        async let first = all(outbox.events(of: id))
        async let second = all(outbox.events(of: id))
        let running = Task { try await outbox.run() }
        let (heard, alsoHeard) = (await first, await second)
        #expect(heard.map(\.event.kind) == [.accepted, .attemptBegan, .delivered])
        #expect(heard.allSatisfy { $0.recipient.description == "bob@receiver.test" && $0.index == 0 })
        #expect(heard.last?.description.contains(" bob@receiver.test delivered, ") == true)
        #expect(alsoHeard == heard)
        #expect(await all(outbox.events(of: id)) == heard)
        running.cancel()
        try await running.value
        #expect(await all(outbox.events(of: id)) == heard)
        #expect(metrics.counts["waxwing_recipients event=accepted"] == 1)
        #expect(metrics.counts["waxwing_recipients event=delivered"] == 1)
        await receiver.stop()
    }

    @Test("name each recipient, and the report on one that is refused")
    func severalRecipients() async throws {
        let receiver = try await Receiver { question in
            if case .recipient(let recipient) = question, recipient.mailbox.localPart == "nobody" {
                return .reply(550, .init(5, 1, 1), "no such user")
            }
            return .accept
        }
        let outbox = try await outbox(to: receiver)
        let running = Task { try await outbox.run() }
        let id = try await submit(to: "bob@receiver.test", "nobody@receiver.test", by: outbox)
        let heard = await all(outbox.events(of: id))
        let ends = heard.suffix(2).sorted { $0.index < $1.index }
        #expect(ends.map(\.event.kind) == [.delivered, .bounced])
        let report = try #require(ends.last?.event.report)
        #expect(await all(outbox.events(of: report)).last?.recipient.description == "ada@sender.test")
        running.cancel()
        try await running.value
        await receiver.stop()
    }

    @Test("end with the service, where a recipient is not settled")
    func endWithTheService() async throws {
        let receiver = try await Receiver { question in
            if case .recipient = question { return .reply(450, .init(4, 2, 0), "come back later") }
            return .accept
        }
        let outbox = try await outbox(to: receiver)
        let running = Task { try await outbox.run() }
        let id = try await submit(to: "bob@receiver.test", by: outbox)
        var kinds: [RecipientEvent.Kind] = []
        for await event in outbox.events(of: id) {
            kinds.append(event.event.kind)
            if event.event.kind == .deferred { running.cancel() }
        }
        #expect(kinds.last == .deferred)
        try await running.value
        await receiver.stop()
    }
}
