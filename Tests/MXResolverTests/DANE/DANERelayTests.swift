import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

/// What DANE asks of a relay, which a setting names and no MX records (RFC 7672, section 2.2.2).
struct DANERelayTests {
    private static let digest = String(repeating: "0a", count: 32)

    private static let zone = """
        $ORIGIN test.
        $SECURE signed

        relay.signed               A 192.0.2.1
        _587._tcp.relay.signed     TLSA 2 1 1 \(digest)
        ee.signed                  A 192.0.2.2
                                   MX 10 elsewhere.plain
        _587._tcp.ee.signed        TLSA 3 1 1 \(digest)
        nick.signed                CNAME relay.signed
        nickname.signed            CNAME bare.signed
        bare.signed                A 192.0.2.3
        _587._tcp.nickname.signed  TLSA 2 1 1 \(digest)
        out.signed                 CNAME real.plain
        _587._tcp.out.signed       TLSA 3 1 1 \(digest)
        real.plain                 A 192.0.2.4
        _587._tcp.real.plain       TLSA 3 1 1 \(digest)
        useless.signed             A 192.0.2.5
        _587._tcp.useless.signed   TLSA 0 1 1 \(digest)
        """

    @Test(arguments: [
        ("relay.signed.test", "relay.signed.test 1 for relay.signed.test", "_587._tcp.relay.signed.test TLSA"),
        ("ee.signed.test", "ee.signed.test 1 for ee.signed.test", "_587._tcp.ee.signed.test TLSA"),
        (
            "nick.signed.test", "relay.signed.test 1 for relay.signed.test nick.signed.test",
            "_587._tcp.relay.signed.test TLSA"
        ),
        (
            "nickname.signed.test", "nickname.signed.test 1 for nickname.signed.test",
            "_587._tcp.bare.signed.test TLSA, _587._tcp.nickname.signed.test TLSA"
        ),
        (
            "out.signed.test", "out.signed.test 1 for out.signed.test",
            "out.signed.test CNAME, _587._tcp.out.signed.test TLSA"
        ),
        ("bare.signed.test", "noRecords", "_587._tcp.bare.signed.test TLSA"),
        ("real.plain.test", "unauthenticatedAddresses", ""),
        ("useless.signed.test", "unusable useless.signed.test: usage", "_587._tcp.useless.signed.test TLSA"),
        ("[192.0.2.1]", "addressLiteral", ""),
    ])
    func asks(relay: String, expected: String, questions: String) async throws {
        let dns = try ZoneResolver(parsing: Self.zone)
        let resolver = MailExchangeResolver(dns: dns)
        let host = try #require(await resolver.addresses(of: try MailHost(relay)).hosts.first)
        #expect(host.areMXRecordsAuthenticated)
        let before = dns.questions.count
        #expect(await resolver.dane(for: host, of: nil, port: 587).summary == expected)
        let asked = dns.questions.dropFirst(before).map { "\($0.name) \($0.type)" }
        #expect(asked.joined(separator: ", ") == questions)
    }
}
