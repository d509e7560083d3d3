import ArgumentParser
import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

@testable import ReferenceServer

@Suite("The command dns route", .timeLimit(.minutes(15)))
struct DNSCommandRouteTests {
    static func report(
        _ text: String, isAuthenticated: Bool = true,
        options: MailExchangeResolver.Options = MailExchangeResolver.Options(privateAddresses: .allow),
        failing: [String] = []
    ) async throws -> DNSCommandRouteReport {
        let dns = ZoneResolver(try Zone(parsing: DNSCommandTests.zone), isAuthenticated: isAuthenticated)
        for name in failing { dns.fail(try DomainName(name), with: .timeout) }
        let host = try DNSCommandNames.destination(text)
        return DNSCommandRouteReport(await MailExchangeResolver(dns: dns, options: options).decision(for: host))
    }

    @Test("a route is shown in the order of a delivery, and what there is to know besides")
    func lines() async throws {
        let report = try await Self.report("www.example.com.")
        #expect(
            report.lines == [
                """
                PREFERENCE  HOST           AUTHENTICATED  ADDRESSES
                10          a.example.com  yes            2a00::1 192.0.3.1
                20          b.example.com  yes            10.0.0.1
                """,
                "www.example.com is an alias of example.com",
                "this holds for 60 s",
                "the MX records are authenticated, as are the addresses of 2 of 2 hosts",
                "the site is a,b.example.com",
            ])
        #expect(report.commandFailure == nil)
        let strict = MailExchangeResolver.Options(addressPreference: .ipv4First)
        #expect(
            try await Self.report("example.com", isAuthenticated: false, options: strict).lines == [
                """
                PREFERENCE  HOST           AUTHENTICATED  ADDRESSES
                10          a.example.com  no             192.0.3.1 2a00::1
                """,
                "20 b.example.com is left out: it has no public address, and private ones are refused",
                "20 b.example.com: 10.0.0.1 is left out: it lies in 10.0.0.0/8, which is private",
                "this holds for 60 s",
                "the MX records are not authenticated",
                "the site is a,b.example.com",
            ])
        #expect(
            try await Self.report("ada@[192.0.3.1]").lines == [
                """
                PREFERENCE  HOST         AUTHENTICATED  ADDRESSES
                0           [192.0.3.1]  no             192.0.3.1
                """, "the site is [192.0.3.1]",
            ])
    }

    @Test("where there is no host, the reason comes first")
    func failures() async throws {
        let strict = MailExchangeResolver.Options(
            ownHostNames: [try DomainName("a.example.com")],
            ownAddresses: Set([IPAddress("192.0.3.9")].compactMap { $0 }))
        let cases: [(name: String, reason: String, lines: [String])] = [
            (
                "quiet.example.com", "refusesMail",
                [
                    "5.1.10 the domain quiet.example.com accepts no mail (null MX)", "this holds for 300 s",
                    "the MX records are not authenticated",
                ]
            ),
            (
                "nowhere.test", "noSuchDomain",
                [
                    "5.1.2 the domain nowhere.test does not exist", "nothing says for how long this holds",
                    "what the DNS says of the domain is not authenticated",
                ]
            ),
            (
                "example.com", "loop",
                [
                    "5.4.6 mail for example.com comes back to this host",
                    "10 a.example.com is left out: it is this host, which is called a.example.com",
                    "20 b.example.com is left out: this host is a mail host of the domain too, and as good or better"
                        + " with preference 10",
                    "this holds for 300 s", "the MX records are not authenticated",
                ]
            ),
            (
                "[10.0.0.1]", "privateAddressesOnly",
                [
                    "5.4.4 the mail hosts of [10.0.0.1] have no public address",
                    "the address 10.0.0.1 is left out: it lies in 10.0.0.0/8, which is private",
                    "With --private-addresses allow they are taken as they are.", "the site is [10.0.0.1]",
                ]
            ),
        ]
        for (name, reason, lines) in cases {
            let report = try await Self.report(name, isAuthenticated: false, options: strict)
            #expect(report.lines == lines)
            #expect(report.failure?.reason == reason)
            #expect(report.failure?.isTemporary == false)
            #expect(report.commandFailure == .negative())
        }
    }

    @Test("a failure that may pass is told with what is known")
    func temporaryFailures() async throws {
        let report = try await Self.report("inside.example.com", failing: ["b.example.com"])
        #expect(
            report.lines == [
                "0 b.example.com is left out: its addresses could not be looked up: no name server answered in time",
                "0 b.example.com: its A records could not be looked up: no name server answered in time",
            ])
        #expect(report.commandFailure?.status == 3)
        #expect(report.commandFailure?.message.contains("4.4.3") == true)
        #expect(report.failedLookups.map(\.type) == ["AAAA", "A"])
        #expect(report.timeToLive == 0)
        let half = try await Self.report("example.com", failing: ["b.example.com"])
        #expect(half.hosts.map(\.name) == ["a.example.com"])
        #expect(half.commandFailure == nil)
    }

    @Test("JSON has the whole decision")
    func json() async throws {
        #expect(
            try DNSCommandTests.json(try await Self.report("ada@[192.0.3.1]", isAuthenticated: false)) == """
                {"aliases":[],"areMXRecordsAuthenticated":false,"destination":"[192.0.3.1]","explanation":["mail for \
                [192.0.3.1] goes to that address","the address is used: 192.0.3.1","nothing says for how long this \
                holds","an address literal is not authenticated","the site is [192.0.3.1]"],"failedLookups":[],\
                "hosts":[{"addresses":["192.0.3.1"],"areAddressesAuthenticated":false,"isAuthenticated":false,\
                "preference":0}],"isAuthenticated":false,"leftOutAddresses":[],"leftOutHosts":[],"origin":"literal",\
                "site":"[192.0.3.1]","unlistedAddresses":0,"unlistedHosts":0}
                """)
        let strict = MailExchangeResolver.Options()
        let report = try await Self.report("www.example.com", options: strict)
        #expect(report.origin == "mxRecords")
        #expect(report.aliases == ["example.com"])
        #expect(report.leftOutHosts.map(\.reason) == ["privateAddressesOnly"])
        #expect(report.leftOutAddresses.map(\.reason) == ["specialPurpose"])
        #expect(report.leftOutAddresses.map(\.host) == ["b.example.com"])
        #expect(report.timeToLive == 60)
        #expect(report.areMXRecordsAuthenticated && report.isAuthenticated)
        #expect(report.site == "a,b.example.com")
        #expect(report.explanation.first == "mail for www.example.com goes to 1 host of its MX records")
        let json = try DNSCommandTests.json(report)
        #expect(!json.contains("table") && !json.contains("notes"), "what is for people is not repeated")
    }

    @Test("what is left out has a word for programs")
    func words() {
        let hosts: [HostOmission] = [
            .nullExchange, .addressForName, .noHostName, .repeated(preference: 1),
            .notBetter(than: 1), .beyondMaximumHosts(1), .localhost, .noSuchHost, .noAddress, .noAddressOfFamily(.v4),
            .privateAddressesOnly, .beyondMaximumAddresses(1), .lookup(.timeout),
        ]
        let help = DNSCommand.Route.helpMessage(columns: 1_000)
        for omission in hosts { #expect(help.contains(omission.word), "\(omission.word)") }
        for word in [
            "thisHost", "specialPurpose", "otherFamily", "beyondMaximumPerHost", "beyondMaximum", "loop", "noneOfFirst",
        ] {
            #expect(help.contains(word))
        }
    }
}
