import DeliveryQueue
import MailCryptography
import SMTPProtocol
import Testing

@Suite("A certificate for another name", .timeLimit(.minutes(15)))
struct WrongNameInCertificateTests {
    private static func certificate() throws -> SelfSignedCertificate {
        try SelfSignedCertificate.make(hostName: "b.receiver.test", at: SystemQueueClock().now().seconds)
    }

    @Test(
        "is good enough where nobody asks for the name, and where TLSA records vouch for its key",
        arguments: [
            (.nothing, "over TLSv1.3"), (.record, "over TLSv1.3, authenticated by DANE"),
        ] as [(CertificateTrial.Demand, String)])
    func taken(demand: CertificateTrial.Demand, detail: String) async throws {
        let trial = try await CertificateTrial(demand, of: try Self.certificate())
        trial.expectDelivery(detail)
    }

    @Test(
        "has the message wait where the name is demanded; nothing goes out in the clear",
        arguments: [
            (.relay, "at STARTTLS"), (.policy, "at STARTTLS, the domain's MTA-STS policy demands it"),
        ] as [(CertificateTrial.Demand, String)])
    func refused(demand: CertificateTrial.Demand, detail: String) async throws {
        let trial = try await CertificateTrial(demand, of: try Self.certificate())
        trial.expectWait(detail, of: demand)
        let reason = "the certificate is for another name"
        #expect(trial.result.replies == ["451 4.4.2 TLS is required: \(reason) (at stage startTLS)"])
    }
}
