import MailAddressing
import MailCryptography
import Testing

@testable import DKIM

/// Signatures that are wrong in themselves, and those over a part of the body.
struct SignatureFaultTests {
    /// A field with tags replaced, added or, where the value is nil, taken out.
    static func field(_ changes: [String: String?]) -> [UInt8] {
        var tags: [(name: String, value: String)] = [
            ("v", "1"), ("a", "ed25519-sha256"), ("c", "relaxed/relaxed"), ("d", "example.com"), ("s", "s1"),
            ("h", "from:to"), ("bh", "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8="), ("b", "AAAA"),
        ]
        for (name, change) in changes.sorted(by: { $0.key < $1.key }) {
            tags.removeAll { $0.name == name }
            if let value = change { tags.append((name, value)) }
        }
        let text = tags.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
        return Array("DKIM-Signature: \(text)\r\n".utf8)
    }

    static func reason(_ changes: [String: String?]) async -> (DKIMResult?, DKIMVerdict.Reason?) {
        let verdicts = await DKIMVerifierTests.verdicts(field(changes) + Fixtures.message, KeyTable())
        #expect(verdicts.count == 1)
        return (verdicts.first?.result, verdicts.first?.reason)
    }

    @Test(
        "a fault of the field is named",
        arguments: [
            (["v": nil], .missingTag("v")), (["v": "2"], .unsupportedTag("v")), (["v": "1.0"], .unsupportedTag("v")),
            (["a": nil], .missingTag("a")), (["a": "rsa-md5"], .unsupportedTag("a")),
            (["b": nil], .missingTag("b")), (["b": "*"], .malformedTag("b")), (["b": ""], .malformedTag("b")),
            (["bh": nil], .missingTag("bh")), (["bh": "*"], .malformedTag("bh")),
            (["d": nil], .missingTag("d")), (["d": "exa mple"], .malformedTag("d")), (["d": ""], .malformedTag("d")),
            (["s": nil], .missingTag("s")), (["s": ""], .malformedTag("s")), (["s": "a b"], .malformedTag("s")),
            (["h": nil], .missingTag("h")), (["h": "to"], .fromNotSigned), (["h": ""], .fromNotSigned),
            (["h": "from: sender"], .keyMissing), (["h": "FROM : to"], .keyMissing),
            (["c": "nofws"], .unsupportedTag("c")), (["c": "relaxed/nofws"], .unsupportedTag("c")),
            (["c": "relaxed/simple/simple"], .unsupportedTag("c")), (["c": ""], .unsupportedTag("c")),
            (["c": "simple"], .keyMissing), (["c": nil], .keyMissing), (["c": "Relaxed/Simple"], .keyMissing),
            (["i": "joe"], .malformedTag("i")), (["i": "@"], .malformedTag("i")),
            (["i": "@example.org"], .identityOutsideDomain), (["i": "@notexample.com"], .identityOutsideDomain),
            (["i": "@com"], .identityOutsideDomain), (["i": "joe@sub.example.com"], .keyMissing),
            (["i": "a=0D=0AFrom:b@example.com"], .malformedTag("i")), (["i": "=7F@example.com"], .malformedTag("i")),
            (["i": "joe=40Example.com"], .keyMissing), (["i": "@ example.com"], .keyMissing),
            (["q": "http"], .unsupportedTag("q")), (["q": "dns/txt"], .keyMissing), (["q": "x:dns/txt"], .keyMissing),
            (["l": "-1"], .malformedTag("l")), (["l": ""], .malformedTag("l")), (["l": "1x"], .malformedTag("l")),
            (["l": "99999999999999999999999999999999"], .keyMissing),
            (["t": "now"], .malformedTag("t")), (["x": "1e9"], .malformedTag("x")),
            (["t": "10", "x": "9"], .malformedTag("x")), (["x": "9"], .expired),
            (["x": "99999999999999999999999999999999"], .keyMissing), (["z": "From:x|To:y"], .keyMissing),
            (["unknown": "tag"], .keyMissing), (["unknown": "tag; unknown=tag"], .malformedSignature),
            (["x": "9;;"], .malformedSignature),
        ] as [([String: String?], DKIMVerdict.Reason)])
    func faults(changes: [String: String?], reason: DKIMVerdict.Reason) async {
        let (result, found) = await Self.reason(changes)
        #expect(result == .permanentError)
        #expect(found == reason)
    }

