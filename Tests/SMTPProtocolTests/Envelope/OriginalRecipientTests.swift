import MailAddressing
import SMTPProtocol
import TestSupport
import Testing

@Suite("An original recipient")
struct OriginalRecipientTests {
    @Test("is a mailbox or any other address, checked once")
    func checked() {
        let recipient = OriginalRecipient(mailbox("Ada@receiver.test"))
        #expect(recipient.description == "rfc822; Ada@receiver.test")
        #expect(OriginalRecipient(addressType: "RFC822", address: "Ada@receiver.test") == recipient)
        #expect(OriginalRecipient(addressType: "x400", address: "/C=de/S=ada lovelace/") != nil)
    }

    @Test(
        "has a type of letters, digits and hyphens and an address of printable ASCII, both not too long",
        arguments: [
            ("", "a"), ("rfc 822", "a"), ("rfc822;", "a"), ("rfc822\r\nX", "a"), ("rfc822", ""), ("rfc822", " a"),
            ("rfc822", "a "), ("rfc822", " "), ("rfc822", "a\r\nX: y"), ("rfc822", "\u{FC}"), ("rfc822", "a\0"),
            ("rfc822", "a\u{7F}"), ("\u{FC}", "a"), (String(repeating: "t", count: 61), "a"),
            ("rfc822", String(repeating: "a", count: 501)),
        ] as [(String, String)])
    func wrong(type: String, address: String) {
        #expect(OriginalRecipient(addressType: type, address: address) == nil)
    }

    @Test("may be as long as ORCPT allows (RFC 3461, section 4.2)")
    func longest() {
        let type = String(repeating: "t", count: OriginalRecipient.maximumTypeLength)
        let address = String(repeating: "a", count: OriginalRecipient.maximumLength)
        #expect(OriginalRecipient(addressType: type, address: address)?.parameterValue == "\(type);\(address)")
        #expect(OriginalRecipient(parsing: "\(type);\(address)")?.address == address)
        #expect(OriginalRecipient(parsing: "\(type);a\(address)") == nil)
        #expect(OriginalRecipient(parsing: "t\(type);\(address)") == nil)
    }

    /// The value of ORCPT as it comes, and what is kept of it.
    static let values: [(value: String, kept: String)] = [
        ("rfc822;ada@example.com", "rfc822; ada@example.com"), ("RFC822;Ada@Example.COM", "rfc822; Ada@Example.COM"),
        ("rfc822;ada+2Btea@example.com", "rfc822; ada+tea@example.com"),
        ("rfc822;ada+2btea@example.com", "rfc822; ada+tea@example.com"),
        ("rfc822;George+20@Tax-+20ME+20.GOV", "rfc822; George @Tax- ME .GOV"),
        ("x400;/C+3Dde/", "x400; /C=de/"), ("x-local;a;b", "x-local; a;b"), ("x;+41", "x; A"),
        // A UTF-8 address in ASCII (RFC 6533, section 3).
        ("utf-8;\\x{7528}@example.com", "utf-8; \\x{7528}@example.com"),
        ("UTF-8;\\x{7528}\\x{2B}x@example.com", "utf-8; \\x{7528}\\x{2B}x@example.com"),
        // One in its own octets, as under SMTPUTF8.
        ("utf-8;\u{7528}@example.com", "utf-8; \\x{7528}@example.com"),
        ("utf-8;J\u{F6}rg@b\u{FC}cher.example", "utf-8; J\\x{F6}rg@b\\x{FC}cher.example"),
        ("utf-8;\u{1F4E7}@x", "utf-8; \\x{1F4E7}@x"),
        // One as Postfix sends it: the octets of UTF-8 in xtext, under the type of ASCII addresses.
        ("rfc822;+E7+94+A8@x", "utf-8; \\x{7528}@x"), ("rfc822;J+C3+B6rg@x", "utf-8; J\\x{F6}rg@x"),
        ("rfc822;\u{7528}@x", "utf-8; \\x{7528}@x"),
        ("rfc822;J+C3+B6rg+2Bn\u{E4}rrisch@x", "utf-8; J\\x{F6}rg\\x{2B}n\\x{E4}rrisch@x"),
    ]

    @Test("is read from the value of ORCPT and kept as ASCII", arguments: OriginalRecipientTests.values)
    func parsed(value: String, kept: String) throws {
        let recipient = try #require(OriginalRecipient(parsing: value))
        #expect(recipient.description == kept)
        #expect(recipient.address.utf8.allSatisfy { $0 < 128 })
        // What is written on is read as the same again.
        #expect(OriginalRecipient(parsing: recipient.parameterValue) == recipient)
        #expect(recipient.parameterValue.utf8.allSatisfy { (33...126).contains($0) && $0 != UInt8(ascii: "=") })
    }

    @Test(
        "is not read from a value without a type, an address or whole octets",
        arguments: [
            "", ";", "rfc822", "rfc822;", ";ada@example.com", "rfc822;+", "rfc822;+4", "rfc822;+4x", "rfc822;a=b",
            "rfc822;a b", "rfc822;a\tb", "rfc822;+00", "rfc822;+0D+0A", "rfc822;+7F", "rfc822;+20a", "rfc822;a+20",
            "rfc822;\r\n", "rf+63822;a@x", "\u{7528};a@x", "rfc 822;a@x",
            // No UTF-8: cut, too long, of a surrogate, beyond the last scalar.
            "rfc822;+E7+94@x", "rfc822;+94@x", "rfc822;+C0+AF@x", "rfc822;+ED+A0+80@x", "rfc822;+F4+90+80+80@x",
            "rfc822;+FF@x",
        ])
    func unreadable(value: String) {
        #expect(OriginalRecipient(parsing: value) == nil)
    }

    @Test("of a mailbox is read back as it was, with letters of any alphabet")
    func mailboxes() throws {
        for (text, expected) in [
            ("ada@example.com", "rfc822;ada@example.com"), ("a+b=c@example.com", "rfc822;a+2Bb+3Dc@example.com"),
            ("\"a b\"@example.com", "rfc822;\"a+20b\"@example.com"), ("ada@[192.0.2.1]", "rfc822;ada@[192.0.2.1]"),
            ("\u{7528}@example.com", "utf-8;\\x{7528}@example.com"),
        ] {
            let recipient = OriginalRecipient(mailbox(text))
            #expect(recipient.parameterValue == expected)
            #expect(OriginalRecipient(parsing: expected) == recipient)
        }
    }

    @Test("of noise is one that can be written and read back, or none", arguments: 0..<1_000 as Range<UInt64>)
    func noise(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let words = ["a", "@", "+", "+20", "+2B", "+C3", "+A9", "\\x{E9}", "=", ";", "\u{E9}", "\u{7528}", " ", "."]
        let noise = String(decoding: generator.octets(from: words, upTo: 8), as: UTF8.self)
        for value in [noise, "rfc822;" + noise, "utf-8;" + noise] {
            guard let recipient = OriginalRecipient(parsing: value) else { continue }
            #expect(OriginalRecipient(parsing: recipient.parameterValue) == recipient, "\(value)")
            #expect(recipient.description.utf8.allSatisfy { (32...126).contains($0) })
        }
    }
}
