import ArgumentParser
import DKIM
import DeliveryQueue
import DeliveryQueueSQLite
import Foundation
import Logging
import MXResolver
import MXResolverTesting
import MailAddressing
import MailCryptography
import NIOCore
import NIOPosix
import SMTPProtocol
import SMTPTransport

/// `waxwing demo`: the whole way on loopback, then each message's trace.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Show the whole way on this machine: three messages, three fates, each with its trace.",
        discussion: """
            It starts a name server, a receiving server that speaks TLS, and a waxwing that keeps its queue on disk, all on
            free ports of 127.0.0.1 and in a temporary directory, and removes everything when it is done.
            """)

    func run() async throws {
        LoggingSystem.bootstrap { _ in LineLogHandler(.plain, level: .error) }
        let directory = NSTemporaryDirectory() + "waxwing-demo-\(UUID().uuidString)"
        guard mkdir(directory, 0o700) == 0 else {
            throw CommandFailure.operational("cannot make \(directory): \(Files.systemError())")
        }
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let stage = try await DemoStage.build(in: directory)
        do {
            try await stage.play()
        } catch {
            await stage.close()
            throw error
        }
        await stage.close()
    }
}

/// The servers of the demo and what happens among them.
struct DemoStage {
    private let directory: String
    private let zone: ZoneServer
    private let sink: SMTPServer
    private let runtime: ServerRuntime
    private let received: AsyncStream<SinkMessage>
    private let settled: AsyncStream<MessageID>
    private let keys: CAresResolver

    /// Starts everything, a line for each part.
    static func build(in directory: String) async throws -> DemoStage {
        let (received, onReceived) = AsyncStream.makeStream(of: SinkMessage.self)
        var behaviour = SinkBehaviour()
        behaviour.rules = [
            .init(
                stage: .recipient, pattern: "later@*",
                effect: .reply(SMTPReply(451, .init(4, 7, 1), "Greylisted, come back soon")), times: 1),
            .init(
                stage: .recipient, pattern: "nobody@*",
                effect: .reply(SMTPReply(550, .init(5, 1, 1), "There is no such user here")), times: nil),
        ]
        let sink = SMTPServer(group: MultiThreadedEventLoopGroup.singleton)
        let state = SinkState(behaviour: behaviour) { onReceived.yield($0) }
        let sinkAddress = try await SinkCommand.listen(
            sink, at: try Endpoint("127.0.0.1:0"), state: state, offersTLS: true)
        Console.print("1  a receiving server with TLS on 127.0.0.1:\(sinkAddress.port ?? 0)")

        var configuration = ServerConfiguration(
            hostname: try DomainName("mail.sender.example"), dataPath: directory + "/data")
        let keyFile = configuration.dataPath + "/dkim/demo.pem"
        configuration.signing.keys = [
            .init(domain: try DomainName("sender.example"), selector: try DomainName("demo"), keyFile: keyFile)
        ]
        let loopback = try Self.loopback
        configuration.listeners = [
            .init(endpoint: .init(address: loopback, port: 0), relayFrom: IPNetwork.loopback)
        ]
        // Nobody watches it, and the usual port may be that of a server that is there to stay.
        configuration.http.endpoint = nil
        configuration.delivery.port = sinkAddress.port ?? 25
        configuration.delivery.privateAddresses = .allow
        configuration.delivery.retry.standard.first = .seconds(2)
        let store = try ServeSetup.openStore(configuration)
        _ = try ServerFiles(configuration: configuration).makeMissing()

        let key = try PrivateKey(pem: try Files.read(keyFile))
        let name = try DomainName("demo._domainkey.sender.example")
        let record = DKIMKeyRecord.zoneLine(for: key.publicKey, at: name)
        let text = """
            $TTL 60
            receiver.example. IN MX 10 mx.receiver.example.
            mx.receiver.example. IN A 127.0.0.1
            sender.example. IN MX 10 mx.receiver.example.
            \(record)

            """
        let zone = try await ZoneServer.start(Zone(parsing: text))
        Console.print("2  a name server on \(zone.address) that knows receiver.example and sender.example")
        configuration.dns.servers = [.init(address: zone.address.address, port: Int(zone.address.port))]

        let (settled, onSettled) = AsyncStream.makeStream(of: MessageID.self)
        let runtime = try await ServerRuntime.start(
            configuration, store: store, observer: DemoObserver(continuation: onSettled),
            logger: Logger(label: "waxwing.demo"))
        Console.print(
            "3  waxwing on 127.0.0.1:\(runtime.addresses.first?.port ?? 0), its queue on disk, a new DKIM key\n")
        let keys = try DNSComposer.resolver(configuration.dns, logger: nil)
        return DemoStage(
            directory: directory, zone: zone, sink: sink, runtime: runtime, received: received, settled: settled,
            keys: keys)
    }

