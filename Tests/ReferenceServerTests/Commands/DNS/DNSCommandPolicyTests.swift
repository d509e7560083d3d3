import ArgumentParser
import MTASTS
import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

@testable import ReferenceServer

@Suite("The command dns mta-sts", .timeLimit(.minutes(15)))
struct DNSCommandPolicyTests {
    static let zone = """
        $TTL 300
        example.com. IN MX 20 mx.example.net.
        example.com. IN MX 10 b.example.com.
        example.com. IN MX 10 a.example.com.
        example.com. IN MX 30 a.example.com.
        _mta-sts.example.com. IN TXT "v=STSv1; id=20260101;"
        mta-sts.example.com. IN A 127.0.0.1
        xn--bcher-kva.example. IN MX 10 a.example.com.
        _mta-sts.xn--bcher-kva.example. IN TXT "v=STSv1; " "id=1"
        mta-sts.xn--bcher-kva.example. IN A 10.0.0.1
        own.example. IN A 192.0.3.1
        _mta-sts.own.example. IN TXT "v=STSv1; id=own"
        quiet.example. IN MX 0 .
        _mta-sts.quiet.example. IN TXT "other"
        twice.example. IN MX 10 a.example.com.
        _mta-sts.twice.example. IN TXT "v=STSv1; id=1"
        _mta-sts.twice.example. IN TXT "v=STSv1; id=2"
        broken.example. IN MX 10 a.example.com.
        _mta-sts.broken.example. IN TXT "v=STSv1; id=no.good"
        mixed.example. IN MX 10 192.0.3.1.
        mixed.example. IN MX 20 a.example.com.
        _mta-sts.mixed.example. IN TXT "v=STSv1; id=mixed"
        lost.example. IN MX 10 192.0.3.1.
        _mta-sts.lost.example. IN TXT "v=STSv1; id=lost"
        """

    static let policy = """
        version: STSv1
        mode: enforce
        mx: mx.example.net
        mx: *.example.com
        max_age: 86400

        """

    /// Someone who always says the same.
    struct Fetcher: PolicyFetcher {
        let fetch: PolicyFetch
        func fetch(for domain: DomainName) async -> PolicyFetch { fetch }
    }

    /// The report on a domain of the zone, whose policy has this text or cannot be fetched.
    static func report(
        _ domain: String, _ text: String = policy, failure: PolicyFetchFailure.Kind? = nil, detail: String = "",
        fault: DNSFailure? = nil
    ) async throws -> DNSCommandPolicyReport {
        let name = try DomainName(domain)
        let dns = try ZoneResolver(parsing: zone)
        if let fault { dns.fail(try name.prefixed(by: "_mta-sts"), with: fault) }
        let fetch =
            try failure.map { kind in
                PolicyFetch.failed(PolicyFetchFailure(kind, of: name, at: IPAddress("192.0.3.7"), detail: detail))
            } ?? .policy(try StrictTransportPolicy(parsing: Array(text.utf8)))
        let search = DNSCommandPolicySearch(dns: dns, place: .web(Fetcher(fetch: fetch), port: 443))
        let found = await search.policy(of: name)
        let hosts = await DNSCommand.StrictTransport.mailHosts(of: found, dns)
        return DNSCommandPolicyReport(found, mailHosts: hosts)
    }

