import InternetMessage
import MailAddressing
import MailForwarding
import Testing

@Suite struct MessageFactsTests {
    static func facts(
        _ fields: [String], from sender: String = "", size: Int = 1_000, hasAttachments: Bool? = nil
    ) throws -> MessageFacts {
        let header = try MessageHeader(parsing: Array((fields.joined(separator: "\r\n") + "\r\n\r\n").utf8))
        return MessageFacts(
            header: header, reversePath: try ReversePath(sender), size: size, hasAttachments: hasAttachments)
    }

    @Test func aHeaderIsRead() throws {
        let facts = try Self.facts(
            [
                "From: Ada <ada@a.test>, bob@b.test", "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Subject: another",
                "From: group: carol@c.test;", "List-Id: \"The <news>\" <news.example.com>",
            ], from: "bounce@d.test", size: 7, hasAttachments: true)
        #expect(facts.authors == ["ada@a.test", "bob@b.test", "carol@c.test"])
        #expect(facts.subject == "Gr\u{FC}\u{DF}e")
        #expect(facts.listIdentifier == "news.example.com")
        #expect(facts.size == 7)
        #expect(facts.hasAttachments == true)
        #expect(facts.reversePath.description == "bounce@d.test")
    }

    @Test func anEmptyHeaderHasNothing() throws {
        let facts = try Self.facts([])
        #expect(facts.authors.isEmpty)
        #expect(facts.subject.isEmpty)
        #expect(facts.listIdentifier == nil)
        for text in ["sender contains @", "sender domain test", "subject contains a", "list-id a", "has attachments"] {
            let condition = try RuleCondition(text)
            #expect(!condition.holds(for: facts), "\(text)")
        }
        #expect(RuleCondition.always.holds(for: facts))
    }

    static let identifiers: [(String, String?)] = [
        ("<a.b>", "a.b"), ("Name <a.b>", "a.b"), ("a.b", "a.b"), ("\"x <y>\" <a.b>", "a.b"),
        ("(x <y>) <a.b> (z <y>)", "a.b"), ("Name\r\n <a.b>", "a.b"), ("<a.\r\n b>", "a.b"), ("<x> <a.b>", "a.b"),
        ("(a (b) \\) <y>) <a.b>", "a.b"), ("", nil), ("<>", nil), ("two words", nil), ("\"quoted\"", nil),
        ("<a.b", nil),
        ("\"open <a.b>", nil), ("<\(String(repeating: "a", count: 256))>", nil), ("\\", "\\"), ("((((", nil),
    ]

    @Test(arguments: identifiers)
    func theIdentifierOfAListIsFound(_ value: String, _ identifier: String?) throws {
        #expect(try Self.facts(["List-Id: \(value)"]).listIdentifier == identifier)
    }

    static let fields = [
        "From: Ada <Ada.Lovelace@Mail.Example.ORG>, zoe@b\u{FC}cher.example, a..b@docomo.test",
        "Subject: Re: \u{C4}rger mit CAF\u{C9}", "List-Id: <dev.lists.example.com>",
    ]

    static let answers: [(String, Bool)] = [
        ("sender contains lovelace@MAIL", true), ("sender contains bounce", true),
        ("sender contains b\u{FC}cher", true),
        ("sender contains XN--BCHER", true), ("sender contains nobody", false), ("sender contains a..b", true),
        ("sender equals ada.LOVELACE@mail.example.org", true), ("sender equals lovelace@mail.example.org", false),
        ("sender equals bounce@envelope.test", true), ("sender domain example.org", true),
        ("sender domain mail.example.org", true), ("sender domain ample.org", false),
        ("sender domain x.mail.example.org", false), ("sender domain envelope.test", true),
        ("sender domain b\u{FC}cher.example", true), ("sender domain docomo.test", true),
        ("subject contains \u{E4}RGER", true), ("subject contains a\u{308}rger", true),
        ("subject contains arger", false),
        ("subject contains cafe\u{301}", true), ("subject contains caf", true), ("subject contains cafe", false),
        ("subject equals re: \u{E4}rger MIT caf\u{E9}", true), ("subject equals \u{E4}rger mit caf\u{E9}", false),
        ("size over 999", true), ("size over 1000", false), ("size under 1001", true), ("size under 1000", false),
        ("list-id dev.lists.example.com", true), ("list-id LISTS.example.com", true), ("list-id com", true),
        ("list-id ists.example.com", false), ("list-id x.dev.lists.example.com", false),
        ("has attachments", false), ("always", true),
    ]

    @Test(arguments: answers)
    func aConditionHolds(_ text: String, _ holds: Bool) throws {
        let facts = try Self.facts(Self.fields, from: "Bounce@Envelope.test")
        #expect(try RuleCondition(text).holds(for: facts) == holds)
    }

    @Test(arguments: [(true, true), (false, false), (nil, false)] as [(Bool?, Bool)])
    func attachmentsThatAreNotKnownDoNotMatch(_ known: Bool?, _ holds: Bool) throws {
        #expect(try RuleCondition.hasAttachments.holds(for: Self.facts([], hasAttachments: known)) == holds)
    }

    @Test func onlySoMuchIsLookedAt() throws {
        let authors = (0..<200).map { "a\($0)@b.test" }
        let facts = MessageFacts(
            reversePath: .null, authors: authors + [String(repeating: "x", count: 100_000)],
            subject: String(repeating: "e\u{301}", count: 50_000) + "end", size: 0,
            listIdentifier: String(repeating: "l", count: 256))
        #expect(facts.authors.count == 100)
        #expect(facts.subject.unicodeScalars.count == 2_000)
        #expect(facts.listIdentifier == nil)
        #expect(RuleCondition.senderContains("a99@").holds(for: facts))
        #expect(!RuleCondition.senderContains("a100@").holds(for: facts))
        #expect(!RuleCondition.subjectContains("end").holds(for: facts))
        #expect(RuleCondition.subjectContains("\u{C9}\u{C9}").holds(for: facts))
        let many = try Self.facts((0..<9_000).map { "From: a\($0)@b.test" })
        #expect(many.authors.count == 100)
        let long = MessageFacts(reversePath: .null, authors: [String(repeating: "x", count: 501)], subject: "", size: 0)
        #expect(long.authors.map(\.utf8.count) == [500])
    }

    @Test func whatIsNoTextIsPutUpWith() throws {
        var octets = Array("From: ".utf8) + [0, 0xFF, 0x40, 0xC3, 0x28] + Array("\r\nSubject: ".utf8)
        octets += [0, 0xFE, 0x0D, 0x61] + Array("\r\nList-Id: <".utf8) + [0xFF, 0, 0x3E] + Array("\r\n\r\n".utf8)
        let facts = MessageFacts(
            header: try MessageHeader(parsing: octets), reversePath: .null, size: 0, hasAttachments: nil)
        for text in ["sender contains x", "subject contains x", "list-id x"] {
            let condition = try RuleCondition(text)
            #expect(!condition.holds(for: facts), "\(text)")
        }
    }
}
