import ArgumentParser
import Foundation
import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

@testable import ReferenceServer

@Suite("The command dns", .timeLimit(.minutes(15)))
struct DNSCommandTests {
    static let zone = """
        $TTL 300
        example.com. 3600 IN SOA ns.example.com. post.example.com. 7 3600 600 86400 60
        example.com. IN NS ns.example.com.
        example.com. IN MX 20 b.example.com.
        example.com. IN MX 10 a.example.com.
        example.com. IN TXT "v=spf1" " -all \\" \\\\ \\195\\164\\007"
        example.com. IN CAA 0 issue "ca.example.net"
        a.example.com. IN A 192.0.3.1
        a.example.com. IN AAAA 2a00::1
        b.example.com. IN A 10.0.0.1
        www.example.com. 60 IN CNAME example.com.
        _25._tcp.a.example.com. IN TLSA 3 1 1 00ff
        _465._tcp.a.example.com. IN TLSA 3 1 1 01
        _s._tcp.example.com. IN SRV 1 2 465 a.example.com.
        xn--bcher-kva.example.com. IN MX 0 a.example.com.
        _dmarc.xn--bcher-kva.example.com. IN TXT "v=DMARC1"
        quiet.example.com. IN MX 0 .
        inside.example.com. IN MX 0 b.example.com.
        1.3.0.192.in-addr.arpa. IN PTR a.example.com.
        1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.a.2.ip6.arpa. IN PTR a.example.com.
        """

    /// The exit status of a command, and the line that it ends with.
    static func run(_ arguments: [String]) async throws -> (status: Int32, message: String) {
        do {
            var command = try DNSCommand.parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return (0, "")
        } catch let failure as CommandFailure {
            return (failure.status, failure.message)
        }
    }

    static func report(
        _ name: String, _ type: DNSRecordType, from resolver: any DNSResolver
    ) async throws -> DNSCommandReport {
        let name = try DomainName(name)
        return DNSCommandReport(of: await resolver.query(name, type), about: name, type)
    }

    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    @Test("the exit status says whether there are records, a denial or a mistake")
    func statuses() async throws {
        let cases: [([String], Int32)] = [
            (["mx", "example.com"], 0), (["mx", "Example.COM."], 0), (["mx", "www.example.com", "--json"], 0),
            (["mx", "bücher.example.com"], 0), (["txt", "_dmarc.bücher.example.com"], 0),
            (["txt", "example.com"], 0), (["a", "a.example.com"], 0), (["aaaa", "a.example.com"], 0),
            (["cname", "www.example.com"], 0), (["ns", "example.com"], 0), (["soa", "example.com"], 0),
            (["srv", "_s._tcp.example.com"], 0), (["caa", "example.com"], 0),
            (["tlsa", "a.example.com"], 0), (["tlsa", "a.example.com:465", "--json"], 0),
            (["tlsa", "_25._tcp.a.example.com"], 0), (["tlsa", "a.example.com:26"], 1),
            (["ptr", "192.0.3.1"], 0), (["ptr", "2a00::1"], 0), (["ptr", "1.3.0.192.in-addr.arpa"], 0),
            (["ptr", "192.0.3.2"], 1), (["mx", "a.example.com"], 1), (["mx", "nowhere.test", "--json"], 1),
            (["route", "example.com"], 0), (["route", "ada@bücher.example.com", "--json"], 0),
            (["route", "<ada@example.com>"], 0), (["route", "[192.0.3.1]"], 0), (["route", "[10.0.0.1]"], 1),
            (["route", "[10.0.0.1]", "--private-addresses", "allow"], 0),
            (["route", "inside.example.com"], 1), (["route", "quiet.example.com"], 1),
            (["route", "inside.example.com", "--private-addresses", "allow"], 0),
            (["route", "example.com", "--own-name", "a.example.com"], 1),
            (["route", "example.com", "--own-address", "192.0.3.1", "--own-address", "2a00::1"], 1),
            (["route", "example.com", "--own-address", "[192.0.3.1]"], 1),
            (["route", "example.com", "--prefer", "ipv4"], 0), (["route", "[192.0.3.1]", "--prefer", "ipv6-only"], 1),
            (["route", "localhost"], 1), (["route", "localhost", "--private-addresses", "allow"], 0),
            (["route", "nowhere.test", "--json"], 1),
        ]
        try await TemporaryFolder.asynchronously { folder in
            let file = try folder.write(Array(Self.zone.utf8), to: "zone")
            for (arguments, status) in cases {
                let end = try await Self.run(arguments + ["--zone", file])
                #expect(end.status == status, "\(arguments)")
                #expect(end.message.isEmpty, "\(arguments)")
            }
            let broken = try folder.write(Array("example.com. IN MX\n".utf8), to: "broken")
            #expect(try await Self.run(["mx", "example.com", "--zone", broken]).status == 3)
            #expect(try await Self.run(["mx", "example.com", "--zone", "\(folder.path)/none"]).status == 3)
        }
    }

