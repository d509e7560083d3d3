import DeliveryAgent
import DeliveryQueue
import MXResolver
import MXResolverTesting
import MailAddressing
import SMTPProtocol
import SMTPTransport

/// An agent over a zone whose hosts have addresses on which no other tests listen.
///
/// `receiver.test` has two mail hosts, at 127.0.7.1 and 127.0.7.2, `alone.test` the first of them only, `signed.test` the
/// same two under names that are signed; at 127.0.7.9 nobody ever listens.
struct BehaviourBench {
    /// What there is beside the DNS.
    struct Settings {
        /// TLS where it is offered.
        var tls: SMTPClientTLS?
        /// What counts beyond that.
        var security: TransportSecuritySettings?
        /// A relay that gets everything.
        var relay: RelayHost?
        /// A relay to fall back on.
        var fallback: RelayHost?
        var timeouts = SMTPClientTimeouts()
        var observer: (any RecipientObserver)?
    }

    static let zoneText = """
        $TTL 60
        $SECURE signed.test.
        receiver.test. IN MX 10 a.receiver.test.
        receiver.test. IN MX 20 b.receiver.test.
        alone.test. IN MX 10 a.receiver.test.
        dead.test. IN MX 10 gone.receiver.test.
        dead.test. IN MX 20 b.receiver.test.
        lost.test. IN MX 10 nowhere.receiver.test.
        lost.test. IN MX 20 b.receiver.test.
        nobody.test. IN MX 10 gone.receiver.test.
        nothing.test. IN MX 0 .
        nothing.test. IN A 127.0.7.1
        a.receiver.test. IN A 127.0.7.1
        b.receiver.test. IN A 127.0.7.2
        gone.receiver.test. IN A 127.0.7.9
        signed.test. IN MX 10 a.signed.test.
        signed.test. IN MX 20 b.signed.test.
        one.signed.test. IN MX 10 a.signed.test.
        a.signed.test. IN A 127.0.7.1
        b.signed.test. IN A 127.0.7.2

        """

    static let content = Array(
        "From: <ada@sender.test>\r\nTo: <bob@receiver.test>\r\nSubject: Hello\r\n\r\nHello\r\n".utf8)

    /// The port of the mail hosts.
    let port: Int
    let agent: OutboundAgent
    let zone: ZoneResolver
    let pool: SMTPConnectionPool

    /// Makes an agent.
    ///
    /// - Parameters:
    ///   - port: the port of the mail hosts.
    ///   - records: what the zone has beside its usual records, a line each.
    ///   - settings: what there is beside the DNS.
    init(port: Int, records: String = "", _ settings: Settings = Settings()) throws {
        self.port = port
        zone = try ZoneResolver(parsing: Self.zoneText + records)
        pool = SMTPConnectionPool(timeouts: settings.timeouts)
        var options = MailExchangeResolver.Options()
        options.privateAddresses = .allow
        agent = OutboundAgent(
            configuration: Self.configuration(port: port, settings),
            resolver: MailExchangeResolver(dns: zone, options: options), signer: MessageSigner([]), pool: pool,
            observer: settings.observer)
    }

    /// The one place that knows how routes and relays are configured.
    private static func configuration(port: Int, _ settings: Settings) -> OutboundAgentConfiguration {
        let route = settings.relay.map { DeliveryRoute.relay([$0]) } ?? .direct(port: port, tls: settings.tls)
        var configuration = OutboundAgentConfiguration(
            hostName: "mail.sender.test", route: route, relays: settings.fallback.map { [$0] } ?? [])
        configuration.fallsBack = settings.fallback != nil
        configuration.security = settings.security
        return configuration
    }

    /// A relay on loopback.
    static func relay(
        _ host: String = "[127.0.7.3]", port: Int, security: SMTPClient.Security = .none,
        credentials: SMTPCredentials? = nil
    ) throws -> RelayHost {
        RelayHost(host: try MailHost(host), port: port, security: security, credentials: credentials)
    }

    /// A policy that demands these hosts.
    static func enforced(_ hosts: String...) -> StrictTransportPolicy {
        StrictTransportPolicy(mode: .enforce, hosts: hosts.compactMap { MailHostPattern($0) }, maximumAge: 86_400)
    }

    /// A record for the key of a host's own certificate.
    static func record(_ host: String, port: Int, digest: String) -> String {
        "_\(port)._tcp.\(host). IN TLSA 3 1 1 \(digest)\n"
    }

    /// The digest of a key that nobody has.
    static let wrongDigest = String(repeating: "0a", count: 32)

    /// Replaces what the zone has beside its usual records.
    func publish(_ records: String) throws { zone.replace(with: try Zone(parsing: Self.zoneText + records)) }

    /// A host as outcomes name it.
    ///
    /// - Parameters:
    ///   - name: its name; nil where it has none.
    ///   - number: the end of its address.
    ///   - port: its port; nil for that of the mail hosts.
    func place(_ name: String?, _ number: Int, port: Int? = nil) -> String {
        [name, "[127.0.7.\(number)]:\(port ?? self.port)"].compactMap { $0 }.joined(separator: " ")
    }

    var first: String { place("a.receiver.test", 1) }
    var second: String { place("b.receiver.test", 2) }

    /// An attempt at the site of its recipients.
    func attempt(
        to recipients: String..., content: [UInt8] = BehaviourBench.content, earlierAttempts: Int = 0,
        record: @escaping @Sendable () async -> Bool = { true }
    ) async throws -> AttemptResult {
        let message = QueuedMessage(
            id: MessageID(number: 1), reversePath: try ReversePath("ada@sender.test"),
            recipients: try recipients.map { try Mailbox($0) }, acceptedAt: WallTime(milliseconds: 0),
            expiresAt: WallTime(milliseconds: 1), size: content.count, isEightBit: false, origin: "test")
        return await agent.deliver(
            DeliveryAttempt(
                message: message, recipients: Array(message.recipients.indices), content: content, site: "test",
                mayReroute: false, earlierAttempts: earlierAttempts, awaitRecord: record))
    }
}
