import MailAddressing
import NIOCore
import NIOPosix
import Testing

@testable import MTASTS

@Suite("The check of a connection", .timeLimit(.minutes(15)))
struct ConnectionCheckTests {
    @Test("finds that it was closed, which is no other address")
    func closed() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let listener = try await ServerBootstrap(group: group).bind(host: "127.0.0.1", port: 0).get()
        let channel = try await ClientBootstrap(group: group).connect(
            host: "127.0.0.1", port: try #require(listener.localAddress?.port)
        ).get()
        let check = ConnectionCheck(
            address: try #require(IPAddress("127.0.0.1")), host: try DomainName("mta-sts.example.test"))
        let judge = { try await channel.eventLoop.flatSubmit { check.judge(channel) }.get() }
        await #expect(throws: ConnectionCheck.Fault.otherName) { try await judge() }
        try? await channel.close()
        await #expect(throws: ConnectionCheck.Fault.closed) { try await judge() }
        let failure = try #require(ConnectionCheck.Fault.closed.failure)
        #expect(failure.kind == .connection && failure.detail == "it was closed before there was an answer")
        try await listener.close()
    }
}
