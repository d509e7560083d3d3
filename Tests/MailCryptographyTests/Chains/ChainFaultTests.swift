import MailCryptography
import Testing

/// Faults as sentences.
struct ChainFaultTests {
    private static let subject = "CN=mx.example.test"

    private static let sentences: [(ChainFault, String)] = [
        (ChainFault(.noCertificate), "the server presented no certificate"),
        (ChainFault(.tooManyCertificates(99)), "the server presented 99 certificates, more than are looked at"),
        (
            ChainFault(.wrongName(wanted: ["a.test"], present: ["b.test", "*.c.test"]), subject: subject),
            "the server's certificate (CN=mx.example.test) is for b.test, *.c.test, not for a.test"
        ),
        (
            ChainFault(.wrongName(wanted: ["a.test", "b.test"], present: [])),
            "the server's certificate is for no host, not for a.test or b.test"
        ),
        (
            ChainFault(.wrongName(wanted: ["a.test"], present: (1...13).map { "mx\($0).test" })),
            "the server's certificate is for mx1.test, mx2.test, mx3.test, mx4.test, mx5.test, mx6.test, mx7.test, "
                + "mx8.test, mx9.test, mx10.test and 3 more, not for a.test"
        ),
        (
            ChainFault(.expired(at: 1_800_000_000), depth: 1, subject: "CN=Intermediate"),
            "the certificate 1 step above the server's (CN=Intermediate) expired at 2027-01-15 08:00:00 UTC"
        ),
        (
            ChainFault(.notYetValid(from: 0), depth: 2),
            "the certificate 2 steps above the server's is not valid before 1970-01-01 00:00:00 UTC"
        ),
        (ChainFault(.unknownIssuer), "the issuer of the server's certificate is not trusted"),
        (ChainFault(.selfSigned), "the server's certificate is self-signed and not trusted"),
        (
            ChainFault(.noRoots),
            "no root certificates are installed on this system (ca-certificates, or what SSL_CERT_FILE names)"
        ),
        (ChainFault(.badSignature), "the signature of the server's certificate is wrong"),
        (ChainFault(.notForServers), "the server's certificate is not made for TLS servers"),
        (ChainFault(.notAnIssuer, depth: 1), "the certificate 1 step above the server's may not issue others"),
        (ChainFault(.tooManyIssuers, depth: 9), "too many issuers stand above the server's certificate"),
        (ChainFault(.weakKey), "the key of the server's certificate is too short"),
        (ChainFault(.weakSignature), "the server's certificate is signed with a broken digest"),
        (ChainFault(.malformed), "the server's certificate cannot be read"),
        (
            ChainFault(.other(code: 47, text: "permitted subtree violation")),
            "the server's certificate was refused: permitted subtree violation (OpenSSL's 47)"
        ),
    ]

    @Test(arguments: ChainFaultTests.sentences)
    func explains(fault: ChainFault, sentence: String) {
        #expect("\(fault)" == sentence)
    }

    @Test("a verdict is a sentence too")
    func verdicts() throws {
        #expect("\(ChainVerdict.trusted)" == "the certificate is trusted")
        #expect(
            "\(ChainVerdict.refused([ChainFault(.weakKey), ChainFault(.unknownIssuer)]))"
                == "the key of the server's certificate is too short; "
                + "the issuer of the server's certificate is not trusted")
        let chain = try ChainVectors.chain("expired intermediate")
        let verdict = try ChainVectors.roots("root").verdict(on: chain, for: "mx.example.test", at: ChainVectors.now)
        #expect(
            "\(verdict)" == "the server's certificate (CN=mx.example.test) expired at 2021-01-01 00:00:00 UTC")
    }

    @Test(
        "times are those of the calendar",
        arguments: [
            (0, "1970-01-01 00:00:00"), (-1, "1969-12-31 23:59:59"), (951_782_400, "2000-02-29 00:00:00"),
            (951_868_800, "2000-03-01 00:00:00"), (4_107_542_399, "2100-02-28 23:59:59"),
            (4_107_542_400, "2100-03-01 00:00:00"), (253_402_300_799, "9999-12-31 23:59:59"),
            (-62_167_219_200, "0000-01-01 00:00:00"), (1_609_459_199, "2020-12-31 23:59:59"),
            (1_583_020_799, "2020-02-29 23:59:59"),
        ] as [(Int64, String)])
    func times(seconds: Int64, text: String) {
        #expect("\(ChainFault(.expired(at: seconds)))" == "the server's certificate expired at \(text) UTC")
    }
}
