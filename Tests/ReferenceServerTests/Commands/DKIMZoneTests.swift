import DKIM
import Foundation
import MXResolverTesting
import MailAddressing
import MailCryptography
import Testing

/// Key records as zones have them: in any splitting, behind an alias, several at a name, and answers that are none.
@Suite("Keys in zones")
struct DKIMZoneTests {
    static let message = Array("From: ada@example.com\r\nSubject: hello\r\n\r\nWe lost the game.\r\n".utf8)
    static let name = "s1._domainkey.example.com."
    static let now: Int64 = 1_800_000_000

    /// A key, and what it signed.
    static func signed() throws -> (key: PrivateKey, message: [UInt8]) {
        let key = try PrivateKey.generate(.rsa())
        let signer = try DKIMSigner(domain: "example.com", selector: "s1", key: key)
        return (key, try signer.sign(message, at: now))
    }

    static func verdict(_ signed: [UInt8], _ zone: String) async throws -> DKIMVerdict? {
        let resolver = try ZoneResolver(parsing: zone)
        return await DKIMVerifier(keys: resolver).verify(signed, at: now).first
    }

    @Test("a key is found in strings of any length, behind aliases and beside other records")
    func found() async throws {
        let (key, signed) = try Self.signed()
        let record = DKIMKeyRecord.text(for: key)
        let whole = DKIMKeyRecord.strings255(record).map { "\"\($0)\"" }.joined(separator: " ")
        var (pieces, rest) = ([String](), Substring(record))
        while !rest.isEmpty {
            let length = pieces.count + 1
            pieces.append("\"\(rest.prefix(length))\"")
            rest = rest.dropFirst(length)
        }
        let zones = [
            "\(Self.name) IN TXT ( \(whole) )",
            "\(Self.name) IN TXT ( \(pieces.joined(separator: "\n  ")) )",
            "\(Self.name) IN CNAME a.provider.test.\na.provider.test. IN CNAME b.provider.test.\n"
                + "b.provider.test. IN TXT ( \(whole) )",
            "\(Self.name) IN TXT \"v=spf1 -all\"\n\(Self.name) IN TXT ( \(whole) )\n\(Self.name) IN TXT \"\"",
        ]
        for zone in zones { #expect(try await Self.verdict(signed, zone)?.result == .pass, "\(zone)") }
    }

    @Test(
        "what is no usable key has its result and reason",
        arguments: [
            ("other.test. IN TXT \"x\"", .permanentError, .keyMissing),
            ("\(name) IN A 192.0.2.1", .permanentError, .keyMissing),
            ("\(name) IN CNAME nowhere.test.", .permanentError, .keyMissing),
            ("\(name) IN TXT \"v=DKIM1; p=\"", .permanentError, .keyRevoked),
            ("\(name) IN TXT \"v=DKIM1; k=rsa\"", .permanentError, .malformedKeyRecord),
            ("\(name) IN TXT \"v=DKIM1; p=AAAA\"", .permanentError, .malformedKeyRecord),
            ("\(name) IN TXT \"v=DKIM2; p=AAAA\"", .permanentError, .malformedKeyRecord),
            ("\(name) IN TXT \"v=DKIM1; k=ed25519; p=AAAA\"", .permanentError, .keyNotForAlgorithm),
            ("\(name) IN TXT \"v=DKIM1; h=sha1; p=AAAA\"", .permanentError, .keyNotForAlgorithm),
            ("\(name) IN TXT \"v=DKIM1; s=tlsrpt; p=AAAA\"", .permanentError, .keyNotForMail),
            ("\(name) IN TXT \"hello\"", .permanentError, .malformedKeyRecord),
        ] as [(String, DKIMResult, DKIMVerdict.Reason)])
    func unusable(zone: String, result: DKIMResult, reason: DKIMVerdict.Reason) async throws {
        let verdict = try await Self.verdict(try Self.signed().message, zone)
        #expect(verdict?.result == result)
        #expect(verdict?.reason == reason)
    }
}
