import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

/// What a decision says besides the route: aliases, time to live, authentication, site, words.
@Suite("What a decision tells", .timeLimit(.minutes(15)))
struct RouteDecisionFactsTests {
    private func decision(
        on name: String, _ zone: String, isAuthenticated: Bool = false,
        options: MailExchangeResolver.Options = MailExchangeResolver.Options()
    ) async throws -> RouteDecision {
        let dns = try ZoneResolver(parsing: zone, isAuthenticated: isAuthenticated)
        return await MailExchangeResolver(dns: dns, options: options).decision(for: try MailHost(name))
    }

    @Test(
        "a decision holds as long as the shortest of what it rests on",
        arguments: [
            ("a.test. 300 MX 10 mx.test.\nmx.test. 200 A 20.0.0.1\nmx.test. 100 AAAA 2a00::1", 100),
            ("a.test. 50 MX 10 mx.test.\nmx.test. 200 A 20.0.0.1", 50),
            ("test. 900 SOA . . 1 2 3 4 60\na.test. 300 MX 10 mx.test.\nmx.test. 200 A 20.0.0.1", 60),
            ("test. 40 SOA . . 1 2 3 4 60\na.test. 300 A 20.0.0.1", 40),
            ("test. 40 SOA . . 1 2 3 4 60", 40),
            ("a.test. 30 CNAME b.test.\nb.test. 300 MX 10 mx.test.\nmx.test. 200 A 20.0.0.1", 30),
            ("a.test. 300 MX 10 b.test.\nb.test. 20 CNAME mx.test.\nmx.test. 200 A 20.0.0.1", 20),
            ("a.test. 300 MX 10 mx.test.\na.test. 300 MX 20 x.test.\nmx.test. 200 A 20.0.0.1\nx.test. 9 A 10.0.0.1", 9),
            ("a.test. 300 MX 0 .", 300), ("a.test. 0 MX 0 .", 0), ("b.test. 300 A 20.0.0.1", nil),
        ] as [(String, UInt32?)])
    func holds(zone: String, seconds: UInt32?) async throws {
        let decision = try await self.decision(on: "a.test", zone)
        #expect(decision.timeToLive == seconds)
        let words = seconds.map { $0 == 0 ? "this holds for now only" : "this holds for \($0) s" }
        #expect(decision.explanation.contains(words ?? "nothing says for how long this holds"))
    }

