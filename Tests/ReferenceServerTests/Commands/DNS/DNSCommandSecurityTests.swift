import ArgumentParser
import MTASTS
import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

@testable import ReferenceServer

@Suite("The command dns security", .timeLimit(.minutes(15)))
struct DNSCommandSecurityTests {
    static let digest = String(repeating: "ab", count: 32)

    static let zone = """
        $TTL 300
        $SECURE .
        $INSECURE plain.test.
        example.com. IN MX 10 a.example.com.
        example.com. IN MX 20 b.example.com.
        example.com. IN MX 30 c.example.com.
        example.com. IN MX 40 d.plain.test.
        a.example.com. IN A 192.0.3.1
        b.example.com. IN A 192.0.3.2
        c.example.com. IN A 192.0.3.3
        d.plain.test. IN A 192.0.3.4
        _25._tcp.a.example.com. IN TLSA 3 1 1 \(digest)
        _25._tcp.a.example.com. IN TLSA 1 1 1 \(digest)
        _25._tcp.b.example.com. IN TLSA 2 0 9 00
        _mta-sts.example.com. IN TXT "v=STSv1; id=7"
        plain.test. IN MX 10 d.plain.test.
        quiet.example. IN MX 0 .
        inside.example. IN MX 10 e.example.
        e.example. IN A 10.0.0.1
        """

    static func policy(_ mode: String, _ hosts: String...) -> String {
        "version: STSv1\nmode: \(mode)\nmax_age: 60\n" + hosts.map { "mx: \($0)\n" }.joined()
    }

    /// The report on a destination of the zone, whose policy is in a file with this text.
    static func report(
        _ destination: String, policy: String?, failing: [String] = []
    ) async throws -> DNSCommandSecurityReport {
        let dns = try ZoneResolver(parsing: zone)
        for name in failing { dns.fail(try DomainName(name), .tlsa, with: .serverFailure) }
        let search = policy.map { text in
            DNSCommandPolicySearch(dns: dns, place: .file(Array(text.utf8), name: "sts.txt"))
        }
        return await DNSCommand.Security.report(
            on: try DNSCommandNames.destination(destination), MailExchangeResolver(dns: dns), policies: search)
    }