    private static var loopback: IPAddress {
        get throws(CommandFailure) {
            guard let address = IPAddress("127.0.0.1") else { throw .operational("there is no 127.0.0.1") }
            return address
        }
    }

    /// Hands in three messages and waits for their ends.
    func play() async throws {
        let sender = try Mailbox("ada@sender.example")
        let plots = [
            ("now", "is accepted at once"), ("later", "is deferred once, then accepted"),
            ("nobody", "is refused, and the sender gets a report"),
        ]
        var names: [MessageID] = []
        for (user, plot) in plots {
            let id = try await handIn(from: sender, to: try Mailbox("\(user)@receiver.example"), subject: "It \(plot)")
            names.append(id)
            Console.print("message \(id) to \(user)@receiver.example: \(plot)")
        }
        Console.print("\nWaiting for the retry, about two seconds …")
        var open = 4
        for await _ in settled {
            open -= 1
            if open == 0 { break }
        }
        try await tell(names)
    }

    /// Prints the traces and what arrived.
    private func tell(_ names: [MessageID]) async throws {
        for message in try await runtime.store.messages(MessageQuery(includesSettled: true, limit: 10)) {
            let id = message.message.id
            let ledger = try await runtime.store.events(of: id)
            let isReport = !names.contains(id)
            Console.print(
                "\n" + (isReport ? "The report to the sender:\n" : "") + TraceText.text(TraceView(message, ledger)))
        }
        Console.print("\nWhat the receiving server got:")
        var left = 3
        for await message in received {
            let verdicts = await DKIMVerifier(keys: keys).verify(message.content, at: SystemQueueClock().now().seconds)
            let signature =
                verdicts.isEmpty
                ? "no signature" : verdicts.map { "DKIM \($0.result.rawValue)" }.joined(separator: ", ")
            let to = message.recipients.map(\.mailbox.description).joined(separator: ", ")
            Console.print(
                "  to \(to): \(message.content.count) octets over \(message.tlsVersion ?? "no TLS"), \(signature)")
            left -= 1
            if left == 0 { break }
        }
    }

    private func handIn(from sender: Mailbox, to recipient: Mailbox, subject: String) async throws -> MessageID {
        guard let address = runtime.addresses.first else { throw CommandFailure.operational("nothing listens") }
        let client = try await SMTPClient.connect(
            to: address, serverName: nil, helloName: "demo.localhost", security: .none,
            group: MultiThreadedEventLoopGroup.singleton)
        let content =
            MessageText.header(from: .mailbox(sender), to: [recipient], subject: subject) + Array("Hello!\r\n".utf8)
        let outcomes = await client.send(
            SMTPTransaction(
                reversePath: .mailbox(sender), recipients: [recipient], size: content.count, isEightBit: false),
            content: ByteBuffer(bytes: content))
        await client.quit()
        guard case .accepted(let reply) = outcomes.first, let word = reply.lines.last?.split(separator: " ").last,
            let id = MessageID(word)
        else { throw CommandFailure.operational("the message was not accepted: \(outcomes)") }
        return id
    }

    /// Stops everything.
    func close() async {
        await runtime.stop()
        await sink.shutdown(deadline: .seconds(1))
        await zone.stop()
        keys.shutdown()
    }
}

/// Tells when a recipient is settled.
private struct DemoObserver: MailQueueObserver {
    let continuation: AsyncStream<MessageID>.Continuation

    func recorded(_ event: RecipientEvent, of message: QueuedMessage, recipients: [Int]) {
        let ends: [RecipientEvent.Kind] = [.delivered, .bounced, .expired, .cancelled]
        if ends.contains(event.kind) { continuation.yield(message.id) }
    }
}
