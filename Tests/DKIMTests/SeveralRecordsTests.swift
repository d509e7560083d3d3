import MailAddressing
import MailCryptography
import Testing

@testable import DKIM

/// Several records at the name of one key.
struct SeveralRecordsTests {
    static func verdict(_ signed: [UInt8], _ records: [String]) async throws -> DKIMVerdict {
        let answer = TextRecordAnswer.records(records.map { Array($0.utf8) })
        return try await DKIMVerifierTests.verdict(
            signed, KeyTable(answers: [DKIMVerificationStreamTests.name: answer]))
    }

    @Test("the verdict does not depend on the order of the records")
    func order() async throws {
        let key = try Fixtures.ed25519()
        let octets = Base64.encode(try #require(key.publicKey.ed25519Octets))
        let other = DKIMKeyRecord.text(for: try PrivateKey.generate(.ed25519))
        let signed = try Fixtures.signer(key).sign(Fixtures.message, at: Fixtures.now)
        let cases: [(records: [String], result: DKIMResult, reason: DKIMVerdict.Reason)] = [
            ([DKIMKeyRecord.text(for: key), other], .pass, .verified),
            (["v=DKIM1; p=", DKIMKeyRecord.text(for: key)], .pass, .verified),
            (["v=spf1 -all", DKIMKeyRecord.text(for: key), "some text", ""], .pass, .verified),
            (["v=spf1 -all", "v=DKIM1; p="], .permanentError, .keyRevoked),
            (["v=spf1 -all", "some text"], .permanentError, .malformedKeyRecord),
            (["v=DKIM1; k=ed25519; s=tlsrpt; p=\(octets)", "v=DKIM1; p="], .permanentError, .keyNotForMail),
            (["v=DKIM1; k=ed25519; h=sha1; p=\(octets)", "v=DKIM1; p="], .permanentError, .keyNotForAlgorithm),
            (["v=DKIM1; k=ed25519; p=AAAA", "v=DKIM1; p="], .permanentError, .malformedKeyRecord),
            ([other, "v=DKIM1; p="], .fail, .signatureMismatch),
        ]
        for example in cases {
            for records in [example.records, example.records.reversed()] {
                let verdict = try await Self.verdict(signed, records)
                #expect(verdict.result == example.result, "\(records)")
                #expect(verdict.reason == example.reason, "\(records)")
            }
        }
        let tests = ["v=DKIM1; k=ed25519; t=y; p=\(octets)", "v=DKIM1; k=ed25519; p=\(octets)"]
        #expect(try await Self.verdict(signed, tests).isTest == false)
        #expect(try await Self.verdict(signed, tests.reversed()).isTest == false)
    }

    @Test("at most four key records are tried, and texts that are none are not counted")
    func most() async throws {
        let key = try Fixtures.ed25519()
        let signed = try Fixtures.signer(key).sign(Fixtures.message, at: Fixtures.now)
        let other = DKIMKeyRecord.text(for: try PrivateKey.generate(.ed25519))
        let own = DKIMKeyRecord.text(for: key)
        let texts = Array(repeating: "v=spf1 -all", count: 20)
        #expect(try await Self.verdict(signed, texts + [other, other, other, own]).result == .pass)
        #expect(try await Self.verdict(signed, [other, other, other, other, own]).result == .fail)
    }

    @Test("all signatures of a message share what is tried besides the first record of each")
    func shared() async throws {
        let key = try Fixtures.ed25519()
        let signature = try Fixtures.signer(key).signature(of: Fixtures.message, at: Fixtures.now)
        let other = DKIMKeyRecord.text(for: try PrivateKey.generate(.ed25519))
        let own = DKIMKeyRecord.text(for: key)
        let message = Array(repeatElement(signature, count: 8).joined()) + Fixtures.message
        let last = Fixtures.table(other, other, other, own)
        let results = await DKIMVerifierTests.verdicts(message, last).map(\.result)
        #expect(results == [.pass, .pass] + Array(repeating: .fail, count: 6))
        let first = Fixtures.table(own, other, other, other)
        #expect(await DKIMVerifierTests.verdicts(message, first).allSatisfy { $0.result == .pass })
    }
}
