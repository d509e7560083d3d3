import DeliveryAgent
import DeliveryQueue
import MXResolver
import MXResolverTesting
import MailAddressing
import SMTPProtocol
import SMTPTransport
import Testing

@Suite struct DeliveryServiceTests {
    @Test func anOutboxDeliversWhatWasSubmittedAndReportsWhatWasRefused() async throws {
        let (settled, onSettled) = AsyncStream.makeStream(of: RecipientEvent.Kind.self)
        let receiver = try await Receiver { question in
            if case .recipient(let recipient) = question, recipient.mailbox.localPart == "nobody" {
                return .reply(550, .init(5, 1, 1), "no such user")
            }
            return .accept
        }
        let zone = try ZoneResolver(
            parsing: "$TTL 60\nreceiver.test. IN A 127.0.0.1\nsender.test. IN A 127.0.0.1\n")
        var options = MailExchangeResolver.Options()
        options.privateAddresses = .allow
        let outbox = try await DeliveryService(
            hostName: try DomainName("mail.sender.test"), store: MemoryQueueStore(), signer: MessageSigner([]),
            resolver: MailExchangeResolver(dns: zone, options: options), route: .direct(port: receiver.port, tls: nil),
            observer: Watcher(continuation: onSettled))
        let running = Task { try await outbox.run() }
        _ = try await outbox.submit(
            AgentBench.content, from: try Mailbox("ada@sender.test"),
            to: [try Mailbox("bob@receiver.test"), try Mailbox("nobody@receiver.test")])
        var kinds: [RecipientEvent.Kind] = []
        for await kind in settled {
            kinds.append(kind)
            if kinds.count == 3 { break }
        }
        running.cancel()
        try await running.value
        #expect(kinds.sorted { $0.rawValue < $1.rawValue } == [.bounced, .delivered, .delivered])
        let report = receiver.messages.first { $0.recipients == ["ada@sender.test"] }
        let text = String(decoding: report?.content ?? [], as: UTF8.self)
        #expect(text.contains("Final-Recipient: rfc822; nobody@receiver.test\r\n"))
        #expect(text.contains("Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n"))
        await receiver.stop()
    }

    @Test func aSourceInItsWarmUpSendsWhatItMayAndTheOverflowRelayTheRest() async throws {
        let (settled, onSettled) = AsyncStream.makeStream(of: RecipientEvent.Kind.self)
        let (receiver, relay) = (try await Receiver(), try await Receiver())
        let address = try #require(IPAddress("127.0.0.7"))
        var configuration = MailQueueConfiguration()
        configuration.scheduling.sources = [
            DeliverySource(
                name: "new", address: address, helloName: "new.sender.test",
                warmUp: WarmUpPlan(firstDay: 1, overflow: .takesRelay))
        ]
        var options = MailExchangeResolver.Options()
        options.privateAddresses = .allow
        let zone = try ZoneResolver(parsing: "$TTL 60\nreceiver.test. IN A 127.0.0.1\n")
        let outbox = try await DeliveryService(
            hostName: try DomainName("mail.sender.test"), store: MemoryQueueStore(), signer: MessageSigner([]),
            resolver: MailExchangeResolver(dns: zone, options: options), route: .direct(port: receiver.port, tls: nil),
            relays: [
                RelayHost(host: .literal(try #require(IPAddress("127.0.0.1"))), port: relay.port, security: .none)
            ],
            configuration: configuration, observer: Watcher(continuation: onSettled))
        let running = Task { try await outbox.run() }
        for _ in 0..<3 {
            _ = try await outbox.submit(
                AgentBench.content, from: try Mailbox("ada@sender.test"), to: [try Mailbox("bob@receiver.test")])
        }
        var count = 0
        for await kind in settled {
            #expect(kind == .delivered)
            count += 1
            if count == 3 { break }
        }
        running.cancel()
        try await running.value
        #expect(receiver.messages.count == 1)
        #expect(receiver.peers == [.init(address: "127.0.0.7", hello: "new.sender.test")])
        #expect(relay.messages.count == 2)
        #expect(relay.peers.allSatisfy { $0 == .init(address: "127.0.0.1", hello: "mail.sender.test") })
        await receiver.stop()
        await relay.stop()
    }

    private struct Watcher: MailQueueObserver {
        let continuation: AsyncStream<RecipientEvent.Kind>.Continuation

        func recorded(_ event: RecipientEvent, of message: QueuedMessage, recipients: [Int]) {
            if [.delivered, .bounced, .expired].contains(event.kind) { continuation.yield(event.kind) }
        }
    }
}
