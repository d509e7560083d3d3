import MailAddressing
import MailCryptography
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import SMTPProtocol
import SMTPTransport

/// A message that a test's server took.
struct TakenMessage: Equatable, Sendable {
    var reversePath: String
    var recipients: [String]
    var content: [UInt8]
    var tlsVersion: String?
}

/// A session that takes everything but what its rules answer otherwise.
final class TestSession: SMTPSession {
    typealias Rules = @Sendable (SMTPServerQuestion) -> SMTPDecision

    private let rules: Rules
    private let taken: NIOLockedValueBox<[TakenMessage]>
    private var current = TakenMessage(reversePath: "", recipients: [], content: [])

    init(rules: @escaping Rules, taken: NIOLockedValueBox<[TakenMessage]>) {
        self.rules = rules
        self.taken = taken
    }

    func connected(_ connection: SMTPConnection) -> SMTPDecision { rules(.connect) }
    func hello(name: String, isExtended: Bool, _ connection: SMTPConnection) -> SMTPDecision {
        current.tlsVersion = connection.tlsVersion
        return rules(.hello(name: name, isExtended: isExtended))
    }
    func mail(_ mail: SMTPMail) -> SMTPDecision {
        current.reversePath = mail.reversePath.description
        current.recipients = []
        current.content = []
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
        if case .answer(.reply(let reply)) = decision, !reply.isPositive { return decision }
        if case .drop = decision { return decision }
        let message = current
        taken.withLockedValue { $0.append(message) }
        return decision
    }
}

/// A server on a free port of loopback with its certificate.
struct TransportBench {
    static let group = MultiThreadedEventLoopGroup.singleton

    let server: SMTPServer
    let behaviour: SMTPClient.Behaviour
    let address: SocketAddress
    let taken = NIOLockedValueBox<[TakenMessage]>([])
    let certificate: SelfSignedCertificate

    init(
        hasTLS: Bool = true, limits: SMTPServerLimits = SMTPServerLimits(), behaviour: SMTPClient.Behaviour = .init(),
        configuration: SMTPServerConfiguration? = nil, certificateFor hostName: String = "mx.example.test",
        rules: @escaping TestSession.Rules = { _ in .accept }
    ) async throws {
        certificate = try SelfSignedCertificate.make(hostName: hostName, at: 1_800_000_000 - 86_400 * 365)
        let tls = try SMTPServerTLS(
            certificateChainPEM: Array(certificate.certificatePEM.utf8),
            privateKeyPEM: Array(certificate.privateKeyPEM.utf8))
        self.behaviour = behaviour
        server = SMTPServer(limits: limits, group: Self.group)
        let usual = SMTPServerConfiguration(hostName: try MailHost("mx.example.test"))
        let listener = SMTPServer.Listener(
            host: "127.0.0.1", port: 0, configuration: configuration ?? usual, tls: hasTLS ? tls : nil)
        let taken = taken
        address = try await server.listen(listener) { TestSession(rules: rules, taken: taken) }
    }

    var messages: [TakenMessage] { taken.withLockedValue { $0 } }

    func client(
        security: SMTPClient.Security = .none, timeouts: SMTPClientTimeouts = SMTPClientTimeouts(),
        credentials: SMTPCredentials? = nil, serverName: String? = "mx.example.test"
    ) async throws(SMTPClientFailure) -> SMTPClient {
        try await SMTPClient.connect(
            to: address, serverName: serverName, helloName: "client.example.test", security: security,
            credentials: credentials, behaviour: behaviour, timeouts: timeouts, group: Self.group)
    }

    static func send(
        _ text: String, to recipients: [String] = ["ada@example.test"], over client: SMTPClient,
        mayFinish: @escaping @Sendable () async -> Bool = { true }
    ) async throws -> [SMTPRecipientOutcome] {
        await client.send(
            SMTPTransaction(
                reversePath: try ReversePath("sender@example.test"), recipients: try recipients.map { try Mailbox($0) },
                size: text.utf8.count, isEightBit: text.utf8.contains { $0 > 127 }), content: ByteBuffer(string: text),
            mayFinish: mayFinish)
    }
}

extension SMTPRecipientOutcome {
    var isAccepted: Bool { if case .accepted = self { true } else { false } }
    var refusal: String? { if case .refused(let reply, _) = self { reply.description } else { nil } }
    var failure: SMTPClientFailure? { if case .lost(let failure) = self { failure } else { nil } }
}