    @Test(
        "a name that is none is answered with what to do",
        arguments: [
            (["mx", "192.0.2.1"], "waxwing dns ptr 192.0.2.1"), (["a", "[IPv6:2001:db8::1]"], "waxwing dns ptr"),
            (["mx", "ada@example.com"], "waxwing dns route"), (["mx", ""], "'' is no name"),
            (["mx", "a..example"], "such as example.com"), (["mx", "a\u{1B}[31m.example"], "a?[31m.example"),
            (["mx", String(repeating: "ü", count: 100_000)], "253 octets"),
            (["tlsa", "192.0.2.1:25"], "mail.example.com"), (["tlsa", "[2001:db8::1]:25"], "mail.example.com"),
            (["tlsa", "a.example:0"], "1 to 65535"), (["tlsa", "a.example:+25"], "1 to 65535"),
            (["tlsa", "a.example:"], "1 to 65535"), (["tlsa", ":25"], "HOST:PORT"),
            (["ptr", "a.example.com"], "give the address"), (["ptr", "192.0.2.256"], "give the address"),
            (["ptr", "not-in-addr.arpa"], "give the address"), (["ptr", "2001::1::1"], "neither an address"),
            (["route", "192.0.2.1"], "'[192.0.2.1]'"), (["route", "[2001:db8::1]"], "'[IPv6:2001:db8::1]'"),
            (["route", "ada@"], "no mailbox"), (["route", "<>"], "no domain"), (["route", "a_b.example"], "no domain"),
            (["route", "a.example", "--own-name", "b..example"], "no name"),
            (["route", "a.example", "--own-name", "8.8.8.8"], "say --own-address 8.8.8.8"),
            (["route", "a.example", "--own-name", "[IPv6:2001:db8::1]"], "say --own-address 2001:db8::1"),
            (["route", "a.example", "--own-name", "a@b.example"], "no name of a host"),
            (["route", "a.example", "--own-address", "b.example"], "b.example is no address"),
            (["route", "a.example", "--own-address", "b.example"], "a name is given with --own-name"),
            (["route", "a.example", "--own-address", ""], "'' is no address"),
            (["mx", "a.example", "--dns", "localhost"], "127.0.0.1:5353"),
        ])
    func mistakes(arguments: [String], words: String) async throws {
        let end = try await Self.run(arguments)
        #expect(end.status == 2)
        #expect(end.message.contains(words), "\(end.message)")
        #expect(end.message.utf8.count < 1_000)
    }

    @Test(
        "a command line that makes no sense is refused",
        arguments: [
            ["mx"], ["mx", "a.example", "b.example"], ["mx", "a.example", "--zone", "z", "--dns", "127.0.0.1"],
            ["route", "a.example", "--private-addresses", "some"], ["route", "a.example", "--prefer", "ipv5"],
            ["hinfo", "a.example"],
        ])
    func usage(arguments: [String]) {
        #expect(throws: (any Error).self) { try DNSCommand.parseAsRoot(arguments) }
    }

    @Test(
        "an address is asked for by its reversed name",
        arguments: [
            ("192.0.2.25", "25.2.0.192.in-addr.arpa"), ("[192.0.2.25]", "25.2.0.192.in-addr.arpa"),
            ("::ffff:192.0.2.25", "25.2.0.192.in-addr.arpa"), ("0/25.2.0.192.IN-ADDR.ARPA", nil),
            ("[IPv6:2001:db8::f1]", "1.f" + String(repeating: ".0", count: 22) + ".8.b.d.0.1.0.0.2.ip6.arpa"),
        ])
    func reversed(text: String, name: String?) {
        #expect((try? DNSCommandNames.pointer(text).text) == name)
    }

