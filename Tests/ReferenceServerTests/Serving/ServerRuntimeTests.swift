import DeliveryQueue
import Foundation
import Logging
import MailAddressing
import NIOConcurrencyHelpers
import NIOCore
import SMTPTransport
import Testing

@testable import ReferenceServer

@Suite("A server that starts", .timeLimit(.minutes(15)))
struct ServerRuntimeTests {
    /// Addresses that no other test listens on, so that a port that was free stays so.
    private static let (ownAddress, takenAddress) = ("127.0.0.77", "127.0.0.78")

    /// The configuration of a server in a folder, whose certificate is there.
    ///
    /// - Parameters:
    ///   - folder: where.
    ///   - places: where it listens.
    private func configuration(
        in folder: TemporaryFolder, listeningOn places: [(host: String, port: Int)]
    ) throws -> ServerConfiguration {
        var configuration = try ConfigurationFixture.decode("data: \(folder.path)/data\n").configuration
        configuration.listeners = try places.map { place in
            .init(endpoint: .init(address: try #require(IPAddress(place.host)), port: place.port))
        }
        configuration.dns.servers = [.init(address: try #require(IPAddress(Self.ownAddress)), port: 53)]
        try Files.makeDirectory(configuration.dataPath)
        _ = try ServerFiles(configuration: configuration).makeMissing()
        return configuration
    }

    private func start(_ configuration: ServerConfiguration, _ store: any QueueStore) async throws -> ServerRuntime {
        try await ServerRuntime.start(
            configuration, store: store, observer: nil, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// A port of our address that is free.
    private func freePort() throws -> Int {
        let socket = try ListeningSocket.bind(host: Self.ownAddress, port: 0)
        defer { socket.closeSocket() }
        return try #require(socket.address.port)
    }

    @Test("where a port is taken starts nothing, and has closed what was open: listeners and store")
    func takenPort() async throws {
        try await TemporaryFolder.asynchronously { folder in
            let taken = try ListeningSocket.bind(host: Self.takenAddress, port: 0)
            let port = try freePort()
            let places = [(Self.ownAddress, port), (Self.takenAddress, try #require(taken.address.port))]
            let configuration = try configuration(in: folder, listeningOn: places)
            let store = try ServeSetup.openStore(configuration)
            await #expect {
                _ = try await start(configuration, store)
            } throws: { error in
                let failure = error as? CommandFailure
                return failure?.status == 3 && failure?.message.contains("in use by another program") == true
            }
            try ListeningSocket.bind(host: Self.ownAddress, port: port).closeSocket()
            let again = try #require(try ServeSetup.openStore(configuration) as? any DurableStore)
            await again.close()
            taken.closeSocket()
        }
    }

    @Test("does not with rules on bounces that are wrong, and names each mistake")
    func wrongRules() async throws {
        try await TemporaryFolder.asynchronously { folder in
            var configuration = try configuration(in: folder, listeningOn: [])
            let path = "\(folder.path)/own.rules"
            configuration.delivery.bounceRules = path
            for (text, reason) in [
                (String?.none, path), ("rule x\n", "\(path):1:"),
                ("rule x means mailboxFull\n    sais \"a\"\n    source s\n", "\(path):2:"),
            ] {
                try text?.write(toFile: path, atomically: true, encoding: .utf8)
                await #expect {
                    _ = try await start(configuration, MemoryQueueStore())
                } throws: { error in
                    let failure = error as? CommandFailure
                    return failure?.status == 3 && failure?.message.contains(reason) == true
                }
            }
            try Data("rule x means mailboxFull\n    says \"a b c\"\n    source s\n".utf8).write(to: URL(filePath: path))
            try await start(configuration, MemoryQueueStore()).stop()
        }
    }

    @Test("over a store that cannot be read starts nothing, and has closed what was open: all of it")
    func unreadableStore() async throws {
        try await TemporaryFolder.asynchronously { folder in
            let port = try freePort()
            let configuration = try configuration(in: folder, listeningOn: [(Self.ownAddress, port)])
            let base = SpoolingStore(spoolThreshold: .max)
            base.script.withLockedValue { $0.readingRefusal = QueueStoreError(.damaged, "The queue is damaged") }
            let unused = QueueStoreError(.misuse, "not for this test")
            let store = ScriptedStore(
                base, copying: { _ throws(QueueStoreError) in throw unused },
                checking: { () throws(QueueStoreError) in throw unused })
            await #expect(throws: CommandFailure.operational("The queue is damaged")) {
                _ = try await start(configuration, store)
            }
            #expect(store.closings.withLockedValue { $0 } == 1)
            #expect(!Files.exists(configuration.dataPath + "/control.sock"))
            try ListeningSocket.bind(host: Self.ownAddress, port: port).closeSocket()
        }
    }

    @Test("is refused a store that cannot be opened, and can have it when the reason is gone")
    func unopenedStore() async throws {
        try await TemporaryFolder.asynchronously { folder in
            let configuration = try configuration(in: folder, listeningOn: [(Self.ownAddress, 0)])
            let history = configuration.dataPath + "/history.sqlite"
            try Files.create([UInt8](repeating: 120, count: 10_000), at: history, mode: 0o600)
            #expect(throws: CommandFailure.self) { _ = try ServeSetup.openStore(configuration) }
            try FileManager.default.removeItem(atPath: history)
            let store = try #require(try ServeSetup.openStore(configuration) as? any DurableStore)
            #expect(throws: CommandFailure.self) { _ = try ServeSetup.openStore(configuration) }
            await store.close()
            let again = try #require(try ServeSetup.openStore(configuration) as? any DurableStore)
            await again.close()
        }
    }

    @Test("says how many recipients are held, also where nothing else is queued", arguments: [0, 1, 2])
    func held(count: Int) async throws {
        try await TemporaryFolder.asynchronously { folder in
            let configuration = try configuration(in: folder, listeningOn: [(Self.ownAddress, 0)])
            let store = try ServeSetup.openStore(configuration)
            let queue = try await MailQueue.open(store: store, deliverer: NoDeliverer())
            for _ in 0..<count {
                let id = try await queue.submit(
                    MessageSubmission(
                        reversePath: .null, recipients: [try Mailbox("bob@b.example")],
                        content: Array("Subject: a\r\n\r\n".utf8), origin: "a test"))
                let held = RecipientEvent(.held, at: WallTime(milliseconds: 0))
                try await store.commit([.event(id, recipients: [0], held)])
            }
            let runtime = try await start(configuration, store)
            #expect(runtime.resumed.messages == 0 && runtime.resumed.heldRecipients == count)
            let lines = ServeSetup.greeting(configuration, runtime, made: []).split(separator: "\n")
            let expected = [
                [], ["1 recipient is held; release it with `waxwing queue release`"],
                ["2 recipients are held; release them with `waxwing queue release`"],
            ]
            #expect(lines.filter { $0.contains("held") }.map(String.init) == expected[count])
            await runtime.stop()
        }
    }
}
