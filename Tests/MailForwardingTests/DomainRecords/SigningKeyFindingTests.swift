import MailCryptography
import MailForwarding
import Testing

@Suite struct SigningKeyFindingTests {
    static let key = Base64.encode(DomainRecordFixture.keyOctets)
    static let otherKey = Base64.encode(DomainRecordFixture.keyOctets.map { $0 ^ 1 })

    static let unpaddedKey = String(key.prefix { $0 != "=" })
    static let cutKey = String(key.prefix(237))
    static let lineKey = spread("\r\n ")
    static let blankKey = spread(" ")
    static let longNote = String(repeating: "a", count: 4_096)

    /// The key with something between its characters.
    static func spread(_ separator: String) -> String {
        let characters = Array(key)
        return stride(from: 0, to: characters.count, by: 64).map { start in
            String(characters[start..<min(start + 64, characters.count)])
        }.joined(separator: separator)
    }

    static let records: [(String, RecordFinding.Verdict, String)] = [
        ("v=DKIM1; k=rsa; p=\(key)", .present, "Nothing"),
        ("v=DKIM1;k=rsa;p=\(key);", .present, "Nothing"),
        (" v = DKIM1 ;\tk = rsa ;\r\n p = \(lineKey) ; ", .present, "Nothing"),
        ("v=DKIM1; k=rsa; p=\(blankKey)", .present, "Nothing"),
        ("p=\(key)", .presentDifferently, "other tags"), ("v=DKIM1; p=\(key)", .presentDifferently, "other tags"),
        ("v=DKIM1; k=RSA; p=\(key)", .presentDifferently, "other tags"),
        ("v=DKIM1; k=rsa; t=s; n=note; p=\(key)", .presentDifferently, "other tags"),
        ("v=DKIM1; k=rsa; h=sha1 : SHA256; s=email; p=\(key)", .presentDifferently, "other tags"),
        ("v=DKIM1; k=rsa; p=\(unpaddedKey)", .presentDifferently, "other tags"),
        ("v=DKIM1; k=rsa; t=s:y; p=\(key)", .presentDifferently, "t=y"),
        ("v=DKIM1; k=rsa; p=", .wrong, "revoked"), ("v=DKIM1; k=rsa; p= \r\n ", .wrong, "revoked"),
        ("v=DKIM1; k=rsa; p=\(otherKey)", .wrong, "another key"), ("v=DKIM1; k=rsa; p=AAAA", .wrong, "another key"),
        ("v=DKIM1; k=rsa; p=\(cutKey)", .wrong, "cut off behind 237"),
        ("v=DKIM1; k=rsa; p=\(key)\"", .wrong, "damaged"), ("v=DKIM1; k=rsa; p=\u{E9}", .wrong, "damaged"),
        ("v=DKIM1; k=ed25519; p=\(key)", .wrong, "another kind"),
        ("v=DKIM1; k=rsa; h=sha1; p=\(key)", .wrong, "SHA-256"), ("v=DKIM1; k=rsa; s=tlsrpt; p=\(key)", .wrong, "s="),
        ("v=DKIM1; k=rsa", .wrong, "no key"), ("k=rsa; v=DKIM1; p=\(key)", .wrong, "none of a key"),
        ("v=DKIM2; k=rsa; p=\(key)", .wrong, "none of a key"), ("v=spf1 -all", .wrong, "none of a key"),
        ("v=DKIM1; k=rsa; p=\(key); p=\(key)", .wrong, "malformed"), ("v=DKIM1; rsa; p=\(key)", .wrong, "malformed"),
        ("v=DKIM1;; p=\(key)", .wrong, "malformed"), ("v=DKIM1; =x; p=\(key)", .wrong, "malformed"),
        ("v=DKIM1; k=rsa; n=\0; p=\(key)", .wrong, "malformed"), ("", .wrong, "malformed"), (";", .wrong, "malformed"),
        ("v=DKIM1; n=\(longNote); p=\(key)", .wrong, "malformed"),
    ]

    @Test(arguments: records)
    func aRecordIsJudged(_ text: String, _ verdict: RecordFinding.Verdict, _ advice: String) throws {
        let finding = try DomainRecordFixture.finding(.signingKey(selector: "s1"), .texts([text]))
        #expect(finding.verdict == verdict, "\(finding.advice)")
        #expect(finding.advice.contains(advice), "\(finding.advice)")
        #expect(finding.found.count == 1)
    }

    @Test func anEd25519KeyIsRead() throws {
        let key = Base64.encode(DomainRecordFixture.ed25519Octets)
        let expected: [(String, RecordFinding.Verdict)] = [
            ("v=DKIM1; k=ed25519; p=\(key)", .present), ("v=DKIM1; k=rsa; p=\(key)", .wrong),
            ("v=DKIM1; p=\(key)", .wrong), ("v=DKIM1; k=Ed25519; p=\(key)", .presentDifferently),
        ]
        for (text, verdict) in expected {
            let finding = try DomainRecordFixture.finding(.signingKey(selector: "e1"), .texts([text]))
            #expect(finding.verdict == verdict, "\(text)")
        }
    }

    @Test func nothingElseMayStandThere() throws {
        for other in ["", "v=spf1 -all", "v=DKIM1; p="] {
            let texts = ["v=DKIM1; k=rsa; p=\(Self.key)", other]
            let finding = try DomainRecordFixture.finding(.signingKey(selector: "s1"), .texts(texts))
            #expect(finding.verdict == .conflicting)
            #expect(finding.advice.contains("s1._domainkey.example.test"))
        }
        let none = try DomainRecordFixture.finding(.signingKey(selector: "s1"), .texts([]))
        #expect(none.verdict == .missing)
        // A long value is not repeated.
        #expect(none.advice == "Add a TXT record at s1._domainkey.example.test with the value that is expected.")
    }
}
