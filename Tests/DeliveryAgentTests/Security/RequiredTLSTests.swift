import DeliveryAgent
import DeliveryQueue
import MXResolver
import MailCryptography
import NIOConcurrencyHelpers
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("Mail whose sender demands TLS all the way", .timeLimit(.minutes(15)))
struct RequiredTLSTests {
    /// What makes a host certain, or does not.
    enum Proof: Sendable {
        case nothing
        /// TLSA records that its key meets.
        case record
        /// TLSA records that nobody can use: TLS without a check.
        case unusableRecord
        case enforcedPolicy
        case testedPolicy
        /// A certificate that the route has checked, for a name of which the DNS may have lied.
        case routeDemand

        var domain: String { self == .record || self == .unusableRecord ? "signed.test" : "receiver.test" }
    }

    private static let noProof =
        "550 5.7.30 The sender demands TLS all the way, and no host of the destination can prove who it is"

    /// A host, and the demands that it was told of.
    private static func receiver(
        _ certificate: SelfSignedCertificate?, at host: String = "127.0.8.1", offers isOffered: Bool,
        _ demands: NIOLockedValueBox<[Bool]>
    ) async throws -> Receiver {
        let more: SMTPServiceExtensions = isOffered ? [.requireTLS] : []
        return try await Receiver(
            host: host, certificate: certificate, extensions: SMTPServiceExtensions.ofTheProtocol.union(more)
        ) { question in
            if case .mail(let mail) = question { demands.withLockedValue { $0.append(mail.options.requiresTLS) } }
            return .accept
        }
    }

    private static func certificate() throws -> SelfSignedCertificate {
        try SelfSignedCertificate.make(hostName: "mx.receiver.test", at: SystemQueueClock().now().seconds)
    }

    private static func mail(to domain: String = "receiver.test") -> RouteBench.Mail {
        var mail = RouteBench.Mail(recipients: ["bob@\(domain)"])
        mail.options.requiresTLS = true
        return mail
    }

