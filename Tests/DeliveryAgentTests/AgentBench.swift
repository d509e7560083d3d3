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

    /// Where a connection came from, and what it called itself.
    struct Peer: Equatable {
        var address: String
        var hello: String
    }

    struct Taken: Equatable {
        var recipients: [String]
        var content: [UInt8]
    }

    let server = SMTPServer()
    let port: Int
    private let taken: NIOLockedValueBox<[Taken]>
    private let connections: NIOLockedValueBox<Int>
    private let greeted: NIOLockedValueBox<[Peer]>

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - host: the address that it listens on.
    ///   - port: its port; 0 for any.
    ///   - certificate: what it shows; nil for one of its own.
    ///   - named: what it shows in its place to those who ask for a name of it.
    ///   - hasTLS: whether it offers STARTTLS.
    ///   - authenticator: who judges logins, without which nobody sends mail; nil where nobody has to log in.
    ///   - extensions: what it offers.
    ///   - dialect: which protocol it speaks.
    ///   - rules: its answers.
    init(
        host: String = "127.0.0.1", port: Int = 0, certificate: SelfSignedCertificate? = nil,
        named: SelfSignedCertificate? = nil, hasTLS: Bool = true, authenticator: SMTPAuthenticator? = nil,
        extensions: SMTPServiceExtensions = .ofTheProtocol, dialect: SMTPServerConfiguration.Dialect = .smtp,
        rules: @escaping Rules = { _ in .accept }
    ) async throws {
        let (taken, connections) = (NIOLockedValueBox<[Taken]>([]), NIOLockedValueBox(0))
        let greeted = NIOLockedValueBox<[Peer]>([])
        var configuration = SMTPServerConfiguration(
            hostName: try MailHost("mx.receiver.test"), dialect: dialect, extensions: extensions)
        if let authenticator {
            configuration.authentication = .init(mechanisms: authenticator.mechanisms, isRequired: true)
        }
        let now = SystemQueueClock().now().seconds
        let pair = try certificate ?? SelfSignedCertificate.make(hostName: "mx.receiver.test", at: now)
        let (first, others) = (try Self.identity(pair), try [named].compactMap { try $0.map(Self.identity) })
        let tls = SMTPServerTLS(first, others: others)
        let listener = SMTPServer.Listener(
            host: host, port: port, configuration: configuration, tls: hasTLS ? tls : nil,
            authenticator: authenticator)
        let address = try await server.listen(listener) {
            Session(rules: rules, taken: taken, connections: connections, greeted: greeted)
        }
        self.taken = taken
        self.connections = connections
        self.greeted = greeted
        self.port = address.port ?? 0
    }

    private static func identity(_ pair: SelfSignedCertificate) throws -> SMTPServerTLS.Identity {
        try SMTPServerTLS.Identity(
            certificateChainPEM: Array(pair.certificatePEM.utf8), privateKeyPEM: Array(pair.privateKeyPEM.utf8))
    }

    var messages: [Taken] { taken.withLockedValue { $0 } }
    var connectionCount: Int { connections.withLockedValue { $0 } }
    /// Those who said EHLO.
    var peers: [Peer] { greeted.withLockedValue { $0 } }

    func stop() async { await server.shutdown(deadline: .milliseconds(100)) }

    private final class Session: SMTPSession {
        private let rules: Rules
        private let taken: NIOLockedValueBox<[Taken]>
        private let connections: NIOLockedValueBox<Int>
        private let greeted: NIOLockedValueBox<[Peer]>
        private var current = Taken(recipients: [], content: [])

        init(
            rules: @escaping Rules, taken: NIOLockedValueBox<[Taken]>, connections: NIOLockedValueBox<Int>,
            greeted: NIOLockedValueBox<[Peer]>
        ) {
            self.rules = rules
            self.taken = taken
            self.connections = connections
            self.greeted = greeted
        }

        func connected(_ connection: SMTPConnection) -> SMTPDecision {
            connections.withLockedValue { $0 += 1 }
            return rules(.connect)
        }
        func hello(name: String, isExtended: Bool, _ connection: SMTPConnection) -> SMTPDecision {
            let peer = Peer(address: connection.remoteAddress?.description ?? "", hello: name)
            greeted.withLockedValue { $0.append(peer) }
            return rules(.hello(name: name, isExtended: isExtended))
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
        cloned.test. IN MX 5 b.receiver.test.
        cloned.test. IN MX 5 a.receiver.test.
        itself.test. IN A 127.0.0.1
        six.test. IN AAAA ::1
        both.test. IN MX 10 both.test.
        both.test. IN AAAA ::1
        both.test. IN A 127.0.0.1
        nothing.test. IN MX 0 .
        nohost.test. IN MX 10 gone.nohost.test.
        """

    let agent: OutboundAgent
    let zone: ZoneResolver

    init(
        port: Int, tls: SMTPClientTLS? = nil, signer: MessageSigner = MessageSigner([]), relay: RelayHost? = nil,
        relays: [RelayHost] = [], fallsBack: Bool = false,
        pool: SMTPConnectionPool = SMTPConnectionPool(),
        observer: (any RecipientObserver)? = nil
    ) throws {
        zone = try ZoneResolver(parsing: Self.zoneText)
        var options = MailExchangeResolver.Options()
        options.privateAddresses = .allow
        let route = relay.map { DeliveryRoute.relay([$0]) } ?? .direct(port: port, tls: tls)
        var configuration = OutboundAgentConfiguration(
            hostName: "mail.sender.test", route: route, relays: relays)
        configuration.fallsBack = fallsBack
        agent = OutboundAgent(
            configuration: configuration, resolver: MailExchangeResolver(dns: zone, options: options), signer: signer,
            pool: pool, observer: observer)
    }

    static let content = Array(
        "From: <ada@sender.test>\r\nTo: <bob@receiver.test>\r\nSubject: Hello\r\n\r\n.Hello \r\n".utf8)

    /// The site of `receiver.test`.
    static let site = "a,b.receiver.test"

    /// An attempt at the site of its recipients, if nothing else is said.
    func attempt(
        to recipients: [String], content: [UInt8] = AgentBench.content, site: String = AgentBench.site,
        mayReroute: Bool = false, source: DeliverySource = .standard, way: DeliveryWay = .usual,
        limits: ShapingLimits = ShapingLimits(), earlierAttempts: Int = 0, isRecorded: Bool = true
    ) async throws -> AttemptResult {
        let message = QueuedMessage(
            id: MessageID(number: 1), reversePath: try ReversePath("ada@sender.test"),
            recipients: try recipients.map { try Mailbox($0) }, acceptedAt: WallTime(milliseconds: 0),
            expiresAt: WallTime(milliseconds: 1), size: content.count, isEightBit: false, origin: "test")
        return await agent.deliver(
            DeliveryAttempt(
                message: message, recipients: Array(message.recipients.indices), content: content, site: site,
                mayReroute: mayReroute, source: source, way: way, limits: limits, earlierAttempts: earlierAttempts,
                awaitRecord: { isRecorded }))
    }

    func deliver(
        to recipients: String..., content: [UInt8] = AgentBench.content, isRecorded: Bool = true
    ) async throws -> [DeliveryOutcome] {
        try await attempt(to: recipients, content: content, isRecorded: isRecorded).outcomes
    }
}

extension AttemptResult {
    /// Why nothing was tried and the path pauses, and the outcome where nobody else tries it.
    var pause: (reason: PathPause, otherwise: DeliveryOutcome)? {
        if case .notTried(let reason, let outcome) = self { (reason, outcome) } else { nil }
    }

    /// The outcomes; none where nothing was tried.
    var outcomes: [DeliveryOutcome] { if case .settled(let outcomes, _) = self { outcomes } else { [] } }

    /// What it says of the path; nil where nothing was tried.
    var signal: PathSignal? { if case .settled(_, let signal) = self { signal } else { nil } }

    /// The site that the recipients belong to, where nothing was tried.
    var otherSite: String? { if case .rerouted(let site) = self { site } else { nil } }
}
