import MailCryptography
import Testing

@testable import DKIM

/// Times of signatures beside a clock that differs, limits on keys, and what is remembered of keys.
struct DKIMTimesTests {
    static func verdict(
        signedAt: Int64, lifetime: Int64? = nil, now: Int64, skew: Int64? = nil
    ) async throws -> DKIMVerdict? {
        let key = try Fixtures.ed25519()
        var signing = DKIMSigner.Options()
        signing.lifetime = lifetime
        let message = try Fixtures.signer(key, signing).sign(Fixtures.message, at: signedAt)
        var options = DKIMVerifier.Options()
        if let skew { options.clockSkew = skew }
        return await DKIMVerifier(keys: Fixtures.table(for: key), options: options).verify(message, at: now).first
    }

    @Test(
        "an expiry is held against the clock with the skew that is allowed",
        arguments: [
            (0, 300, DKIMResult.pass), (100, 300, .pass), (400, 300, .pass), (401, 300, .permanentError),
            (100, 0, .pass), (101, 0, .permanentError), (5_000, Int64.max, .pass), (101, -5, .permanentError),
        ] as [(Int64, Int64, DKIMResult)])
    func expiry(later: Int64, skew: Int64, result: DKIMResult) async throws {
        let verdict = try await Self.verdict(
            signedAt: Fixtures.now, lifetime: 100, now: Fixtures.now + later, skew: skew)
        #expect(verdict?.result == result)
        if result != .pass { #expect(verdict?.reason == .expired) }
    }

    @Test(
        "a signature of the future passes only within the skew",
        arguments: [
            (0, DKIMResult.pass), (300, .pass), (301, .permanentError), (86_400, .permanentError),
        ] as [(Int64, DKIMResult)])
    func future(ahead: Int64, result: DKIMResult) async throws {
        let verdict = try await Self.verdict(signedAt: Fixtures.now + ahead, now: Fixtures.now)
        #expect(verdict?.result == result)
        if result != .pass { #expect(verdict?.reason == .signedInFuture) }
    }

    @Test("a clock at either end of time does not trap", arguments: [Int64.min, 0, Int64.max])
    func extremes(now: Int64) async throws {
        #expect(try await Self.verdict(signedAt: Fixtures.now, lifetime: 100, now: now) != nil)
    }

    @Test("keys that are too short or too long for this verifier are refused by policy")
    func keySizes() async throws {
        let key = try Fixtures.rsa()
        let message = try Fixtures.signer(key).sign(Fixtures.message, at: Fixtures.now)
        var options = DKIMVerifier.Options()
        options.maximumRSABits = 1_023
        let long = await DKIMVerifier(keys: Fixtures.table(for: key), options: options)
            .verify(message, at: Fixtures.now)
        #expect(long.map(\.reason) == [.keyTooLong(bits: 1_024)])
        options = DKIMVerifier.Options()
        options.danger.minimumRSABits = 1_025
        let short = await DKIMVerifier(keys: Fixtures.table(for: key), options: options)
            .verify(message, at: Fixtures.now)
        #expect(short.map(\.result) == [.policy])
        #expect(short.map(\.reason) == [.keyTooShort(bits: 1_024)])
    }

    @Test(
        "a record is read once as long as it is remembered, and a changed one anew",
        arguments: [(0, 12), (1, 12), (2, 4), (512, 4)])
    func remembered(capacity: Int, parsedCount: Int) throws {
        let keys = PreparedKeys(capacity: capacity)
        let records = try Fixtures.keys().map { Array(DKIMKeyRecord.text(for: $0).utf8) }
        for _ in 0..<3 {
            for (record, key) in zip(records, try Fixtures.keys()) {
                #expect(keys.prepared(record).key == key.publicKey)
            }
            #expect(keys.prepared(Array("v=DKIM1; p=".utf8)).record?.isRevoked == true)
            #expect(keys.prepared(Array("nonsense".utf8)).record == nil)
        }
        #expect(keys.parsedCount == parsedCount)
        _ = keys.prepared(records[0] + Array("; n=new".utf8))
        #expect(keys.parsedCount == parsedCount + 1)
        _ = keys.prepared(records[0] + Array("; n=new".utf8))
        #expect(keys.parsedCount == parsedCount + (capacity == 0 ? 2 : 1))
    }

    @Test(
        "the forms are what the signature says, or nothing where that cannot be read",
        arguments: [
            (nil, [.simple, .simple]), ("simple", [.simple, .simple]), ("relaxed", [.relaxed, .simple]),
            ("relaxed/relaxed", [.relaxed, .relaxed]), ("Simple/RELAXED", [.simple, .relaxed]), ("", nil), ("/", nil),
            ("relaxed/", nil), ("/relaxed", nil), ("nofws", nil), ("relaxed/nofws", nil), ("nofws/simple", nil),
            ("relaxed/simple/simple", nil), ("relaxed//simple", nil),
        ] as [(String?, [Canonicalization]?)])
    func forms(stated: String?, forms: [Canonicalization]?) async throws {
        let message = SignatureFaultTests.field(["c": stated]) + Fixtures.message
        let verdict = try await DKIMVerifierTests.verdict(message, KeyTable())
        #expect(verdict.headerCanonicalization == forms?.first)
        #expect(verdict.bodyCanonicalization == forms?.last)
    }

    @Test("a verdict shows what its signature says")
    func facts() async throws {
        let key = try Fixtures.ed25519()
        let field =
            "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed; d=example.com; s=s1; h=From : to:From; bh=AAAA; "
            + "b=AAAA; z=From:ada@example.com; w=unknown\r\n"
        let message = Array(field.utf8) + Fixtures.message
        let verdict = try #require(
            await DKIMVerifier(keys: Fixtures.table(for: key)).verify(message, at: Fixtures.now).first)
        #expect(verdict.reason == .bodyChanged)
        #expect(verdict.headerCanonicalization == .relaxed && verdict.bodyCanonicalization == .simple)
        #expect(verdict.signedFields == ["from", "to", "from"])
        #expect(verdict.bodyHash == [0, 0, 0])
        #expect(verdict.identity == "@example.com")
        #expect(verdict.unknownTags.map(\.name) == ["w"])
        #expect(verdict.unknownTags.map(\.value) == [Array("unknown".utf8)])
        #expect(verdict.copiedHeader == Array("From:ada@example.com".utf8))
    }
}