    @Test("the exit status says whether there is a policy, none or a wrong one, or nobody knows")
    func statuses() async throws {
        try await TemporaryFolder.asynchronously { folder in
            let zone = try folder.write(Array(Self.zone.utf8), to: "zone")
            let good = try folder.write(Array(Self.policy.utf8), to: "good.txt")
            let wrong = try folder.write(Array("version: STSv1\nmode: maybe\n".utf8), to: "wrong.txt")
            let cases: [(arguments: [String], status: Int32, words: String)] = [
                (["example.com", "--policy", good], 0, ""), (["ada@example.com", "--policy", good, "--json"], 0, ""),
                (["bücher.example", "--policy", good], 0, ""), (["nowhere.test", "--policy", good], 0, ""),
                (["quiet.example", "--policy", good], 0, ""), (["example.com", "--policy", wrong], 1, ""),
                (["example.com", "--policy", wrong, "--json"], 1, ""),
                (["example.com", "--policy", "\(folder.path)/none"], 3, "none"),
                (["nowhere.test"], 1, ""), (["quiet.example"], 1, ""), (["twice.example", "--json"], 1, ""),
                (["broken.example"], 1, ""), (["own.example"], 1, ""), (["bücher.example"], 1, ""),
                (["example.com", "--roots", zone], 3, zone), (["example.com", "--roots", "/nowhere"], 3, "/nowhere"),
                // Nobody listens at the first port.
                (
                    ["example.com", "--port", "1", "--private-addresses", "allow"], 3,
                    "https://mta-sts.example.com:1/.well-known/mta-sts.txt at 127.0.0.1"
                ),
                (["example.com", "--port", "1"], 1, ""),
                (["[192.0.2.1]"], 2, "[192.0.2.1]: an address literal has no policy"), (["a..example"], 2, "no domain"),
            ]
            for (arguments, status, words) in cases {
                let end = try await DNSCommandTests.run(["mta-sts"] + arguments + ["--zone", zone])
                #expect(end.status == status, "\(arguments)")
                #expect(words.isEmpty ? end.message.isEmpty : end.message.contains(words), "\(arguments): \(end)")
            }
        }
    }

