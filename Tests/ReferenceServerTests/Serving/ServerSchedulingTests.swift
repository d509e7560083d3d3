import DeliveryQueue
import Logging
import MailAddressing
import NIOCore
import NIOPosix
import SMTPProtocol
import SMTPTransport
import Testing

@testable import ReferenceServer

@Suite("What a server offers and keeps of what senders ask", .timeLimit(.minutes(15)))
struct ServerSchedulingTests {
    /// An address that no other test listens on.
    private static let ownAddress = "127.0.0.79"
    private static let wishes: SMTPServiceExtensions = [
        .smtpUTF8, .deliveryStatusNotifications, .deliverBy, .futureRelease, .priority,
    ]

    /// Runs a server over a store in memory.
    ///
    /// - Parameters:
    ///   - text: its configuration, without listeners and data.
    ///   - relays: whether hosts on loopback may hand in mail.
    ///   - body: what is done with it.
    private func serve(
        _ text: String = "", relays: Bool = true, _ body: (ServerRuntime, SMTPClient) async throws -> Void
    ) async throws {
        try await TemporaryFolder.asynchronously { folder in
            let relay = relays ? "relay-from: [\"127.0.0.0/8\"]" : "relay-from: []"
            let configuration = try ConfigurationFixture.decode(
                """
                data: \(folder.path)/data
                listeners: [{ address: "\(Self.ownAddress):0", \(relay) }]
                dns: { servers: ["\(Self.ownAddress):53"] }
                \(text)
                """
            ).configuration
            try Files.makeDirectory(configuration.dataPath)
            _ = try ServerFiles(configuration: configuration).makeMissing()
            let runtime = try await ServerRuntime.start(
                configuration, store: MemoryQueueStore(), observer: nil,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let client = try await SMTPClient.connect(
                to: try #require(runtime.addresses.first), serverName: nil, helloName: "client.example",
                security: .none, group: MultiThreadedEventLoopGroup.singleton)
            try await body(runtime, client)
            await client.quit()
            await runtime.stop()
        }
    }

    private func send(_ client: SMTPClient, _ options: MailOptions = MailOptions()) async throws -> SMTPReply {
        let content = Array("Subject: a\r\n\r\n".utf8)
        let outcomes = await client.send(
            SMTPTransaction(
                reversePath: .null, recipients: [SMTPRecipient(mailbox: try Mailbox("bob@b.example"))],
                size: content.count, isEightBit: false, options: options),
            content: ByteBuffer(bytes: content))
        switch try #require(outcomes.first) {
        case .accepted(let reply), .refused(let reply, _): return reply
        case .lost(let failure): throw failure
        }
    }

    @Test("Hosts that may hand in mail are offered what the queue keeps, strangers are not", arguments: [true, false])
    func offers(relays: Bool) async throws {
        try await serve(relays: relays) { _, client in
            #expect(client.extensions.services.intersection(Self.wishes) == (relays ? Self.wishes : []))
            #expect(client.extensions.maximumHold == (relays ? 30 * 86_400 : nil))
        }
    }

    @Test("Without a time to hold for, none is offered")
    func noHold() async throws {
        try await serve("limits: { longest-hold: 0s }") { _, client in
            let offered = client.extensions.services.intersection(Self.wishes)
            #expect(offered == [.smtpUTF8, .deliveryStatusNotifications, .deliverBy, .priority])
        }
    }

    @Test("A message waits for its release, with its priority and its deadline")
    func release() async throws {
        try await serve { runtime, client in
            var options = MailOptions()
            options.futureRelease = .after(seconds: 3_600)
            options.priority = MessagePriority(4)
            options.deliverBy = DeliverBy(seconds: 7_200, mode: .return)
            let reply = try await send(client, options)
            let id = try #require(reply.lines.last?.split(separator: " ").last.flatMap { MessageID($0) })
            let stored = try #require(try await runtime.store.message(id))
            let wait = try #require(stored.recipients.first).nextAttempt - stored.message.acceptedAt
            #expect(wait > .seconds(3_590) && wait < .seconds(3_610))
            let explanation = try #require(try await runtime.queue.explain(id).first)
            #expect(explanation.attempts == 0 && explanation.state == .queued)
            let service = ControlService(
                queue: runtime.queue, store: runtime.store, dataPath: "/nowhere", isDelivering: true)
            let view = try #require(await service.answer(.show(id: id.description)).report)
            #expect(view.priority == 4 && view.deliverBy == "7200;R" && view.release != nil)
            #expect(view.recipients.first?.why == "its sender has asked for a time of release")
            #expect(view.text(isWhole: true).contains("\npriority  4\n"))
        }
    }

    @Test("A time that is too long is refused with the limit")
    func tooLong() async throws {
        try await serve("limits: { longest-hold: 1h }") { _, client in
            #expect(client.extensions.maximumHold == 3_600)
            var options = MailOptions()
            options.futureRelease = .at(unixSeconds: SystemQueueClock().now().seconds + 7_200)
            let reply = try await send(client, options)
            #expect(reply.code == 501)
        }
    }

    @Test("A queue at its limit refuses new mail for now, and takes it again when there is room")
    func queueLimit() async throws {
        try await serve("queue-limit: { messages: 1 }") { runtime, client in
            var options = MailOptions()
            options.futureRelease = .after(seconds: 3_600)
            let first = try await send(client, options)
            #expect(first.code == 250)
            let refused = try await send(client)
            #expect(refused.code == 452)
            #expect(refused.lines == ["The queue of this server is full; try again later"])
            let id = try #require(first.lines.last?.split(separator: " ").last.flatMap { MessageID($0) })
            _ = try await runtime.queue.cancel([id], because: "a test")
            let second = try await send(client, options)
            #expect(second.code == 250)
        }
    }

    @Test("An address that is not this machine's is no address to send from")
    func foreignSource() throws {
        let configuration = try ConfigurationFixture.decode(
            """
            listeners: [{ address: "\(Self.ownAddress):0" }]
            delivery: { sources: [{ name: here, address: 127.0.0.80 }, { name: away, address: 192.0.2.77 }] }
            """
        ).configuration
        let failure = #expect(throws: CommandFailure.self) { try ServeSetup.checkAddresses(configuration) }
        #expect(failure?.status == 3)
        #expect(
            failure?.message.hasPrefix(
                "the source away cannot send from 192.0.2.77: it is no address of this machine") == true)
    }

    @Test("A relay for what a warm-up may not send is read with its password")
    func overflow() throws {
        try TemporaryFolder.with { folder in
            let text = """
                delivery:
                  relay: [{ host: "192.0.2.1:587", username: me, password-file: \(folder.path)/password }]
                  sources: [{ name: a, warm-up: { overflow: relay } }]
                """
            let configuration = try ConfigurationFixture.decode(text).configuration
            #expect(throws: CommandFailure.self) { try RouteComposer(configuration: configuration).relays() }
            _ = try folder.write(Array("secret".utf8), to: "password")
            let hasRelay = try !RouteComposer(configuration: configuration).relays().isEmpty
            let scheduling = try SchedulerComposer(configuration: configuration).scheduling()
            #expect(hasRelay && scheduling.hasOverflowRelay)
        }
    }
}
