import DKIM
import MailAddressing
import MailCryptography

/// Signs a message, publishes the key in a table instead of the DNS, and verifies the signature.
@main
struct SignMessage {
    /// Where the verifier finds keys; `CAresResolver` of MXResolver is such a source over the DNS.
    struct Table: TextRecordSource {
        var records: [DomainName: String]

        func textRecords(at name: DomainName) async -> TextRecordAnswer {
            guard let text = records[name] else { return .noSuchDomain }
            return .records([Array(text.utf8)])
        }
    }

    static let message = Array(
        "From: Ada <ada@example.com>\r\nTo: Grace <grace@example.net>\r\nSubject: dinner\r\n\r\nIs it ready?\r\n".utf8)

    static func main() async throws {
        let now: Int64 = 1_800_000_000
        let key = try PrivateKey.generate(.ed25519)
        let signer = try DKIMSigner(domain: "example.com", selector: "s1", key: key)
        let signed = try signer.sign(message, at: now)
        print(String(decoding: signed, as: UTF8.self))
        print(DKIMKeyRecord.zoneLine(for: key.publicKey, at: signer.keyName))

        let table = Table(records: [signer.keyName: DKIMKeyRecord.text(for: key)])
        let verifier = DKIMVerifier(keys: table)
        for verdict in await verifier.verify(signed, at: now) { print("as it came:", verdict) }
        for verdict in await verifier.verify(signed + Array("P.S.\r\n".utf8), at: now) { print("changed:   ", verdict) }
    }
}
