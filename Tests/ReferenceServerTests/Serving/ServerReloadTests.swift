import DeliveryQueue
import Logging
import MailAddressing
import NIOCore
import NIOPosix
import SMTPProtocol
import SMTPTransport
import Testing

@testable import ReferenceServer

@Suite("A server whose configuration is read again", .timeLimit(.minutes(15)))
struct ServerReloadTests {
    private static let address = "127.0.0.79"

    @Test("Connections go on under the old words, new ones come under the new ones, at the same port")
    func policies() async throws {
        try await running { runtime, configuration in
            let port = try #require(runtime.addresses.first?.port)
            let before = try await Line.connect(port)
            #expect(try await before.relays() == 250)
            var wanted = configuration
            wanted.listeners[0].relayFrom = []
            wanted.limits.session.recipients = 1
            #expect(try await runtime.reload(wanted) == [])
            #expect(runtime.addresses.map(\.port) == [port])
            // Under way before, and begun before.
            #expect(try await before.relays() == 250)
            let after = try await Line.connect(port)
            #expect(try await after.relays() == 550)
            await before.close()
            await after.close()
        }
    }

    @Test("Listeners come and go; a taken address leaves everything as it was")
    func listeners() async throws {
        try await running { runtime, configuration in
            let port = try #require(runtime.addresses.first?.port)
            let taken = try ListeningSocket.bind(host: Self.address, port: 0)
            defer { taken.closeSocket() }
            var wanted = configuration
            let place = try #require(IPAddress(Self.address))
            wanted.listeners.append(
                .init(endpoint: .init(address: place, port: try #require(taken.address.port))))
            wanted.listeners[0].relayFrom = []
            await #expect(throws: CommandFailure.self) { _ = try await runtime.reload(wanted) }
            let still = try await Line.connect(port)
            #expect(try await still.relays() == 250)
            await still.close()

            wanted = configuration
            let free = try ListeningSocket.bind(host: Self.address, port: 0)
            let second = try #require(free.address.port)
            free.closeSocket()
            wanted.listeners.append(.init(endpoint: .init(address: place, port: second), kind: .submissions))
            #expect(try await runtime.reload(wanted) == [])
            #expect(runtime.addresses.map(\.port) == [port, second])
            wanted.listeners.removeFirst()
            #expect(try await runtime.reload(wanted) == [])
            #expect(runtime.addresses.map(\.port) == [second])
            await #expect(throws: (any Error).self) { _ = try await Line.connect(port) }
        }
    }

    @Test("What waits for the next start is named, and the rest is in use")
    func waiting() async throws {
        try await running { runtime, configuration in
            var wanted = configuration
            wanted.hostname = try DomainName("other.example")
            wanted.listeners[0].relayFrom = []
            #expect(try await runtime.reload(wanted) == ["hostname"])
            let line = try await Line.connect(try #require(runtime.addresses.first?.port))
            #expect(try await line.relays() == 550)
            await line.close()
        }
    }

    private func running(
        _ body: (ServerRuntime, ServerConfiguration) async throws -> Void
    ) async throws {
        try await TemporaryFolder.asynchronously { folder in
            var configuration = try ConfigurationFixture.decode("data: \(folder.path)/data\n").configuration
            let place = try #require(IPAddress(Self.address))
            configuration.listeners = [.init(endpoint: .init(address: place, port: 0), relayFrom: IPNetwork.loopback)]
            configuration.dns.servers = [.init(address: place, port: 53)]
            configuration.storage = .memory
            try Files.makeDirectory(configuration.dataPath)
            _ = try ServerFiles(configuration: configuration).makeMissing()
            let runtime = try await ServerRuntime.start(
                configuration, store: MemoryQueueStore(), observer: nil,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            do {
                try await body(runtime, configuration)
            } catch {
                await runtime.stop()
                throw error
            }
            await runtime.stop()
        }
    }

    /// A client that sends to somewhere else.
    private struct Line {
        private let client: SMTPClient

        static func connect(_ port: Int) async throws -> Line {
            Line(
                client: try await SMTPClient.connect(
                    to: try SocketAddress(ipAddress: ServerReloadTests.address, port: port), serverName: nil,
                    helloName: "client.example", security: .none, group: MultiThreadedEventLoopGroup.singleton))
        }

        /// The code of the reply to a message for somebody elsewhere.
        func relays() async throws -> UInt16 {
            let content = Array("Subject: a\r\n\r\n".utf8)
            let outcomes = await client.send(
                SMTPTransaction(
                    reversePath: .null, recipients: [SMTPRecipient(mailbox: try Mailbox("bob@b.example"))],
                    size: content.count, isEightBit: false, options: MailOptions()),
                content: ByteBuffer(bytes: content))
            switch try #require(outcomes.first) {
            case .accepted(let reply), .refused(let reply, _): return reply.code
            case .lost(let failure): throw failure
            }
        }

        func close() async { await client.quit() }
    }
}
