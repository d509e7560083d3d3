import DKIM
import MailAddressing
import MailCryptography
import Testing

/// Which keys of a ring sign, and that none is shown.
struct DKIMKeyRingTests {
    /// An entry of example.com whose selector begins with `r` for RSA and with `e` for Ed25519.
    static func entry(
        _ selector: String, of domain: String = "example.com", from signsFrom: Int64? = nil,
        until signsUntil: Int64? = nil, revoked: Int64? = nil, below: Bool = true
    ) throws -> DKIMKeyRing.Entry {
        try DKIMKeyRing.Entry(
            domain: DomainName(domain), selector: selector,
            key: selector.hasPrefix("e") ? Fixtures.ed25519() : Fixtures.rsa(),
            use: .init(signsFrom: signsFrom, signsUntil: signsUntil, revokedFrom: revoked, coversSubdomains: below))
    }

    static func selectors(_ ring: DKIMKeyRing, _ author: String = "example.com", at time: Int64) throws -> [String] {
        try ring.signers(forAuthor: DomainName(author), at: time).map(\.selector)
    }

    @Test(
        "of one algorithm the key that began last signs, beside that of the other",
        arguments: [
            (.min, ["r1", "e1"]), (99, ["r1", "e1"]), (100, ["e1", "r2"]), (149, ["e1", "r2"]), (150, ["r2", "e2"]),
            (199, ["r2", "e2"]), (200, ["e2", "r3"]), (299, ["e2", "r3"]), (300, ["r2", "e2"]), (399, ["r2", "e2"]),
            (400, ["r1", "e2"]), (.max - 1, ["r1", "e2"]),
        ] as [(Int64, [String])])
    func newest(time: Int64, selectors: [String]) throws {
        let ring = try DKIMKeyRing([
            Self.entry("r1"), Self.entry("e1"), Self.entry("r2", from: 100, until: 400), Self.entry("e2", from: 150),
            Self.entry("r3", from: 200, until: 300),
        ])
        #expect(try Self.selectors(ring, at: time) == selectors)
    }

    @Test(
        "nobody signs outside of the time of every key",
        arguments: [(-1, []), (0, ["r1"]), (9, ["r1"]), (10, []), (19, []), (20, ["r2"]), (25, []), (30, [])]
            as [(Int64, [String])])
    func gaps(time: Int64, selectors: [String]) throws {
        let ring = try DKIMKeyRing([
            Self.entry("r2", from: 20, until: 30, revoked: 25), Self.entry("r1", from: 0, until: 10),
            Self.entry("r3", from: 22, revoked: 22), Self.entry("r4", from: 23, until: 24, revoked: 1),
        ])
        #expect(try Self.selectors(ring, at: time) == selectors)
    }

    @Test(
        "the nearest domain with a key signs",
        arguments: [
            ("example.com", ["r1", "e1"]), ("a.example.com", ["r1"]), ("b.a.example.com", ["r1"]),
            ("sub.example.com", ["r2"]), ("x.sub.example.com", ["r2"]), ("late.example.com", ["r1"]),
            ("test", ["r4"]), ("example.test", []), ("example.org", []), ("com", []), ("xexample.com", []),
            ("_dmarc.example.com", ["r1"]), (String(repeating: "a.", count: 120) + "example.com", ["r1"]),
        ] as [(String, [String])])
    func domains(author: String, selectors: [String]) throws {
        let ring = try DKIMKeyRing([
            Self.entry("r1"), Self.entry("e1", below: false), Self.entry("r2", of: "sub.example.com"),
            Self.entry("r3", of: "late.example.com", from: 1_000), Self.entry("r4", of: "test"),
        ])
        #expect(try Self.selectors(ring, author, at: 500) == selectors)
    }

    @Test("what the ring signs passes with the records that the ring publishes")
    func passes() async throws {
        let ring = try DKIMKeyRing([Self.entry("r1"), Self.entry("e1")])
        let now = Fixtures.now
        let signers = try ring.signers(forAuthor: DomainName("example.com"), at: now)
        let signature = try signers.flatMap { try $0.signature(of: Fixtures.message, at: now) }
        var answers: [String: TextRecordAnswer] = [:]
        for record in ring.records(at: now) { answers[record.name.text] = .records([Array(record.record.text.utf8)]) }
        let verifier = DKIMVerifier(keys: KeyTable(answers: answers))
        let verdicts = await verifier.verify(signature + Fixtures.message, at: now)
        #expect(verdicts.map(\.result) == [.pass, .pass])
    }

