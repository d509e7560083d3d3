import DeliveryAgent
import DeliveryQueue
import MXResolver
import MailCryptography
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("The field TLS-Required", .timeLimit(.minutes(15)))
struct WaivedTLSTests {
    private static func mail(_ field: String?, to domain: String) -> RouteBench.Mail {
        let more = field.map { "TLS-Required:\($0)\r\n" } ?? ""
        let content = Array("From: <ada@sender.test>\r\n\(more)Subject: Hello\r\n\r\nTLS-Required: No\r\n".utf8)
        return RouteBench.Mail(recipients: ["bob@\(domain)"], content: content)
    }

    /// An agent that has records for `signed.test` which its host cannot meet, or a policy that has no such host.
    private static func bench(port: Int, isOfPolicy: Bool) throws -> RouteBench {
        let policy = isOfPolicy ? BehaviourBench.enforced("mx.elsewhere.test") : nil
        let policies = FixedPolicies(policy, newest: policy)
        let verified = try SMTPClientTLS.verified()
        let record = "_\(port)._tcp.mx.signed.test. IN TLSA 3 1 1 \(BehaviourBench.wrongDigest)\n"
        return try RouteBench(.direct(port: port, tls: try SMTPClientTLS.opportunistic()), records: record) {
            $0.security = TransportSecuritySettings(
                strictTransport: TransportSecuritySettings.StrictTransport(policies: policies, verified: verified))
        }
    }

    /// The field's value, nil for no field, and whether it waives the demands.
    struct Trial: Sendable {
        var field: String?
        var isWaived: Bool
    }

    private static let trials: [Trial] = [
        Trial(field: nil, isWaived: false), Trial(field: " No", isWaived: true), Trial(field: "No", isWaived: true),
        Trial(field: " no", isWaived: true), Trial(field: " NO ", isWaived: true), Trial(field: "", isWaived: false),
        Trial(field: " Yes", isWaived: false), Trial(field: " No, thank you", isWaived: false),
    ]

    @Test("puts the arrival above what records and policies demand", arguments: trials, [true, false])
    func values(trial: Trial, isOfPolicy: Bool) async throws {
        let receiver = try await Receiver(host: "127.0.8.1")
        let bench = try Self.bench(port: receiver.port, isOfPolicy: isOfPolicy)
        let domain = isOfPolicy ? "receiver.test" : "signed.test"
        let result = try await bench.attempt(Self.mail(trial.field, to: domain))
        if trial.isWaived {
            #expect(result.outcomes.map(\.kind) == [.delivered])
            #expect(result.details == ["over TLSv1.3"])
        } else {
            #expect(result.outcomes.map(\.kind) == [.deferred])
            #expect(result.outcomes.map(\.errorClass) == [.security])
            #expect(receiver.messages.isEmpty)
        }
        await bench.stop()
        await receiver.stop()
    }

    @Test("lets mail go in the clear to a host without TLS", arguments: [true, false])
    func clear(isOfPolicy: Bool) async throws {
        let receiver = try await Receiver(host: "127.0.8.1", hasTLS: false)
        let bench = try Self.bench(port: receiver.port, isOfPolicy: isOfPolicy)
        let result = try await bench.attempt(Self.mail(" No", to: isOfPolicy ? "receiver.test" : "signed.test"))
        #expect(result.details == ["in the clear"])
        await bench.stop()
        await receiver.stop()
    }

    @Test("does not count where the envelope demands TLS all the way")
    func contradiction() async throws {
        let extensions = SMTPServiceExtensions.ofTheProtocol.union([.requireTLS])
        let receiver = try await Receiver(host: "127.0.8.1", extensions: extensions)
        let bench = try Self.bench(port: receiver.port, isOfPolicy: false)
        var mail = Self.mail(" No", to: "signed.test")
        mail.options.requiresTLS = true
        let result = try await bench.attempt(mail)
        #expect(result.outcomes.map(\.kind) == [.deferred])
        #expect(result.outcomes.map(\.errorClass) == [.security])
        #expect(receiver.messages.isEmpty)
        await bench.stop()
        await receiver.stop()
    }

    @Test("waives nothing that the route itself demands")
    func routeDemand() async throws {
        let receiver = try await Receiver(host: "127.0.8.1", hasTLS: false)
        let tls = try SMTPClientTLS.opportunistic()
        let bench = try RouteBench(.direct(port: receiver.port, tls: tls, demand: .encrypted(tls)))
        let result = try await bench.attempt(Self.mail(" No", to: "receiver.test"))
        #expect(result.outcomes.map(\.errorClass) == [.security])
        #expect(receiver.messages.isEmpty)
        await bench.stop()
        await receiver.stop()
    }
}
