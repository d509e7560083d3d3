import DeliveryAgent
import DeliveryQueue
import MailCryptography
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("TLSA records that change between two attempts", .timeLimit(.minutes(15)))
struct TLSAChangedBetweenAttemptsTests {
    @Test("count as they are at each: the message waits by the first ones and arrives by the second")
    func changed() async throws {
        let now = SystemQueueClock().now().seconds
        let certificate = try SelfSignedCertificate.make(hostName: "a.signed.test", at: now)
        let receiver = try await Receiver(host: "127.0.7.1", certificate: certificate)
        func record(_ digest: String) -> String {
            BehaviourBench.record("a.signed.test", port: receiver.port, digest: digest)
        }
        let bench = try BehaviourBench(
            port: receiver.port, records: record(BehaviourBench.wrongDigest),
            BehaviourBench.Settings(
                tls: try SMTPClientTLS.opportunistic(), security: TransportSecuritySettings()))
        let place = bench.place("a.signed.test", 1)
        let first = try await bench.attempt(to: "bob@one.signed.test")
        #expect(first.gists == [Gist(.deferred, .security, at: place, isRemote: false)])
        #expect(first.replies.first?.hasPrefix("451 4.4.2 TLS is required: ") == true)
        #expect(first.details == ["at STARTTLS, the host's TLSA records demand it (DANE)"])
        #expect(first.signal == PathSignal.none)
        #expect(receiver.messages.isEmpty && receiver.connectionCount == 1)

        // A new key is announced beside the old one.
        try bench.publish(record(BehaviourBench.wrongDigest) + record(try certificate.keyDigest()))
        let second = try await bench.attempt(to: "bob@one.signed.test")
        #expect(second.gists == [Gist(.delivered, at: place)])
        #expect(second.outcomes.map(\.reply.code) == [250])
        #expect(second.details == ["over TLSv1.3, authenticated by DANE"])
        #expect(second.signal == .success)
        #expect(receiver.messages.map(\.content) == [BehaviourBench.content])
        #expect(receiver.connectionCount == 2)
        await bench.pool.shutdown()
        await receiver.stop()
    }
}