    @Test("MX records and addresses are authenticated apart")
    func authenticates() async throws {
        let zone = try Zone(
            parsing: """
                a.test. MX 10 mx.test.
                a.test. MX 20 plain.test.
                b.test. MX 10 mx.test.
                mx.test. A 20.0.0.1
                plain.test. A 20.0.0.2
                self.test. A 20.0.0.3
                null.test. MX 0 .
                """)
        func decision(_ name: String, plain: [String]) async -> RouteDecision {
            let dns = PartlyAuthenticated(zone, except: Set(plain.map(domain)))
            return await MailExchangeResolver(dns: dns).decision(for: .domain(domain(name)))
        }
        let mixed = await decision("a.test", plain: ["plain.test"])
        #expect(mixed.route.hosts.map(\.areMXRecordsAuthenticated) == [true, true])
        #expect(mixed.route.hosts.map(\.areAddressesAuthenticated) == [true, false])
        #expect(mixed.route.hosts.map(\.isAuthenticated) == [true, false])
        #expect(mixed.areMXRecordsAuthenticated && !mixed.isAuthenticated)
        #expect(
            mixed.authentication == "the MX records are authenticated, as are the addresses of 1 of 2 hosts")
        let open = await decision("b.test", plain: ["b.test"])
        #expect(open.route.hosts.map(\.areAddressesAuthenticated) == [true])
        #expect(open.route.hosts.map(\.isAuthenticated) == [false])
        #expect(open.authentication == "the MX records are not authenticated")
        let itself = await decision("self.test", plain: [])
        #expect(itself.isAuthenticated)
        #expect(
            itself.authentication
                == "that there are no MX records is authenticated, as are the addresses of 1 of 1 host")
        #expect(await decision("null.test", plain: []).isAuthenticated)
        #expect(await decision("gone.test", plain: []).isAuthenticated)
        #expect(await !decision("gone.test", plain: ["gone.test"]).isAuthenticated)
        let literal = await MailExchangeResolver(dns: PartlyAuthenticated(zone, except: []))
            .decision(for: try MailHost("[20.0.0.1]"))
        #expect(!literal.isAuthenticated)
    }

    @Test("a host knows the name to which its aliases lead")
    func knowsCanonicalNames() async throws {
        let zone = """
            a.test. MX 10 nick.test.
            a.test. MX 20 mx.test.
            nick.test. CNAME step.test.
            step.test. CNAME mx.test.
            mx.test. A 20.0.0.1
            mx.test. AAAA 2a00::1
            odd.test. MX 10 oddnick.test.
            oddnick.test. CNAME a\\032b.test.
            a\\032b.test. A 20.0.0.2
            """
        let decision = try await self.decision(on: "a.test", zone)
        #expect(decision.route.hosts.map(\.canonicalName) == [domain("mx.test"), nil])
        #expect(decision.candidates.map(\.aliases) == [[dnsName("step.test"), dnsName("mx.test")], []])
        #expect(decision.site?.name == "mx,nick.test", "a site is made of the names of the MX records")
        let odd = try await self.decision(on: "odd.test", zone)
        #expect(odd.route.hosts.map(\.canonicalName) == [nil])
        #expect(odd.candidates.map(\.aliases) == [[dnsName("a\\032b.test")]])
        let relay = try await MailExchangeResolver(dns: try ZoneResolver(parsing: zone))
            .addresses(of: MailHost("nick.test"))
        #expect(relay.hosts.map(\.canonicalName) == [domain("mx.test")])
    }

    @Test(
        "the site is that of every host to which mail may go, whatever is known of it now",
        arguments: [
            ("a.test. MX 10 x.test.\na.test. MX 10 y.test.\nx.test. A 20.0.0.1", "x,y.test"),
            ("a.test. MX 20 x.test.\na.test. MX 10 y.test.\nx.test. A 20.0.0.1", "x,y.test"),
            ("a.test. MX 10 x.test.\na.test. MX 20 mine.test.\na.test. MX 30 y.test.", "x.test"),
            ("a.test. MX 10 x.test.\na.test. MX 20 192.0.2.1.\na.test. MX 30 .", "x.test"),
            ("a.test. MX 10 c1.mail.protection.outlook.com.", "*.mail.protection.outlook.com"),
            ("a.test. A 20.0.0.1", "a.test"), ("a.test. CNAME b.test.\nb.test. A 20.0.0.1", "b.test"),
            ("a.test. TXT x", "a.test"), ("a.test. MX 0 .", nil), ("b.test. A 20.0.0.1", nil),
            ("a.test. MX 10 mine.test.", nil), ("a.test. MX 10 192.0.2.1.", nil),
        ] as [(String, String?)])
    func namesSites(zone: String, site: String?) async throws {
        let options = MailExchangeResolver.Options(ownHostNames: [domain("mine.test")])
        #expect(try await decision(on: "a.test", zone, options: options).site?.name == site)
    }

    @Test("the whole decision is told in words")
    func explainsItself() async throws {
        let zone = """
            test. 600 SOA . . 1 2 3 4 60
            a.test. 600 CNAME b.test.
            b.test. 600 MX 10 mx.test.
            b.test. 600 MX 5 dead.test.
            b.test. 600 MX 20 in.test.
            mx.test. 600 A 20.0.0.1
            mx.test. 600 AAAA 2a00::1
            in.test. 600 A 10.0.0.1
            """
        let mixed = try await decision(on: "a.test", zone)
        #expect(
            mixed.explanation == [
                "mail for a.test goes to 1 host of its MX records",
                "10 mx.test is used: 2a00::1 20.0.0.1",
                "a.test is an alias of b.test",
                "5 dead.test is left out: it does not exist",
                "20 in.test is left out: it has no public address, and private ones are refused",
                "20 in.test: 10.0.0.1 is left out: it lies in 10.0.0.0/8, which is private",
                "this holds for 60 s",
                "the MX records are not authenticated",
                "the site is dead,in,mx.test",
            ])
        #expect(mixed.origin == .mxRecords)
        let itself = try await decision(on: "mx.test", zone)
        #expect(itself.conclusion == "mail for mx.test goes to the domain itself, as it has no MX records")
        #expect(itself.origin == .implicit)
        let literal = try await decision(on: "[20.0.0.1]", zone)
        #expect(
            literal.explanation == [
                "mail for [20.0.0.1] goes to that address", "the address is used: 20.0.0.1",
                "nothing says for how long this holds", "an address literal is not authenticated",
                "the site is [20.0.0.1]",
            ])
        #expect(literal.origin == .literal)
        let refusal = try await decision(on: "null.test", "null.test. 60 MX 0 .")
        #expect(refusal.conclusion == "5.1.10 null.test accepts no mail (null MX)")
        #expect(refusal.candidates.isEmpty)
        let gone = try await decision(on: "gone.test", zone)
        #expect(gone.conclusion == "5.1.2 the domain gone.test does not exist")
    }

    @Test("an answer of thousands of hosts and addresses makes a small decision")
    func staysSmall() async throws {
        let hosts = (0..<2_000).map { "a.test. MX \($0 + 5) h\($0).test." }
        let addresses = (0..<2_000).map { "h0.test. A 20.0.\($0 / 256).\($0 % 256)" }
        let decision = try await self.decision(on: "a.test", (hosts + addresses).joined(separator: "\n"))
        #expect(decision.route.hosts.count == 1)
        #expect(decision.candidates.count == 10 + RouteDecision.maximumListed)
        #expect(decision.unlistedCandidates == 1_990 - RouteDecision.maximumListed)
        #expect(decision.candidates.first?.leftOutAddresses.count == RouteCandidate.maximumListed)
        #expect(decision.candidates.first?.unlistedAddresses == 1_992 - RouteCandidate.maximumListed)
        #expect(decision.explanation.count < 100)
        #expect(decision.explanation.contains("more hosts that are left out: 1940"))
        #expect(decision.explanation.contains("5 h0.test: more addresses that are left out: 1976"))
        #expect((decision.site?.name.utf8.count ?? 0) <= MailSite.maximumLength)
    }
}

/// Answers from a zone, authenticated but for some names.
private struct PartlyAuthenticated: DNSResolver {
    private let secure: ZoneResolver
    private let plain: ZoneResolver
    private let names: Set<DomainName>

    init(_ zone: Zone, except names: Set<DomainName>) {
        secure = ZoneResolver(zone, isAuthenticated: true)
        plain = ZoneResolver(zone)
        self.names = names
    }

    func query(_ name: DomainName, _ type: DNSRecordType) async -> Result<DNSAnswer, DNSFailure> {
        await (names.contains(name) ? plain : secure).query(name, type)
    }
}
