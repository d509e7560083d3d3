import InternetMessage
import MailCryptography
import Testing

@testable import DKIM

/// The tags that a signature has only where it is asked for them: the identity and the copy of the header.
struct DKIMSignerTagTests {
    @Test(
        "an identity within the domain is written and read again",
        arguments: [
            ("@example.com", "@example.com"), ("joe@example.com", "joe@example.com"),
            ("joe@Eng.Example.com", "joe@eng.example.com"), ("a;b=c d@example.com", "a;b=c d@example.com"),
            ("\"a@b\"@example.com", "\"a@b\"@example.com"), ("\u{FC}@example.com", "\u{FC}@example.com"),
            (String(repeating: "\u{E9}", count: 32) + "@example.com", nil),
        ] as [(String, String?)])
    func identity(stated: String, read: String?) async throws {
        let key = try Fixtures.ed25519()
        let signer = try Fixtures.signer(key, DKIMSigner.Options(identity: stated))
        let signed = try signer.sign(Fixtures.message, at: Fixtures.now)
        let verdict = try await DKIMVerifierTests.verdict(signed, Fixtures.table(for: key))
        #expect(verdict.result == .pass)
        #expect(verdict.identity == read ?? stated)
    }

    @Test(
        "an identity that is no address within the domain is refused",
        arguments: [
            "", "joe", "@", "joe@", "@example.org", "@notexample.com", "@com", "a\r\n@example.com",
            "a\u{0}@example.com", "a@example.com ", "a@\u{301}example.com",
            String(repeating: "a", count: 65) + "@example.com",
        ])
    func refusedIdentity(identity: String) throws {
        let key = try Fixtures.ed25519()
        #expect(throws: DKIMError(.invalidIdentity(identity))) {
            try Fixtures.signer(key, DKIMSigner.Options(identity: identity))
        }
    }

    @Test("a strict key is for no other identity")
    func strict() async throws {
        let key = try Fixtures.ed25519()
        let octets = Base64.encode(try #require(key.publicKey.ed25519Octets))
        let table = Fixtures.table("v=DKIM1; k=ed25519; t=s; p=\(octets)")
        for (identity, reason) in [("@example.com", .verified), ("@a.example.com", .keyNotForIdentity)]
            as [(String, DKIMVerdict.Reason)]
        {
            let signer = try Fixtures.signer(key, DKIMSigner.Options(identity: identity))
            let signed = try signer.sign(Fixtures.message, at: Fixtures.now)
            #expect(try await DKIMVerifierTests.verdict(signed, table).reason == reason)
        }
    }

    static let messages = [
        "From: a\n\n", "From: a|b;c=d\nSubject: \u{FC} \n folded |\n\tagain\nTo:\n\n",
        "From: a\nReferences: \(String(repeating: "<0123456789@example.com>\n ", count: 300))\n\n",
        "From: a\nSubject: \(String(repeating: "\u{E9}", count: 5_000))\nsubject : b\n\n",
    ]

    @Test("the copy of the header is what was signed, folded into lines", arguments: messages)
    func copy(text: String) async throws {
        let message = Fixtures.octets(text)
        for key in try Fixtures.keys() {
            let signer = try Fixtures.signer(key, DKIMSigner.Options(copiesHeader: true))
            let field = try signer.signature(of: message, at: Fixtures.now)
            for line in Fixtures.text(field).split(separator: "\r\n") { #expect(line.utf8.count <= 77) }
            let verdict = try await DKIMVerifierTests.verdict(field + message, Fixtures.table(for: key))
            #expect(verdict.result == .pass)
            let copy = try #require(verdict.copiedHeader.flatMap { CopiedHeader(parsing: $0) })
            let header = try MessageHeader(parsing: message)
            let changes = copy.changes(
                to: header, signedFields: verdict.signedFields, canonicalization: .simple)
            #expect(changes.isEmpty, "\(changes)")
            let copied = copy.fields.map { Array($0.name.utf8) + [0x3A] + $0.value }.map(Fixtures.text).sorted()
            let signed = header.fields.map { Array($0.nameOctets) + [0x3A] + Array($0.value) }.map(Fixtures.text)
            #expect(copied == signed.sorted())
            #expect(try DKIMSignerTests.tags(Fixtures.signer(key).signature(of: message, at: 0))["z"] == nil)
        }
    }

    @Test("a change on the way is found by the copy")
    func found() async throws {
        let key = try Fixtures.ed25519()
        let signer = try Fixtures.signer(key, DKIMSigner.Options(copiesHeader: true))
        let field = try signer.signature(of: Fixtures.octets("From: a\nSubject: hi\n\n"), at: Fixtures.now)
        let changed = Fixtures.octets("From: a\nSubject: [list] hi\n\n")
        let verdict = try await DKIMVerifierTests.verdict(field + changed, Fixtures.table(for: key))
        #expect(verdict.reason == .signatureMismatch)
        let copy = try #require(verdict.copiedHeader.flatMap { CopiedHeader(parsing: $0) })
        let changes = copy.changes(
            to: try MessageHeader(parsing: changed), signedFields: verdict.signedFields, canonicalization: .relaxed)
        #expect(changes.map { "\($0)" } == ["Subject was \"hi\" and is \"[list] hi\""])
    }

    @Test("a copy for which there is no room is left out, and the signature passes")
    func noRoom() async throws {
        let key = try Fixtures.ed25519()
        let signer = try Fixtures.signer(key, DKIMSigner.Options(copiesHeader: true))
        for length in [60_000, 61_000, 61_500, 62_000, 65_000, 70_000] {
            let message = Fixtures.octets("From: a\nSubject: \(String(repeating: "a", count: length))\n\n")
            let signed = try signer.sign(message, at: Fixtures.now)
            let verdict = try await DKIMVerifierTests.verdict(signed, Fixtures.table(for: key))
            #expect(verdict.result == .pass)
            #expect((verdict.copiedHeader == nil) == (length > 61_700), "\(length)")
        }
    }
}
