import DKIM
import Foundation
import MailAddressing
import MailCryptography
import Testing

@testable import DeliveryAgent

@Suite struct MessageSignerTests {
    @Test(
        arguments: [
            ("From: ada@example.test", "example.test"), ("From: Ada <ada@Example.TEST>", "example.test"),
            ("from: \"a <b@wrong.test>\" <ada@example.test>", "example.test"),
            ("From: ada@example.test (Ada)", "example.test"), ("From:\r\n Ada\r\n <ada@example.test>", "example.test"),
            ("From: nobody", nil), ("To: x@example.test", nil), ("", nil), ("From: <@>", nil),
        ] as [(String, String?)])
    func theAuthorsDomainIsFound(field: String, domain: String?) {
        let message = Array((field + "\r\n\r\nbody\r\n").utf8)
        #expect(MessageSigner.authorDomain(of: message)?.text == domain)
    }

    @Test(arguments: [
        ("sender.test", true), ("sub.sender.test", true), ("other.test", false), ("nosender.test", false),
    ])
    func aKeySignsForItsDomainAndThoseBelow(domain: String, signs: Bool) throws {
        let own = try DomainName("sender.test")
        let key = try PrivateKey.generate(.rsa(bits: 1_024))
        let signer = MessageSigner([try DKIMSigner(domain: own, selector: "s", key: key)])
        let message = Array("From: a@\(domain)\r\n\r\nx\r\n".utf8)
        #expect((try signer.signature(of: message, at: 1_800_000_000) != nil) == signs)
    }
}

extension MessageSignerTests {
    @Test func everyKeyOfADomainSigns() throws {
        let own = try DomainName("sender.test")
        let signers = try ["r1", "e1"].map { selector in
            let key = try PrivateKey.generate(selector == "r1" ? .rsa(bits: 1_024) : .ed25519)
            return try DKIMSigner(domain: own, selector: selector, key: key)
        }
        let message = Array("From: a@sender.test\r\n\r\nx\r\n".utf8)
        let fields = try #require(try MessageSigner(signers).signature(of: message, at: 1_800_000_000))
        let text = String(decoding: fields, as: UTF8.self)
        #expect(text.contains("s=r1;") && text.contains("s=e1;"))
        #expect(text.components(separatedBy: "DKIM-Signature:").count == 3)
    }
}
