import MXResolver
import MXResolverTesting
import MailAddressing

/// Serves a zone on loopback and asks it, as a test of your own would.
@main
struct ServeZone {
    static func main() async throws {
        let zone = try Zone(
            parsing: """
                $TTL 300
                example.com.      SOA  ns.example.com. hostmaster.example.com. 1 1h 15m 1w 5m
                                  MX   10 mx1.example.com.
                                  MX   20 mx2.example.com.
                                  TXT  "v=spf1 mx -all"
                mx1.example.com.  A    192.0.2.25
                mx1.example.com.  AAAA 2001:db8::25
                mx2.example.com.  A    192.0.2.26
                quiet.example.    MX   0 .
                """)
        try await ZoneServer.with(zone) { server in
            server.fail(try DomainName("broken.example"), with: .serverFailure)
            print("serving on", server.address)

            let dns = try CAresResolver(configuration: CAresResolver.Configuration(servers: [server.address]))
            print(await dns.textRecords(at: try DomainName("example.com")))

            // The addresses of the zone are for documentation; no route leads to such unless it is allowed.
            let options = MailExchangeResolver.Options(privateAddresses: .allow)
            let resolver = MailExchangeResolver(dns: dns, options: options)
            for name in ["example.com", "quiet.example", "broken.example", "missing.example"] {
                print(name, await resolver.route(to: try DomainName(name)))
            }
            dns.shutdown()
        }
    }
}
