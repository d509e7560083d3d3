import DeliveryAgent
import DeliveryQueue
import MXResolver
import MailAddressing
import MailCryptography
import NIOConcurrencyHelpers
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("What an agent tells of TLS", .timeLimit(.minutes(15)))
struct OutboundTLSReportTests {
    /// Keeps what it is told.
    private final class Listener: TLSReportObserver {
        private let heard = NIOLockedValueBox<[TLSSessionResult]>([])

        var results: [TLSSessionResult] { heard.withLockedValue { $0 } }

        func established(_ result: TLSSessionResult) async { heard.withLockedValue { $0.append(result) } }
    }

    /// Who demands what of the hosts.
    enum Demand: CaseIterable, Sendable {
        case nobody
        case record
        case policy

        var domain: String { self == .record ? "signed.test" : "receiver.test" }
        var typeName: String {
            switch self {
            case .nobody: "no-policy-found"
            case .record: "tlsa"
            case .policy: "sts"
            }
        }
    }

    private static func certificate() throws -> SelfSignedCertificate {
        try SelfSignedCertificate.make(hostName: "mx.receiver.test", at: SystemQueueClock().now().seconds)
    }

    private static func bench(
        _ demand: Demand, port: Int, _ certificate: SelfSignedCertificate, digest: String? = nil,
        allowing host: String = "mx.receiver.test", _ listener: Listener
    ) throws -> RouteBench {
        let policy = demand == .policy ? BehaviourBench.enforced(host) : nil
        let policies = FixedPolicies(policy, newest: policy)
        let verified = try certificate.asOnlyRoot()
        let digest = try digest ?? certificate.keyDigest()
        let record = "_\(port)._tcp.mx.signed.test. IN TLSA 3 1 1 \(digest)\n"
        return try RouteBench(
            .direct(port: port, tls: try SMTPClientTLS.opportunistic()), records: record,
            RouteBench.Parts(tlsObserver: listener)
        ) {
            $0.security = TransportSecuritySettings(
                strictTransport: TransportSecuritySettings.StrictTransport(policies: policies, verified: verified))
        }
    }

    @Test("has the policy and the result, once for each session and not for each message", arguments: Demand.allCases)
    func success(demand: Demand) async throws {
        let (certificate, listener) = (try Self.certificate(), Listener())
        let receiver = try await Receiver(host: "127.0.8.1", certificate: certificate)
        let bench = try Self.bench(demand, port: receiver.port, certificate, listener)
        for _ in 0..<3 {
            let result = try await bench.attempt(RouteBench.Mail(recipients: ["bob@\(demand.domain)"]))
            #expect(result.outcomes.map(\.kind) == [.delivered])
        }
        #expect(receiver.messages.count == 3 && receiver.connectionCount == 1)
        #expect(listener.results.count == 1)
        let told = try #require(listener.results.first)
        #expect(told.result == .success)
        #expect(told.policyDomain.text == demand.domain)
        #expect(told.mailHost == "mx.\(demand.domain)")
        #expect(told.receivingAddress == "127.0.8.1")
        #expect(told.sendingAddress != nil)
        #expect(told.policy.typeName == demand.typeName)
        let lines: [String] =
            switch demand {
            case .nobody: []
            case .record: ["3 1 1 \(try certificate.keyDigest())"]
            case .policy: ["version: STSv1", "mode: enforce", "mx: mx.receiver.test", "max_age: 86400"]
            }
        #expect(told.policy.lines.map { $0.lowercased() } == lines.map { $0.lowercased() })
        await bench.stop()
        await receiver.stop()
    }

    @Test("has that a host offers no TLS, once where the session goes on in the clear", arguments: Demand.allCases)
    func notOffered(demand: Demand) async throws {
        let (certificate, listener) = (try Self.certificate(), Listener())
        let receiver = try await Receiver(host: "127.0.8.1", hasTLS: false)
        let bench = try Self.bench(demand, port: receiver.port, certificate, listener)
        let result = try await bench.attempt(RouteBench.Mail(recipients: ["bob@\(demand.domain)"]))
        #expect(result.outcomes.map(\.kind) == [demand == .nobody ? .delivered : .deferred])
        let reason = "the server does not offer STARTTLS"
        #expect(listener.results.map(\.result) == [.failure(.startTLSNotSupported, reason: reason)])
        #expect(listener.results.map(\.policy.typeName) == [demand.typeName])
        #expect(listener.results.map(\.receivingAddress) == ["127.0.8.1"])
        await bench.stop()
        await receiver.stop()
    }

