import MailCryptography
import Testing

/// Certificates made for trying things out; that TLS takes them is tested where TLS is.
struct SelfSignedCertificateTests {
    static let now: Int64 = 1_800_000_000

    @Test(
        "a certificate is made for a name or an address",
        arguments: [
            "mail.example.test", "localhost", "127.0.0.1", "2001:db8::1",
            String(repeating: "a.", count: 100) + "example",
        ])
    func made(hostName: String) throws {
        let certificate = try SelfSignedCertificate.make(hostName: hostName, at: Self.now)
        #expect(certificate.certificatePEM.hasPrefix("-----BEGIN CERTIFICATE-----\n"))
        #expect(certificate.certificatePEM.hasSuffix("-----END CERTIFICATE-----\n"))
        #expect(certificate.privateKeyPEM.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        let second = try SelfSignedCertificate.make(hostName: hostName, at: Self.now)
        #expect(second.certificatePEM != certificate.certificatePEM)
    }

    @Test("the key is of the kind that was asked for")
    func keys() throws {
        let rsa = try SelfSignedCertificate.make(hostName: "localhost", key: .rsa2048, at: Self.now)
        #expect(try PrivateKey(pem: rsa.privateKeyPEM).bits == 2_048)
        let curve = try SelfSignedCertificate.make(hostName: "localhost", key: .p256, at: Self.now)
        #expect(throws: CryptographyError(.unsupportedKey)) { try PrivateKey(pem: curve.privateKeyPEM) }
    }

    @Test(
        "a name that could not be one is refused",
        arguments: [
            "", "a b", "a,DNS:b", "a\u{0}b", "m\u{FC}ller.example", "a\nb", "*.example",
            String(repeating: "a", count: 254),
        ])
    func badNames(hostName: String) {
        #expect(throws: CryptographyError(.invalidHostName)) {
            try SelfSignedCertificate.make(hostName: hostName, at: Self.now)
        }
    }

    @Test(
        "a time that a certificate cannot have is refused",
        arguments: [
            (0, 1_800_000_000), (-1, 1_800_000_000), (36_501, 1_800_000_000), (.max, 1_800_000_000), (1, 0), (1, .min),
            (1, .max),
        ]
            as [(Int, Int64)])
    func badTimes(days: Int, time: Int64) {
        #expect(throws: CryptographyError(.invalidValidity)) {
            try SelfSignedCertificate.make(hostName: "localhost", validForDays: days, at: time)
        }
    }

    @Test("a serial number of up to twenty octets is taken")
    func serials() throws {
        let twenty = [UInt8](repeating: 0x7F, count: 20)
        _ = try SelfSignedCertificate.make(hostName: "localhost", at: Self.now, serial: twenty)
        #expect(throws: CryptographyError.self) {
            try SelfSignedCertificate.make(hostName: "localhost", at: Self.now, serial: twenty + [1])
        }
    }

    @Test("no description shows the key")
    func descriptions() throws {
        let certificate = try SelfSignedCertificate.make(hostName: "localhost", at: Self.now)
        var dumped = ""
        dump(certificate, to: &dumped)
        for text in ["\(certificate)", String(reflecting: certificate), dumped] { #expect(!text.contains("PRIVATE")) }
    }
}
