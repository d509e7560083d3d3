import MailCryptography
import Testing

/// Certificates read.
struct CertificateTests {
    static func only(_ pem: String) throws -> Certificate {
        let chain = try Certificate.chain(pem: Array(pem.utf8))
        #expect(chain.count == 1)
        return try #require(chain.first)
    }

    @Test(
        "the binding is the digest by the signature's hash",
        arguments: [
            (CertificateSamples.rsaSHA256, "b506fb7ea421fb23ea6f767f81e3d0632654bb62cfa98bac67c5c1323f171ad7"),
            (
                CertificateSamples.severalNames,
                "ba7d0a8bab99284b46c57d41b41772aa8864e1ff0de9d0e7f24591e3b9c782f22d38bd6548cab430a365acbeb5420d8c"
            ),
            (
                CertificateSamples.ecdsaSHA512,
                "18128a4bc60ffe5374d361e07f13b235a1b16199eb6fd7585f2e5379a36cc555"
                    + "1928cd277ff337c8d1a1a7a66f7e79bbc43cb834cfa38abafaf8d7acfe752a02"
            ),
            (CertificateSamples.pssSHA256, "025c60b8f6fbb5253fc26006d3a36ac9c57173fe6d62cbb8862891cd85a5f46b"),
        ] as [(String, String)])
    func bindings(pem: String, binding: String) throws {
        let octets = try #require(try Self.only(pem).serverEndPointBinding)
        #expect(DigestTests.hexadecimal(octets) == binding)
    }

    @Test(
        "in place of MD5 and SHA-1 the binding takes SHA-256",
        arguments: [CertificateSamples.ecdsaSHA1, CertificateSamples.rsaMD5])
    func oldBindings(pem: String) throws {
        let certificate = try Self.only(pem)
        #expect(certificate.serverEndPointBinding == SHA256.hash(of: certificate.der))
    }

    @Test(
        "a signature without a single hash has no binding",
        arguments: [CertificateSamples.ed25519, CertificateSamples.pssMixed])
    func noBindings(pem: String) throws {
        #expect(try Self.only(pem).serverEndPointBinding == nil)
    }

    @Test("the times are those of the certificate")
    func times() throws {
        let certificate = try Self.only(CertificateSamples.ecdsaSHA512)
        #expect(certificate.notBefore == 1_795_724_400)
        #expect(certificate.notAfter == 2_111_084_400)
        // Behind the year 2050 times are written in another form (RFC 5280, section 4.1.2.5).
        let late = try SelfSignedCertificate.make(hostName: "localhost", validForDays: 36_500, at: 1_800_000_000)
        let made = try Self.only(late.certificatePEM)
        #expect(made.notBefore == 1_800_000_000 - SelfSignedCertificate.clockTolerance)
        #expect(made.notAfter == 1_800_000_000 + 36_500 * 86_400)
    }

