import MailAddressing
import NIOConcurrencyHelpers
import NIOCore
import SMTPProtocol
import SMTPTransport
import Testing

@testable import ReferenceServer

@Suite("A load on a server", .timeLimit(.minutes(15)))
struct LoadGeneratorTests {
    @Test("is taken whole, with the envelope that was asked for", arguments: ["", "ada@a.example"])
    func taken(sender: String) async throws {
        let messages = NIOLockedValueBox<[SinkMessage]>([])
        let state = SinkState(behaviour: SinkBehaviour()) { message in messages.withLockedValue { $0.append(message) } }
        let server = SMTPServer()
        let address = try await server.listen(
            .mx(host: "127.0.0.1", port: 0, hostName: .domain(try DomainName("mail.example.test")))
        ) { SinkSession(state: state) }
        let plan = LoadPlan(
            sessions: 3, extent: .messages(10), warmUp: 3, pipelining: .offered, reversePath: try ReversePath(sender),
            recipient: try Mailbox("bob@example.test"), size: 2_048)
        let result = try await Self.run(plan, port: address.port ?? 0)
        #expect(result.failed == 0 && result.acceptedInAll == 13)
        let taken = messages.withLockedValue { $0 }
        #expect(taken.count == 13)
        for message in taken {
            #expect(message.reversePath.description == sender)
            #expect(message.recipients.map(\.mailbox.description) == ["bob@example.test"])
            #expect(message.content.count == plan.size && message.declaredSize == plan.size)
        }
        await server.shutdown()
    }

    @Test(
        "is refused where the server has no memory for it, unless its session keeps little of a message",
        arguments: [(nil, 0), (65_536, 4)])
    func memory(most: Int?, accepted: Int) async throws {
        let state = SinkState(behaviour: SinkBehaviour()) { _ in }
        var limits = SMTPServerLimits()
        limits.maximumMemory = 1_000_000
        let server = SMTPServer(limits: limits)
        var listener = SMTPServer.Listener.mx(
            host: "127.0.0.1", port: 0, hostName: .domain(try DomainName("mail.example.test")))
        listener.maximumMessageMemory = most
        let address = try await server.listen(listener) { SinkSession(state: state) }
        let plan = LoadPlan(
            sessions: 1, extent: .messages(4), warmUp: 0, pipelining: .offered, reversePath: .null,
            recipient: try Mailbox("bob@example.test"), size: 2_000_000)
        let result = try await Self.run(plan, port: address.port ?? 0)
        #expect(result.acceptedInAll == accepted && result.failed == 4 - accepted)
        await server.shutdown()
    }

    /// Sends a load on a thread of its own, as the generator waits where it runs.
    private static func run(_ plan: LoadPlan, port: Int) async throws -> LoadResult {
        try await onThread {
            var generator = try LoadGenerator(plan: plan, host: "127.0.0.1", port: port)
            return try generator.run()
        }
    }
}
