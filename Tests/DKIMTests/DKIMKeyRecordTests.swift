import DKIM
import MailAddressing
import MailCryptography
import Testing

/// Key records, read and written.
struct DKIMKeyRecordTests {
    static func record(_ text: String) throws -> DKIMKeyRecord { try DKIMKeyRecord(parsing: Array(text.utf8)) }

    @Test("a record without more than a key has the defaults")
    func defaults() throws {
        let record = try Self.record("p=AQID")
        #expect(record.keyType == "rsa")
        #expect(record.keyOctets == [1, 2, 3])
        #expect(record.digests == nil)
        #expect(record.isForMail)
        #expect(!record.isTest && !record.isStrict && !record.isRevoked)
        #expect(record.notes == nil)
        #expect(record.allows(.rsaSHA256) && record.allows(.rsaSHA1) && !record.allows(.ed25519SHA256))
    }

    @Test("every tag is read, and blanks do not matter")
    func everyTag() throws {
        let record = try Self.record(
            " v = DKIM1 ; k= ED25519; h = sha256 : x ;s=email:tlsrpt; t=y : s; n=a note; z=9; p=A Q\r\n ID ; ")
        #expect(record.keyType == "ed25519")
        #expect(record.keyOctets == [1, 2, 3])
        #expect(record.digests == ["sha256", "x"])
        #expect(record.services == ["email", "tlsrpt"])
        #expect(record.isTest && record.isStrict && record.isForMail)
        #expect(record.notes == "a note")
        #expect(record.allows(.ed25519SHA256) && !record.allows(.rsaSHA256))
        #expect(try Self.record("h=sha1; p=AQID").allows(.rsaSHA256) == false)
        #expect(try Self.record("s=tlsrpt; p=AQID").isForMail == false)
        #expect(try Self.record("p=").isRevoked)
    }

    @Test(
        "what is no key record is refused",
        arguments: [
            ("", .malformedTagList), ("v=DKIM1", .missingTag("p")), ("v=DKIM2; p=AQID", .notAKeyRecord),
            ("p=AQID; v=DKIM1", .notAKeyRecord), ("v=spf1 -all", .notAKeyRecord), ("v=DKIM1; p=*", .malformedTag("p")),
            ("v=DKIM1; t; p=AQID", .malformedTagList), ("v=DKIM1; p=AQID; p=AQID", .duplicateTag("p")),
            ("v=DKIM1; k=; p=AQID", .malformedTag("k")),
        ] as [(String, DKIMError.Problem)])
    func refused(text: String, problem: DKIMError.Problem) {
        #expect(throws: DKIMError(problem)) { try Self.record(text) }
    }

    @Test("what is written is read again")
    func written() throws {
        for key in try Fixtures.keys() {
            let text = DKIMKeyRecord.text(for: key)
            #expect(text.hasPrefix(key.algorithm == .rsa ? "v=DKIM1; k=rsa; p=MI" : "v=DKIM1; k=ed25519; p="))
            #expect(try Self.record(text).publicKey() == key.publicKey)
            #expect(text == DKIMKeyRecord.text(for: key.publicKey))
        }
    }

    @Test("a key is an RSAPublicKey too, but never of another kind than it says")
    func keys() throws {
        let rsa = try Fixtures.rsa().publicKey
        let bare = Base64.encode(rsa.subjectPublicKeyInfo.dropFirst(22))
        #expect(try Self.record("p=\(bare)").publicKey() == rsa)
        let edwards = Base64.encode(try Fixtures.ed25519().publicKey.subjectPublicKeyInfo)
        #expect(throws: DKIMError.self) { try Self.record("p=\(edwards)").publicKey() }
        #expect(throws: DKIMError.self) { try Self.record("k=ed25519; p=\(edwards)").publicKey() }
        #expect(throws: DKIMError.self) { try Self.record("k=other; p=\(bare)").publicKey() }
        #expect(throws: DKIMError(.keyRevoked)) { try Self.record("p=").publicKey() }
    }

    @Test("a long record is cut into strings that the DNS can keep")
    func strings() throws {
        #expect(DKIMKeyRecord.strings255("") == [""])
        let text = String(repeating: "x", count: 600)
        #expect(DKIMKeyRecord.strings255(text).map(\.utf8.count) == [255, 255, 90])
        #expect(DKIMKeyRecord.strings255(text).joined() == text)
        let key = try PrivateKey.generate(.rsa(bits: 2_048)).publicKey
        let name = try DomainName("s1._domainkey.example.com")
        let record = DKIMKeyRecord.text(for: key)
        let line = DKIMKeyRecord.zoneLine(for: key, at: name)
        #expect(line.hasPrefix("s1._domainkey.example.com. IN TXT ( \"v=DKIM1; k=rsa; p="))
        #expect(line.hasSuffix("\" )"))
        let quoted = line.split(separator: "\"", omittingEmptySubsequences: false)
        #expect(quoted.count == 5)
        #expect(String(quoted[1]) + String(quoted[3]) == record)
    }
}
