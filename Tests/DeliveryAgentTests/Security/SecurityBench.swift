import DeliveryAgent
import DeliveryQueue
import Foundation
import MXResolver
import MXResolverTesting
import MailAddressing
import MailCryptography
import NIOConcurrencyHelpers
import SMTPProtocol
import SMTPTransport

/// An agent that goes by DANE and MTA-STS, and hosts on loopback whose certificates a test knows.
struct SecurityBench {
    let port: Int
    let receivers: [Receiver]
    let zone: ZoneResolver
    let policies: FixedPolicies
    let agent: OutboundAgent

    /// The certificate that hosts show.
    static let certificate = Result {
        try SelfSignedCertificate.make(hostName: "a.signed.test", at: SystemQueueClock().now().seconds)
    }

    /// The digest of the certificate, for a TLSA record `3 0 1`.
    static func digest() throws -> String {
        let text = try certificate.get().certificatePEM
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("-") }.joined()
        let octets = Data(base64Encoded: lines).map { [UInt8]($0) } ?? []
        return SHA256.hash(of: octets).map { String(format: "%02x", $0) }.joined()
    }

    /// Starts hosts on 127.0.0.1, 127.0.0.2 and so on, at one port.
    ///
    /// - Parameters:
    ///   - hosts: whether each offers TLS.
    ///   - relay: a relay to fall back on; nil for none.
    ///   - isShownByName: whether they show the certificate only to those who ask for its name.
    ///   - zone: the zone's text for their port.
    ///   - policy: the MTA-STS policy of every domain; nil for none.
    ///   - newest: what it is when it is asked for again; nil for the same.
    init(
        hosts: [Bool] = [true], policy: StrictTransportPolicy? = nil, newest: StrictTransportPolicy? = nil,
        relay: RelayHost? = nil, isShownByName: Bool = false, zone: (Int) throws -> String
    ) async throws {
        var (receivers, port): ([Receiver], Int) = ([], 0)
        for (index, hasTLS) in hosts.enumerated() {
            let receiver = try await Receiver(
                host: "127.0.0.\(index + 1)", port: port,
                certificate: isShownByName ? nil : try Self.certificate.get(),
                named: isShownByName ? try Self.certificate.get() : nil, hasTLS: hasTLS)
            port = receiver.port
            receivers.append(receiver)
        }
        (self.receivers, self.port) = (receivers, port)
        self.zone = try ZoneResolver(parsing: try zone(port))
        policies = FixedPolicies(policy, newest: newest ?? policy)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("roots-\(UUID().uuidString).pem")
        try Self.certificate.get().certificatePEM.write(to: folder, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: folder) }
        var options = MailExchangeResolver.Options()
        options.privateAddresses = .allow
        var configuration = OutboundAgentConfiguration(
            hostName: "mail.sender.test", route: .direct(port: port, tls: try SMTPClientTLS.opportunistic()))
        (configuration.relays, configuration.fallsBack) = (relay.map { [$0] } ?? [], relay != nil)
        configuration.security = TransportSecuritySettings(
            strictTransport: .init(
                policies: policies, verified: try SMTPClientTLS.verified(roots: .file(folder.path))))
        agent = OutboundAgent(
            configuration: configuration, resolver: MailExchangeResolver(dns: self.zone, options: options),
            signer: MessageSigner([]))
    }

    /// Delivers a message to one recipient.
    func deliver(to recipient: String) async throws -> DeliveryOutcome? {
        let message = QueuedMessage(
            id: MessageID(number: 1), reversePath: try ReversePath("ada@sender.test"),
            recipients: [try Mailbox(recipient)], acceptedAt: WallTime(milliseconds: 0),
            expiresAt: WallTime(milliseconds: 1), size: AgentBench.content.count, isEightBit: false, origin: "test")
        return await agent.deliver(
            DeliveryAttempt(
                message: message, recipients: [0], content: AgentBench.content, site: "test", mayReroute: false,
                source: .standard, way: .usual, limits: ShapingLimits(), awaitRecord: { true })
        ).outcomes.first
    }

    func stop() async { for receiver in receivers { await receiver.stop() } }
}

/// One policy for every domain, and another when it is asked for again.
final class FixedPolicies: StrictTransportPolicySource {
    private let policy: NIOLockedValueBox<StrictTransportPolicy?>
    private let newest: StrictTransportPolicy?
    private let count = NIOLockedValueBox(0)

    init(_ policy: StrictTransportPolicy?, newest: StrictTransportPolicy?) {
        (self.policy, self.newest) = (NIOLockedValueBox(policy), newest)
    }

    /// How often it was asked for again.
    var rechecks: Int { count.withLockedValue { $0 } }

    func policy(for domain: DomainName) async -> StrictTransportPolicy? { policy.withLockedValue { $0 } }

    func recheckedPolicy(for domain: DomainName) async -> StrictTransportPolicy? {
        count.withLockedValue { $0 += 1 }
        policy.withLockedValue { $0 = newest }
        return newest
    }
}
