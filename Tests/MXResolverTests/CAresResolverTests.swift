import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

/// c-ares against a name server on loopback: what it answers, and how each kind of failure looks.
@Suite(.timeLimit(.minutes(15)))
struct CAresResolverTests {
    private static let zone = ##"""
        $ORIGIN test.
        $TTL 300
        @       SOA   ns hostmaster 1 1h 15m 1w 5m
                NS    ns
        one     A     192.0.2.1
                AAAA  2001:db8::1
                MX    10 one
                TXT   "two " "strings"
                SRV   1 2 3 one
                TLSA  3 1 1 0102FF
                CAA   0 issue "ca.example"
                TYPE65280 \# 2 ABCD
        nick    60 CNAME one
        null    MX    0 .
        1.2.0.192.in-addr.arpa. PTR one
        """##

    private func record(_ name: String, _ data: DNSRecordData, timeToLive: UInt32 = 300) -> DNSRecord {
        DNSRecord(name: dnsName(name), timeToLive: timeToLive, data: data)
    }

    @Test func findsRecordsOfEveryType() async throws {
        let one = dnsName("one.test")
        let expected: [(String, DNSRecordType, DNSRecordData)] = [
            ("one.test", .a, .address(IPAddress("192.0.2.1")!)),
            ("one.test", .aaaa, .address(IPAddress("2001:db8::1")!)),
            ("one.test", .mx, .mx(preference: 10, exchange: one)),
            ("one.test", .txt, .txt([Array("two ".utf8), Array("strings".utf8)])),
            ("one.test", .srv, .srv(priority: 1, weight: 2, port: 3, target: one)),
            ("one.test", .tlsa, .tlsa(usage: 3, selector: 1, matching: 1, association: [1, 2, 255])),
            ("one.test", .caa, .caa(flags: 0, tag: Array("issue".utf8), value: Array("ca.example".utf8))),
            ("one.test", DNSRecordType(rawValue: 65_280), .other(DNSRecordType(rawValue: 65_280), [0xAB, 0xCD])),
            ("null.test", .mx, .mx(preference: 0, exchange: .root)), ("test", .ns, .ns(dnsName("ns.test"))),
            ("1.2.0.192.in-addr.arpa", .ptr, .ptr(one)), ("nick.test", .cname, .cname(one)),
        ]
        try await withServer(Self.zone) { resolver, _ in
            for (name, type, data) in expected {
                let answer = try await resolver.query(domain(name), type).get()
                #expect(answer.records.map(\.data) == [data])
                #expect(answer.canonicalName == dnsName(name))
            }
            let soa = try await resolver.query(domain("test"), .soa).get()
            #expect(soa.records.first?.type == .soa)
        }
    }

    @Test func followsAliasesAndKeepsTimesToLive() async throws {
        try await withServer(Self.zone) { resolver, _ in
            let answer = try await resolver.query(domain("NICK.test"), .a).get()
            #expect(answer.canonicalName == dnsName("one.test"))
            #expect(answer.aliases == [record("nick.test", .cname(dnsName("one.test")), timeToLive: 60)])
            #expect(answer.timeToLive == 60)
            let text = await resolver.textRecords(at: domain("nick.test"))
            #expect(text == .records([Array("two strings".utf8)]))
        }
    }

    @Test func asksForLargeAnswersByTCP() async throws {
        let long = String(repeating: "x", count: 255)
        let strings = [String](repeating: "\"\(long)\"", count: 20).joined(separator: " ")
        let medium = [String](repeating: "\"\(long)\"", count: 3).joined(separator: " ")
        try await withServer("long.test. TXT \(strings)\nmedium.test. TXT \(medium)") { resolver, server in
            let fits = await resolver.textRecords(at: domain("medium.test"))
            #expect(fits == .records([[UInt8](repeating: UInt8(ascii: "x"), count: 3 * 255)]))
            #expect(server.counts.streams == 0)
            let cutOff = await resolver.textRecords(at: domain("long.test"))
            #expect(cutOff == .records([[UInt8](repeating: UInt8(ascii: "x"), count: 20 * 255)]))
            #expect(server.counts.streams >= 1)
        }
    }

    @Test func keepsFailuresApart() async throws {
        try await withServer(Self.zone, timeout: .seconds(20), tries: 1) { resolver, server in
            server.fail(domain("broken.test"), with: .serverFailure)
            server.fail(domain("closed.test"), with: .refused)
            server.fail(domain("one.test"), .txt, with: .malformed)
            func failure(_ name: String, _ type: DNSRecordType = .mx) async -> DNSFailure? {
                await resolver.query(domain(name), type).failure
            }
            let missing = DNSDenial(canonicalName: dnsName("missing.test"), timeToLive: 300)
            #expect(await failure("missing.test") == .noSuchDomain(missing))
            let bare = DNSDenial(canonicalName: dnsName("1.2.0.192.in-addr.arpa"))
            #expect(await failure("1.2.0.192.in-addr.arpa") == .noData(bare))
            #expect(await failure("broken.test") == .serverFailure)
            #expect(await failure("closed.test") == .refused)
            let malformed = await failure("one.test", .txt)
            guard case .malformed? = malformed else { throw UnexpectedFailure(failure: malformed) }
        }
    }

    @Test func givesAServerUpThatIsSilent() async throws {
        try await withServer(Self.zone, timeout: .milliseconds(200), tries: 2) { resolver, server in
            server.fail(domain("silent.test"), with: .drop)
            #expect(await resolver.query(domain("silent.test"), .mx).failure == .timeout)
            #expect(server.counts.datagrams == 2)
        }
    }

    @Test func waitsForAServerThatIsJustStartedAnew() async throws {
        let first = try await ZoneServer.start(try Zone(parsing: Self.zone))
        let address = first.address
        await first.stop()
        let configuration = CAresResolver.Configuration(servers: [address], timeout: .seconds(6), tries: 4)
        let resolver = try CAresResolver(configuration: configuration)
        let task = Task { await resolver.query(domain("one.test"), .a) }
        let second = try await ZoneServer.start(try Zone(parsing: Self.zone), port: Int(address.port))
        #expect(await task.value.success != nil)
        resolver.shutdown()
        await second.stop()
    }

    private struct UnexpectedFailure: Error {
        let failure: DNSFailure?
    }

    @Test func tellsWhenNoServerListens() async throws {
        let nobody = try #require(DNSServerAddress("127.0.0.1:1"))
        let resolver = try CAresResolver(configuration: CAresResolver.Configuration(servers: [nobody], tries: 1))
        #expect(await resolver.query(domain("one.test"), .a).failure == .unreachable)
        resolver.shutdown()
    }

    @Test func goesToTheNextServerWhenOneDoesNotListen() async throws {
        try await withServer(Self.zone) { _, server in
            let nobody = try #require(DNSServerAddress("127.0.0.1:1"))
            let configuration = CAresResolver.Configuration(servers: [nobody, server.address])
            let resolver = try CAresResolver(configuration: configuration)
            #expect(await resolver.query(domain("one.test"), .a).success != nil)
            resolver.shutdown()
        }
    }

    @Test func repeatsAQueryThatGotNoAnswer() async throws {
        try await withServer(Self.zone, timeout: .milliseconds(200), tries: 6) { resolver, server in
            server.fail(domain("one.test"), with: .drop)
            let task = Task { await resolver.query(domain("one.test"), .a) }
            try await waitUntil { server.counts.datagrams >= 1 }
            server.fail(domain("one.test"), with: nil)
            #expect(await task.value.success != nil)
            #expect(server.counts.datagrams >= 2)
        }
    }

    private static let trusts: [(Bool, CAresResolver.AuthenticationTrust, Bool)] = [
        (true, .loopback, true), (true, .always, true), (true, .never, false), (false, .always, false),
    ]

    @Test(arguments: CAresResolverTests.trusts)
    func believesValidationWhereItIsTold(
        _ isAuthenticated: Bool, _ trust: CAresResolver.AuthenticationTrust, _ expected: Bool
    ) async throws {
        try await withServer(Self.zone, isAuthenticated: isAuthenticated, trust: trust) { resolver, _ in
            let answer = try await resolver.query(domain("one.test"), .a).get()
            #expect(answer.isAuthenticated == expected)
            let denial = await resolver.query(domain("missing.test"), .a).failure?.denial
            #expect(denial?.isAuthenticated == expected)
        }
    }

    @Test func startsWithTheServersOfTheSystem() throws {
        let resolver = try CAresResolver()
        resolver.shutdown()
    }
}
