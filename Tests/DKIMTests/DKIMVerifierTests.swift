import InternetMessage
import MailAddressing
import MailCryptography
import TestSupport
import Testing

@testable import DKIM

/// What becomes of signatures that are right and of those that are not.
struct DKIMVerifierTests {
    static let forms: [Canonicalization] = [.simple, .relaxed]

    /// The verdicts on a message, found in the whole and in single octets alike.
    static func verdicts(
        _ message: [UInt8], _ keys: KeyTable, _ options: DKIMVerifier.Options = .default, at time: Int64 = Fixtures.now
    ) async -> [DKIMVerdict] {
        let verifier = DKIMVerifier(keys: keys, options: options)
        let whole = await verifier.verify(message, at: time)
        var stream = verifier.begin()
        for octet in message { stream.update([octet]) }
        let drip = await stream.finish(at: time)
        #expect(whole == drip)
        return whole
    }

    static func verdict(
        _ message: [UInt8], _ keys: KeyTable, _ options: DKIMVerifier.Options = .default, at time: Int64 = Fixtures.now
    ) async throws -> DKIMVerdict {
        let all = await verdicts(message, keys, options, at: time)
        #expect(all.count == 1)
        return try #require(all.first)
    }

    @Test("what is signed verifies in all forms, and the verdict says whose it is")
    func signedThenVerified() async throws {
        for key in try Fixtures.keys() {
            for header in Self.forms {
                for body in Self.forms {
                    let options = DKIMSigner.Options(
                        headerCanonicalization: header, bodyCanonicalization: body, lifetime: 10)
                    let signed = try Fixtures.signer(key, options).sign(Fixtures.message, at: Fixtures.now)
                    let verdict = try await Self.verdict(signed, Fixtures.table(for: key))
                    #expect(verdict.result == .pass)
                    #expect(verdict.reason == .verified)
                    #expect(verdict.domain?.text == "example.com")
                    #expect(verdict.selector == "s1")
                    #expect(verdict.identity == "@example.com")
                    #expect(verdict.algorithm == (key.algorithm == .rsa ? .rsaSHA256 : .ed25519SHA256))
                    #expect(verdict.keyBits == key.bits)
                    #expect(verdict.signedAt == Fixtures.now)
                    #expect(verdict.expiresAt == Fixtures.now + 10)
                    #expect(verdict.signaturePrefix.utf8.count == 8)
                    #expect(verdict.unsignedBodyLength == 0)
                }
            }
        }
    }

    @Test("any message verifies after signing")
    func anyMessage() async throws {
        var random = SeededGenerator(seed: 5)
        let key = try Fixtures.ed25519()
        for round in 0..<200 {
            var message = Array("From: a\r\n".utf8)
            for name in ["To", "Subject", "X", "to"] where Bool.random(using: &random) {
                message += Array("\(name):".utf8)
                message += random.octets(of: Array("ab \t;:=".utf8), upTo: 20)
                message += Array((Bool.random(using: &random) ? "\r\n \tfolded \r\n" : "\r\n").utf8)
            }
            message += Array("\r\n".utf8) + random.octets(of: Array("ab  \t\r\n\r\n\u{0}".utf8), upTo: 100)
            let options = DKIMSigner.Options(
                headerCanonicalization: Self.forms[round % 2], bodyCanonicalization: Self.forms[round / 2 % 2])
            let signed = try Fixtures.signer(key, options).sign(message, at: Fixtures.now)
            let verdict = try await Self.verdict(signed, Fixtures.table(for: key))
            #expect(verdict.result == .pass, "\(Fixtures.text(message).debugDescription)")
        }
    }

    @Test("a changed octet fails, wherever it is")
    func changedOctet() async throws {
        let key = try Fixtures.ed25519()
        let options = DKIMSigner.Options(headerCanonicalization: .simple, bodyCanonicalization: .simple)
        let signed = try Fixtures.signer(key, options).sign(Fixtures.message, at: Fixtures.now)
        let verifier = DKIMVerifier(keys: Fixtures.table(for: key))
        let padding = Array("==".utf8)
        for index in signed.indices {
            // The last bits of the signature's text stand for nothing.
            if signed[(index + 1)...].starts(with: padding) { continue }
            var changed = signed
            changed[index] ^= 0x02
            #expect(await verifier.verify(changed, at: Fixtures.now).bestResult != .pass, "octet \(index)")
        }
    }

