import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

/// The programs of the article "Faking DNS for a mail test", which compile and do what it says.
@Suite(.timeLimit(.minutes(15)))
struct GuideTests {
    private func zone() throws -> Zone {
        try Zone(
            parsing: """
                $TTL 300
                $ORIGIN example.com.
                @     SOA   ns hostmaster 1 1h 15m 1w 5m
                      MX    10 mx1
                      MX    20 mx2
                mx1   A     192.0.2.25
                      AAAA  2001:db8::25
                mx2   CNAME mx.example.net.
                *     MX    10 mx1
                mx.example.net.  A   192.0.2.26
                quiet.example.   MX  0 .
                """)
    }

    @Test func records() async throws {
        let dns = ZoneResolver(try zone())
        let options = MailExchangeResolver.Options(privateAddresses: .allow)
        let resolver = MailExchangeResolver(dns: dns, options: options)
        #expect(await resolver.route(to: try DomainName("quiet.example")) == .refusesMail)
        guard case .hosts(let hosts) = await resolver.route(to: try DomainName("any.example.com")) else {
            Issue.record("the wildcard has no hosts")
            return
        }
        #expect(hosts.map(\.name?.text) == ["mx1.example.com"])
    }

    @Test func security() async throws {
        let signed = try ZoneResolver(
            parsing: """
                $SECURE   example.com mx.example.net
                $BOGUS    broken.example.com
                example.com               MX    10 mx.example.net
                mx.example.net            A     192.0.2.25
                _25._tcp.mx.example.net   TLSA  3 1 1 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF
                """)
        let answer = try await signed.query(try DomainName("_25._tcp.mx.example.net"), .tlsa).get()
        #expect(answer.isAuthenticated)
        #expect(await signed.query(domain("broken.example.com"), .mx) == .failure(.serverFailure))
    }

    @Test func failures() async throws {
        let dns = ZoneResolver(try zone())
        let name = try DomainName("example.com")
        dns.fail(name, .mx, with: .timeout)
        #expect(await dns.query(name, .mx) == .failure(.timeout))
        dns.fail(name, .mx, with: .serverFailure, times: 2)
        for _ in 0..<2 { #expect(await dns.query(name, .mx) == .failure(.serverFailure)) }
        #expect(await dns.query(name, .mx).success != nil)
        dns.fail(name, .mx, with: .garbage.times(1))
        #expect(await dns.query(name, .mx) == .failure(.timeout))
        #expect(await dns.query(name, .mx).success != nil)
        dns.fail(name, .a, with: [.truncated, .closed])
        #expect(await dns.query(name, .a) == .failure(.unreachable))
        dns.failAll(.tlsa, with: .drop.every(3))
        for number in 1...6 {
            let isTimeout = await dns.query(name, .tlsa) == .failure(.timeout)
            #expect(isTimeout == number.isMultiple(of: 3))
        }
        dns.removeFaults()
        #expect(await dns.query(name, .a).failure?.denial != nil)
    }

    @Test func delays() async throws {
        let clock = ManualSleep()
        let name = try DomainName("example.com")
        let patient = ZoneResolver(try zone(), sleep: { await clock.sleep($0) })
        patient.fail(name, .mx, with: .timeout, after: .seconds(30))
        patient.failAll(.txt, with: .delay(.seconds(5)))
        async let exchange = patient.query(name, .mx)
        async let text = patient.query(name, .txt)
        await clock.waitForSleepers(2)
        await clock.advance(by: .seconds(30))
        #expect(await exchange == .failure(.timeout))
        #expect(await text.failure?.denial != nil)
    }

    @Test func loopback() async throws {
        guard SocketClient.hasIPv6() else { return }
        let name = try DomainName("example.com")
        try await ZoneServer.with(try zone(), host: "::1") { server in
            server.fail(name, .mx, with: .wrongIdentifier.followedByAnswer())
            // The article's program waits three seconds, which are too few for a machine that runs all tests at once.
            let client = try CAresResolver(
                configuration: CAresResolver.Configuration(servers: [server.address], timeout: .seconds(30)))
            #expect(await client.query(name, .mx).success?.records.count == 2)
            #expect(server.queries(for: name).map(\.transport) == [.datagram])
            #expect(server.queries(for: name).first?.flags.contains(.authenticated) == true)
            client.shutdown()
        }
    }
}
