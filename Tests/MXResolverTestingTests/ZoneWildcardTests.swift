import MXResolver
import MXResolverTesting
import Testing

/// Wildcards (RFC 4592): for which names they stand, and for which not.
struct ZoneWildcardTests {
    private static let zone = """
        $ORIGIN shop.test.
        @              SOA   ns host 1 1 1 1 60
        *              TXT   "anything"
                       MX    10 mx
        under.*        TXT   "below the wildcard"
        mx             A     192.0.2.1
        _smtp._tcp.mx  SRV   0 0 25 mx
        _smtp._tcp.far SRV   0 0 25 mx
        *.aliases      CNAME mx
        x.aliases      A     192.0.2.9
        cut            NS    ns
        _25._tcp.*.dane TLSA 3 1 1 AB
        """

    /// A question, the code of its answer, and the types in it.
    static let questions: [(String, DNSRecordType, DNSResponseCode, [DNSRecordType])] = [
        ("new.shop.test", .mx, .noError, [.mx]),
        ("new.shop.test", .txt, .noError, [.txt]),
        ("new.shop.test", .a, .noError, []),
        ("deep.new.shop.test", .mx, .noError, [.mx]),
        ("*.shop.test", .mx, .noError, [.mx]),
        ("mx.shop.test", .mx, .noError, []),
        ("far.shop.test", .mx, .noError, []),
        ("_tcp.far.shop.test", .mx, .noError, []),
        ("under.*.shop.test", .mx, .noError, []),
        ("other.*.shop.test", .mx, .noSuchDomain, []),
        ("_other._tcp.mx.shop.test", .srv, .noSuchDomain, []),
        ("below.mx.shop.test", .mx, .noSuchDomain, []),
        ("new.aliases.shop.test", .a, .noError, [.cname, .a]),
        ("new.aliases.shop.test", .cname, .noError, [.cname]),
        ("new.aliases.shop.test", .mx, .noError, [.cname]),
        ("x.aliases.shop.test", .a, .noError, [.a]),
        ("below.x.aliases.shop.test", .a, .noSuchDomain, []),
        ("aliases.shop.test", .mx, .noError, []),
        ("host.cut.shop.test", .mx, .noSuchDomain, []),
        ("new.dane.shop.test", .tlsa, .noError, []),
        ("_25._tcp.new.dane.shop.test", .tlsa, .noError, []),
        ("other.test", .mx, .noSuchDomain, []),
    ]

    @Test(arguments: ZoneWildcardTests.questions)
    func standsForNamesThatDoNotExist(
        _ name: String, _ type: DNSRecordType, _ code: DNSResponseCode, _ types: [DNSRecordType]
    ) throws {
        let answer = try Zone(parsing: Self.zone).answer(to: DNSQuestion(dnsName(name), type))
        #expect(answer.responseCode == code)
        #expect(answer.answers.map(\.type) == types)
        if let first = answer.answers.first { #expect(first.name == dnsName(name), "the owner is what was asked for") }
        #expect(answer.authority.isEmpty == (types.contains(type) || name == "other.test"))
    }

    @Test func standsForEveryNameAtTheRoot() throws {
        let zone = try Zone(parsing: "* A 192.0.2.1\nmx.test A 192.0.2.2")
        #expect(zone.answer(to: DNSQuestion(dnsName("any.where"), .a)).answers.count == 1)
        #expect(zone.answer(to: DNSQuestion(dnsName("b.test"), .a)).responseCode == .noSuchDomain)
    }
}
