import DKIM
import DeliveryQueue
import MailAddressing
import MailCryptography
import MailForwarding
import SMTPProtocol
import Testing

@testable import ReferenceServer

@Suite("An answer to a reverse alias", .timeLimit(.minutes(15)))
struct ReverseAliasAnswerTests {
    private static let header = """
        Received: from laptop.home (10.0.0.7)\r
        From: Ada Lovelace <ada@example.net>\r
        Reply-To: ada@example.net\r
        Message-ID: <1@example.net>\r
        User-Agent: Secret/1.0\r

        """

    private static func fixture() async throws -> (ForwardingFixture, ReverseAlias) {
        let fixture = try await ForwardingFixture()
        try await fixture.alias("shop@example.org", to: "ada@example.net")
        let reverse = try await fixture.directory.reverseAlias(
            for: try Mailbox("eve@example.com"), of: DirectoryNames.shop,
            token: [UInt8](repeating: 5, count: 16), at: ForwardingFixture.now)
        return (fixture, reverse)
    }

    private static func signer(
        in fixture: ForwardingFixture, over fields: [String]? = nil
    ) throws -> DKIMSigner {
        let key = try PrivateKey(ed25519Seed: [UInt8](repeating: 3, count: 32))
        let published = try DomainKey(selector: "s1", key: key, creation: 0).publishedKey
        try fixture.records.put("v=DKIM1; k=ed25519; p=\(Base64.encode(published))", at: "s1._domainkey.example.net")
        var options = DKIMSigner.Options()
        if let fields { (options.signedFields, options.oversignedFields) = (fields, []) }
        return try DKIMSigner(domain: DomainName("example.net"), selector: "s1", key: key, options: options)
    }

