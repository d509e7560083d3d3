import Foundation
import InternetMessage
import MailAddressing
import MailCryptography
import TestSupport
import Testing

@testable import DKIM

/// The worked examples of RFC 6376, appendix A, and RFC 8463, appendix A.
@Suite(.enabled(if: Corpora.has("dkim-rfc"), "needs the corpora of others"))
struct RFCVectorTests {
    struct Example: Decodable {
        struct Signature: Decodable {
            var d: String
            var s: String
            var a: String
            var i: String?
            var expect: String
        }
        var file: String
        var signatures: [Signature]
    }

    /// The key records of a corpus: a JSON object of names, each with the text of a record or the kind of a failure.
    static func table(_ path: String) throws -> KeyTable {
        struct Record: Decodable {
            var txt: String?
            var error: String?
        }
        let records = try JSONDecoder().decode([String: Record].self, from: Corpora.data(path))
        var table = KeyTable()
        for (name, record) in records {
            if let text = record.txt {
                table.answers[name.lowercased()] = .records([Array(text.utf8)])
            } else if record.error != "NXDOMAIN" {
                table.answers[name.lowercased()] = .temporaryFailure(record.error ?? "")
            }
        }
        return table
    }

    @Test("every signature has the verdict that it should have")
    func verdicts() async throws {
        var table = try Self.table("dkim-rfc/dns.json")
        table.answers["test._domainkey.football.example.com"] = .records([Self.keyOfRFC8463])
        let examples = try JSONDecoder().decode([Example].self, from: Corpora.data("dkim-rfc/expected.json"))
        #expect(examples.count == 4)
        var cases = CorpusTable("dkim-rfc")
        for example in examples {
            let verdicts = await DKIMVerifierTests.verdicts(try Corpora.octets("dkim-rfc/\(example.file)"), table)
            #expect(verdicts.count == example.signatures.count)
            let results = verdicts.map(\.result.rawValue)
            cases.add(example.file, agrees: results == example.signatures.map(\.expect), "\(verdicts)")
            for (verdict, signature) in zip(verdicts, example.signatures) {
                #expect(verdict.domain?.text == signature.d)
                #expect(verdict.selector == signature.s)
                #expect(verdict.algorithm?.rawValue == signature.a)
                if let identity = signature.i { #expect(verdict.identity == identity) }
            }
        }
        cases.finish()
    }

    /// The RSA key of RFC 8463, appendix A.2.
    ///
    /// The collection of records has the key of RFC 6376 in its place, with which the example's signature does not even
    /// decode to a padded digest.
    static let keyOfRFC8463 = Array(
        ("v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2"
            + "jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2"
            + "EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB").utf8)

    @Test("every changed octet of the body fails")
    func changedBodies() async throws {
        let table = try Self.table("dkim-rfc/dns.json")
        for file in ["rfc6376-signed.eml", "rfc8463-signed.eml"] {
            let message = try Corpora.octets("dkim-rfc/\(file)")
            let body = try MessageHeader(parsing: message).bodyOffset
            for index in body..<message.count {
                var changed = message
                changed[index] ^= 0x04
                let verdicts = await DKIMVerifier(keys: table).verify(changed, at: Fixtures.now)
                #expect(verdicts.allSatisfy { $0.result == .fail }, "\(file) octet \(index)")
            }
        }
    }

    /// Both algorithms are deterministic, so that the keys of the RFCs give the signatures of the RFCs.
    @Test("the published keys make the published signatures")
    func signatures() throws {
        let pem = try Corpora.octets("dkim-rfc/rfc6376-private-key.pem")
        let seed = try #require(Base64.decode(try Corpora.octets("dkim-rfc/rfc8463-ed25519-private-seed.base64.txt")))
        let rsa = try PrivateKey(pem: pem)
        let ed25519 = try PrivateKey(ed25519Seed: seed)
        var compared = 0
        for file in ["rfc6376-signed.eml", "rfc8463-signed.eml"] {
            let message = try Corpora.octets("dkim-rfc/\(file)")
            let header = try MessageHeader(parsing: message)
            let index = try Fixtures.index(of: message)
            for (position, field) in header.fields.enumerated() where field.isNamed("DKIM-Signature") {
                var reader = SignatureReader()
                let signature = try reader.read(field)
                let octets = SignedOctets.octets(
                    of: signature.signedNames, in: index, besides: position, signature: field,
                    without: signature.signatureRange, signature.headerCanonicalization)
                let digest = SHA256.hash(of: octets)
                let isRSA = signature.algorithm == .rsaSHA256
                // The private half of the RSA key of RFC 8463 is not among the keys.
                if isRSA, signature.keyName.text.hasPrefix("test.") { continue }
                let made = try isRSA ? rsa.sign(sha256Digest: digest) : ed25519.sign(digest)
                #expect(made == signature.signature, "\(file)")
                compared += 1
            }
        }
        #expect(compared == 2)
    }

    @Test("the keys in the records are the public halves of the published keys")
    func keys() throws {
        let table = try Self.table("dkim-rfc/dns.json")
        let rsa = try PrivateKey(pem: try Corpora.octets("dkim-rfc/rfc6376-private-key.pem"))
        guard case .records(let records) = table.answers["brisbane._domainkey.example.com"] else {
            Issue.record("no record")
            return
        }
        let record = try DKIMKeyRecord(parsing: try #require(records.first))
        #expect(try record.publicKey() == rsa.publicKey)
    }

    @Test("an unsigned message is signed with the published keys and verifies")
    func signing() async throws {
        let message = try Corpora.octets("dkim-rfc/unsigned.eml")
        let rsa = try PrivateKey(pem: try Corpora.octets("dkim-rfc/rfc6376-private-key.pem"))
        let signer = try DKIMSigner(domain: "football.example.com", selector: "test", key: rsa)
        let signed = try signer.sign(message, at: Fixtures.now)
        let verdicts = await DKIMVerifierTests.verdicts(signed, try Self.table("dkim-rfc/dns.json"))
        #expect(verdicts.map(\.result) == [.pass])
    }
}
