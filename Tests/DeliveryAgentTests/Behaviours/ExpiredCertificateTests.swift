import DeliveryQueue
import MailCryptography
import SMTPProtocol
import Testing

@Suite("A certificate that has expired", .timeLimit(.minutes(15)))
struct ExpiredCertificateTests {
    /// For one day of the year 2020, and for the right name.
    private static func expired() throws -> SelfSignedCertificate {
        try SelfSignedCertificate.make(hostName: "a.receiver.test", validForDays: 1, at: 1_600_000_000)
    }

    @Test(
        "is good enough where nobody asks for a better one, and where TLSA records vouch for its key",
        arguments: [
            (.nothing, "over TLSv1.3"), (.record, "over TLSv1.3, authenticated by DANE"),
        ] as [(CertificateTrial.Demand, String)])
    func taken(demand: CertificateTrial.Demand, detail: String) async throws {
        let trial = try await CertificateTrial(demand, of: try Self.expired())
        trial.expectDelivery(detail)
    }

    @Test(
        "has the message wait where a good one is demanded; nothing goes out in the clear",
        arguments: [
            (.relay, "at STARTTLS"), (.policy, "at STARTTLS, the domain's MTA-STS policy demands it"),
        ] as [(CertificateTrial.Demand, String)])
    func refused(demand: CertificateTrial.Demand, detail: String) async throws {
        let trial = try await CertificateTrial(demand, of: try Self.expired())
        trial.expectWait(detail, of: demand)
        let reply = try #require(trial.result.replies.first)
        #expect(reply.hasPrefix("451 4.4.2 TLS is required: ") && reply.hasSuffix("(at stage startTLS)"), "\(reply)")
    }

    @Test("is refused for nothing but its age", arguments: CertificateTrial.Demand.allCases)
    func good(demand: CertificateTrial.Demand) async throws {
        let now = SystemQueueClock().now().seconds
        let trial = try await CertificateTrial(
            demand, of: try SelfSignedCertificate.make(hostName: "a.receiver.test", at: now))
        #expect(trial.result.gists == [Gist(.delivered, at: trial.place)])
        #expect(trial.counts == [1, 1, 2])
    }
}
