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
            ("v=DKIM1; k=; p=AQID", .malformedTag("k")), ("v=DKIM1; k=rsa:ed25519; p=AQID", .malformedTag("k")),
            ("v=DKIM1; v=DKIM1; p=AQID", .duplicateTag("v")), ("v=DKIM1; z=1; z=2; p=AQID", .duplicateTag("z")),
            ("V=DKIM1; P=AQID", .missingTag("p")), ("v=dkim1; p=AQID", .notAKeyRecord),
            ("v=DKIM1 x; p=AQID", .notAKeyRecord), ("v=; p=AQID", .notAKeyRecord),
            ("k=rsa; v=DKIM1; p=", .notAKeyRecord),
            ("p=AQIDA", .malformedTag("p")), ("p=AQID=", .malformedTag("p")), ("p==", .malformedTag("p")),
            ("p=AQ=ID", .malformedTag("p")), ("p=AQ-_", .malformedTag("p")), ("p=A\u{E9}==", .malformedTag("p")),
            (";p=AQID", .malformedTagList), ("p=AQID;;", .malformedTagList), ("p\u{E9}=AQID", .malformedTagList),
            ("\u{FEFF}p=AQID", .malformedTagList), ("p=AQID\0", .malformedTagList), ("1p=AQID", .malformedTagList),
            ("\"p=AQID\"", .malformedTagList), ("p=AQID n=x", .malformedTag("p")), ("=", .malformedTagList),
        ] as [(String, DKIMError.Problem)])
    func refused(text: String, problem: DKIMError.Problem) {
        #expect(throws: DKIMError(problem)) { try Self.record(text) }
    }

    @Test(
        "unusual text has a defined meaning",
        arguments: [
            ("p=AQ", "v=DKIM1; k=rsa; p=AQ=="), ("p=AR==", "v=DKIM1; k=rsa; p=AQ=="),
            ("p= \t\r\n ", "v=DKIM1; k=rsa; p="), ("p", nil), ("p=;", "v=DKIM1; k=rsa; p="),
            ("v=DKIM1;\tp=A\tQ I\r\n\tD", "v=DKIM1; k=rsa; p=AQID"), ("p=A\nQ\rID", "v=DKIM1; k=rsa; p=AQID"),
            ("p=AQID; k=Other", "v=DKIM1; k=other; p=AQID"), ("g=*; p=AQID; x_1=", "v=DKIM1; k=rsa; p=AQID"),
            ("h=; p=AQID", "v=DKIM1; k=rsa; h=; p=AQID"), ("s= : ; p=AQID", "v=DKIM1; k=rsa; s=; p=AQID"),
            ("h=sha\u{E9}; p=AQID", "v=DKIM1; k=rsa; h=sha\u{E9}; p=AQID"),
            ("t=y:x:s:y; p=AQID", "v=DKIM1; k=rsa; t=y:x:s:y; p=AQID"), ("s=*; p=AQID", "v=DKIM1; k=rsa; p=AQID"),
            ("n= say \"no\" ; p=AQID", "v=DKIM1; k=rsa; n=say \"no\"; p=AQID"), ("n=; p=", "v=DKIM1; k=rsa; n=; p="),
        ] as [(String, String?)])
    func unusual(text: String, written: String?) throws {
        guard let written else {
            #expect(throws: DKIMError.self) { try Self.record(text) }
            return
        }
        let record = try Self.record(text)
        #expect(record.text == written)
        #expect(try Self.record(written) == record)
    }

    @Test("an empty list allows nothing, and what is not known is no reason to refuse the record")
    func allowed() throws {
        #expect(try !Self.record("h=; p=AQID").allows(.rsaSHA256))
        #expect(try !Self.record("s=; p=AQID").isForMail)
        #expect(try !Self.record("k=other; p=AQID").allows(.rsaSHA256))
        #expect(try Self.record("h=sha9:SHA256; s=x:Email; t=z; p=AQID").allows(.rsaSHA256))
        #expect(try Self.record("h=sha9; s=x:Email; t=z; p=AQID").isForMail)
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