    @Test("from one of those behind the alias, which proves it by a signature, shows the alias alone")
    func answered() async throws {
        let (fixture, reverse) = try await Self.fixture()
        let signer = try Self.signer(in: fixture)
        let text = Self.header + "To: <\(reverse.address)>\r\nSubject: Re: Hello\r\n\r\nHi!\r\n"
        try fixture.mail(from: "ada@example.net")
        #expect(try await fixture.recipient(reverse.address.description) == nil)
        let message = try signer.sign(Array(text.utf8), at: ForwardingFixture.now)
        #expect(await fixture.send(message)?.code == 250)
        let sent = try #require(try await fixture.queued().first)
        #expect(sent.message.reversePath.description == "shop@example.org")
        #expect(sent.message.recipients.map(\.description) == ["eve@example.com"])
        for secret in ["ada", "example.net", "Lovelace", "192.0.2.7", "client.example", "laptop", "Secret"] {
            #expect(!sent.text.lowercased().contains(secret.lowercased()), "\(secret)")
        }
        #expect(sent.text.contains("\r\nFrom: shop@example.org\r\n"))
        #expect(
            sent.text.contains("\r\nTo: <eve@example.com>\r\n") || sent.text.contains("\r\nTo: eve@example.com\r\n"))
        #expect(sent.text.hasSuffix("\r\n\r\nHi!\r\n"))
        #expect(fixture.directory.count(of: .alias(DirectoryNames.shop, .answered)) == 1)
    }

    @Test("from anybody else is refused at RCPT")
    func stranger() async throws {
        let (fixture, reverse) = try await Self.fixture()
        try fixture.mail(from: "mallory@example.com")
        let reply = try #require(try await fixture.recipient(reverse.address.description))
        #expect(reply.code == 550 && !reply.description.contains("ada"))
    }

    @Test("that only says it is from one of them is refused")
    func forged() async throws {
        let (fixture, reverse) = try await Self.fixture()
        try fixture.mail(from: "ada@example.net")
        #expect(try await fixture.recipient(reverse.address.description) == nil)
        let reply = try #require(await fixture.send(Self.header + "To: <\(reverse.address)>\r\n\r\nHi!\r\n"))
        #expect(reply.code == 550 && reply.enhancedStatusCode == EnhancedStatusCode(5, 7, 1))
        #expect(try await fixture.queued().isEmpty)
    }

    @Test(
        "that the domain has signed, but for another author or another recipient, is refused",
        arguments: [
            ("mallory@example.net", "<%>", "from:to"), ("ada@example.net", "list@example.com", "from:to"),
            ("ada@example.net", "<%>", "from"), ("ada@example.net, mallory@example.net", "<%>", "from:to"),
        ])
    func replayed(author: String, recipient: String, fields: String) async throws {
        let (fixture, reverse) = try await Self.fixture()
        let recipient = recipient.replacing("%", with: reverse.address.description)
        let text = "From: \(author)\r\nTo: \(recipient)\r\nSubject: x\r\n\r\nHi!\r\n"
        let signer = try Self.signer(in: fixture, over: fields.split(separator: ":").map(String.init))
        try fixture.mail(from: "ada@example.net")
        #expect(try await fixture.recipient(reverse.address.description) == nil)
        let message = try signer.sign(Array(text.utf8), at: ForwardingFixture.now)
        #expect(await fixture.send(message)?.code == 550)
    }

    @Test("and what it becomes may be signed here, which nothing else of a stranger's may")
    func vouched() async throws {
        let (fixture, reverse) = try await Self.fixture()
        let signer = try Self.signer(in: fixture)
        let text = Self.header + "To: <\(reverse.address)>\r\n\r\nHi!\r\n"
        try fixture.mail(from: "ada@example.net")
        #expect(try await fixture.recipient(reverse.address.description) == nil)
        #expect(await fixture.send(try signer.sign(Array(text.utf8), at: ForwardingFixture.now))?.code == 250)
        try fixture.mail(from: "")
        #expect(try await fixture.recipient(reverse.address.description) == nil)
        #expect(await fixture.send("From: shop@example.org\r\n\r\n")?.code == 250)
        let proofs = try await fixture.queued().map(\.message.senderProof)
        #expect(proofs == [.answered, .missing])
        #expect(proofs.map(\.vouchesForAuthor) == [true, false])
        let answer = try #require(try await fixture.queued().first)
        #expect(!answer.text.contains("reply+"))
    }

    @Test("that is a report, which says of itself that it was written automatically, finds its way back")
    func automaticReport() async throws {
        let (fixture, reverse) = try await Self.fixture()
        let report = """
            From: MAILER-DAEMON@example.net\r
            Auto-Submitted: auto-replied\r
            Content-Type: multipart/report; report-type=delivery-status; boundary=x\r
            \r

            """
        guard
            case .rewritten(let ours) = fixture.forwarder.rewriter.rewritten(
                try Mailbox("eve@example.com"), at: ForwardingFixture.now)
        else {
            Issue.record("a sender was not rewritten")
            return
        }
        for address in [reverse.address, ours] {
            try fixture.mail(from: "")
            #expect(try await fixture.recipient(address.description) == nil)
            #expect(await fixture.send(report)?.code == 250)
        }
        #expect(
            try await fixture.queued().map(\.message.recipients.first?.description) == [
                "eve@example.com", "eve@example.com",
            ])
    }

    @Test("to a correspondent who is an alias here becomes what mail to that one becomes")
    func localCorrespondent() async throws {
        let fixture = try await ForwardingFixture()
        try await fixture.alias("shop@example.org", to: "ada@example.net")
        try await fixture.alias("other@example.org", to: "bob@example.com")
        let reverse = try await fixture.directory.reverseAlias(
            for: try Mailbox("other@example.org"), of: DirectoryNames.shop, token: [UInt8](repeating: 5, count: 16),
            at: ForwardingFixture.now)
        let signer = try Self.signer(in: fixture)
        try fixture.mail(from: "ada@example.net")
        #expect(try await fixture.recipient(reverse.address.description) == nil)
        let text = Self.header + "To: <\(reverse.address)>\r\n\r\nHi!\r\n"
        #expect(await fixture.send(try signer.sign(Array(text.utf8), at: ForwardingFixture.now))?.code == 250)
        let sent = try #require(try await fixture.queued().first)
        #expect(sent.message.recipients.map(\.description) == ["bob@example.com"])
        #expect(sent.message.reversePath.description.contains("=example.org=shop@mail.example.test"))
        #expect(sent.text.contains("\r\nDelivered-To: other@example.org\r\n"))
        #expect(sent.text.contains("\r\nFrom: shop@example.org\r\n") && !sent.text.contains("ada@"))
        #expect(sent.message.senderProof == .answered)
    }

    @Test("that a mail program has written by itself goes nowhere, as it would show who is behind the alias")
    func automatic() async throws {
        let (fixture, reverse) = try await Self.fixture()
        guard
            case .rewritten(let ours) = fixture.forwarder.rewriter.rewritten(
                try Mailbox("eve@example.com"), at: ForwardingFixture.now)
        else {
            Issue.record("a sender was not rewritten")
            return
        }
        for address in [reverse.address, ours] {
            try fixture.mail(from: "")
            #expect(try await fixture.recipient(address.description) == nil)
            #expect(await fixture.send("From: ada@example.net\r\nAuto-Submitted: auto-replied\r\n\r\n")?.code == 250)
        }
        #expect(try await fixture.queued().isEmpty)
    }

    @Test("is refused while the alias is not in use")
    func disabled() async throws {
        let (fixture, reverse) = try await Self.fixture()
        let signer = try Self.signer(in: fixture)
        try await fixture.directory.changeAlias(DirectoryNames.shop, as: .administrator) { $0.isEnabled = false }
        try fixture.mail(from: "ada@example.net")
        #expect(try await fixture.recipient(reverse.address.description) == nil)
        let message = try signer.sign(Array((Self.header + "\r\n").utf8), at: ForwardingFixture.now)
        #expect(await fixture.send(message)?.code == 550)
    }

    @Test("that is a report goes to the correspondent as it is")
    func report() async throws {
        let (fixture, reverse) = try await Self.fixture()
        try fixture.mail(from: "")
        #expect(try await fixture.recipient(reverse.address.description) == nil)
        #expect(await fixture.send("Subject: it failed\r\n\r\n")?.code == 250)
        let sent = try #require(try await fixture.queued().first)
        #expect(sent.message.reversePath == .null && sent.message.recipients.map(\.description) == ["eve@example.com"])
    }
}