    @Test("what the forms allow to change may change, and nothing else")
    func allowedChanges() async throws {
        let key = try Fixtures.ed25519()
        let table = Fixtures.table(for: key)
        let signed = try Fixtures.signer(key).sign(Fixtures.message, at: Fixtures.now)
        let text = Fixtures.text(signed)
        func result(_ old: String, _ new: String) async -> DKIMResult {
            let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return .none }
            return await Self.verdicts(Array((String(parts[0]) + new + String(parts[1])).utf8), table).bestResult
        }
        #expect(await result("Subject: Is", "SUBJECT :  Is") == .pass)
        #expect(await result("dinner\r\n ready", "dinner \t ready") == .pass)
        #expect(await result("game.  Are", "game. \t Are") == .pass)
        #expect(await result("yet?\r\n", "yet? \r\n\r\n\r\n") == .pass)
        #expect(await result("Is dinner", "Isdinner") == .fail)
        #expect(await result("Is dinner", "is dinner") == .fail)
        #expect(await result("game.  Are", "game.Are") == .fail)
        #expect(await result("yet?\r\n", "yet?\r\nP.S.\r\n") == .fail)
        // Fields that nobody signed may come; those that are signed once more than they are there may not.
        #expect(await result("From:", "Received: x\r\nFrom:") == .pass)
        #expect(await result("To:", "From: mallory\r\nTo:") == .fail)
        #expect(await result("To:", "Reply-To: mallory\r\nTo:") == .fail)
    }

    @Test("a message without signatures has no verdicts")
    func unsigned() async {
        for message in [[], Fixtures.message, Array("\r\nDKIM-Signature: v=1\r\n".utf8)] {
            let verdicts = await Self.verdicts(message, KeyTable())
            #expect(verdicts.isEmpty)
            #expect(verdicts.bestResult == DKIMResult.none)
        }
    }

    @Test(
        "what the look-up answers decides what kind of failure it is",
        arguments: [
            (.noSuchDomain, .permanentError, .keyMissing), (.noRecord, .permanentError, .keyMissing),
            (.records([]), .permanentError, .keyMissing),
            (.temporaryFailure("timeout"), .temporaryError, .keyUnavailable("timeout")),
            (.permanentFailure("garbage"), .permanentError, .keyUnavailable("garbage")),
        ] as [(TextRecordAnswer, DKIMResult, DKIMVerdict.Reason)])
    func lookups(answer: TextRecordAnswer, result: DKIMResult, reason: DKIMVerdict.Reason) async throws {
        let signed = try Fixtures.signer(Fixtures.ed25519()).sign(Fixtures.message, at: Fixtures.now)
        let table = KeyTable(answers: ["s1._domainkey.example.com": answer])
        let verdict = try await Self.verdict(signed, table)
        #expect(verdict.result == result)
        #expect(verdict.reason == reason)
    }

    @Test("the key's record decides who may use it for what")
    func records() async throws {
        let key = try Fixtures.ed25519()
        let octets = Base64.encode(try #require(key.publicKey.ed25519Octets))
        let signed = try Fixtures.signer(key).sign(Fixtures.message, at: Fixtures.now)
        let cases: [(record: String, result: DKIMResult, reason: DKIMVerdict.Reason)] = [
            ("k=ed25519; p=\(octets)", .pass, .verified),
            ("v=DKIM1; k=ed25519; h=sha256:sha1; s=email; t=s; p=\(octets)", .pass, .verified),
            ("v=DKIM1; k=ed25519; g=somebody; p=\(octets)", .pass, .verified),
            ("v=DKIM1; k=ed25519; p=", .permanentError, .keyRevoked),
            ("v=DKIM1; k=ed25519; h=sha1; p=\(octets)", .permanentError, .keyNotForAlgorithm),
            ("v=DKIM1; k=rsa; p=\(octets)", .permanentError, .keyNotForAlgorithm),
            ("v=DKIM1; p=\(octets)", .permanentError, .keyNotForAlgorithm),
            ("v=DKIM1; k=ed25519; s=tlsrpt; p=\(octets)", .permanentError, .keyNotForMail),
            ("v=DKIM1; k=ed25519; p=AAAA", .permanentError, .malformedKeyRecord),
            ("v=DKIM1; k=ed25519", .permanentError, .malformedKeyRecord),
            ("v=DKIM2; k=ed25519; p=\(octets)", .permanentError, .malformedKeyRecord),
            ("v=spf1 -all", .permanentError, .malformedKeyRecord),
        ]
        for example in cases {
            let verdict = try await Self.verdict(signed, Fixtures.table(example.record))
            #expect(verdict.result == example.result, "\(example.record)")
            #expect(verdict.reason == example.reason, "\(example.record)")
        }
        let test = try await Self.verdict(signed, Fixtures.table("v=DKIM1; k=ed25519; t=y; p=\(octets)"))
        #expect(test.result == .pass && test.isTest)
        let several = Fixtures.table(
            "v=spf1 -all", DKIMKeyRecord.text(for: try Fixtures.rsa()), DKIMKeyRecord.text(for: key))
        #expect(try await Self.verdict(signed, several).result == .pass)
        let wrong = Fixtures.table(DKIMKeyRecord.text(for: try PrivateKey.generate(.ed25519)), "v=DKIM1; p=")
        let verdict = try await Self.verdict(signed, wrong)
        #expect(verdict.result == .fail)
        #expect(verdict.reason == .signatureMismatch)
    }

    @Test("a short RSA key is refused unless it is dangerously accepted")
    func shortKeys() async throws {
        let key = try Fixtures.rsa()
        let signed = try Fixtures.signer(key).sign(Fixtures.message, at: Fixtures.now)
        var options = DKIMVerifier.Options()
        options.danger.minimumRSABits = 1_025
        let verdict = try await Self.verdict(signed, Fixtures.table(for: key), options)
        #expect(verdict.result == .policy)
        #expect(verdict.reason == .keyTooShort(bits: 1_024))
        #expect(try await Self.verdict(signed, Fixtures.table(for: key)).result == .pass)
    }

    @Test("a signature is good until it expires")
    func expiry() async throws {
        let key = try Fixtures.ed25519()
        let options = DKIMSigner.Options(lifetime: 60)
        let signed = try Fixtures.signer(key, options).sign(Fixtures.message, at: Fixtures.now)
        let table = Fixtures.table(for: key)
        var strict = DKIMVerifier.Options()
        strict.clockSkew = 0
        #expect(try await Self.verdict(signed, table, strict, at: Fixtures.now + 60).result == .pass)
        let verdict = try await Self.verdict(signed, table, strict, at: Fixtures.now + 61)
        #expect(verdict.result == .permanentError)
        #expect(verdict.reason == .expired)
    }

    @Test("at most so many signatures are tried, from the top")
    func manySignatures() async throws {
        let key = try Fixtures.ed25519()
        let signature = try Fixtures.signer(key).signature(of: Fixtures.message, at: Fixtures.now)
        let message = Array(repeatElement(signature, count: 20).joined()) + Fixtures.message
        let table = Fixtures.table(for: key)
        #expect(await Self.verdicts(message, table).map(\.result) == Array(repeating: .pass, count: 8))
        var options = DKIMVerifier.Options()
        options.maximumSignatures = 2
        #expect(await Self.verdicts(message, table, options).count == 2)
        options.maximumSignatures = -1
        #expect(await Self.verdicts(message, table, options).isEmpty)
    }

    @Test("a header beyond the limit has one verdict")
    func hugeHeader() async throws {
        var options = DKIMVerifier.Options()
        options.headerLimits = HeaderLimits(maximumSize: 100)
        let signed = try Fixtures.signer(Fixtures.ed25519()).sign(Fixtures.message, at: Fixtures.now)
        let verdict = try await Self.verdict(signed, KeyTable(), options)
        #expect(verdict.result == .permanentError)
        #expect(verdict.reason == .unusableHeader)
    }
}
