import DKIM
import DeliveryAgent
import DeliveryQueue
import DeliveryQueueTesting
import MXResolver
import MXResolverTesting
import MailAddressing
import MailCryptography
import NIOConcurrencyHelpers
import NIOCore
import SMTPProtocol
import SMTPTransport

/// A receiving server whose answers a test decides.
final class Receiver: Sendable {
    typealias Rules = @Sendable (SMTPServerQuestion) -> SMTPDecision

    struct Taken: Equatable {
        var recipients: [String]
        var content: [UInt8]
    }

    let server = SMTPServer()
    let port: Int
    private let taken: NIOLockedValueBox<[Taken]>
    private let connections: NIOLockedValueBox<Int>

    init(host: String = "127.0.0.1", port: Int = 0, rules: @escaping Rules = { _ in .accept }) async throws {
        let (taken, connections) = (NIOLockedValueBox<[Taken]>([]), NIOLockedValueBox(0))
        let configuration = SMTPServerConfiguration(hostName: try MailHost("mx.receiver.test"))
        let pair = try SelfSignedCertificate.make(hostName: "mx.receiver.test", at: SystemQueueClock().now().seconds)
        let tls = try SMTPServerTLS(
            certificateChainPEM: Array(pair.certificatePEM.utf8), privateKeyPEM: Array(pair.privateKeyPEM.utf8))
        let listener = SMTPServer.Listener(host: host, port: port, configuration: configuration, tls: tls)
        let address = try await server.listen(listener) {
            Session(rules: rules, taken: taken, connections: connections)
        }
        self.taken = taken
        self.connections = connections
        self.port = address.port ?? 0
    }

    var messages: [Taken] { taken.withLockedValue { $0 } }
    var connectionCount: Int { connections.withLockedValue { $0 } }

    func stop() async { await server.shutdown(deadline: .milliseconds(100)) }

    private final class Session: SMTPSession {
        private let rules: Rules
        private let taken: NIOLockedValueBox<[Taken]>
        private let connections: NIOLockedValueBox<Int>
        private var current = Taken(recipients: [], content: [])

        init(rules: @escaping Rules, taken: NIOLockedValueBox<[Taken]>, connections: NIOLockedValueBox<Int>) {
            self.rules = rules
            self.taken = taken
            self.connections = connections
        }

        func connected(_ connection: SMTPConnection) -> SMTPDecision {
            connections.withLockedValue { $0 += 1 }
            return rules(.connect)
        }
        func mail(_ mail: SMTPMail) -> SMTPDecision {
            current = Taken(recipients: [], content: [])
            return rules(.mail(mail))
        }
        func recipient(_ recipient: SMTPRecipient) -> SMTPDecision {
            let decision = rules(.recipient(recipient))
            if case .answer(.accept) = decision { current.recipients.append(recipient.mailbox.description) }
            return decision
        }
        func data(_ transfer: SMTPTransfer) -> SMTPDecision { rules(.data(transfer)) }
        func receive(_ octets: ByteBuffer) -> SMTPDemand {
            current.content += octets.readableBytesView
            return .more
        }
        func message(size: Int) -> SMTPDecision {
            let decision = rules(.message(size: size))
            let message = current
            if case .answer(.accept) = decision { taken.withLockedValue { $0.append(message) } }
            return decision
        }
    }
}

/// An agent over a zone, and a message to deliver.
struct AgentBench {
    static let zoneText = """
        $TTL 60
        receiver.test. IN MX 10 a.receiver.test.
        receiver.test. IN MX 20 b.receiver.test.
        a.receiver.test. IN A 127.0.0.1
        b.receiver.test. IN A 127.0.0.2
        nothing.test. IN MX 0 .
        nohost.test. IN MX 10 gone.nohost.test.
        """

    let agent: OutboundAgent
    let zone: ZoneResolver

    init(
        port: Int, tls: SMTPClientTLS? = nil, signer: MessageSigner = MessageSigner([]), relay: RelayHost? = nil,
        pool: SMTPConnectionPool = SMTPConnectionPool()
    ) throws {
        zone = try ZoneResolver(parsing: Self.zoneText)
        var options = MailExchangeResolver.Options()
        options.privateAddresses = .allow
        let route = relay.map { DeliveryRoute.relay($0) } ?? .direct(port: port, tls: tls)
        agent = OutboundAgent(
            configuration: OutboundAgentConfiguration(hostName: "mail.sender.test", route: route),
            resolver: MailExchangeResolver(dns: zone, options: options), signer: signer,
            pool: pool)
    }

    static let content = Array(
        "From: <ada@sender.test>\r\nTo: <bob@receiver.test>\r\nSubject: Hello\r\n\r\n.Hello \r\n".utf8)

    func deliver(
        to recipients: String..., content: [UInt8] = AgentBench.content, isRecorded: Bool = true
    ) async throws -> [DeliveryOutcome] {
        let message = QueuedMessage(
            id: MessageID(number: 1), reversePath: try ReversePath("ada@sender.test"),
            recipients: try recipients.map { try Mailbox($0) }, acceptedAt: WallTime(milliseconds: 0),
            expiresAt: WallTime(milliseconds: 1), size: content.count, isEightBit: false, origin: "test")
        return await agent.deliver(
            DeliveryAttempt(
                message: message, recipients: Array(message.recipients.indices), content: content,
                awaitRecord: { isRecorded }))
    }
}
