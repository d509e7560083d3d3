import BounceClassification
import DeliveryQueue
import MailAddressing
import MailForwarding
import SMTPProtocol
import SMTPTransport
import Testing

@testable import ReferenceServer

@Suite("A recipient in the directory", .timeLimit(.minutes(15)))
struct ForwardedRecipientTests {
    @Test("is accepted of a stranger, and nobody elsewhere is")
    func accepted() async throws {
        let fixture = try await ForwardingFixture()
        try await fixture.alias("shop@example.org", to: "ada@example.net")
        try fixture.mail(from: "eve@example.com")
        #expect(try await fixture.recipient("Shop+Sale@example.org") == nil)
        let elsewhere = try #require(try await fixture.recipient("ada@example.net"))
        #expect(elsewhere.code == 550 && elsewhere.enhancedStatusCode == EnhancedStatusCode(5, 7, 1))
        let unknown = try #require(try await fixture.recipient("none@example.org"))
        #expect(unknown.code == 550 && unknown.enhancedStatusCode == EnhancedStatusCode(5, 1, 1))
    }

    @Test(
        "that is not in use is refused as set",
        arguments: [(DisabledAnswer.refuse, UInt16(550)), (.defer, 450), (.discard, 0)])
    func disabled(_ answer: DisabledAnswer, _ code: UInt16) async throws {
        let fixture = try await ForwardingFixture()
        try await fixture.alias("shop@example.org", to: "ada@example.net") {
            $0.isEnabled = false
            $0.disabledAnswer = answer
        }
        try fixture.mail(from: "eve@example.com")
        #expect(try await fixture.recipient("shop@example.org")?.code ?? 0 == code)
        guard answer == .discard else { return }
        #expect(await fixture.send("From: eve@example.com\r\n\r\n")?.code == 250)
        #expect(try await fixture.queued().isEmpty)
        #expect(fixture.directory.count(of: .alias(try Mailbox("shop@example.org"), .discarded)) == 1)
    }

    @Test("of a domain that is not verified is refused for now, its postmaster accepted")
    func unverified() async throws {
        let fixture = try await ForwardingFixture(postmasters: [try Mailbox("root@example.net")])
        let domain = try DomainName("new.example")
        try await fixture.directory.addDomain(domain, keys: [], as: .administrator, at: 0)
        try await fixture.alias("a@new.example", to: "ada@example.net")
        try fixture.mail(from: "eve@example.com")
        #expect(try await fixture.recipient("a@new.example")?.code == 450)
        #expect(try await fixture.recipient("Postmaster@new.example") == nil)
        #expect(try await fixture.recipient("postmaster@mail.example.test") == nil)
        #expect(try await fixture.recipient("other@mail.example.test")?.code == 550)
    }

    @Test("whose owner has had enough for an hour is refused with 452")
    func limited() async throws {
        let fixture = try await ForwardingFixture()
        let owner = try Mailbox("ada@example.org")
        let limits = AccountLimits(
            messagesPerHour: 1, messagesPerDay: nil, recipientsPerHour: nil, recipientsPerDay: nil)
        try await fixture.directory.addAccount(
            Account(owner, limits: limits, creation: 0), as: .administrator)
        try await fixture.alias("shop@example.org", to: "ada@example.net") { $0.owner = owner }
        for expected in [UInt16?.none, 452] {
            try fixture.mail(from: "eve@example.com")
            #expect(try await fixture.recipient("shop@example.org")?.code == expected)
            if expected == nil { #expect(await fixture.send("From: eve@example.com\r\n\r\n")?.code == 250) }
        }
    }

    @Test("all of whose targets are on the suppression list is refused")
    func suppressed() async throws {
        let fixture = try await ForwardingFixture()
        try await fixture.alias("shop@example.org", to: "dead@example.net")
        try await fixture.alias("both@example.org", to: "dead@example.net", "ada@example.net")
        let key = try SuppressionName(address: "dead@example.net").key()
        try await fixture.suppressions.put(Suppression(key, because: .person("gone"), since: 1, expiry: nil))
        try fixture.mail(from: "eve@example.com")
        #expect(try await fixture.recipient("shop@example.org")?.code == 550)
        #expect(try await fixture.recipient("both@example.org") == nil)
    }

    @Test("that a rule may refuse is alone in its transaction")
    func alone() async throws {
        let fixture = try await ForwardingFixture()
        try await fixture.alias("a@example.org", to: "ada@example.net")
        try await fixture.alias("b@example.org", to: "ada@example.net")
        try await fixture.directory.addRule(
            for: .alias(try Mailbox("a@example.org")), when: try RuleCondition("subject contains lottery"),
            do: .block(text: nil), as: .administrator)
        for (first, second) in [("a@example.org", "b@example.org"), ("b@example.org", "a@example.org")] {
            try fixture.mail(from: "eve@example.com")
            #expect(try await fixture.recipient(first) == nil)
            let reply = try #require(try await fixture.recipient(second))
            #expect(reply.code == 452 && reply.enhancedStatusCode == EnhancedStatusCode(4, 5, 3))
        }
    }

    @Test("a sender that was rewritten is one for reports alone, and not when it is forged")
    func returned() async throws {
        let fixture = try await ForwardingFixture()
        let sender = try Mailbox("eve@example.com")
        guard case .rewritten(let ours) = fixture.forwarder.rewriter.rewritten(sender, at: ForwardingFixture.now)
        else {
            Issue.record("not rewritten")
            return
        }
        try fixture.mail(from: "mallory@example.com")
        #expect(try await fixture.recipient(ours.description)?.code == 550)
        try fixture.mail(from: "")
        let forged = ours.description.replacing("=eve@", with: "=eva@")
        #expect(try await fixture.recipient(forged)?.code == 550)
        #expect(try await fixture.recipient(ours.description) == nil)
        #expect(await fixture.send("Subject: it failed\r\n\r\n")?.code == 250)
        let sent = try #require(try await fixture.queued().first)
        #expect(sent.message.reversePath == .null && sent.message.recipients == [sender])
    }

    @Test("is refused to a stranger who names a rewritten sender that was not made here, and none of ours goes out")
    func ownSender() async throws {
        let fixture = try await ForwardingFixture()
        try await fixture.alias("shop@example.org", to: "ada@example.net")
        let now = ForwardingFixture.now
        guard case .rewritten(let ours) = fixture.forwarder.rewriter.rewritten(try Mailbox("eve@example.com"), at: now)
        else {
            Issue.record("a sender was not rewritten")
            return
        }
        for (sender, isTaken) in [
            ("root@mail.example.test", true), ("SRS0=AAAA=JR=example.com=eve@mail.example.test", false),
            (ours.description, true),
        ] {
            try fixture.mail(from: sender)
            #expect((try await fixture.recipient("shop@example.org") == nil) == isTaken, "\(sender)")
            if isTaken { #expect(await fixture.send("From: root@mail.example.test\r\n\r\n")?.code == 250) }
        }
        let senders = try await fixture.queued().map(\.message.reversePath.description)
        #expect(senders.count == 2 && senders[0].hasPrefix("reply+") && senders[1] == ours.description)
    }
}
