import InternetMessage
import MailAddressing
import MailCryptography
import TestSupport
import Testing

@testable import DKIM

/// What a signature looks like, and what is not signed.
struct DKIMSignerTests {
    static func tags(_ field: [UInt8]) throws -> TagList {
        try TagList(parsing: Array(try HeaderField(parsing: field).value))
    }

    @Test("the tags are those that the options ask for")
    func tags() throws {
        var options = DKIMSigner.Options(headerCanonicalization: .simple, bodyCanonicalization: .relaxed)
        options.lifetime = 3_600
        let signer = try Fixtures.signer(Fixtures.ed25519(), options)
        let tags = try Self.tags(signer.signature(of: Fixtures.message, at: Fixtures.now))
        let expected = [
            "v": "1", "a": "ed25519-sha256", "c": "simple/relaxed", "d": "example.com", "s": "s1", "t": "1700000000",
            "x": "1700003600",
        ]
        for (name, value) in expected { #expect(tags[name] == Array(value.utf8), "\(name)") }
        #expect(tags["l"] == nil)
        #expect(tags["x"] != nil)
        let plain = try Self.tags(Fixtures.signer(Fixtures.rsa()).signature(of: Fixtures.message, at: -5))
        #expect(plain["a"] == Array("rsa-sha256".utf8))
        #expect(plain["c"] == Array("relaxed/relaxed".utf8))
        #expect(plain["t"] == Array("0".utf8))
        #expect(plain["x"] == nil)
    }

    @Test("each field is signed as often as it is there, and some once more")
    func signedFields() throws {
        let options = DKIMSigner.Options(
            signedFields: ["Subject", "From", "Received", "List-Id"], oversignedFields: ["from", "CC", "Subject"])
        let message = Fixtures.octets("Received: 1\nFrom: a\nreceived: 2\nSubject: s\nSUBJECT: t\n\n")
        let tags = try Self.tags(Fixtures.signer(Fixtures.ed25519(), options).signature(of: message, at: 0))
        let names = try #require(tags["h"]).withoutBlanks.text
        #expect(names == "subject:subject:subject:from:from:received:received:cc")
    }

    @Test("by default From is signed once more than it is there")
    func defaultFields() throws {
        let signer = try Fixtures.signer(Fixtures.ed25519())
        let tags = try Self.tags(signer.signature(of: Fixtures.message, at: Fixtures.now))
        let names = try #require(tags["h"]).colonList.map(\.text)
        #expect(names.filter { $0 == "from" }.count == 2)
        #expect(names.filter { $0 == "date" }.count == 1)
        #expect(names.filter { $0 == "reply-to" }.count == 1)
        #expect(!names.contains("received"))
    }

    @Test("the field is folded into short lines between its tokens")
    func folding() throws {
        for key in try Fixtures.keys() {
            let signer = try DKIMSigner(
                domain: String(repeating: "long.", count: 8) + "example.com", selector: "a-selector-of-some-length",
                key: key)
            let field = try signer.signature(of: Fixtures.message, at: Fixtures.now)
            let lines = Fixtures.text(field).split(separator: "\r\n", omittingEmptySubsequences: false)
            #expect(lines.first?.hasPrefix("DKIM-Signature: v=1; a=") == true)
            #expect(lines.last == "")
            for line in lines { #expect(line.utf8.count <= 77) }
            for line in lines.dropFirst().dropLast() { #expect(line.hasPrefix("\t") && line.utf8.count > 1) }
            #expect(try MessageHeader(parsing: field).fields.count == 1)
        }
    }

    @Test("a domain that fits into no line breaks nothing")
    func longDomain() async throws {
        let label = String(repeating: "a", count: 60)
        let domain = [label, label, label, "example.com"].joined(separator: ".")
        let key = try Fixtures.ed25519()
        let signer = try DKIMSigner(domain: domain, selector: "s1", key: key)
        let signed = try signer.sign(Fixtures.message, at: Fixtures.now)
        let records = TextRecordAnswer.records([Array(DKIMKeyRecord.text(for: key).utf8)])
        let verifier = DKIMVerifier(keys: KeyTable(answers: ["s1._domainkey.\(domain)": records]))
        #expect(await verifier.verify(signed, at: Fixtures.now).map(\.result) == [.pass])
    }

    @Test("the message comes back octet for octet behind its signature")
    func unchanged() throws {
        let message = Fixtures.message + [0x00, 0xFF, 0x0D, 0x0A, 0x0A]
        for key in try Fixtures.keys() {
            let signer = try Fixtures.signer(key)
            let signed = try signer.sign(message, at: Fixtures.now)
            #expect(Array(signed.suffix(message.count)) == message)
            #expect(try signer.signature(of: message, at: Fixtures.now) + message == signed)
        }
    }

    @Test("any pieces give the same signature")
    func pieces() throws {
        var random = SeededGenerator(seed: 4)
        let options = [
            DKIMSigner.Options.default,
            DKIMSigner.Options(headerCanonicalization: .simple, bodyCanonicalization: .simple),
        ]
        for round in 0..<200 {
            let body = random.octets(of: Array("ab  \t\r\n\r\n".utf8), upTo: 300)
            let message = Fixtures.message + body
            let keys = try round < 20 ? Fixtures.keys() : [Fixtures.ed25519()]
            for key in keys {
                let signer = try Fixtures.signer(key, options[round % 2])
                let expected = try signer.signature(of: message, at: Fixtures.now)
                var stream = signer.begin()
                for piece in random.pieces(of: message, upTo: 90) { stream.update(piece) }
                #expect(try stream.finish(at: Fixtures.now) == expected)
            }
        }
    }

    @Test("several signers sign in one pass, and each signature is the one it would be alone")
    func several() throws {
        let signers = [
            try Fixtures.signer(Fixtures.rsa()), try Fixtures.signer(Fixtures.ed25519()),
            try Fixtures.signer(Fixtures.ed25519(), DKIMSigner.Options(bodyCanonicalization: .simple)),
        ]
        var stream = DKIMSigningStream(signers: signers)
        for octet in Fixtures.message { stream.update([octet]) }
        var expected: [UInt8] = []
        for signer in signers { expected += try signer.signature(of: Fixtures.message, at: Fixtures.now) }
        #expect(try stream.finish(at: Fixtures.now) == expected)
    }

    @Test(
        "a message that others could read in another way is not signed",
        arguments: [
            ("", .missingFrom), ("\r\n", .missingFrom), ("To: a\r\n\r\nFrom: b\r\n", .missingFrom),
            ("From: a\r\nno field\r\n\r\n", .malformedHeader), ("From: a\r\nno field", .malformedHeader),
            (" From: a\r\n\r\n", .malformedHeader), ("From: a\nBcc: b\r\n\r\n", .bareLineEnd),
            ("From: a\rBcc: b\r\n\r\n", .bareLineEnd), ("From: a\r", .bareLineEnd),
            ("From: a\r\r\n\r\n", .bareLineEnd),
        ] as [(String, DKIMError.Problem)])
    func refused(message: String, problem: DKIMError.Problem) throws {
        let signer = try Fixtures.signer(Fixtures.ed25519())
        #expect(throws: DKIMError(problem)) { try signer.sign(Array(message.utf8), at: Fixtures.now) }
        var stream = signer.begin()
        for octet in message.utf8 { stream.update([octet]) }
        #expect(throws: DKIMError(problem)) { try stream.finish(at: Fixtures.now) }
    }

    @Test("a header beyond the limit is not signed")
    func limit() throws {
        let options = DKIMSigner.Options(headerLimits: HeaderLimits(maximumSize: 20))
        let signer = try Fixtures.signer(Fixtures.ed25519(), options)
        let problem = DKIMError.Problem.header(MessageError(.headerTooLarge(limit: 20), at: 20))
        #expect(throws: DKIMError(problem)) { try signer.sign(Fixtures.message, at: Fixtures.now) }
    }

    @Test("a message without body, or without the empty line, is signed and verified")
    func noBody() async throws {
        for text in ["From: a", "From: a\r\n", "From: a\r\n\r\n"] {
            for form in [Canonicalization.simple, .relaxed] {
                let options = DKIMSigner.Options(headerCanonicalization: form, bodyCanonicalization: form)
                let signer = try Fixtures.signer(Fixtures.ed25519(), options)
                let signed = try signer.sign(Array(text.utf8), at: Fixtures.now)
                let verifier = DKIMVerifier(keys: Fixtures.table(for: try Fixtures.ed25519()))
                #expect(await verifier.verify(signed, at: Fixtures.now).map(\.result) == [.pass])
            }
        }
    }

    @Test("settings that cannot be are refused")
    func settings() throws {
        let key = try Fixtures.ed25519()
        for selector in ["", ".", "a..b", "a b", "-a", String(repeating: "a", count: 64), "a;b"] {
            #expect(throws: DKIMError(.invalidSelector)) {
                try DKIMSigner(domain: "example.com", selector: selector, key: key)
            }
        }
        #expect(throws: DKIMError.self) { try DKIMSigner(domain: "exa mple.com", selector: "s1", key: key) }
        #expect(
            try DKIMSigner(domain: "example.com", selector: "a.b", key: key).keyName.text
                == "a.b._domainkey.example.com")
        for name in ["", "a b", "a:b", "a;b", "\u{FC}", "a\r\n"] {
            let options = DKIMSigner.Options(signedFields: ["From", name])
            #expect(throws: DKIMError(.invalidFieldName(name))) { try Fixtures.signer(key, options) }
        }
        let options = DKIMSigner.Options(signedFields: ["To"], oversignedFields: [])
        #expect(throws: DKIMError(.fromNotSigned)) { try Fixtures.signer(key, options) }
    }
}