    @Test(
        "goes only to hosts whose name is certain, and who pass the demand on",
        arguments: [
            // What is certain, whether REQUIRETLS is offered, what is said of a delivery; nil where it fails.
            (.record, true, "over TLSv1.3, authenticated by DANE"), (.record, false, nil),
            (.enforcedPolicy, true, "over TLSv1.3, authenticated as MTA-STS demands"), (.enforcedPolicy, false, nil),
            (.nothing, true, nil), (.unusableRecord, true, nil), (.testedPolicy, true, nil), (.routeDemand, true, nil),
        ] as [(Proof, Bool, String?)])
    func proofs(proof: Proof, isOffered: Bool, detail: String?) async throws {
        let (certificate, demands) = (try Self.certificate(), NIOLockedValueBox<[Bool]>([]))
        let receiver = try await Self.receiver(certificate, offers: isOffered, demands)
        let (tls, verified) = (try SMTPClientTLS.opportunistic(), try certificate.asOnlyRoot())
        var policy: StrictTransportPolicy?
        if proof == .enforcedPolicy { policy = BehaviourBench.enforced("mx.receiver.test") }
        if proof == .testedPolicy {
            let hosts = BehaviourBench.enforced("mx.receiver.test").hosts
            policy = StrictTransportPolicy(mode: .testing, hosts: hosts, maximumAge: 86_400)
        }
        let usage = proof == .unusableRecord ? "0 0 1" : "3 1 1"
        let record = "_\(receiver.port)._tcp.mx.signed.test. IN TLSA \(usage) \(try certificate.keyDigest())\n"
        let policies = FixedPolicies(policy, newest: policy)
        let bench = try RouteBench(
            .direct(
                port: receiver.port, tls: tls,
                demand: proof == .routeDemand ? .verified(verified) : .opportunistic), records: record
        ) {
            $0.security = TransportSecuritySettings(
                strictTransport: TransportSecuritySettings.StrictTransport(policies: policies, verified: verified))
        }
        let result = try await bench.attempt(Self.mail(to: proof.domain))
        if let detail {
            #expect(result.outcomes.map(\.kind) == [.delivered])
            #expect(result.details == [detail])
            #expect(demands.withLockedValue { $0 } == [true])
        } else {
            #expect(result.outcomes.map(\.kind) == [.failed])
            #expect(result.outcomes.map(\.isRemoteReply) == [false])
            #expect(result.outcomes.map(\.reply.enhancedStatusCode) == [EnhancedStatusCode(5, 7, 30)])
            #expect(demands.withLockedValue { $0.isEmpty })
            // Only whether the host passes it on is found out in the session.
            #expect((receiver.connectionCount > 0) == !isOffered)
            if isOffered { #expect(result.replies == [Self.noProof]) }
        }
        // The very same host gets other mail.
        let other = try await bench.attempt(RouteBench.Mail(recipients: ["bob@\(proof.domain)"]))
        #expect(other.outcomes.map(\.kind) == [.delivered])
        #expect(demands.withLockedValue { $0.last } == false)
        await bench.stop()
        await receiver.stop()
    }

    /// How a relay is secured.
    enum RelaySecurity: Sendable {
        case clear
        case whenOffered
        case unchecked
        case checked
    }

    @Test(
        "goes to a relay where its certificate is checked, and it passes the demand on",
        arguments: [
            (.checked, true, true), (.checked, false, false), (.unchecked, true, false), (.whenOffered, true, false),
            (.clear, true, false),
        ] as [(RelaySecurity, Bool, Bool)])
    func relay(security: RelaySecurity, isOffered: Bool, isDelivered: Bool) async throws {
        let (certificate, demands) = (try Self.certificate(), NIOLockedValueBox<[Bool]>([]))
        let receiver = try await Self.receiver(certificate, offers: isOffered, demands)
        let tls = try SMTPClientTLS.opportunistic()
        let secured: SMTPClient.Security =
            switch security {
            case .clear: .none
            case .whenOffered: .startTLSWhenOffered(tls)
            case .unchecked: .startTLSRequired(tls)
            case .checked: .startTLSRequired(try certificate.asOnlyRoot())
            }
        let bench = try RouteBench(
            .relay([try RouteBench.relay("mx.receiver.test", port: receiver.port, security: secured)]))
        let result = try await bench.attempt(Self.mail())
        #expect(result.outcomes.map(\.kind) == [isDelivered ? .delivered : .failed])
        #expect(demands.withLockedValue { $0 } == (isDelivered ? [true] : []))
        if !isDelivered {
            #expect(result.outcomes.map(\.reply.enhancedStatusCode) == [EnhancedStatusCode(5, 7, 30)])
            #expect((receiver.connectionCount > 0) == (security == .checked))
        }
        await bench.stop()
        await receiver.stop()
    }

    @Test("passes over relays that are not checked")
    func relays() async throws {
        let (certificate, demands) = (try Self.certificate(), NIOLockedValueBox<[Bool]>([]))
        let receiver = try await Self.receiver(certificate, offers: true, demands)
        let bench = try RouteBench(
            .relay([
                try RouteBench.relay("relay.test", port: receiver.port, priority: 1),
                try RouteBench.relay(
                    "mx.receiver.test", port: receiver.port, security: .startTLSRequired(try certificate.asOnlyRoot()),
                    priority: 2),
            ]))
        let result = try await bench.attempt(Self.mail())
        #expect(result.gists == [Gist(.delivered, at: "mx.receiver.test [127.0.8.1]:\(receiver.port)")])
        await bench.stop()
        await receiver.stop()
    }

    @Test("waits for its host, and does not fall back on a relay that is not checked")
    func noFallback() async throws {
        let demands = NIOLockedValueBox<[Bool]>([])
        let relay = try await Self.receiver(nil, at: "127.0.8.2", offers: true, demands)
        let relays = [try RouteBench.relay(port: relay.port)]
        let record = "_\(relay.port)._tcp.mx.signed.test. IN TLSA 3 1 1 \(BehaviourBench.wrongDigest)\n"
        let bench = try RouteBench(
            .direct(port: relay.port, tls: try SMTPClientTLS.opportunistic()), records: record
        ) { configuration in
            configuration.security = TransportSecuritySettings()
            (configuration.relays, configuration.fallsBack) = (relays, true)
        }
        let result = try await bench.attempt(Self.mail(to: "signed.test"))
        let place = "mx.signed.test [127.0.8.1]:\(relay.port)"
        #expect(result.gists == [Gist(.deferred, .unreachable, at: place, isRemote: false)])
        #expect(relay.connectionCount == 0)
        // Other mail does.
        let other = try await bench.attempt(RouteBench.Mail(recipients: ["bob@signed.test"]))
        #expect(other.outcomes.map(\.kind) == [.delivered])
        #expect(relay.messages.count == 1)
        await bench.stop()
        await relay.stop()
    }
}
