import DeliveryAgent
import DeliveryQueue
import Foundation
import MXResolver
import MailCryptography
import SMTPProtocol
import SMTPTransport
import Testing

/// One delivery to a host that shows a certificate, under a demand; what became of it, and what the host saw.
struct CertificateTrial {
    /// Who demands what of the certificate.
    enum Demand: CaseIterable, Sendable {
        /// Nobody: TLS is an opportunity.
        case nothing
        /// The settings of a relay: that it is good, and for the relay's name.
        case relay
        /// The domain's MTA-STS policy: the same of the host's name.
        case policy
        /// A TLSA record: that it has the right key.
        case record
    }

    let result: AttemptResult
    /// The host as the outcome names it.
    let place: String
    /// How often the host got the message, was connected to, and greeted.
    let counts: [Int]
    /// How often it was asked whether there is another policy.
    let rechecks: Int

    /// Makes a delivery.
    ///
    /// - Parameters:
    ///   - demand: what is demanded.
    ///   - certificate: what the host shows: the only one that is trusted, too.
    init(_ demand: Demand, of certificate: SelfSignedCertificate) async throws {
        let receiver = try await Receiver(host: "127.0.7.1", certificate: certificate)
        let policy = demand == .policy ? BehaviourBench.enforced("a.receiver.test") : nil
        let policies = FixedPolicies(policy, newest: policy)
        let verified = try certificate.asOnlyRoot()
        var settings = BehaviourBench.Settings(tls: try SMTPClientTLS.opportunistic())
        settings.security = TransportSecuritySettings(
            strictTransport: TransportSecuritySettings.StrictTransport(policies: policies, verified: verified))
        if demand == .relay {
            settings.relay = try BehaviourBench.relay(
                "a.receiver.test", port: receiver.port, security: .startTLSRequired(verified))
        }
        let digest = try certificate.keyDigest()
        let bench = try BehaviourBench(
            port: receiver.port,
            records: BehaviourBench.record("a.signed.test", port: receiver.port, digest: digest), settings)
        result = try await bench.attempt(to: demand == .record ? "bob@one.signed.test" : "bob@alone.test")
        place = demand == .record ? bench.place("a.signed.test", 1) : bench.first
        await bench.pool.shutdown()
        await receiver.stop()
        counts = [receiver.messages.count, receiver.connectionCount, receiver.peers.count]
        rechecks = policies.rechecks
    }
}

extension SelfSignedCertificate {
    /// The digest of its key, for a TLSA record `3 1 1`.
    func keyDigest() throws -> String {
        let text = certificatePEM.split(separator: "\n").filter { !$0.hasPrefix("-") }.joined()
        let certificate = try Certificate(der: Base64.decode(Array(text.utf8)) ?? [])
        return SHA256.hash(of: certificate.subjectPublicKeyInfo).map { String(format: "%02x", $0) }.joined()
    }

    /// TLS that trusts this certificate alone, and for its name.
    func asOnlyRoot() throws -> SMTPClientTLS {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("root-\(UUID().uuidString).pem")
        try certificatePEM.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        return try SMTPClientTLS.verified(roots: .file(file.path))
    }
}

extension CertificateTrial {
    /// Expects that the message went out over TLS, at the first trial.
    func expectDelivery(_ detail: String) {
        #expect(result.gists == [Gist(.delivered, at: place)])
        #expect(result.outcomes.map(\.reply.code) == [250])
        #expect(result.details == [detail])
        #expect(result.signal == .success)
        #expect(counts == [1, 1, 2])
    }

    /// Expects that the message waits, and nothing of it went out; the policy was looked at again, if it was one.
    func expectWait(_ detail: String, of demand: Demand) {
        #expect(result.gists == [Gist(.deferred, .security, at: place, isRemote: false)])
        #expect(result.details == [detail])
        #expect(result.signal == PathSignal.none)
        #expect(counts == [0, 1, 1])
        #expect(rechecks == (demand == .policy ? 1 : 0))
    }
}
