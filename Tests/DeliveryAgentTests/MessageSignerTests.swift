import DKIM
import Foundation
import InternetMessage
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
    func theAuthorsDomainIsFound(field: String, domain: String?) throws {
        let message = Array((field + "\r\n\r\nbody\r\n").utf8)
        #expect(try MessageSigner.authorDomain(of: message)?.text == domain)
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

extension MessageSignerTests {
    static let own = "sender.test"

    /// A signer of each kind, over an Ed25519 key for each of the limits.
    static func signers(
        of domain: String = own, _ limits: HeaderLimits...
    ) throws -> [MessageSigner] {
        let options = limits.isEmpty ? [.default] : limits.map { DKIMSigner.Options(headerLimits: $0) }
        var signers: [DKIMSigner] = []
        var entries: [DKIMKeyRing.Entry] = []
        for (number, options) in options.enumerated() {
            let key = try PrivateKey.generate(number == 0 ? .ed25519 : .rsa(bits: 1_024))
            signers.append(try DKIMSigner(domain: domain, selector: "s\(number)", key: key, options: options))
            entries.append(
                try DKIMKeyRing.Entry(
                    domain: DomainName(domain), selector: "s\(number)", key: key, signing: options))
        }
        return [MessageSigner(signers), MessageSigner(try DKIMKeyRing(entries))]
    }

    @Test(
        arguments: [
            ("no field\r\nFrom: a@sender.test\r\n\r\n", .malformedHeader),
            ("From: a@sender.test\r\nno field\r\n\r\n", .malformedHeader),
            ("no field", .malformedHeader), (" folded\r\nFrom: a@other.test\r\n\r\n", .malformedHeader),
            ("From: a@sender.test\r\nX: a\nb\r\n\r\n", .bareLineEnd),
        ] as [(String, DKIMError.Problem)])
    func aHeaderThatCannotBeReadIsNotSentUnsigned(text: String, problem: DKIMError.Problem) throws {
        for signer in try Self.signers() {
            #expect(throws: DKIMError(problem)) { try signer.signature(of: Array(text.utf8), at: 1_800_000_000) }
        }
        // Without any key nothing is ever signed.
        #expect(try MessageSigner([]).signature(of: Array(text.utf8), at: 1_800_000_000) == nil)
    }

    @Test func aHeaderBeyondTheLimitsIsNotSentUnsigned() throws {
        let message = Array(("From: a@sender.test\r\n" + String(repeating: "X: a\r\n", count: 10_000) + "\r\n").utf8)
        for signer in try Self.signers() {
            let error = #expect(throws: DKIMError.self) { try signer.signature(of: message, at: 1_800_000_000) }
            guard case .header(let problem) = error?.problem else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(problem.problem == .tooManyFields(limit: 10_000))
        }
        // Who accepts more signs more, and each limit is the smallest of those who sign together.
        let large = HeaderLimits(maximumFieldCount: 20_000)
        for signer in try Self.signers(of: Self.own, large) {
            #expect(try signer.signature(of: message, at: 1_800_000_000) != nil)
        }
        for signer in try Self.signers(of: Self.own, large, HeaderLimits(maximumSize: 2_000, maximumFieldCount: 30_000))
        {
            #expect(throws: DKIMError(.header(MessageError(.headerTooLarge(limit: 2_000), at: 2_000)))) {
                try signer.signature(of: message, at: 1_800_000_000)
            }
        }
    }

    @Test(arguments: [
        ("test", "test", true), ("test", "sender.test", false), ("sender.test", "a.b.sender.test", true),
        ("sender.test", "test", false),
    ])
    func bothKindsOfSignersClimbAsHigh(domain: String, author: String, signs: Bool) throws {
        let message = Array("From: a@\(author)\r\n\r\nx\r\n".utf8)
        for signer in try Self.signers(of: domain) {
            #expect((try signer.signature(of: message, at: 1_800_000_000) != nil) == signs)
        }
    }
}
