import DKIM
import MailAddressing
import MailCryptography
import Testing

/// Key records made to be published.
struct DKIMKeyRecordPublishingTests {
    @Test(
        "options become tags",
        arguments: [
            (.init(), "v=DKIM1; k=ed25519; p="),
            (.init(digests: ["SHA256"], services: ["email"]), "v=DKIM1; k=ed25519; h=sha256; s=email; p="),
            (.init(services: ["*"]), "v=DKIM1; k=ed25519; p="),
            (.init(isTest: true), "v=DKIM1; k=ed25519; t=y; p="),
            (.init(isTest: true, isStrict: true), "v=DKIM1; k=ed25519; t=y:s; p="),
            (.init(note: "ask postmaster"), "v=DKIM1; k=ed25519; n=ask postmaster; p="),
            (.init(note: " a;b=\"c\\d\"\u{E9}\n"), "v=DKIM1; k=ed25519; n==20a=3Bb=3D=22c=5Cd=22=C3=A9=0A; p="),
            (.init(note: ""), "v=DKIM1; k=ed25519; n=; p="),
        ] as [(DKIMKeyRecord.Options, String)])
    func options(options: DKIMKeyRecord.Options, text: String) throws {
        let key = try Fixtures.ed25519().publicKey
        let record = try DKIMKeyRecord(publishing: key, options: options)
        #expect(record.text.hasPrefix(text))
        #expect("\(record)" == record.text)
        #expect(record.note == options.note)
        let read = try DKIMKeyRecord(parsing: Array(record.text.utf8))
        #expect(read == record)
        #expect(try read.publicKey() == key)
        #expect(record.revoked.text == text)
        #expect(record.revoked.isRevoked)
    }

    @Test(
        "what no reader would take is not written",
        arguments: [
            (.init(digests: []), "h"), (.init(digests: ["*"]), "h"), (.init(digests: ["sha256:sha1"]), "h"),
            (.init(digests: ["sha 256"]), "h"), (.init(digests: ["-a"]), "h"), (.init(digests: ["a-"]), "h"),
            (.init(digests: ["2sha"]), "h"), (.init(digests: [String(repeating: "a", count: 64)]), "h"),
            (.init(services: []), "s"), (.init(services: [""]), "s"), (.init(services: ["e;p="]), "s"),
            (.init(services: ["\u{E9}"]), "s"), (.init(services: Array(repeating: "a", count: 9)), "s"),
            (.init(note: String(repeating: "a", count: 101)), "n"),
        ] as [(DKIMKeyRecord.Options, String)])
    func refused(options: DKIMKeyRecord.Options, tag: String) throws {
        let key = try Fixtures.ed25519().publicKey
        #expect(throws: DKIMError(.malformedTag(tag))) { try DKIMKeyRecord(publishing: key, options: options) }
    }

    @Test(
        "a note that is not well written is shown as it is",
        arguments: [
            ("a=", "a="), ("a=4", "a=4"), ("=4g", "=4g"), ("=4a=4A", "JJ"), ("=C3", "\u{FFFD}"), ("==3D", "=="),
        ])
    func notes(written: String, shown: String) throws {
        let record = try DKIMKeyRecord(parsing: Array("n=\(written); p=".utf8))
        #expect(record.notes == written)
        #expect(record.note == shown)
    }

    @Test("of a record that was read, only notes that are no UTF-8 and tags that are not known are not given back")
    func readAndWritten() throws {
        let read = try DKIMKeyRecord(parsing: Array("v=DKIM1; g=*; n=a\"=41\u{E9}; x=y; p=AAAA".utf8))
        #expect(read.text == "v=DKIM1; k=rsa; n=a\"=41\u{E9}; p=AAAA")
        #expect(try DKIMKeyRecord(parsing: Array(read.text.utf8)) == read)
        let broken = try DKIMKeyRecord(parsing: Array("v=DKIM1; n=".utf8) + [0xFF] + Array("; p=AAAA".utf8))
        #expect(broken.text == "v=DKIM1; k=rsa; n=\u{FFFD}; p=AAAA")
    }

    @Test("strings have at most 255 octets and never part a character")
    func strings() {
        for text in [
            "", "a", String(repeating: "x", count: 255), String(repeating: "x", count: 256),
            "x" + String(repeating: "\u{E9}", count: 300), String(repeating: "\r\n", count: 300),
            String(repeating: "e\u{301}", count: 300), "xyz" + String(repeating: "\u{1F4A1}", count: 200),
        ] {
            let strings = DKIMKeyRecord.strings255(text)
            #expect(strings.joined().utf8.elementsEqual(text.utf8))
            #expect(strings.allSatisfy { $0.utf8.count <= 255 })
            #expect(strings.dropLast().allSatisfy { $0.utf8.count > 251 })
        }
    }

    @Test("the longest record that is made fits into three or more strings, and the zone line into one line")
    func longest() throws {
        let key = try PrivateKey.generate(.rsa(bits: 4_096)).publicKey
        let options = DKIMKeyRecord.Options(
            digests: ["sha256"], services: ["email"], isTest: true, isStrict: true,
            note: String(repeating: "\"", count: 100))
        let record = try DKIMKeyRecord(publishing: key, options: options)
        #expect(record.text.utf8.count < 1_150)
        let line = record.zoneLine(at: try DomainName("s20270131._domainkey.example.com"))
        #expect(line.hasPrefix("s20270131._domainkey.example.com. IN TXT ( \"v=DKIM1; "))
        #expect(!line.contains("\n") && !line.contains("\\"))
        let quoted = line.split(separator: "\"", omittingEmptySubsequences: false)
        let strings = quoted.indices.filter { $0 % 2 == 1 }.map { String(quoted[$0]) }
        #expect(strings.count == 5)
        #expect(strings.joined() == record.text)
    }

    @Test("quotes, backslashes and other octets are escaped in a zone line")
    func escapes() throws {
        let record = try DKIMKeyRecord(parsing: Array("n=a\"b\\c\u{E9}\td; p=".utf8))
        let line = record.zoneLine(at: try DomainName("s._domainkey.example"))
        #expect(
            line == #"s._domainkey.example. IN TXT ( "v=DKIM1; k=rsa; n=a\"b\\c\195\169\009d; p=" )"#)
    }
}
