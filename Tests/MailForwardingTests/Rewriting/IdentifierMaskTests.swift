import InternetMessage
import MailAddressing
import MailForwarding
import Testing

@Suite struct IdentifierMaskTests {
    static let secret = Array("0123456789abcdef".utf8)

    static func mask(_ secret: [UInt8] = secret, domain: String = "alias.example") throws -> IdentifierMask {
        IdentifierMask(secret: secret, domain: try DomainName(domain))
    }

    /// Made apart from this code, with Python's `hmac`.
    @Test func theFormIsTheOneThatIsDocumented() throws {
        let masked = try Self.mask().masked("x1@home.example")
        #expect(masked == "55f533c63ff3c50161c153a25e97bee5b4506b6041bb20d0@alias.example")
    }

    @Test func theSameIdentifierHasTheSameReplacementAndOthersHaveOthers() throws {
        let mask = try Self.mask()
        let identifiers = ["x1@home.example", "x2@home.example", "X1@home.example", "x1", "", "x1@home.example "]
        let replacements = identifiers.map(mask.masked)
        #expect(replacements == identifiers.map(mask.masked))
        #expect(Set(replacements).count == identifiers.count)
        #expect(try Self.mask(Array("another secret".utf8)).masked("x1@home.example") != replacements[0])
        let elsewhere = try Self.mask(domain: "other.example").masked("x1@home.example")
        #expect(elsewhere.prefix(48) != replacements[0].prefix(48))
    }

    @Test(arguments: [
        "x1@home.example", "", "\u{0}", "a\r\nBcc: b>", "\u{FC}@b\u{FC}cher.example",
        String(repeating: "x", count: 100_000),
    ])
    func aReplacementIsAlwaysAnIdentifier(_ identifier: String) throws {
        let label = String(repeating: "d", count: 63)
        for domain in ["alias.example", "\(label).\(label).\(label).\(String(repeating: "d", count: 61))"] {
            let masked = try Self.mask(domain: domain).masked(identifier)
            #expect(masked.utf8.count == 49 + domain.utf8.count)
            #expect(try MessageIdentifier("<\(masked)>").text == masked)
        }
    }

    @Test func whatIsMaskedAlreadyStays() throws {
        let mask = try Self.mask()
        let masked = mask.masked("x1@home.example")
        #expect(mask.masked(masked) == masked)
        for other in [masked.uppercased(), "0\(masked)", "\(masked).org", String(masked.dropFirst())] {
            #expect(mask.masked(other) != other)
        }
        #expect(try Self.mask(domain: "other.example").masked(masked) != masked)
    }

    @Test func threadsHoldAcrossAnswers() throws {
        let mask = try Self.mask()
        let first = try ReplyExample.outcome(
            ["From: ada@home.example", "Message-ID: <x1@home.example>", ""], mask: mask.masked)
        let second = try ReplyExample.outcome(
            [
                "From: ada@home.example", "Message-ID: <x2@home.example>", "In-Reply-To: <x1@home.example>",
                "References: <b0@shop.test>", "\t<x1@home.example>", "",
            ], mask: mask.masked)
        let third = try ReplyExample.outcome(
            MessageHeader(parsing: second.octets), own: ["ada@home.example", "ada@alias.example"], mask: mask.masked)
        let identifiers = { (octets: [UInt8], name: String) in
            try MessageHeader(parsing: octets).fields(named: name).flatMap {
                MessageIdentifierList(parsing: $0.value).identifiers.map(\.text)
            }
        }
        let own = try identifiers(first.octets, "Message-ID")
        #expect(own == [mask.masked("x1@home.example")])
        #expect(try identifiers(second.octets, "In-Reply-To") == own)
        #expect(try identifiers(second.octets, "References") == ["b0@shop.test"] + own)
        #expect(try identifiers(second.octets, "Message-ID") != own)
        // Nothing is masked twice, also where an own address is in the alias's domain.
        #expect(third.octets == second.octets)
    }

    @Test func aMaskDoesNotShowItsSecret() throws {
        let mask = try Self.mask()
        var dumped = ""
        dump(mask, to: &dumped)
        for text in ["\(mask)", String(reflecting: mask), dumped, "\([mask])"] {
            #expect(!text.contains("48") && !text.contains("0123"))
            #expect(text.contains("alias.example"))
        }
    }
}
