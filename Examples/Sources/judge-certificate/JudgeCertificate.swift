import MXResolver
import MXResolverTesting
import MailAddressing
import MailCryptography

/// Publishes the TLSA record of a mail host's certificate in a zone, and judges two servers by it, without a network.
@main
struct JudgeCertificate {
    static func main() async throws {
        let now: Int64 = 1_800_000_000
        let ours = try certificate(of: "mx.example.net", at: now)
        let another = try certificate(of: "mx.example.net", at: now)

        // 3 1 1: the server's own key by its SHA-256 digest. The certificate's names, time and issuer do not matter then.
        let record = TLSARecord(
            usage: 3, selector: 1, matching: 1, association: SHA256.hash(of: ours.subjectPublicKeyInfo))
        // The zone says which names a validating resolver would find signed.
        let dns = try ZoneResolver(
            parsing: """
                $SECURE example.com example.net
                example.com               MX   10 mx.example.net
                mx.example.net            A    192.0.2.25
                _25._tcp.mx.example.net   TLSA \(record)
                """)
        // The addresses of the zone are for documentation; no route leads to such unless it is allowed.
        let resolver = MailExchangeResolver(dns: dns, options: .init(privateAddresses: .allow))
        let domain = try DomainName("example.com")
        for host in await resolver.route(to: domain).hosts {
            let status = await resolver.dane(for: host, of: domain)
            print(status)
            guard case .required(let policy) = status else { continue }
            print("the right server:", policy.verdict(on: [ours], at: now))
            print("another server:  ", policy.verdict(on: [another], at: now))
        }
    }

    private static func certificate(of host: String, at time: Int64) throws -> Certificate {
        let pair = try SelfSignedCertificate.make(hostName: host, at: time)
        return try Certificate.chain(pem: Array(pair.certificatePEM.utf8))[0]
    }
}