    @Test("names are in lower case, and only names of hosts")
    func names() throws {
        #expect(try Self.only(CertificateSamples.rsaSHA256).hostNames == ["mail.example.test"])
        #expect(
            try Self.only(CertificateSamples.severalNames).hostNames
                == ["mx.example.test", "*.example.test", "xn--mller-kva.example"])
        #expect(try Self.only(CertificateSamples.noNames).hostNames == [])
        #expect(
            try Self.only(CertificateSamples.oddNames).hostNames == ["_dmarc.ok.test", "*.lan", "ok.test", "ok.test"])
        let address = try SelfSignedCertificate.make(hostName: "192.0.2.7", at: 1_800_000_000)
        #expect(try Self.only(address.certificatePEM).hostNames == [])
    }

    @Test(
        "a certificate covers its names and one label in place of an asterisk",
        arguments: [
            ("mx.example.test", true), ("MX.example.TEST", true), ("mx.example.test.", true),
            ("other.example.test", true), ("xn--bcher-kva.example.test", true), ("XN--mller-kva.example", true),
            ("example.test", false), ("a.b.example.test", false), (".example.test", false), ("*.example.test", false),
            ("mx.example.test..", false), ("", false), (".", false), ("test", false), ("192.0.2.1", false),
            ("192.0.2.7", false), ("m\u{FC}ller.example", false), ("a b.example.test", false),
            ("mx.example.test\0", false), ("mx\0.example.test", false), ("example.testexample.test", false),
            ("-.example.test", false), ("a.xn--mller-kva.example", false),
        ] as [(String, Bool)])
    func covering(hostName: String, isCovered: Bool) throws {
        #expect(try Self.only(CertificateSamples.severalNames).covers(hostName) == isCovered)
    }

    @Test("the common name and names that are none cover nothing")
    func coveringNothing() throws {
        #expect(try !Self.only(CertificateSamples.noNames).covers("mx1.example.test"))
        let odd = try Self.only(CertificateSamples.oddNames)
        for name in ["good.example", "good.example.evil.example", "foo.example.test", "a.b.example.test", "10.0.0.1"] {
            #expect(!odd.covers(name))
        }
        #expect(odd.covers("host.lan"))
    }

    @Test("a chain is read in its order, whatever else is in the text")
    func chains() throws {
        let first = try Self.only(CertificateSamples.rsaSHA256)
        let second = try Self.only(CertificateSamples.ed25519)
        let text =
            "subject=O = Test\n" + CertificateSamples.rsaSHA256 + KeySamples.encrypted + KeySamples.older
            + "between\r\n" + CertificateSamples.ed25519.split(separator: "\n").joined(separator: "\r\n") + "\r\nbehind"
        #expect(try Certificate.chain(pem: Array(text.utf8)) == [first, second])
        #expect(first != second)
        #expect(Set([first, second, first]).count == 2)
    }

    @Test("a chain is bounded")
    func longChains() throws {
        let pem = Array(CertificateSamples.ed25519.utf8)
        let most = Certificate.maximumChainLength
        let chain = try Certificate.chain(pem: Array([[UInt8]](repeating: pem, count: most).joined()))
        #expect(chain.count == most)
        for text in [
            Array([[UInt8]](repeating: pem, count: most + 1).joined()),
            pem + [UInt8](repeating: 0x0A, count: Certificate.maximumPEMLength),
        ] {
            #expect(throws: CryptographyError.self) { try Certificate.chain(pem: text) }
        }
    }

    @Test(
        "text without a certificate, or with a broken one, is refused",
        arguments: [
            "", "\n", "nothing", KeySamples.older, "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----\n",
            String(CertificateSamples.ed25519.dropLast(30)),
            CertificateSamples.rsaSHA256 + CertificateSamples.ed25519.dropLast(30),
            CertificateSamples.brokenNames,
            "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,"
                + "00000000000000000000000000000000\n\nAAAA\n-----END CERTIFICATE-----\n",
        ])
    func malformedText(pem: String) {
        let error = #expect(throws: CryptographyError.self) { try Certificate.chain(pem: Array(pem.utf8)) }
        #expect(error?.kind == .malformedCertificate)
    }

    @Test("octets that are no certificate, or more than one, are refused")
    func malformedOctets() throws {
        let der = try Self.only(CertificateSamples.ed25519).der
        #expect(try Certificate(der: der).der == der)
        #expect(throws: CryptographyError.self) { try Certificate(der: der + [0]) }
        #expect(throws: CryptographyError.self) { try Certificate(der: der + der) }
        for length in 0..<der.count {
            #expect(throws: CryptographyError.self) { try Certificate(der: Array(der[..<length])) }
        }
        #expect(throws: CryptographyError(.malformedCertificate, reason: "too long")) {
            try Certificate(der: [UInt8](repeating: 0x30, count: Certificate.maximumLength + 1))
        }
    }

    @Test("a certificate with any octet changed is read or refused")
    func changedOctets() throws {
        let der = try Self.only(CertificateSamples.pssSHA256).der
        for index in der.indices {
            for change: UInt8 in [1, 0x80, 0xFF] {
                var changed = der
                changed[index] ^= change
                if let certificate = try? Certificate(der: changed) { #expect(certificate.der == changed) }
            }
        }
    }

    @Test("the description names the hosts")
    func descriptions() throws {
        let named = try Self.only(CertificateSamples.ecdsaSHA512)
        #expect("\(named)" == "certificate for mx1.example.test, mx2.example.test")
        #expect(try "\(Self.only(CertificateSamples.noNames))" == "certificate without a host name")
    }
}