    @Test("has that a policy does not name the host, to which there is no session")
    func notNamed() async throws {
        let listener = Listener()
        let bench = try Self.bench(.policy, port: 1, try Self.certificate(), allowing: "other.test", listener)
        let result = try await bench.attempt()
        #expect(result.outcomes.map(\.errorClass) == [.security])
        let told = try #require(listener.results.first)
        #expect(listener.results.count == 1 && told.policy.typeName == "sts" && told.mailHost == "mx.receiver.test")
        #expect(told.receivingAddress == nil)
        guard case .failure(.validationFailure, let reason) = told.result else {
            Issue.record("\(told.result)")
            return
        }
        #expect(!reason.isEmpty)
        await bench.stop()
    }

    @Test("has that STARTTLS was refused, and nothing of the session in the clear that follows")
    func refused() async throws {
        let listener = Listener()
        let host = try await ScriptedHost(
            host: "127.0.8.1", offersTLS: true, script: ScriptedHost.at(.startTLS, .say("454 4.7.0 Not now")))
        let bench = try Self.bench(.nobody, port: host.port, try Self.certificate(), listener)
        let result = try await bench.attempt()
        #expect(result.details == ["in the clear"])
        #expect(
            listener.results.map(\.result) == [.failure(.startTLSNotSupported, reason: "454 4.7.0 Not now")])
        await bench.stop()
        await host.stop()
    }

    @Test("has that a host hung up in reply to STARTTLS")
    func hungUp() async throws {
        let listener = Listener()
        let host = try await ScriptedHost(
            host: "127.0.8.1", offersTLS: true, script: ScriptedHost.at(.startTLS, .close))
        let bench = try Self.bench(.nobody, port: host.port, try Self.certificate(), listener)
        let result = try await bench.attempt()
        #expect(result.details == ["in the clear"])
        let reason = "the other side closed the connection"
        #expect(listener.results.map(\.result) == [.failure(.validationFailure, reason: reason)])
        await bench.stop()
        await host.stop()
    }

    @Test("has certificates that do not prove what is demanded", arguments: [Demand.record, .policy])
    func unproved(demand: Demand) async throws {
        let listener = Listener()
        // It shows another certificate than the one that is known.
        let receiver = try await Receiver(host: "127.0.8.1", certificate: try Self.certificate())
        let bench = try Self.bench(demand, port: receiver.port, try Self.certificate(), listener)
        let result = try await bench.attempt(RouteBench.Mail(recipients: ["bob@\(demand.domain)"]))
        #expect(result.outcomes.map(\.errorClass) == [.security])
        let told = try #require(listener.results.first)
        guard case .failure(let kind, let reason) = told.result else {
            Issue.record("\(told.result)")
            return
        }
        #expect(kind == .validationFailure || demand == .policy && kind == .certificateNotTrusted)
        #expect(!reason.isEmpty)
        #expect(told.policy.typeName == demand.typeName)
        await bench.stop()
        await receiver.stop()
    }

    @Test("has nothing of relays, of address literals, and of hosts that cannot be connected to")
    func others() async throws {
        let (certificate, listener) = (try Self.certificate(), Listener())
        let receiver = try await Receiver(host: "127.0.8.1", certificate: certificate)
        let relay = try RouteBench.relay(
            "mx.receiver.test", port: receiver.port, security: .startTLSRequired(try certificate.asOnlyRoot()))
        let relaying = try RouteBench(.relay([relay]), RouteBench.Parts(tlsObserver: listener))
        #expect(try await relaying.attempt().outcomes.map(\.kind) == [.delivered])
        let ruled = try RouteBench(
            .direct(port: 1, tls: try SMTPClientTLS.opportunistic()),
            rules: [RouteRule(name: "shop", route: .relay([relay]))], RouteBench.Parts(tlsObserver: listener))
        #expect(try await ruled.attempt().outcomes.map(\.kind) == [.delivered])
        let direct = try Self.bench(.nobody, port: receiver.port, certificate, listener)
        let literal = try await direct.attempt(RouteBench.Mail(recipients: ["bob@[127.0.8.1]"]))
        #expect(literal.outcomes.map(\.kind) == [.delivered])
        let dead = try await direct.attempt(RouteBench.Mail(recipients: ["bob@dead.test"]))
        #expect(dead.outcomes.map(\.errorClass) == [.unreachable])
        #expect(listener.results.isEmpty)
        for bench in [relaying, ruled, direct] { await bench.stop() }
        await receiver.stop()
    }

    @Test("has hosts of a rule's own direct route")
    func ruledDirect() async throws {
        let (certificate, listener) = (try Self.certificate(), Listener())
        let receiver = try await Receiver(host: "127.0.8.1", certificate: certificate)
        let relay = try RouteBench.relay(port: 1)
        let tls = try SMTPClientTLS.opportunistic()
        let bench = try RouteBench(
            .relay([relay]), rules: [RouteRule(name: "own", route: .direct(port: receiver.port, tls: tls))],
            RouteBench.Parts(tlsObserver: listener))
        #expect(try await bench.attempt().outcomes.map(\.kind) == [.delivered])
        #expect(listener.results.map(\.result) == [.success])
        await bench.stop()
        await receiver.stop()
    }
}
