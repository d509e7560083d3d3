import BounceClassification
import DeliveryQueue
import MailAddressing
import SMTPProtocol
import SMTPTransport
import Testing

@testable import ReferenceServer

@Suite("A recipient on the suppression list", .timeLimit(.minutes(15)))
struct InboundSuppressionTests {
    private static func entry(
        _ address: String, from domain: String? = nil, expiry: Int64? = nil
    ) throws -> Suppression {
        Suppression(
            try SuppressionName(address: address, senderDomain: domain).key(), because: .person("secret words"),
            since: 1_000, expiry: expiry)
    }

    @Test("is refused at RCPT with the reason, and others are not; nothing that a person wrote is told")
    func refused() async throws {
        let fixture = try await InboundFixture()
        try await fixture.suppressions.put(Self.entry("dead@b.example"))
        _ = fixture.session.mail(SMTPMail(reversePath: .mailbox(try Mailbox("ada@a.example"))))
        #expect(try await fixture.recipient("bob@b.example") == nil)
        let reply = try #require(try await fixture.recipient("Dead@B.example"))
        #expect(reply.code == 550 && reply.enhancedStatusCode == EnhancedStatusCode(5, 7, 1))
        #expect(reply.description.contains("dead@b.example") && !reply.description.contains("secret"))
        #expect(fixture.session.recipients.map(\.mailbox.description) == ["bob@b.example"])
    }

    @Test(
        "is one by its domain or for one domain of senders, while the entry holds",
        arguments: [
            ("@b.example", nil, nil, "ada@a.example", true), ("@b.example", nil, nil, "", true),
            ("@example", nil, nil, "ada@a.example", false),
            ("bob@b.example", "a.example", nil, "ada@a.example", true),
            ("bob@b.example", "a.example", nil, "ada@c.example", false),
            ("bob@b.example", "a.example", nil, "", false),
            ("bob@b.example", nil, 2_000, "ada@a.example", false),
            ("bob@b.example", nil, Int64.max, "ada@a.example", true),
        ] as [(String, String?, Int64?, String, Bool)])
    func scopes(address: String, domain: String?, expiry: Int64?, sender: String, isRefused: Bool) async throws {
        let fixture = try await InboundFixture()
        try await fixture.suppressions.put(Self.entry(address, from: domain, expiry: expiry))
        _ = fixture.session.mail(SMTPMail(reversePath: try ReversePath(sender)))
        #expect((try await fixture.recipient("bob@b.example") != nil) == isRefused)
    }
}