    @Test("SHA-1 is recognised and refused, and looked up only where it is dangerously accepted")
    func sha1() async {
        let (result, reason) = await Self.reason(["a": "rsa-sha1"])
        #expect(result == .policy)
        #expect(reason == .algorithmRefused)
        var options = DKIMVerifier.Options()
        options.danger.acceptsSHA1 = true
        let message = Self.field(["a": "rsa-sha1"]) + Fixtures.message
        let verdicts = await DKIMVerifierTests.verdicts(message, KeyTable(), options)
        #expect(verdicts.first?.reason == .keyMissing)
    }

    @Test("a fault says whose signature it is")
    func owner() async {
        let verdicts = await DKIMVerifierTests.verdicts(Self.field(["v": "2"]) + Fixtures.message, KeyTable())
        #expect(verdicts.first?.domain?.text == "example.com")
        #expect(verdicts.first?.selector == "s1")
        #expect(verdicts.first?.algorithm == .ed25519SHA256)
        #expect(verdicts.first?.signaturePrefix == "AAAA")
    }

    @Test("neither identity nor selector of a verdict has control characters")
    func controls() async {
        for changes in [["i": "a=0D=0Ab@example.com"], ["s": "a\r\n b"], ["i": "a\u{9}b@example.com"]] {
            let verdicts = await DKIMVerifierTests.verdicts(Self.field(changes) + Fixtures.message, KeyTable())
            for text in verdicts.flatMap({ [$0.identity, $0.selector] }) {
                #expect(text?.utf8.contains { $0 < 32 || $0 == 127 } != true, "\(changes)")
            }
        }
    }

    @Test("a message without From is not judged further")
    func noFrom() async {
        let message = Self.field([:]) + Array("To: a\r\n\r\n".utf8)
        let verdicts = await DKIMVerifierTests.verdicts(message, KeyTable())
        #expect(verdicts.map(\.reason) == [.unusableHeader])
    }

    @Test("a field that is no list of tags, or far too long, is refused")
    func malformed() async {
        let long = "DKIM-Signature: v=1; x=" + String(repeating: "1", count: 70_000) + "\r\n"
        for text in ["DKIM-Signature:\r\n", "DKIM-Signature: hello\r\n", "DKIM-Signature: v=1; v=1\r\n", long] {
            let verdicts = await DKIMVerifierTests.verdicts(Array(text.utf8) + Fixtures.message, KeyTable())
            #expect(verdicts.map(\.result) == [.permanentError])
            #expect(verdicts.map(\.reason) == [.malformedSignature])
        }
    }

    /// Signs as a signer with `l=` does, which ours never is.
    static func signed(bodyLength: Int, key: PrivateKey) throws -> [UInt8] {
        let body = Array("Hi.\r\nBye.\r\n".utf8)
        let digest = SHA256.hash(of: Array(body.prefix(bodyLength)))
        let header = Array("From: a\r\n".utf8)
        let tags =
            "v=1; a=ed25519-sha256; c=simple/simple; d=example.com; s=s1; h=from; l=\(bodyLength); "
            + "bh=\(Base64.encode(digest)); b="
        let unsigned = Array("DKIM-Signature: \(tags)".utf8)
        let signature = Base64.encode(try key.sign(SHA256.hash(of: header + unsigned)))
        return unsigned + Array("\(signature)\r\n".utf8) + header + Array("\r\n".utf8) + body
    }

    @Test("a signature over the beginning of the body is no pass unless it covers all or is dangerously accepted")
    func partialBody() async throws {
        let key = try Fixtures.ed25519()
        let table = Fixtures.table(for: key)
        var accepting = DKIMVerifier.Options()
        accepting.danger.acceptsPartialBodies = true
        for length in 0...11 {
            let message = try Self.signed(bodyLength: length, key: key)
            let verdict = try await DKIMVerifierTests.verdict(message, table)
            #expect(verdict.result == (length == 11 ? .pass : .policy))
            #expect(verdict.reason == (length == 11 ? .verified : .bodyPartlySigned))
            #expect(verdict.signedBodyLength == length)
            #expect(verdict.unsignedBodyLength == 11 - length)
            #expect(try await DKIMVerifierTests.verdict(message, table, accepting).result == .pass)
            if length > 0 {
                var changed = message
                changed[changed.count - 11] ^= 1
                #expect(try await DKIMVerifierTests.verdict(changed, table, accepting).reason == .bodyChanged)
            }
        }
        let short = try Self.signed(bodyLength: 12, key: key)
        let verdict = try await DKIMVerifierTests.verdict(short, table, accepting)
        #expect(verdict.result == .fail)
        #expect(verdict.reason == .bodyTooShort)
    }
}
