import MXResolver
import MXResolverTesting
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Which parts of a zone are authenticated, and which answers are.
struct ZoneSecurityTests {
    private static let text = """
        $ORIGIN signed.test.
        $SECURE
        $INSECURE cut
        $BOGUS    broken broken.cut
        $SECURE   island.cut _25._tcp.mx.plain.test. soa.plain.test.
        @              SOA   ns host 1 1 1 1 60
                       MX    10 mx
        mx             A     192.0.2.1
        in             CNAME mx
        out            CNAME mx.plain.test.
        gone           CNAME none
        lost           CNAME none.plain.test.
        bad            CNAME mx.broken
        mx.cut         A     192.0.2.2
        back.cut       CNAME mx
        mx.island.cut  A     192.0.2.3
        mx.broken      A     192.0.2.4
        mx.broken.cut  A     192.0.2.5
        *.wild         A     192.0.2.6
        $ORIGIN plain.test.
        @              SOA   ns host 1 1 1 1 60
        mx             A     192.0.2.7
        in             CNAME mx.signed.test.
        _25._tcp.mx    TLSA  3 1 1 AB
        """

    /// A question, and what is found about its answer.
    static let questions: [(String, DNSRecordType, Zone.Security)] = [
        ("signed.test", .mx, .secure),
        ("SIGNED.test", .mx, .secure),
        ("mx.signed.test", .a, .secure),
        ("mx.signed.test", .aaaa, .secure),
        ("none.signed.test", .a, .secure),
        ("in.signed.test", .a, .secure),
        ("gone.signed.test", .a, .secure),
        ("new.wild.signed.test", .a, .secure),
        ("new.wild.signed.test", .aaaa, .secure),
        ("out.signed.test", .a, .insecure),
        ("out.signed.test", .cname, .secure),
        ("lost.signed.test", .a, .insecure),
        ("bad.signed.test", .a, .bogus),
        ("bad.signed.test", .cname, .secure),
        ("cut.signed.test", .a, .insecure),
        ("mx.cut.signed.test", .a, .insecure),
        ("none.cut.signed.test", .a, .insecure),
        ("back.cut.signed.test", .a, .insecure),
        ("mx.island.cut.signed.test", .a, .secure),
        ("mx.broken.signed.test", .a, .bogus),
        ("none.broken.signed.test", .a, .bogus),
        ("mx.broken.cut.signed.test", .a, .bogus),
        ("plain.test", .soa, .insecure),
        ("mx.plain.test", .a, .insecure),
        ("none.plain.test", .a, .insecure),
        ("in.plain.test", .a, .insecure),
        ("_25._tcp.mx.plain.test", .tlsa, .secure),
        ("soa.plain.test", .a, .insecure),
        ("elsewhere.test", .a, .insecure),
    ]

    @Test(arguments: ZoneSecurityTests.questions)
    func authenticatesAnAnswerOnlyIfAllOfItIsSecure(
        _ name: String, _ type: DNSRecordType, _ expected: Zone.Security
    ) async throws {
        let resolver = try ZoneResolver(parsing: Self.text)
        let result = await resolver.query(domain(name), type)
        if expected == .bogus {
            #expect(result == .failure(.serverFailure))
        } else {
            let isAuthenticated = result.success?.isAuthenticated ?? result.failure?.denial?.isAuthenticated
            #expect(isAuthenticated == (expected == .secure))
        }
    }

    @Test func givesBogusDataToWhoeverDoesNotWantThemChecked() async throws {
        try await withServer(try Zone(parsing: Self.text)) { server in
            let client = try SocketClient(server.address, SOCK_DGRAM)
            let question = DNSQuestion(dnsName("bad.signed.test"), .a)
            for (flags, code, count) in [
                (DNSMessage.Flags.authenticated, DNSResponseCode.serverFailure, 0), ([], .serverFailure, 0),
                ([.checkingDisabled], .noError, 2), ([.checkingDisabled, .authenticated], .noError, 2),
            ] {
                var query = DNSMessage.query(question, identifier: 1)
                query.flags = flags
                try client.send(try #require(query.serialized()))
                let answer = try parsed(try client.receive())
                #expect(answer.responseCode == code)
                #expect(answer.answers.count == count)
                #expect(!answer.flags.contains(.authenticated))
            }
        }
    }

    @Test(arguments: [DNSFault.noSuchDomain, .noData])
    func deniesNothingWhereTheSignaturesAreWrong(_ fault: DNSFault) async throws {
        let resolver = try ZoneResolver(parsing: Self.text)
        resolver.failAll(with: fault)
        #expect(await resolver.query(domain("mx.broken.signed.test"), .a) == .failure(.serverFailure))
        #expect(await resolver.query(domain("mx.signed.test"), .a).failure?.denial?.isAuthenticated == true)
        #expect(await resolver.query(domain("mx.plain.test"), .a).failure?.denial?.isAuthenticated == false)
    }

    @Test func isSecureWhereNothingIsSaidIfItIsToldSo() async throws {
        let resolver = try ZoneResolver(parsing: Self.text, isAuthenticated: true)
        for (name, isAuthenticated) in [("mx.plain.test", true), ("mx.cut.signed.test", false)] {
            #expect(await resolver.query(domain(name), .a).success?.isAuthenticated == isAuthenticated)
        }
        #expect(await resolver.query(domain("none.test"), .a).failure?.denial?.isAuthenticated == true)
    }

    @Test func isMarkedByCode() async throws {
        let zone = try Zone(parsing: "a.test A 192.0.2.1\nb.a.test A 192.0.2.2\nc.test A 192.0.2.3")
        #expect(zone.security(of: dnsName("a.test")) == nil)
        let marked = zone.marking(domain("test"), as: .secure).marking(domain("a.test"), as: .insecure)
        #expect(marked != zone)
        #expect(marked.security(of: .root) == nil)
        let expected = [
            ("test", Zone.Security.secure), ("c.test", .secure), ("a.test", .insecure), ("b.a.test", .insecure),
        ]
        for (name, security) in expected { #expect(marked.security(of: dnsName(name)) == security) }
        let resolver = ZoneResolver(marked)
        #expect(await resolver.query(domain("c.test"), .a).success?.isAuthenticated == true)
        #expect(await resolver.query(domain("b.a.test"), .a).success?.isAuthenticated == false)
        resolver.replace(with: marked.marking(domain("c.test"), as: .bogus))
        #expect(await resolver.query(domain("c.test"), .a) == .failure(.serverFailure))
    }

    @Test func readsDirectives() throws {
        let zone = try Zone(
            parsing: """
                $secure
                $ORIGIN a.test.
                $BOGUS
                $SECURE @ b c.test.   ; the later directive for a name counts
                $INSECURE (
                    d
                    B )
                """)
        #expect(
            zone.securityByName == [
                .root: .secure, dnsName("a.test"): .secure, dnsName("b.a.test"): .insecure, dnsName("c.test"): .secure,
                dnsName("d.a.test"): .insecure,
            ])
    }
}
