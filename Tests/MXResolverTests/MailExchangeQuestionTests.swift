import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

/// What is asked of the DNS, and what of a relay.
@Suite("Questions of a route", .timeLimit(.minutes(15)))
struct MailExchangeQuestionTests {
    static let zone = """
        a.test. MX 10 mx.test.
        mx.test. A 20.0.0.1
        mx.test. AAAA 2a00::1
        in.test. A 10.0.0.1
        six.test. AAAA 2a00::6
        nick.test. CNAME mx.test.
        """

    @Test(
        "only the families that are used are asked for",
        arguments: [
            (AddressPreference.ipv6First, ["MX", "A", "AAAA"]), (.ipv4First, ["MX", "A", "AAAA"]),
            (.ipv4Only, ["MX", "A"]), (.ipv6Only, ["MX", "AAAA"]),
        ])
    func asks(preference: AddressPreference, types: [String]) async throws {
        let dns = try ZoneResolver(parsing: Self.zone)
        let options = MailExchangeResolver.Options(addressPreference: preference)
        _ = await MailExchangeResolver(dns: dns, options: options).decision(for: .domain(domain("a.test")))
        #expect(Set(dns.questions.map { "\($0.type)" }) == Set(types))
        #expect(dns.questions.count == types.count)
    }

    @Test(
        "localhost, names below it and literals are never asked for",
        arguments: ["localhost", "mail.localhost", "[127.0.0.1]", "[20.0.0.1]"])
    func asksNothing(text: String) async throws {
        let dns = try ZoneResolver(parsing: Self.zone)
        for privateAddresses in MailExchangeResolver.PrivateAddresses.allCases {
            let options = MailExchangeResolver.Options(privateAddresses: privateAddresses)
            let resolver = MailExchangeResolver(dns: dns, options: options)
            _ = await resolver.decision(for: try MailHost(text))
            _ = await resolver.addresses(of: try MailHost(text))
        }
        #expect(dns.questions.isEmpty)
    }

    @Test("a host that is this one by name is not asked for, nor what is no better")
    func asksForOthersOnly() async throws {
        let dns = try ZoneResolver(parsing: "b.test. MX 10 mx.test.\nb.test. MX 20 mine.test.\nb.test. MX 30 in.test.")
        let options = MailExchangeResolver.Options(ownHostNames: [domain("mine.test")])
        _ = await MailExchangeResolver(dns: dns, options: options).decision(for: .domain(domain("b.test")))
        #expect(Set(dns.questions.map(\.name)) == [dnsName("b.test"), dnsName("mx.test")])
    }

    @Test(
        "a relay is looked up by its addresses alone, wherever it stands",
        arguments: [
            ("mx.test", .ipv6First, "0 mx.test 2a00::1 20.0.0.1"), ("mx.test", .ipv4Only, "0 mx.test 20.0.0.1"),
            ("nick.test", .ipv4First, "0 nick.test 20.0.0.1 2a00::1"), ("in.test", .ipv6First, "0 in.test 10.0.0.1"),
            ("localhost", .ipv6First, "0 localhost 127.0.0.1"), ("localhost", .ipv6Only, "0 localhost ::1"),
            ("smtp.localhost", .ipv4Only, "0 smtp.localhost 127.0.0.1"), ("[127.0.0.1]", .ipv6First, "0 - 127.0.0.1"),
            ("[IPv6:::ffff:10.0.0.1]", .ipv4Only, "0 - 10.0.0.1"), ("[IPv6:::1]", .ipv4Only, "5.4.4"),
            ("six.test", .ipv4Only, "5.4.4"), ("a.test", .ipv6First, "5.4.4"), ("gone.test", .ipv6First, "5.4.4"),
            ("slow.test", .ipv6First, "4.4.3"),
        ] as [(String, AddressPreference, String)])
    func findsRelays(text: String, preference: AddressPreference, summary: String) async throws {
        let dns = try ZoneResolver(parsing: Self.zone)
        dns.fail(domain("slow.test"), with: .timeout)
        let options = MailExchangeResolver.Options(
            addressPreference: preference, ownHostNames: [domain("mx.test")],
            ownAddresses: Set(["20.0.0.1", "127.0.0.1"].compactMap { IPAddress($0) }))
        let resolver = MailExchangeResolver(dns: dns, options: options)
        #expect(await resolver.addresses(of: try MailHost(text)).summary == summary)
        #expect(dns.questions.allSatisfy { $0.type != .mx })
    }

    @Test("options that make no sense do no harm")
    func bounds() async throws {
        var options = MailExchangeResolver.Options(
            maximumHosts: -1, maximumRounds: 0, maximumAddressesPerHost: 0, maximumAddresses: -7)
        #expect(options.maximumRounds == 1)
        #expect(options.maximumHosts == 1 && options.maximumAddressesPerHost == 1 && options.maximumAddresses == 1)
        options.maximumHosts = -5
        options.maximumRounds = -5
        options.maximumAddressesPerHost = -5
        options.maximumAddresses = -5
        let dns = try ZoneResolver(parsing: Self.zone)
        let route = await MailExchangeResolver(dns: dns, options: options).route(to: domain("a.test"))
        #expect(route.summary == "10 mx.test 2a00::1")
    }

    @Test("own addresses are kept as IPv4 where they are mapped")
    func unmapsOwnAddresses() throws {
        let mapped = try #require(IPAddress("::ffff:20.0.0.1"))
        var options = MailExchangeResolver.Options(ownAddresses: [mapped])
        #expect(options.ownAddresses == [mapped.unmapped])
        options.ownAddresses.insert(try #require(IPAddress("::ffff:20.0.0.2")))
        #expect(options.ownAddresses.map(\.description).sorted() == ["20.0.0.1", "20.0.0.2"])
    }

    @Test("a host made of one statement is authenticated in both ways or none")
    func makesHosts() {
        let host = MailExchangeHost(preference: 1, name: domain("mx.test"), addresses: [], isAuthenticated: true)
        #expect(host.areMXRecordsAuthenticated && host.areAddressesAuthenticated && host.isAuthenticated)
        #expect(host.canonicalName == nil)
        let half = MailExchangeHost(
            preference: 1, name: domain("mx.test"), canonicalName: domain("c.test"), addresses: [],
            areMXRecordsAuthenticated: false, areAddressesAuthenticated: true)
        #expect(!half.isAuthenticated && half.canonicalName == domain("c.test"))
    }
}