    @Test("TLSA records come before a policy that is enforced, and each host has its reasons")
    func enforced() async throws {
        let policy = Self.policy("enforce", "a.example.com", "b.example.com", "d.plain.test")
        #expect(
            try await Self.report("example.com", policy: policy).lines == [
                """
                PREFERENCE  HOST           DANE      MTA-STS    CONNECTION
                10          a.example.com  yes       named      TLS with a certificate that a TLSA record means
                20          b.example.com  unusable  named      TLS with a certificate for b.example.com
                30          c.example.com  no        not named  must not be used
                40          d.plain.test   no        named      TLS with a certificate for d.plain.test
                """,
                "10 a.example.com: a.example.com has authenticated TLSA records, which come before any policy",
                "10 a.example.com: the server must match a TLSA record of a.example.com: 3 1 1 \(Self.digest)",
                "10 a.example.com: the TLSA record 1 1 1 \(Self.digest) does not count: its usage is none for mail",
                "20 b.example.com: the domain's MTA-STS policy is enforced and names b.example.com",
                "20 b.example.com: TLS is required, as b.example.com has TLSA records, though none can be used",
                "20 b.example.com: the TLSA record 2 0 9 00 does not count: its matching type is unknown",
                "30 c.example.com: the domain's MTA-STS policy is enforced and does not name c.example.com",
                "30 c.example.com: DANE does not apply: the host has no TLSA records",
                "40 d.plain.test: the domain's MTA-STS policy is enforced and names d.plain.test",
                "40 d.plain.test: DANE does not apply: the host's addresses are not authenticated",
                "the policy is at sts.txt: mode enforce, may be kept for 60 s",
            ])
    }

    @Test("a policy in testing changes nothing, and it is shown what it would")
    func testing() async throws {
        let report = try await Self.report("plain.test", policy: Self.policy("testing", "mx.plain.test"))
        #expect(
            report.lines == [
                """
                PREFERENCE  HOST          DANE  MTA-STS              CONNECTION
                10          d.plain.test  no    not named (testing)  TLS where it is offered
                """,
                "10 d.plain.test: the domain's MTA-STS policy is in testing and does not name d.plain.test",
                "10 d.plain.test: once the policy is enforced: must not be used",
                "10 d.plain.test: DANE does not apply: the MX records are not authenticated",
                "the policy is at sts.txt: mode testing, may be kept for 60 s",
            ])
        #expect(report.hosts.map(\.tested) == ["notAllowed"])
        #expect(report.commandFailure == nil)
        let both = try await Self.report("example.com", policy: Self.policy("testing", "b.example.com"))
        #expect(both.hosts.map(\.requirement) == ["dane", "encrypted", "opportunistic", "opportunistic"])
        let lines = both.lines.filter { $0.contains("once the policy is enforced") }
        #expect(
            lines == [
                "10 a.example.com: once the policy is enforced, if there were no TLSA records: must not be used",
                "20 b.example.com: once the policy is enforced: TLS with a certificate for b.example.com",
                "30 c.example.com: once the policy is enforced: must not be used",
                "40 d.plain.test: once the policy is enforced: must not be used",
            ])
        let none = try await Self.report("plain.test", policy: Self.policy("none"))
        #expect(none.hosts.map(\.requirement) == ["opportunistic"])
        #expect(none.hosts.first?.isNamed == nil)
    }

    @Test("without a policy DANE alone decides, and an address literal has neither")
    func without() async throws {
        #expect(
            try await Self.report("plain.test", policy: nil).lines == [
                """
                PREFERENCE  HOST          DANE  MTA-STS  CONNECTION
                10          d.plain.test  no    -        TLS where it is offered
                """,
                "10 d.plain.test: d.plain.test has no authenticated TLSA records and the domain has no MTA-STS policy",
                "10 d.plain.test: DANE does not apply: the MX records are not authenticated",
            ])
        let none = try await Self.report("b.example.com", policy: nil)
        #expect(none.hosts.map(\.requirement) == ["encrypted"])
        #expect(
            none.lines.suffix(2) == [
                "0 b.example.com: b.example.com has authenticated TLSA records, none of which can be used: TLS without"
                    + " a check",
                "0 b.example.com: the TLSA record 2 0 9 00 does not count: its matching type is unknown",
            ])
        #expect(
            try await Self.report("ada@[192.0.3.1]", policy: Self.policy("enforce", "a.example")).lines == [
                """
                PREFERENCE  HOST         DANE  MTA-STS  CONNECTION
                0           [192.0.3.1]  no    -        TLS where it is offered
                """, "an address literal has neither TLSA records nor a policy",
            ])
    }

    @Test("a file that is no policy is told, with what would follow, while that of a policy host is as good as none")
    func wrong() async throws {
        let text = "version: STSv2\n"
        let file = try await Self.report("example.com", policy: text)
        #expect(file.hosts.map(\.requirement) == ["dane", "encrypted", "opportunistic", "opportunistic"])
        #expect(
            file.lines.last == "the file is no policy, so that the domain would have none:"
                + " sts.txt: line 1: the version must be STSv1")
        #expect(file.commandFailure == .negative())
        let dns = try ZoneResolver(parsing: Self.zone)
        let failure = PolicyFetchFailure(.timedOut, of: try DomainName("example.com"))
        let fetcher = DNSCommandPolicyTests.Fetcher(fetch: .failed(failure))
        let web = await DNSCommand.Security.report(
            on: try DNSCommandNames.destination("example.com"), MailExchangeResolver(dns: dns),
            policies: DNSCommandPolicySearch(dns: dns, place: .web(fetcher, port: 443)))
        #expect(web.lines.last?.hasPrefix("mail goes as if the domain had no policy: https://mta-sts.") == true)
        #expect(web.commandFailure == nil)
    }

    @Test("of many records that do not count some are shown")
    func many() async throws {
        let digest = Self.digest
        let records = (0..<100).map { "_25._tcp.h.test. IN TLSA 3 1 9 \(String(1_000 + $0))\n" }.joined()
        let zone =
            "$SECURE .\ntest. IN MX 0 h.test.\nh.test. IN A 192.0.3.1\n_25._tcp.h.test. IN TLSA 3 0 1 \(digest)\n"
        let report = await DNSCommand.Security.report(
            on: try DNSCommandNames.destination("test"),
            MailExchangeResolver(dns: try ZoneResolver(parsing: zone + records)), policies: nil)
        #expect(report.lines.count { $0.hasSuffix(" does not count: its matching type is unknown") } == 32)
        #expect(report.hosts.first?.dane.records.count == 33)
        #expect(report.hosts.first?.dane.records.first?.data == "3 0 1 \(digest)")
    }

    @Test("where no host may be used, it is told whether that may pass")
    func unusable() async throws {
        let policy = Self.policy("enforce", "mx.plain.test")
        let refused = try await Self.report("plain.test", policy: policy)
        #expect(refused.hosts.map(\.permitsDelivery) == [false])
        #expect(refused.commandFailure == .negative())
        let names = ["a", "b", "c"].map { "_25._tcp.\($0).example.com" }
        let unknown = try await Self.report("example.com", policy: policy, failing: names)
        #expect(unknown.hosts.map(\.requirement) == ["unknown", "unknown", "unknown", "notAllowed"])
        #expect(unknown.hosts.first?.dane.reason == "serverFailure")
        #expect(
            unknown.lines.dropFirst().first
                == "10 a.example.com: it cannot be known whether a.example.com has TLSA records: the name server failed"
        )
        #expect(
            unknown.commandFailure
                == .operational("no host of example.com may be used now; trying again later may help"))
        let quiet = try await Self.report("quiet.example", policy: policy)
        #expect(quiet.lines.first == "5.1.10 the domain quiet.example accepts no mail (null MX)")
        #expect(quiet.commandFailure == .negative())
    }

    @Test("the command ends as a route does")
    func statuses() async throws {
        try await TemporaryFolder.asynchronously { folder in
            let zone = try folder.write(Array(Self.zone.utf8), to: "zone")
            let policy = try folder.write(Array(Self.policy("enforce", "none.test").utf8), to: "policy")
            let wrong = try folder.write(Array("version: STSv1\nmode: maybe\n".utf8), to: "wrong")
            let cases: [([String], Int32)] = [
                (["example.com"], 0), (["ada@example.com", "--json"], 0), (["[192.0.3.1]"], 0),
                (["example.com", "--policy", policy], 0), (["plain.test", "--policy", policy], 1),
                (["plain.test", "--policy", policy, "--json"], 1), (["plain.test", "--no-mta-sts"], 0),
                (["plain.test", "--policy", wrong], 1), (["plain.test", "--policy", wrong, "--json"], 1),
                (["plain.test"], 0), (["quiet.example"], 1), (["nowhere.test", "--json"], 1),
                (["inside.example", "--no-mta-sts"], 1),
                (["inside.example", "--private-addresses", "allow", "--no-mta-sts"], 0), (["a..example"], 2),
                (["plain.test", "--policy", "/nowhere"], 3),
            ]
            for (arguments, status) in cases {
                let end = try await DNSCommandTests.run(["security"] + arguments + ["--zone", zone])
                #expect(end.status == status, "\(arguments)")
            }
        }
        let server = try await ZoneServer.start(try Zone(parsing: Self.zone))
        server.fail(try DomainName("plain.test"), .mx, with: .serverFailure)
        let lost = try await DNSCommandTests.run(["security", "plain.test", "--dns", "\(server.address)"])
        #expect(lost.status == 3)
        #expect(lost.message.contains("4.4.3"))
        await server.stop()
    }

    @Test("programs get the same")
    func programs() async throws {
        let report = try await Self.report("plain.test", policy: Self.policy("enforce", "*.plain.test"))
        #expect(
            try DNSCommandTests.json(report) == """
                {"destination":"plain.test","failedLookups":[],"hosts":[{"addresses":["192.0.3.4"],\
                "certificateName":"d.plain.test","dane":{\
                "explanation":"DANE does not apply: the MX records are not authenticated","reason":\
                "unauthenticatedMXRecords","records":[],"referenceNames":[],"status":"notApplicable"},\
                "explanation":"the domain's MTA-STS policy is enforced and names d.plain.test","isNamed":true,\
                "name":"d.plain.test","origin":"mtasts","permitsDelivery":true,"preference":10,\
                "requirement":"certificate","requiresTLS":true}],"leftOutAddresses":[],"leftOutHosts":[],\
                "policy":{"hosts":["*.plain.test"],"maximumAge":60,"mode":"enforce","source":"sts.txt"},\
                "unlistedAddresses":0,"unlistedHosts":0}
                """)
        let secure = try await Self.report("example.com", policy: nil).hosts.first?.dane
        #expect(secure?.base == "a.example.com")
        #expect(secure?.records.map(\.data) == ["3 1 1 \(Self.digest)", "1 1 1 \(Self.digest)"])
        #expect(secure?.records.map(\.unusability) == [nil, "usage"])
        #expect(secure?.records.map(\.explanation) == [nil, "its usage is none for mail"])
        #expect(secure?.referenceNames == ["a.example.com", "example.com"])
        let inside = try await Self.report("inside.example", policy: nil)
        #expect(inside.leftOutHosts.map(\.reason) == ["privateAddressesOnly"])
        #expect(inside.leftOutAddresses.map(\.address) == ["10.0.0.1"])
        let dns = try ZoneResolver(parsing: Self.zone)
        dns.fail(try DomainName("b.example.com"), with: .timeout)
        let half = await DNSCommand.Security.report(
            on: try DNSCommandNames.destination("example.com"), MailExchangeResolver(dns: dns), policies: nil)
        #expect(half.hosts.map(\.name) == ["a.example.com", "c.example.com", "d.plain.test"])
        #expect(half.leftOutHosts.map(\.reason) == ["lookup"])
        #expect(half.failedLookups.map(\.type) == ["AAAA", "A"])
    }

    @Test("what makes a record useless has a word for programs")
    func words() {
        let help = DNSCommand.Security.helpMessage(columns: 1_000)
        let kinds: [TLSARecord.Unusability] = [.usage, .selector, .matching, .digestLength, .unreadable]
        for kind in kinds { #expect(help.contains(kind.word), "\(kind.word)") }
    }
}
