import DeliveryAgent
import DeliveryQueue
import MXResolver
import MXResolverTesting
import MailAddressing
import NIOConcurrencyHelpers
import SMTPProtocol
import SMTPTransport
import ServiceLifecycle
import ServiceLifecycleTestKit
import Testing

@Suite("An outbox over a store that fails", .timeLimit(.minutes(15)))
struct DeliveryServiceRunTests {
    /// An outbox with one message, for a receiver on loopback.
    private func outbox(over store: any QueueStore, to receiver: Receiver) async throws -> DeliveryService {
        var options = MailExchangeResolver.Options()
        options.privateAddresses = .allow
        let zone = try ZoneResolver(parsing: "$TTL 60\nreceiver.test. IN A 127.0.0.1\n")
        let outbox = try await DeliveryService(
            hostName: try DomainName("mail.sender.test"), store: store, signer: MessageSigner([]),
            resolver: MailExchangeResolver(dns: zone, options: options), route: .direct(port: receiver.port, tls: nil))
        _ = try await outbox.submit(
            AgentBench.content, from: try Mailbox("ada@sender.test"), to: [try Mailbox("bob@receiver.test")])
        return outbox
    }

    @Test(
        "ends with the error of one that does not get well by itself, and delivers nothing",
        arguments: [QueueStoreError.Kind.damaged, .inaccessible, .stopped])
    func unreadable(kind: QueueStoreError.Kind) async throws {
        let receiver = try await Receiver()
        let store = UnsteadyStore { QueueStoreError(kind, "for a test") }
        let outbox = try await outbox(over: store, to: receiver)
        await #expect { try await outbox.run() } throws: { ($0 as? QueueStoreError)?.kind == kind }
        #expect(await store.memory.summary().recipients == [.queued: 1])
        #expect(receiver.connectionCount == 0)
        await receiver.stop()
    }

    @Test("asks again, and delivers when it answers")
    func getsWell() async throws {
        let (arrived, arrive) = AsyncStream.makeStream(of: Void.self)
        let receiver = try await Receiver { question in
            if case .message = question { arrive.finish() }
            return .accept
        }
        let failures = NIOLockedValueBox(1)
        let store = UnsteadyStore {
            failures.withLockedValue { left in
                defer { left -= 1 }
                return left > 0 ? QueueStoreError(.recovering, "for a test") : nil
            }
        }
        let outbox = try await outbox(over: store, to: receiver)
        let running = Task { try await outbox.run() }
        for await _ in arrived {}
        running.cancel()
        try await running.value
        #expect(await store.memory.summary().recipients == [.delivered: 1])
        await receiver.stop()
    }

    @Test("ends when it is cancelled while the store is asked again and again")
    func cancelledBetween() async throws {
        let receiver = try await Receiver()
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        let store = UnsteadyStore {
            ask.finish()
            return QueueStoreError(.recovering, "for a test")
        }
        let outbox = try await outbox(over: store, to: receiver)
        let running = Task { try await outbox.run() }
        for await _ in asked {}
        running.cancel()
        try await running.value
        #expect(await store.memory.summary().recipients == [.queued: 1])
        await receiver.stop()
    }

    @Test("waits for the call that is under way when it is cancelled, and leaves nothing unattended")
    func cancelledWithin() async throws {
        let receiver = try await Receiver()
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        let (answered, answer) = AsyncStream.makeStream(of: Never.self)
        let hasAnswered = NIOLockedValueBox(false)
        let store = UnsteadyStore {
            ask.finish()
            // The store's call goes on although whoever asked was cancelled.
            await Task { for await _ in answered {} }.value
            hasAnswered.withLockedValue { $0 = true }
            return nil
        }
        let outbox = try await outbox(over: store, to: receiver)
        let running = Task {
            try await outbox.run()
            return hasAnswered.withLockedValue { $0 }
        }
        for await _ in asked {}
        running.cancel()
        answer.finish()
        #expect(try await running.value)
        #expect(await store.memory.summary().recipients[.attempting] == nil)
        await receiver.stop()
    }

    @Test("ends when the shutdown is graceful, and finishes the attempt under way before")
    func gracefulDuringAnAttempt() async throws {
        try await testGracefulShutdown { trigger in
            let receiver = try await Receiver { question in
                if case .message = question { trigger.triggerGracefulShutdown() }
                return .accept
            }
            let store = UnsteadyStore { nil }
            let outbox = try await self.outbox(over: store, to: receiver)
            try await outbox.run()
            #expect(await store.memory.summary().recipients == [.delivered: 1])
            #expect(receiver.messages.count == 1)
            await receiver.stop()
        }
    }

    @Test("ends when the shutdown is graceful while the store is asked again and again")
    func gracefulBetween() async throws {
        try await testGracefulShutdown { trigger in
            let receiver = try await Receiver()
            let store = UnsteadyStore {
                trigger.triggerGracefulShutdown()
                return QueueStoreError(.recovering, "for a test")
            }
            let outbox = try await self.outbox(over: store, to: receiver)
            try await outbox.run()
            #expect(await store.memory.summary().recipients == [.queued: 1])
            await receiver.stop()
        }
    }

    @Test("delivers in a service group until that shuts down")
    func inAServiceGroup() async throws {
        let (arrived, arrive) = AsyncStream.makeStream(of: Void.self)
        let receiver = try await Receiver { question in
            if case .message = question { arrive.finish() }
            return .accept
        }
        let store = UnsteadyStore { nil }
        let group = ServiceGroup(services: [try await outbox(over: store, to: receiver)])
        let running = Task { try await group.run() }
        for await _ in arrived {}
        await group.triggerGracefulShutdown()
        try await running.value
        #expect(await store.memory.summary().recipients == [.delivered: 1])
        await receiver.stop()
    }
}