    @Test("records are shown with time to live, behind their aliases, in printable ASCII")
    func records() async throws {
        let answered = ZoneResolver(try Zone(parsing: Self.zone), isAuthenticated: true)
        let hosts = try await Self.report("www.example.com", .mx, from: answered)
        #expect(
            hosts.lines == [
                """
                NAME             TTL  TYPE   DATA
                www.example.com  60   CNAME  example.com
                example.com      300  MX     20 b.example.com
                example.com      300  MX     10 a.example.com
                """, "authenticated",
            ])
        #expect(hosts.commandFailure == nil)
        let text = try await Self.report("example.com", .txt, from: try ZoneResolver(parsing: Self.zone))
        #expect(text.records.map(\.data) == [#""v=spf1" " -all \" \\ \195\164\007""#])
        #expect(text.records.first?.strings == ["v=spf1", " -all \" \\ ä\u{7}"])
        #expect(text.lines.last == "not authenticated")
        let data: [(String, DNSRecordType, String)] = [
            ("a.example.com", .aaaa, "2a00::1"), ("quiet.example.com", .mx, "0 ."),
            ("_25._tcp.a.example.com", .tlsa, "3 1 1 00ff"), ("_s._tcp.example.com", .srv, "1 2 465 a.example.com"),
            ("example.com", .caa, "0 issue \"ca.example.net\""), ("1.3.0.192.in-addr.arpa", .ptr, "a.example.com"),
            ("example.com", .soa, "ns.example.com post.example.com 7 3600 600 86400 60"),
        ]
        for (name, type, words) in data {
            #expect(try await Self.report(name, type, from: answered).records.map(\.data) == [words])
        }
        #expect(
            try Self.json(try await Self.report("a.example.com", .a, from: answered)) == """
                {"aliases":[],"canonicalName":"a.example.com","isAuthenticated":true,"name":"a.example.com",\
                "records":[{"address":"192.0.3.1","data":"192.0.3.1","name":"a.example.com","timeToLive":300,\
                "type":"A"}],"timeToLive":300,"type":"A"}
                """)
    }

    @Test("a denial is an answer, a failure is none")
    func failures() async throws {
        let resolver = try ZoneResolver(parsing: Self.zone + "\nlost.example.com. IN CNAME none.example.com.\n")
        let denial = try await Self.report("lost.example.com", .mx, from: resolver)
        #expect(
            denial.lines == [
                "MX of lost.example.com, an alias of none.example.com: no such domain",
                "not authenticated, may be remembered for 60 s",
            ])
        #expect(denial.commandFailure == .negative())
        #expect(denial.failure?.reason == "noSuchDomain")
        for failure in [DNSFailure.serverFailure, .refused, .timeout, .unreachable, .cancelled] {
            resolver.fail(try DomainName("example.com"), with: failure)
            let report = try await Self.report("example.com", .mx, from: resolver)
            #expect(report.lines.isEmpty)
            #expect(report.failure?.isTemporary == true)
            #expect(report.commandFailure?.status == 3)
            #expect(report.commandFailure?.message.contains("\(failure)") == true)
            let host = MailHost.domain(try DomainName("example.com"))
            let routeReport = DNSCommandRouteReport(await MailExchangeResolver(dns: resolver).decision(for: host))
            #expect(routeReport.lines.isEmpty)
            #expect(routeReport.commandFailure?.status == 3)
            #expect(routeReport.failure?.status == "4.4.3")
        }
    }

    @Test("a name server is asked for records and routes, and its failures are told apart")
    func server() async throws {
        let server = try await ZoneServer.start(try Zone(parsing: Self.zone), isAuthenticated: true)
        server.fail(try DomainName("broken.test"), with: .serverFailure)
        server.fail(try DomainName("closed.test"), with: .refused)
        let cases: [(arguments: [String], status: Int32, words: String)] = [
            (["mx", "example.com"], 0, ""), (["txt", "a.example.com"], 1, ""), (["ptr", "192.0.3.1", "--json"], 0, ""),
            (["mx", "broken.test"], 3, "failed"), (["mx", "closed.test", "--json"], 3, "refused"),
            (["route", "example.com"], 0, ""), (["route", "broken.test"], 3, "4.4.3"),
        ]
        for (arguments, status, words) in cases {
            let end = try await Self.run(arguments + ["--dns", "\(server.address)"])
            #expect(end.status == status, "\(arguments)")
            #expect(words.isEmpty ? end.message.isEmpty : end.message.contains(words), "\(arguments)")
        }
        let resolver = try DNSOption.resolver(["\(server.address)"])
        #expect(try await Self.report("example.com", .mx, from: resolver).lines.last == "authenticated")
        await server.stop()
    }
}
