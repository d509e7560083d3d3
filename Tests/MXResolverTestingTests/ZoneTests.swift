import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

/// The text of zone files: what it means, and what is wrong with it on which line.
struct ZoneTests {
    private func data(_ text: String) throws -> [DNSRecordData] { try Zone(parsing: text).records.map(\.data) }

    @Test func readsEveryType() throws {
        let text = ##"""
            a. A 192.0.2.1
            a. AAAA 2001:db8::1
            a. MX 10 mx.
            a. MX 0 .
            a. TXT "one" two "th;ree" "q\"\\\195"
            nick. CNAME b.
            a. NS b.
            a. PTR b.
            a. SRV 1 2 3 b.
            a. TLSA 3 1 1 01 02 0a0B
            a. CAA 128 issue "ca.example"
            a. TYPE65280 \# 3 01 02FF
            a. A \# 4 C0000201
            """##
        let text3 = [UInt8(ascii: "q"), UInt8(ascii: "\""), UInt8(ascii: "\\"), 195]
        let expected: [DNSRecordData] = [
            .address(IPAddress("192.0.2.1")!), .address(IPAddress("2001:db8::1")!),
            .mx(preference: 10, exchange: dnsName("mx")), .mx(preference: 0, exchange: .root),
            .txt([Array("one".utf8), Array("two".utf8), Array("th;ree".utf8), text3]), .cname(dnsName("b")),
            .ns(dnsName("b")), .ptr(dnsName("b")), .srv(priority: 1, weight: 2, port: 3, target: dnsName("b")),
            .tlsa(usage: 3, selector: 1, matching: 1, association: [1, 2, 10, 11]),
            .caa(flags: 128, tag: Array("issue".utf8), value: Array("ca.example".utf8)),
            .other(DNSRecordType(rawValue: 65_280), [1, 2, 255]), .other(.a, [192, 0, 2, 1]),
        ]
        #expect(try data(text) == expected)
    }

    @Test func knowsOriginsOwnersAndTimes() throws {
        let zone = try Zone(
            parsing: """
                ; a zone
                $ORIGIN example.com.
                $TTL 1h30m
                @        IN SOA ns.example.com. host\\.master (
                             7      ; serial
                             1d 2h 1w 300 )
                         NS ns
                         60 IN NS ns2
                NS       IN 61 A 192.0.2.1   ; the owner looks like a type
                absolute.example. A 192.0.2.2
                $ORIGIN sub
                x        A 192.0.2.3
                """)
        let authority = StartOfAuthority(
            primary: dnsName("ns.example.com"), responsible: dnsName(#"host\.master.example.com"#), serial: 7,
            refresh: 86_400, retry: 7_200, expire: 604_800, minimum: 300)
        func address(_ last: Int) -> DNSRecordData { .address(IPAddress("192.0.2.\(last)")!) }
        #expect(
            zone.records == [
                DNSRecord(name: dnsName("example.com"), timeToLive: 5_400, data: .soa(authority)),
                DNSRecord(name: dnsName("example.com"), timeToLive: 5_400, data: .ns(dnsName("ns.example.com"))),
                DNSRecord(name: dnsName("example.com"), timeToLive: 60, data: .ns(dnsName("ns2.example.com"))),
                DNSRecord(name: dnsName("ns.example.com"), timeToLive: 61, data: address(1)),
                DNSRecord(name: dnsName("absolute.example"), timeToLive: 5_400, data: address(2)),
                DNSRecord(name: dnsName("x.sub.example.com"), timeToLive: 5_400, data: address(3)),
            ])
    }

    @Test func takesAnOriginFromOutside() throws {
        let zone = try Zone(parsing: "www A 192.0.2.1\r\n@ A 192.0.2.2\r\n", origin: try DomainName("example.com"))
        #expect(zone.records.map(\.name.text) == ["www.example.com", "example.com"])
        #expect(try Zone(parsing: "example.com A 192.0.2.1").records.first?.name == dnsName("example.com"))
        #expect(try Zone(parsing: "\n  \n; nothing\n").records.isEmpty)
    }

    static let mistakes: [(String, ZoneError)] = [
        ("  A 192.0.2.1", ZoneError(.missingOwner, line: 1)),
        ("\n\na..b A 192.0.2.1", ZoneError(.malformedName("a..b"), line: 3)),
        ("a NONSENSE x", ZoneError(.unknownType("NONSENSE"), line: 1)),
        ("a", ZoneError(.missingField("the type"), line: 1)),
        ("a MX 10", ZoneError(.missingField("the exchange"), line: 1)),
        ("a A 192.0.2.1 x", ZoneError(.unexpectedField("x"), line: 1)),
        ("a MX 65536 b", ZoneError(.malformedNumber("65536"), line: 1)),
        ("a MX -1 b", ZoneError(.malformedNumber("-1"), line: 1)),
        ("a 1y A 192.0.2.1", ZoneError(.malformedNumber("1y"), line: 1)),
        ("a 99999999999999999999 A 192.0.2.1", ZoneError(.malformedNumber("99999999999999999999"), line: 1)),
        ("a A 2001:db8::1", ZoneError(.malformedAddress("2001:db8::1"), line: 1)),
        ("a AAAA 192.0.2.1", ZoneError(.malformedAddress("192.0.2.1"), line: 1)),
        ("a TLSA 3 1 1 0g", ZoneError(.malformedOctets("0g"), line: 1)),
        ("a TLSA 3 1 1 012", ZoneError(.malformedOctets("012"), line: 1)),
        ("a TLSA 3 1 1 -0", ZoneError(.malformedOctets("-0"), line: 1)),
        ("a TYPE65280 \\# 2 01", ZoneError(.malformedOctets("1"), line: 1)),
        ("a TYPE65280 01", ZoneError(.missingField("\\#"), line: 1)),
        ("a TXT \"\\300\"", ZoneError(.malformedString, line: 1)),
        ("a TXT \(String(repeating: "x", count: 256))", ZoneError(.malformedString, line: 1)),
        ("a A 192.0.2.1\nb TXT \"open\nc A 192.0.2.2", ZoneError(.unterminatedQuote, line: 2)),
        ("a SOA b c (1 1 1 1 1", ZoneError(.unbalancedParentheses, line: 1)),
        ("a A 192.0.2.1 )", ZoneError(.unbalancedParentheses, line: 1)),
        ("\n$INCLUDE other", ZoneError(.fileInclusion, line: 2)),
        ("$GENERATE 1-9 a$ A 192.0.2.$", ZoneError(.unknownDirective("$GENERATE"), line: 1)),
        ("$SECURE a..b", ZoneError(.malformedName("a..b"), line: 1)),
        ("a A 192.0.2.1\na CNAME b", ZoneError(.aliasBesideData("a"), line: 2)),
        ("a CNAME b\nc A 192.0.2.1\nA MX 0 .", ZoneError(.aliasBesideData("a"), line: 3)),
        ("a CNAME b\na CNAME c", ZoneError(.aliasBesideData("a"), line: 2)),
        ("a A (\n192.0.2.1\n) x", ZoneError(.unexpectedField("x"), line: 1)),
    ]

    @Test(arguments: ZoneTests.mistakes)
    func namesTheLineOfAMistake(_ text: String, _ expected: ZoneError) {
        let error = #expect(throws: ZoneError.self) { try Zone(parsing: text) }
        #expect(error == expected)
        #expect(expected.description.hasPrefix("line \(expected.line): "))
    }

    @Test func answersQuestions() throws {
        let zone = try Zone(
            parsing: """
                example SOA ns.example host.example 1 1 1 1 60
                a.b.example A 192.0.2.1
                nick.example CNAME a.b.example
                away.example CNAME else.where
                round.example CNAME round.example
                """)
        func answer(_ text: String, _ type: DNSRecordType = .a) -> DNSMessage {
            zone.answer(to: DNSQuestion(dnsName(text), type))
        }
        #expect(answer("A.b.example").answers.count == 1)
        #expect(answer("nick.example").answers.map(\.type) == [.cname, .a])
        #expect(answer("nick.example", .cname).answers.count == 1)
        #expect(answer("nick.example", .mx).responseCode == .noError)
        #expect(answer("b.example").responseCode == .noError, "a name above another exists")
        #expect(answer("b.example").authority.first?.type == .soa)
        #expect(answer("c.example").responseCode == .noSuchDomain)
        #expect(answer("c.example").authority.first?.type == .soa)
        #expect(answer("away.example").responseCode == .noSuchDomain)
        #expect(answer("away.example").authority.isEmpty)
        #expect(answer("round.example").answers.count > 1)
        #expect(answer("example", DNSRecordType(rawValue: 255)).answers.isEmpty, "any type is none")
    }

    @Test func answersForTheNearestZoneAbove() throws {
        let zone = try Zone(
            parsing: """
                example       SOA ns host 1 1 1 1 60
                sub.example   SOA ns host 2 1 1 1 60
                other.example A 192.0.2.1
                a.sub.example A 192.0.2.1
                test          SOA ns host 3 1 1 1 60
                nick.example  CNAME b.sub.example
                """)
        let cases = [
            ("example", 1), ("none.example", 1), ("other.example", 1), ("sub.example", 2), ("b.sub.example", 2),
            ("c.a.sub.example", 2), ("nick.example", 2), ("x.test", 3),
        ]
        for (text, serial) in cases {
            let answer = zone.answer(to: DNSQuestion(dnsName(text), .mx))
            guard case .soa(let authority) = try #require(answer.authority.first).data else { continue }
            #expect(Int(authority.serial) == serial, "\(text)")
        }
        #expect(zone.answer(to: DNSQuestion(dnsName("x.nowhere"), .mx)).authority.isEmpty)
    }

    @Test func keepsTimesToLiveOfNothing() throws {
        let zone = try Zone(parsing: "$TTL 0\na A 192.0.2.1\nb 0 A 192.0.2.2\nc 1 A 192.0.2.3")
        #expect(zone.records.map(\.timeToLive) == [0, 0, 1])
    }

    @Test func takesAnAliasBesideDataFromRecordsOnly() {
        let alias = DNSRecord(name: dnsName("a"), timeToLive: 1, data: .cname(dnsName("b")))
        let exchange = DNSRecord(name: dnsName("a"), timeToLive: 1, data: .mx(preference: 1, exchange: dnsName("c")))
        let zone = Zone([alias, exchange])
        #expect(zone.answer(to: DNSQuestion(dnsName("a"), .mx)).answers == [exchange])
        #expect(zone.answer(to: DNSQuestion(dnsName("a"), .a)).answers == [alias])
    }
}
