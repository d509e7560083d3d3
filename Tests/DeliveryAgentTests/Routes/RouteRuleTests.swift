import DeliveryAgent
import MailAddressing
import Testing

@Suite("Which mail falls under a rule")
struct RouteRuleTests {
    private static func rule(
        _ name: String = "a", to recipients: [DomainPattern] = [], from senders: [DomainPattern] = [],
        sizes: ClosedRange<Int> = 0...Int.max
    ) -> RouteRule {
        RouteRule(
            name: name, recipients: recipients, senders: senders, sizes: sizes, route: .direct(port: 25, tls: nil))
    }

    private static func domain(_ name: String) -> DomainPattern { DomainPattern(name: name, isBelow: false) }
    private static func below(_ name: String) -> DomainPattern { DomainPattern(name: name, isBelow: true) }

    private static func fits(
        _ rule: RouteRule, to domain: String = "example.com", from sender: String = "ada@sender.test", size: Int = 100
    ) -> Bool {
        RouteTable([rule]).rule(forDomain: domain, sender: sender, size: size) != nil
    }

    @Test(
        "A pattern stands for one domain, or for all below it",
        arguments: [
            ("example.com", false, "example.com", true), ("Example.COM", false, "example.com", true),
            ("example.com", false, "sub.example.com", false), ("example.com", false, "example.org", false),
            ("example.com", true, "example.com", false), ("example.com", true, "a.example.com", true),
            ("example.com", true, "a.b.example.com", true), ("example.com", true, "notexample.com", false),
            ("example.com", true, ".example.com", false), ("example.com", true, "", false),
            ("[192.0.2.1]", false, "[192.0.2.1]", true), ("[192.0.2.1]", false, "[192.0.2.10]", false),
        ])
    func pattern(name: String, isBelow: Bool, domain: String, matches: Bool) {
        #expect(DomainPattern(name: name, isBelow: isBelow).matches(domain) == matches)
    }

    @Test(
        "A literal of IPv6 is taken in the form that mailboxes have", arguments: ["[IPv6:2001:db8::1]", "[192.0.2.1]"])
    func literal(text: String) throws {
        let host = try MailHost(text).description
        #expect(Self.domain(host).matches(host))
        #expect(Self.fits(Self.rule(to: [Self.domain(host)]), to: host))
        #expect(Self.fits(Self.rule(from: [Self.domain(host)]), from: "ada@\(host)".lowercased()))
    }

    @Test("A pattern is shown as it is written")
    func description() {
        #expect("\(Self.domain("Example.com"))" == "example.com")
        #expect("\(Self.below("example.com"))" == "*.example.com")
        #expect("\(DomainPattern.nullSender)" == "<>")
    }

    @Test(
        "Recipients count by their domain",
        arguments: [
            ("example.com", true), ("a.partner.example", true), ("[192.0.2.1]", true), ("partner.example", false),
            ("example.org", false),
        ])
    func recipients(recipient: String, expected: Bool) {
        let rule = Self.rule(
            to: [Self.domain("example.com"), Self.below("partner.example"), Self.domain("[192.0.2.1]")])
        #expect(Self.fits(rule, to: recipient) == expected)
        #expect(Self.fits(Self.rule(), to: recipient))
    }

    @Test(
        "Senders count by the domain of the reverse path, and so does that there is none",
        arguments: [
            ("ada@sender.test", true, false), ("\"a@b\"@sender.test", true, false),
            ("ada@sub.sender.test", false, false),
            ("ada@other.test", false, false), ("", false, true),
        ])
    func senders(sender: String, isOfDomain: Bool, isNull: Bool) {
        #expect(Self.fits(Self.rule(from: [Self.domain("sender.test")]), from: sender) == isOfDomain)
        #expect(Self.fits(Self.rule(from: [.nullSender]), from: sender) == isNull)
        let both = Self.rule(from: [.nullSender, Self.domain("sender.test")])
        #expect(Self.fits(both, from: sender) == (isOfDomain || isNull))
        #expect(Self.fits(Self.rule(), from: sender))
    }

    @Test("Sizes count up to their bounds", arguments: [(99, false), (100, true), (200, true), (201, false)])
    func sizes(size: Int, expected: Bool) {
        #expect(Self.fits(Self.rule(sizes: 100...200), size: size) == expected)
        #expect(Self.fits(Self.rule(), size: size))
    }

    @Test(
        "All that a rule says has to hold",
        arguments: [
            ("example.com", "ada@sender.test", 100, true), ("example.org", "ada@sender.test", 100, false),
            ("example.com", "ada@other.test", 100, false), ("example.com", "ada@sender.test", 101, false),
        ])
    func all(domain: String, sender: String, size: Int, expected: Bool) {
        let rule = Self.rule(to: [Self.domain("example.com")], from: [Self.domain("sender.test")], sizes: 0...100)
        #expect(Self.fits(rule, to: domain, from: sender, size: size) == expected)
    }

    @Test(
        "The first rule that fits is taken",
        arguments: [
            ("example.com", "ada@sender.test", 5, "narrow"), ("example.com", "ada@other.test", 5, "wide"),
            ("example.org", "ada@sender.test", 5, "small"), ("example.org", "ada@sender.test", 50, nil),
        ] as [(String, String, Int, String?)])
    func first(domain: String, sender: String, size: Int, name: String?) {
        let table = RouteTable([
            Self.rule("narrow", to: [Self.domain("example.com")], from: [Self.domain("sender.test")]),
            Self.rule("wide", to: [Self.domain("example.com")]), Self.rule("small", sizes: 0...10),
        ])
        #expect(table.rule(forDomain: domain, sender: sender, size: size) == name)
    }

    @Test("A rule is found by its name, the first of several, and no rule in an empty table")
    func named() {
        let table = RouteTable([Self.rule("a", sizes: 0...1), Self.rule("b"), Self.rule("a", sizes: 0...2)])
        #expect(table.rule(named: "a")?.sizes == 0...1)
        #expect(table.rule(named: "b")?.sizes == 0...Int.max)
        #expect(table.rule(named: "c") == nil)
        #expect(RouteTable().rule(forDomain: "example.com", sender: "", size: 0) == nil)
    }
}
