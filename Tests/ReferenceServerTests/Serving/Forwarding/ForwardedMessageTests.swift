import DKIM
import DeliveryQueue
import DeliveryQueueSQLite
import InternetMessage
import MailAddressing
import MailCryptography
import MailForwarding
import NIOConcurrencyHelpers
import SMTPProtocol
import Testing

@testable import ReferenceServer

@Suite("A message to an alias", .timeLimit(.minutes(15)))
struct ForwardedMessageTests {
    private static let text = "From: Eve <eve@example.com>\r\nSubject: Hello\r\nDate: today\r\n\r\nHello!\r\n"

    @Test("goes on to its targets with a sender of ours, and not an octet of it is changed")
    func forwarded() async throws {
        let fixture = try await ForwardingFixture()
        try await fixture.alias("shop@example.org", to: "ada@example.net", "bob@example.net")
        try fixture.mail(from: "eve@example.com")
        #expect(try await fixture.recipient("shop@example.org") == nil)
        let reply = try #require(await fixture.send(Self.text))
        #expect(reply.code == 250 && reply.description.contains("queued as"))
        let sent = try #require(try await fixture.queued().first)
        #expect(sent.message.recipients.map(\.description) == ["ada@example.net", "bob@example.net"])
        let sender = try #require(sent.message.reversePath.mailbox)
        #expect(
            sender.description.hasPrefix("SRS0=") && sender.description.hasSuffix("=example.com=eve@mail.example.test"))
        #expect(sent.text.hasSuffix("\r\nDelivered-To: shop@example.org\r\n" + Self.text))
        #expect(sent.text.hasPrefix("Received: from client.example ([192.0.2.7])"))
        #expect(sent.message.origin.contains("forwarded from shop@example.org"))
        #expect(sent.message.senderProof == .missing)
        #expect(fixture.directory.count(of: .alias(try Mailbox("shop@example.org"), .forwarded)) == 1)
    }

    @Test("with a null reverse path keeps it")
    func report() async throws {
        let fixture = try await ForwardingFixture()
        try await fixture.alias("shop@example.org", to: "ada@example.net")
        try fixture.mail(from: "")
        #expect(try await fixture.recipient("shop@example.org") == nil)
        #expect(await fixture.send(Self.text)?.code == 250)
        #expect(try await fixture.queued().first?.message.reversePath == .null)
    }

    @Test("for a mailbox of ours keeps its sender and its author")
    func mailbox() async throws {
        let fixture = try await ForwardingFixture()
        try fixture.records.put("v=DMARC1; p=reject", at: "_dmarc.example.com")
        try await fixture.alias("ada@example.org", to: "ada@example.org")
        try await fixture.alias("shop@example.org", to: "ada@example.org")
        for address in ["ADA@example.org", "shop@example.org"] {
            try fixture.mail(from: "eve@example.com")
            #expect(try await fixture.recipient(address) == nil)
            #expect(await fixture.send(Self.text)?.code == 250)
        }
        let sent = try await fixture.queued()
        #expect(sent.map(\.message.reversePath.description) == ["eve@example.com", "eve@example.com"])
        #expect(sent.allSatisfy { $0.message.recipients.map(\.description) == ["ada@example.org"] })
        #expect(sent.allSatisfy { $0.text.hasSuffix(Self.text) })
    }

    @Test(
        "for a mailbox and somebody elsewhere goes out in two copies, each as it has to be", arguments: [1_000, .max])
    func mailboxAndOther(spoolThreshold: Int) async throws {
        let fixture = try await ForwardingFixture(store: SpoolingStore(spoolThreshold: spoolThreshold))
        try fixture.records.put("v=DMARC1; p=reject", at: "_dmarc.example.com")
        try await fixture.alias("ada@example.org", to: "ada@example.org", "bob@example.net")
        try fixture.mail(from: "eve@example.com")
        #expect(try await fixture.recipient("ada@example.org") == nil)
        let text = Self.text + String(repeating: "x\r\n", count: 40_000)
        #expect(await fixture.send(text)?.code == 250)
        let sent = try await fixture.queued()
        #expect(sent.map { $0.message.recipients.map(\.description) } == [["ada@example.org"], ["bob@example.net"]])
        #expect(sent.first?.message.reversePath.description == "eve@example.com")
        #expect(sent.first?.text.contains("X-Original-From") == false)
        #expect(sent.last?.message.reversePath.description.hasPrefix("SRS0=") == true)
        #expect(sent.last?.text.contains("X-Original-From") == true)
        #expect(fixture.directory.count(of: .alias(try Mailbox("ada@example.org"), .forwarded)) == 1)
    }

    @Test("that was here before is refused, as it runs in a loop")
    func loop() async throws {
        let fixture = try await ForwardingFixture()
        try await fixture.alias("shop@example.org", to: "ada@example.net")
        try fixture.mail(from: "eve@example.com")
        #expect(try await fixture.recipient("shop@example.org") == nil)
        let reply = try #require(await fixture.send("Delivered-To: SHOP@example.org\r\n" + Self.text))
        #expect(reply.code == 554 && reply.enhancedStatusCode == EnhancedStatusCode(5, 4, 6))
        #expect(try await fixture.queued().isEmpty)
    }

    @Test("shows another author where the author's domain would have it refused, and whom it stands for")
    func rewritten() async throws {
        let fixture = try await ForwardingFixture()
        try fixture.records.put("v=DMARC1; p=reject", at: "_dmarc.example.com")
        try await fixture.alias("shop@example.org", to: "ada@example.net")
        try fixture.mail(from: "bounces@news.example.com")
        #expect(try await fixture.recipient("shop@example.org") == nil)
        #expect(await fixture.send(Self.text)?.code == 250)
        let sent = try #require(try await fixture.queued().first)
        let eve = try Mailbox("eve@example.com")
        let reverse = try #require(
            fixture.directory.read { $0.reverseAlias(for: eve, of: DirectoryNames.shop) })
        #expect(sent.text.contains("\r\nFrom: \"Eve (eve at example.com)\" <\(reverse.address)>\r\n"))
        #expect(sent.text.contains("\r\nX-Original-From: Eve <eve@example.com>\r\n"))
        #expect(sent.text.hasSuffix("\r\nSubject: Hello\r\nDate: today\r\n\r\nHello!\r\n"))
        #expect(!sent.text.contains("\r\nFrom: Eve <eve@example.com>"))
    }

    @Test(
        "goes by the record of the author's own domain, and without one by the strictest above it",
        arguments: [
            ([("deep.news", "none"), ("", "reject")], false), ([("news", "none"), ("", "reject")], true),
            ([("news", "reject"), ("", "none")], true), ([("news", "none"), ("", "none")], false),
        ])
    func nestedPolicies(_ policies: [(String, String)], _ isRewritten: Bool) async throws {
        let fixture = try await ForwardingFixture()
        for (below, policy) in policies {
            let name = (["_dmarc", below, "example.com"].filter { !$0.isEmpty }).joined(separator: ".")
            try fixture.records.put("v=DMARC1; p=\(policy)", at: name)
        }
        try await fixture.alias("shop@example.org", to: "ada@example.net")
        try fixture.mail(from: "eve@deep.news.example.com")
        #expect(try await fixture.recipient("shop@example.org") == nil)
        let text = "From: eve@deep.news.example.com\r\nSubject: Hello\r\n\r\nHello!\r\n"
        #expect(await fixture.send(text)?.code == 250)
        let sent = try #require(try await fixture.queued().first)
        #expect(sent.text.contains("X-Original-From") == isRewritten)
    }

    @Test(
        "shows the author where the author's domain asks for nothing, or its DNS does not answer as if it did",
        arguments: [
            ("v=DMARC1; p=none", "_dmarc.example.com", false),
            ("v=DMARC1; p=reject; sp=none", "_dmarc.com.example", false),
            ("v=DMARC1; p=quarantine", "_dmarc.example.com", true),
        ])
    func policies(_ record: String, _ name: String, _ isRewritten: Bool) async throws {
        let fixture = try await ForwardingFixture()
        try fixture.records.put(record, at: name)
        try await fixture.alias("shop@example.org", to: "ada@example.net")
        try fixture.mail(from: "eve@example.com")
        #expect(try await fixture.recipient("shop@example.org") == nil)
        #expect(await fixture.send(Self.text)?.code == 250)
        let sent = try #require(try await fixture.queued().first)
        #expect(sent.text.contains("X-Original-From") == isRewritten)
    }

    @Test(
        "that the author's domain has signed keeps its author whatever the policy, and has somebody to tell of failures"
    )
    func signed() async throws {
        let fixture = try await ForwardingFixture()
        let key = try PrivateKey(ed25519Seed: [UInt8](repeating: 3, count: 32))
        let signer = try DKIMSigner(domain: DomainName("example.com"), selector: "s1", key: key)
        let published = try DomainKey(selector: "s1", key: key, creation: 0).publishedKey
        try fixture.records.put("v=DKIM1; k=ed25519; p=\(Base64.encode(published))", at: "s1._domainkey.example.com")
        try fixture.records.put("v=DMARC1; p=reject", at: "_dmarc.example.com")
        try await fixture.alias("shop@example.org", to: "ada@example.net")
        let message = try signer.sign(Array(Self.text.utf8), at: ForwardingFixture.now)
        try fixture.mail(from: "eve@example.com")
        #expect(try await fixture.recipient("shop@example.org") == nil)
        #expect(await fixture.send(message)?.code == 250)
        let sent = try #require(try await fixture.queued().first)
        #expect(sent.text.hasSuffix(String(decoding: message, as: UTF8.self)))
        #expect(sent.message.senderProof == .signature)
    }

    @Test("that a rule blocks is refused with its words and counted; one that a rule discards is accepted and dropped")
    func rules() async throws {
        let fixture = try await ForwardingFixture()
        try await fixture.alias("shop@example.org", to: "ada@example.net")
        let block = try await fixture.directory.addRule(
            for: .alias(DirectoryNames.shop), when: try RuleCondition("subject contains hello"),
            do: try RuleAction("block \"not today\""), as: .administrator)
        try fixture.mail(from: "eve@example.com")
        #expect(try await fixture.recipient("shop@example.org") == nil)
        let reply = try #require(await fixture.send(Self.text))
        #expect(reply.code == 550 && reply.description.contains("not today"))
        #expect(fixture.directory.count(of: .rule(block.identifier)) == 1)
        #expect(fixture.directory.count(of: .alias(DirectoryNames.shop, .refused)) == 1)
        try await fixture.directory.changeRule(block.identifier, as: .administrator, action: .discard)
        try fixture.mail(from: "eve@example.com")
        #expect(try await fixture.recipient("shop@example.org") == nil)
        #expect(await fixture.send(Self.text)?.code == 250)
        #expect(try await fixture.queued().isEmpty)
    }

    @Test("to several recipients becomes a message for each, all of them taken together")
    func several() async throws {
        let fixture = try await ForwardingFixture(relayFrom: [try #require(IPNetwork("192.0.2.0/24"))])
        try await fixture.alias("a@example.org", to: "ada@example.net")
        try await fixture.alias("b@example.org", to: "bob@example.net")
        try fixture.mail(from: "eve@example.com")
        for address in ["a@example.org", "far@example.com", "b@example.org"] {
            #expect(try await fixture.recipient(address) == nil)
        }
        #expect(await fixture.send(Self.text)?.code == 250)
        let sent = try await fixture.queued()
        #expect(
            sent.map { $0.message.recipients.map(\.description) }.sorted { $0[0] < $1[0] } == [
                ["ada@example.net"], ["bob@example.net"], ["far@example.com"],
            ])
        let far = try #require(sent.first { $0.message.recipients.first?.localPart == "far" })
        #expect(far.message.reversePath.description == "eve@example.com" && !far.text.contains("Delivered-To"))
    }

    @Test("that is large lies in the store once for each, and its header is another one where it must be")
    func large() async throws {
        try await TemporaryFolder.asynchronously { folder in
            var options = SQLiteQueueStore.Options()
            options.spoolThreshold = 1_000
            let store = try SQLiteQueueStore(at: folder.path + "/data", options: options)
            let fixture = try await ForwardingFixture(store: store)
            try fixture.records.put("v=DMARC1; p=reject", at: "_dmarc.example.com")
            try await fixture.alias("a@example.org", to: "ada@example.net") { $0.presentation = .alwaysKept }
            try await fixture.alias("b@example.org", to: "bob@example.net")
            try fixture.mail(from: "eve@example.com")
            #expect(try await fixture.recipient("a@example.org") == nil)
            #expect(try await fixture.recipient("b@example.org") == nil)
            let body = String(repeating: "0123456789 0123456789 0123456789\r\n", count: 10_000)
            let reply = await fixture.send(Array((Self.text + body).utf8), inPiecesOf: 50_000)
            #expect(reply?.code == 250)
            let sent = try await fixture.queued()
            #expect(sent.count == 2)
            for copy in sent {
                #expect(copy.text.hasSuffix("\r\n\r\nHello!\r\n" + body))
                let isKept = copy.message.recipients.first?.localPart == "ada"
                #expect(copy.text.contains("\r\nFrom: Eve <eve@example.com>\r\n") == isKept)
            }
            await store.close()
        }
    }

    @Test("whose acceptance fails leaves nothing, and the client keeps it")
    func failing() async throws {
        let store = SpoolingStore(spoolThreshold: 1_000)
        let fixture = try await ForwardingFixture(store: store)
        try await fixture.alias("a@example.org", to: "ada@example.net")
        try await fixture.alias("b@example.org", to: "bob@example.net")
        store.script.withLockedValue { $0.commitRefusal = QueueStoreError(.full, "The disk is full") }
        try fixture.mail(from: "eve@example.com")
        #expect(try await fixture.recipient("a@example.org") == nil)
        #expect(try await fixture.recipient("b@example.org") == nil)
        #expect(await fixture.send(Self.text)?.code == 452)
        #expect(try await fixture.queued().isEmpty)
        #expect(fixture.directory.count(of: .alias(try Mailbox("a@example.org"), .forwarded)) == 0)
    }
}

/// Names that several tests use.
enum DirectoryNames {
    static var shop: Mailbox {
        guard let mailbox = try? Mailbox("shop@example.org") else { preconditionFailure("it is an address") }
        return mailbox
    }
}