    @Test("a key without its private half is published, takes no other's place and never signs")
    func publicHalf() throws {
        let elsewhere = try DKIMKeyRing.Entry(
            domain: DomainName("example.com"), selector: "far", publicKey: Fixtures.rsa().publicKey,
            use: .init(signsFrom: 100))
        let ring = try DKIMKeyRing([elsewhere, Self.entry("r1", from: 100)], timing: .init(publishAhead: 10))
        #expect(try Self.selectors(ring, at: 200) == ["r1"])
        #expect(ring.records(at: 95).map(\.selector) == ["far", "r1"])
        #expect(ring.records(at: 200).map(\.state) == [.signing, .signing])
    }
}

extension DKIMKeyRingTests {
    @Test("rings that say two things at once are refused")
    func mistakes() throws {
        let (first, second) = (try DomainName("r1._domainkey.example.com"), try DomainName("r2._domainkey.example.com"))
        #expect(throws: DKIMKeyRing.Mistake.sameBeginning(first, second)) {
            try DKIMKeyRing([Self.entry("r1"), Self.entry("e1"), Self.entry("r2")])
        }
        #expect(throws: DKIMKeyRing.Mistake.sameBeginning(first, second)) {
            try DKIMKeyRing([Self.entry("r1", from: 5), Self.entry("r2", from: 5, until: 6)])
        }
        #expect(throws: DKIMKeyRing.Mistake.duplicateSelector(first)) {
            try DKIMKeyRing([Self.entry("r1", from: 5), Self.entry("R1", from: 9)])
        }
        let many = try (0...100).map { index in try Self.entry("r\(index)", from: Int64(index)) }
        #expect(throws: DKIMKeyRing.Mistake.tooManyEntries(try DomainName("example.com"))) { try DKIMKeyRing(many) }
        #expect(try Self.selectors(DKIMKeyRing(many.dropLast()), at: 70) == ["r70"])
        #expect(try Self.selectors(DKIMKeyRing([]), at: 70) == [])
    }

    @Test("entries that could not sign are refused")
    func badEntries() throws {
        let name = try DomainName("r1._domainkey.example.com")
        for (from, until) in [(5, 5), (5, 4), (nil, .min), (.max, nil)] as [(Int64?, Int64?)] {
            #expect(throws: DKIMKeyRing.Mistake.endsBeforeItBegins(name)) {
                try Self.entry("r1", from: from, until: until)
            }
        }
        for selector in ["", "a b", "-a", ".", "\u{E9}", String(repeating: "a", count: 64)] {
            #expect(throws: DKIMKeyRing.Mistake.unusable(DKIMError(.invalidSelector))) {
                try DKIMKeyRing.Entry(domain: name, selector: selector, key: Fixtures.rsa())
            }
        }
        for options in [.init(digests: ["sha1"]), .init(services: ["tlsrpt"])] as [DKIMKeyRecord.Options] {
            #expect(throws: DKIMKeyRing.Mistake.recordForbidsUse(name)) {
                try DKIMKeyRing.Entry(
                    domain: DomainName("example.com"), selector: "r1", key: Fixtures.rsa(), record: options)
            }
        }
    }

    @Test("no description shows a secret")
    func descriptions() throws {
        let entry = try Self.entry("e1")
        let ring = try DKIMKeyRing([entry])
        #expect("\(ring)" == "key ring of 1 keys for 1 domains")
        #expect("\(entry)" == "public Ed25519 key at e1._domainkey.example.com")
        let pem = try Fixtures.ed25519().pem()
        let der = try #require(Base64.decode(pem.split(separator: "\n")[1].utf8))
        var dumped = ""
        dump(ring, to: &dumped)
        let seed = der.suffix(32)
        for text in ["\(ring)", String(reflecting: ring), "\(entry)", String(reflecting: entry), dumped] {
            #expect(!text.contains("PRIVATE"))
            #expect(!text.contains(seed.prefix(6).map(String.init).joined(separator: ", ")))
            #expect(!text.contains(Base64.encode(seed).prefix(12)))
        }
        let octets = seed.prefix(4).map { "- \($0)\n" }
        #expect(!dumped.replacing(" ", with: "").contains(octets.joined().replacing(" ", with: "")))
    }
}
