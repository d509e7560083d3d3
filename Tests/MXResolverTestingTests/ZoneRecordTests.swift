import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Records of every type come to a client as they stand in the zone.
@Suite(.timeLimit(.minutes(15)))
struct ZoneRecordTests {
    /// A name, a type, the text of the record, and what it says.
    static let records: [(String, DNSRecordType, String, DNSRecordData)] = addresses + names + services + octets

    private static let addresses: [(String, DNSRecordType, String, DNSRecordData)] = [
        ("one.test", .a, "A 192.0.2.1", address([192, 0, 2, 1])),
        ("one.test", .a, ##"A \# 4 C0000201"##, address([192, 0, 2, 1])),
        ("one.test", .aaaa, "AAAA 2001:db8::1", address([0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])),
        (
            "one.test", .aaaa, "AAAA ::ffff:192.0.2.1",
            address([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 0, 2, 1])
        ),
    ]

    private static let names: [(String, DNSRecordType, String, DNSRecordData)] = [
        ("one.test", .mx, "MX 65535 mx.test", .mx(preference: 65_535, exchange: dnsName("mx.test"))),
        ("one.test", .mx, "MX 0 .", .mx(preference: 0, exchange: .root)),
        ("one.test", .mx, #"MX 0 a\.b\032c.test"#, .mx(preference: 0, exchange: dnsName(#"a\.b\032c.test"#))),
        ("one.test", .cname, "CNAME two.test", .cname(dnsName("two.test"))),
        ("one.test", .ns, "NS ns.test", .ns(dnsName("ns.test"))),
        ("1.2.0.192.in-addr.arpa", .ptr, "PTR one.test", .ptr(dnsName("one.test"))),
        ("8.b.d.0.1.0.0.2.ip6.arpa", .ptr, "PTR one.test", .ptr(dnsName("one.test"))),
        (
            "one.test", .soa, "SOA ns.test host.test 4294967295 1h 2 3 4",
            .soa(
                StartOfAuthority(
                    primary: dnsName("ns.test"), responsible: dnsName("host.test"), serial: 4_294_967_295,
                    refresh: 3_600, retry: 2, expire: 3, minimum: 4))
        ),
    ]

    private static let services: [(String, DNSRecordType, String, DNSRecordData)] = [
        (
            "_submission._tcp.one.test", .srv, "SRV 1 2 587 one.test",
            .srv(priority: 1, weight: 2, port: 587, target: dnsName("one.test"))
        ),
        ("_imap._tcp.one.test", .srv, "SRV 0 0 0 .", .srv(priority: 0, weight: 0, port: 0, target: .root)),
        (
            "_25._tcp.one.test", .tlsa, "TLSA 3 1 1 (00\n FF 10)",
            .tlsa(usage: 3, selector: 1, matching: 1, association: [0, 255, 16])
        ),
        (
            "_25._tcp.one.test", .tlsa, "TLSA 255 255 255",
            .tlsa(usage: 255, selector: 255, matching: 255, association: [])
        ),
    ]

    private static let octets: [(String, DNSRecordType, String, DNSRecordData)] = [
        ("one.test", .txt, #"TXT "" "a b" \255 c"#, .txt([[], Array("a b".utf8), [255], Array("c".utf8)])),
        (
            "one.test", .caa, #"CAA 128 issue "ca.example; a=b""#,
            .caa(flags: 128, tag: Array("issue".utf8), value: Array("ca.example; a=b".utf8))
        ),
        ("one.test", .caa, #"CAA 0 iodef "" "#, .caa(flags: 0, tag: Array("iodef".utf8), value: [])),
        (
            "one.test", DNSRecordType(rawValue: 65_280), ##"TYPE65280 \# 3 01 02FF"##,
            .other(DNSRecordType(rawValue: 65_280), [1, 2, 255])
        ),
        ("one.test", DNSRecordType(rawValue: 99), ##"TYPE99 \# 0"##, .other(DNSRecordType(rawValue: 99), [])),
    ]

    private static func address(_ octets: [UInt8]) -> DNSRecordData { .address(IPAddress(octets: octets)!) }

    @Test(arguments: ZoneRecordTests.records)
    func comeAsTheyStandInTheZone(_ name: String, _ type: DNSRecordType, _ text: String, _ data: DNSRecordData)
        async throws
    {
        let zone = try Zone(parsing: "\(name) 77 \(text)")
        let expected = DNSRecord(name: dnsName(name), timeToLive: 77, data: data)
        let answer = await ZoneResolver(zone).query(domain(name), type)
        #expect(answer == .success(DNSAnswer(records: [expected], canonicalName: expected.name)))
        try await withServer(zone) { server in
            let client = try SocketClient(server.address, SOCK_DGRAM)
            try client.send(queryOctets(name, type))
            #expect(try parsed(try client.receive()).answers == [expected])
        }
    }
}
