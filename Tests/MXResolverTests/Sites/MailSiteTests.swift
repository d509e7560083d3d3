import MXResolver
import MailAddressing
import Testing

/// The names of sites: a table, and what must hold for any set of hosts.
@Suite("Sites")
struct MailSiteTests {
    /// One row: hosts, the name of their site, and why.
    struct Row: Sendable, CustomTestStringConvertible {
        let hosts: String
        let expected: String
        let reason: String

        init(_ hosts: String, _ expected: String, _ reason: String) {
            self.hosts = hosts
            self.expected = expected
            self.reason = reason
        }

        var testDescription: String { "\(hosts): \(reason)" }
    }

    static let rows: [Row] = [
        Row("mx.example.com", "mx.example.com", "one host"),
        Row("example.com", "example.com", "a domain that is its own host"),
        Row("mx", "mx", "a top-level name"),
        Row("mx2.example.com mx1.example.com", "mx1,mx2.example.com", "two hosts of one domain, sorted"),
        Row("mx1.example.com mx1.example.com", "mx1.example.com", "one host twice"),
        Row(
            "gmail-smtp-in.l.google.com alt4.gmail-smtp-in.l.google.com alt1.gmail-smtp-in.l.google.com",
            "@,alt1,alt4.gmail-smtp-in.l.google.com", "a host, and hosts below it"),
        Row("example.com mx.example.com", "@,mx.example.com", "the domain and one host below it"),
        Row(
            "a.b.example.com b.example.com example.com", "@,a.b.example.com+example.com", "the longest group first"),
        Row(
            "a.b.example.com b.example.com example.com c.example.com", "@,a.b.example.com+@,c.example.com",
            "each parent joins its own group"),
        Row("mx.example.net mx.example.com", "mx.example.com+mx.example.net", "two domains"),
        Row(
            "mx.example.net b.example.com a.example.com", "a,b.example.com+mx.example.net", "a group and a host"),
        Row("a.x.example.com b.y.example.com", "a.x.example.com+b.y.example.com", "cousins are no group"),
        Row("mx.a.co.uk mx.b.co.uk", "mx.a.co.uk+mx.b.co.uk", "strangers below one public suffix"),
        Row("a.co.uk b.co.uk", "a,b.co.uk", "a group is a way to write, no merging"),
        Row("ai x.example", "ai+x.example", "a top-level name and another one"),
        Row("ai cc", "ai,cc", "two top-level names"),
        Row("ai x.ai", "@,x.ai", "a top-level name and a host below it"),
        Row("_mx.example.com", "_mx.example.com", "an underscore"),
        Row("xn--bcher-kva.example", "xn--bcher-kva.example", "an A-label"),
        Row(
            "example-com.mail.protection.outlook.com", "*.mail.protection.outlook.com", "a customer of Exchange"),
        Row(
            "a-de.mail.protection.outlook.com b-de.mail.protection.outlook.com", "*.mail.protection.outlook.com",
            "two customers of one provider are one host"),
        Row("example-com.j-v1.mx.microsoft", "*.mx.microsoft", "two labels below the provider's domain"),
        Row("hotmail-com.olc.protection.outlook.com", "*.olc.protection.outlook.com", "another domain of the provider"),
        Row(
            "d1a.ess.barracudanetworks.com d1b.ess.barracudanetworks.com", "*.ess.barracudanetworks.com",
            "both hosts of a customer"),
        Row("acme.in.tmes.trendmicro.eu", "*.in.tmes.trendmicro.eu", "a customer in Europe"),
        Row(
            "example-com.mail.protection.outlook.com mx.example.com",
            "mx.example.com+*.mail.protection.outlook.com", "a provider and a host besides"),
        Row("mail.protection.outlook.com", "mail.protection.outlook.com", "the provider's domain itself"),
        Row(
            "mail.protection.outlook.com a.mail.protection.outlook.com", "@,*.mail.protection.outlook.com",
            "the provider's domain and a customer"),
        Row("mail.protection.outlook.com.example", "mail.protection.outlook.com.example", "not below the domain"),
        Row("evilmail.protection.outlook.com", "evilmail.protection.outlook.com", "a label that only ends alike"),
        Row("x.protection.outlook.com", "x.protection.outlook.com", "above the provider's domain"),
    ]

    @Test("a set of hosts has its name", arguments: rows)
    func names(_ row: Row) throws {
        let hosts = row.hosts.split(separator: " ").map { domain(String($0)) }
        let site = try #require(MailSite(hosts))
        #expect(site.name == row.expected, "\(row.reason)")
        #expect("\(site)" == row.expected)
        #expect(MailSite(hosts.reversed()) == site)
        #expect(MailSite(name: site.name) == site)
        if hosts.count == 1 { #expect(MailSite(.domain(hosts[0])) == site) }
    }

    @Test(
        "addresses and relays have names",
        arguments: [
            ("[192.0.2.1]", "[192.0.2.1]"), ("[IPv6:2001:db8::1]", "[IPv6:2001:db8::1]"),
            ("[IPv6:::ffff:192.0.2.1]", "[192.0.2.1]"), ("relay.example.net", "relay.example.net"),
            ("a.mx.microsoft", "*.mx.microsoft"),
        ])
    func literals(text: String, name: String) throws {
        let host = try MailHost(text)
        #expect(MailSite(host).name == name)
        let relay = MailSite(relay: host, port: 587)
        #expect(relay.name == (host.domain?.text ?? name) + ":587", "a relay is never rolled up")
        #expect(relay != MailSite(relay: host, port: 25))
        #expect(MailSite(name: relay.name) == relay)
    }

    @Test("there is no site of no host, and no name of what a name never has")
    func refusesWhatIsNoName() {
        #expect(MailSite([DomainName]()) == nil)
        for name in ["", "a b", "a\nb", "a/b", "a'b", "a\"b", "a`b", "ä.example", String(repeating: "a", count: 256)] {
            #expect(MailSite(name: name) == nil, "\(name)")
        }
        #expect(MailSite(name: String(repeating: "a", count: 255)) != nil)
    }

    @Test("own roll-ups replace those that are known, and the nearest one counts")
    func rollsUpByOwnRules() throws {
        let own = try ["*.mx.example", "*.eu.mx.example"].map { try #require(SiteRollup($0)) }
        func name(_ hosts: String...) -> String? { MailSite(hosts.map(domain), rollups: own)?.name }
        #expect(name("a.mx.example", "b.c.mx.example") == "*.mx.example")
        #expect(name("a.eu.mx.example") == "*.eu.mx.example")
        #expect(name("a.eu.mx.example", "a.us.mx.example") == "*.eu.mx.example+*.mx.example")
        #expect(name("eu.mx.example") == "*.mx.example")
        #expect(name("a.mx.microsoft") == "a.mx.microsoft")
        #expect(MailSite([domain("a.mx.example")], rollups: [])?.name == "a.mx.example")
        #expect(SiteRollup.wellKnown.contains { "\($0)" == "*.mx.microsoft" })
    }

    @Test(
        "what would merge strangers or is no pattern is no roll-up",
        arguments: ["*.com", "com", "mx.example", "*", "*.", "*.*.example", "a.*.example", "*.a b.example", ""])
    func refusesRollups(text: String) {
        #expect(SiteRollup(text) == nil)
        #expect(SiteRollup(below: domain("com")) == nil)
    }
}