    @Test("a name server is asked for the record, and its failure is no statement")
    func server() async throws {
        let server = try await ZoneServer.start(try Zone(parsing: Self.zone))
        server.fail(try DomainName("_mta-sts.example.com"), with: .serverFailure)
        let end = try await DNSCommandTests.run(["mta-sts", "example.com", "--dns", "\(server.address)"])
        #expect(end.status == 3)
        #expect(
            end.message == "TXT of _mta-sts.example.com: the name server failed; trying again later may help")
        let denied = try await DNSCommandTests.run(["mta-sts", "nowhere.test", "--dns", "\(server.address)"])
        #expect(denied == (1, ""))
        await server.stop()
    }

    @Test(
        "a command line that makes no sense is refused",
        arguments: [
            ["mta-sts"], ["mta-sts", "a.example", "b.example"], ["mta-sts", "a.example", "--port", "0"],
            ["mta-sts", "a.example", "--port", "65536"], ["mta-sts", "a.example", "--policy", "p", "--port", "8443"],
            ["mta-sts", "a.example", "--policy", "p", "--roots", "r"],
            ["mta-sts", "a.example", "--policy", "-", "--zone", "-"],
            ["mta-sts", "a.example", "--roots", "-", "--zone", "-"],
            ["security", "a.example", "--policy", "-", "--zone", "-"],
            ["security", "a.example", "--policy", "p", "--no-mta-sts"], ["security"],
            ["security", "a.example", "--port", "8443", "--no-mta-sts"],
        ])
    func usage(arguments: [String]) {
        #expect(throws: (any Error).self) { try DNSCommand.parseAsRoot(arguments) }
    }

    @Test("record, policy and hosts are shown, by preference and name, with the pattern that names each")
    func policies() async throws {
        let head = "https://mta-sts.example.com/.well-known/mta-sts.txt: mode"
        #expect(
            try await Self.report("example.com").lines == [
                "_mta-sts.example.com: id 20260101", "\(head) enforce, may be kept for 86400 s",
                "it names mx.example.net, *.example.com",
                """
                PREFERENCE  HOST            NAMED
                10          a.example.com   by *.example.com
                10          b.example.com   by *.example.com
                20          mx.example.net  yes
                """,
            ])
        let one = "version: STSv1\nmx: a.example.com\nmax_age: 60\nmode: "
        #expect(
            try await Self.report("example.com", one + "testing").lines == [
                "_mta-sts.example.com: id 20260101", "\(head) testing, may be kept for 60 s", "it names a.example.com",
                """
                PREFERENCE  HOST            NAMED
                10          a.example.com   yes
                10          b.example.com   no
                20          mx.example.net  no
                """,
                "once the mode is enforce, whoever honours the policy sends nothing to hosts that it does not name,"
                    + " such as b.example.com",
            ])
        #expect(
            try await Self.report("example.com", one + "none").lines.dropFirst(3) == [
                "the mode none takes the policy back: mail goes as if the domain had none"
            ])
        // A domain without MX records is its own host.
        let own = try await Self.report("own.example", one + "enforce")
        #expect(
            own.lines.last == "whoever honours the policy sends no mail to the domain, as it names none of the hosts")
        #expect(own.mailHosts.map(\.name) == ["own.example"])
        #expect(own.commandFailure == nil)
        let many = (1...1_000).map { "mx: mx\($0).example\n" }.joined()
        let long = try await Self.report("own.example", many + "version: STSv1\nmode: enforce\nmax_age: 60")
        #expect(long.policy?.hosts.count == 1_000)
        #expect(long.lines.dropFirst(2).first?.hasSuffix(", mx20.example and 980 more") == true)
    }

    @Test("what is no host is shown as such, and is never the example of one that is not named")
    func noHosts() async throws {
        let text = "version: STSv1\nmode: enforce\nmx: b.example.com\nmax_age: 60"
        let mixed = try await Self.report("mixed.example", text)
        #expect(
            mixed.lines.suffix(2) == [
                """
                PREFERENCE  HOST           NAMED
                10          192.0.3.1      no host
                20          a.example.com  no
                """,
                "whoever honours the policy sends no mail to the domain, as it names none of the hosts",
            ])
        #expect(mixed.mailHosts.map(\.isHost) == [false, true])
        #expect(mixed.mailHostsProblem == nil)
        let named = try await Self.report("mixed.example")
        #expect(named.lines.last?.hasSuffix("20          a.example.com  by *.example.com") == true)
        let lost = try await Self.report("lost.example", text)
        #expect(lost.lines.suffix(2).first?.hasPrefix("no host can be held against it: 5.") == true)
        #expect(lost.lines.last?.hasSuffix("10          192.0.3.1  no host") == true)
        #expect(lost.mailHosts.map(\.isNamed) == [false])
    }

    @Test("what is wrong is shown with its place and what to do")
    func problems() async throws {
        let advice =
            "to have a policy, put it on the policy host, then publish a TXT record such as"
            + " \"v=STSv1; id=20260101\" there"
        let cases = [
            ("nowhere.test", "noSuchDomain", ["_mta-sts.nowhere.test: there is no such name", advice]),
            (
                "quiet.example", "noCandidate",
                ["_mta-sts.quiet.example: no TXT record begins with \"v=STSv1;\"", advice]
            ),
            (
                "twice.example", "severalRecords",
                [
                    "_mta-sts.twice.example: 2 TXT records begin with \"v=STSv1;\", and there may be only one",
                    "remove all but the one that is meant",
                ]
            ),
            (
                "broken.example", "malformedRecord",
                [
                    "_mta-sts.broken.example: the TXT record cannot be read: id is not one to 32 letters and digits"
                        + " (at offset 12)", "it is to be like \"v=STSv1; id=20260101\"",
                ]
            ),
        ]
        for (domain, reason, lines) in cases {
            let report = try await Self.report(domain)
            #expect(report.lines == lines)
            #expect(report.problem?.reason == reason)
            #expect(report.commandFailure == .negative())
        }
        let label = String(repeating: "a", count: 61) + "."
        let long = try await Self.report(String(repeating: label, count: 4) + "bc")
        #expect(long.problem?.reason == "nameTooLong")
        #expect(long.commandFailure == .negative())
        let lost = try await Self.report("example.com", fault: .timeout)
        #expect(lost.lines.isEmpty)
        #expect(lost.problem?.reason == "recordLookup")
        #expect(lost.commandFailure?.status == 3)
    }

    @Test("what the policy host says is told apart from what nobody knows")
    func fetches() async throws {
        let wrong = PolicyTextError(.malformedValue(.maximumAge), inLine: 3)
        let cases: [(kind: PolicyFetchFailure.Kind, reason: String, status: Int32)] = [
            (.noAddress, "noAddress", 1), (.privateAddressesOnly, "privateAddressesOnly", 1),
            (.lookup(.timeout), "hostLookup", 3), (.connection, "connection", 3), (.certificate, "certificate", 1),
            (.timedOut, "timedOut", 3), (.status(404), "status", 1), (.status(503), "status", 3),
            (.status(429), "status", 3), (.redirect, "redirect", 1), (.contentType("text/html"), "contentType", 1),
            (.tooLong, "tooLong", 1), (.malformed(wrong), "malformedPolicy", 1), (.cancelled, "cancelled", 3),
        ]
        for (kind, reason, status) in cases {
            let report = try await Self.report("example.com", failure: kind)
            #expect(report.problem?.reason == reason)
            #expect(report.commandFailure?.status == status, "\(kind)")
            let text = status == 1 ? report.lines.joined(separator: "\n") : report.commandFailure?.message
            #expect(text?.contains("https://mta-sts.example.com/.well-known/mta-sts.txt at 192.0.3.7: ") == true)
            #expect(text?.contains("\(kind)") == true)
            #expect(report.lines.first == "_mta-sts.example.com: id 20260101")
        }
        #expect(
            try await Self.report("example.com", failure: .malformed(wrong)).lines.last
                == "--policy FILE checks a policy before it is published")
    }

    @Test("a policy from a file is judged without a record, and its mistakes have lines")
    func files() async throws {
        let name = try DomainName("quiet.example")
        let dns = try ZoneResolver(parsing: Self.zone)
        func report(_ text: String) async -> DNSCommandPolicyReport {
            let search = DNSCommandPolicySearch(dns: dns, place: .file(Array(text.utf8), name: "sts.txt"))
            let found = await search.policy(of: name)
            return DNSCommandPolicyReport(
                found, mailHosts: await DNSCommand.StrictTransport.mailHosts(of: found, dns))
        }
        let good = await report(Self.policy)
        #expect(good.lines.first == "_mta-sts.quiet.example: no TXT record begins with \"v=STSv1;\"")
        #expect(
            good.lines.dropFirst(2) == [
                "sts.txt: mode enforce, may be kept for 86400 s", "it names mx.example.net, *.example.com",
                "no host can be held against it: 5.1.10 quiet.example accepts no mail (null MX)",
            ])
        #expect(good.commandFailure == nil)
        let wrong = await report("version: STSv1\nmode: enforce\nmx: *.*.example\n")
        #expect(
            wrong.lines == [
                "sts.txt: line 3: mx must be a host name in ASCII, or \"*.\" and a domain name"
            ])
        #expect(wrong.problem?.reason == "malformedPolicy")
        #expect(wrong.commandFailure == .negative())
    }

    @Test("programs get the same")
    func programs() async throws {
        #expect(
            try DNSCommandTests.json(try await Self.report("own.example")) == """
                {"domain":"own.example","id":"own","mailHosts":[{"isHost":true,"isNamed":false,"name":"own.example",\
                "preference":0}],"policy":{"hosts":["mx.example.net","*.example.com"],"maximumAge":86400,\
                "mode":"enforce","source":"https:\\/\\/mta-sts.own.example\\/.well-known\\/mta-sts.txt"},\
                "recordName":"_mta-sts.own.example","unlistedMailHosts":0}
                """)
        #expect(
            try DNSCommandTests.json(try await Self.report("own.example", failure: .noAddress, detail: "\u{1B}[2J"))
                == """
                {"domain":"own.example","id":"own","mailHosts":[],"problem":{"explanation":\
                "https:\\/\\/mta-sts.own.example\\/.well-known\\/mta-sts.txt at 192.0.3.7: the policy host has no \
                address; it needs an A or AAAA record: ?[2J","isTemporary":false,"reason":"noAddress"},\
                "recordName":"_mta-sts.own.example","unlistedMailHosts":0}
                """)
    }
}
