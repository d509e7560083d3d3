import MailAddressing
import TestSupport
import Testing

@Suite("A mailbox")
struct MailboxTests {
    struct Accepted: Sendable {
        let text: String
        let localPart: String
        let printed: String

        init(_ text: String, _ localPart: String, _ printed: String? = nil) {
            self.text = text
            self.localPart = localPart
            self.printed = printed ?? text
        }
    }

    static let examples: [Accepted] = [
        .init("ada@example.com", "ada"),
        .init("Ada@EXAMPLE.com", "Ada", "Ada@example.com"),
        .init("a.b.c@example.com", "a.b.c"),
        .init("!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~"),
        .init("123@example.com", "123"),
        .init("-@example.com", "-"),
        .init("ada@[192.0.2.1]", "ada"),
        .init("ada@[IPv6:2001:DB8::1]", "ada", "ada@[IPv6:2001:db8::1]"),
        .init("ada@localhost", "ada"),
        // Quotes are kept only where they are needed (RFC 5321, section 4.1.2).
        .init(#""ada"@example.com"#, "ada", "ada@example.com"),
        .init(#""a.b"@example.com"#, "a.b", "a.b@example.com"),
        .init(#""\a\d\a"@example.com"#, "ada", "ada@example.com"),
        .init(#""ada lovelace"@example.com"#, "ada lovelace"),
        .init(#""ada\ lovelace"@example.com"#, "ada lovelace", #""ada lovelace"@example.com"#),
        .init(#"" "@example.com"#, " "),
        .init(#""a@b"@example.com"#, "a@b"),
        .init(#""<a>,;:"@example.com"#, "<a>,;:"),
        .init(#"".a"@example.com"#, ".a"),
        .init(#""a."@example.com"#, "a."),
        .init(#""a..b"@example.com"#, "a..b"),
        .init(#""."@example.com"#, "."),
        .init(#""a\"b"@example.com"#, #"a"b"#),
        .init(#""a\\b"@example.com"#, #"a\b"#),
        .init(#""\\\""@example.com"#, #"\""#),
    ]

    @Test("loses its quotes when read and gets them where it must when printed", arguments: MailboxTests.examples)
    func accepted(_ example: Accepted) throws {
        let value = try Mailbox(example.text)
        #expect(value.localPart == example.localPart)
        #expect(value.description == example.printed)
        #expect(mailbox(example.printed) == .success(value))
        #expect(mailbox(octets: Array(example.text.utf8)) == .success(value))
    }

    @Test("with any printable octet survives printing and reading", arguments: 32...126 as ClosedRange<UInt8>)
    func everyOctet(octet: UInt8) throws {
        let character = String(UnicodeScalar(octet))
        let quoted = try Mailbox("\"\\" + character + "\"@example.com")
        #expect(quoted.localPart == character)
        #expect(mailbox(quoted.description) == .success(quoted))
        let inside = try Mailbox("\"a\\" + character + "b\"@example.com")
        #expect(mailbox(inside.description) == .success(inside))
    }

    @Test("of random printable octets survives printing and reading", arguments: 0..<300 as Range<UInt64>)
    func randomRoundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var local = ""
        for _ in 0..<Int.random(in: 1...30, using: &generator) {
            local.unicodeScalars.append(UnicodeScalar(UInt8.random(in: 32...126, using: &generator)))
        }
        let escaped = local.unicodeScalars.map { "\\" + String($0) }.joined()
        let value = try Mailbox("\"" + escaped + "\"@example.com")
        #expect(value.localPart == local)
        #expect(mailbox(value.description) == .success(value))
    }

    @Test("keeps the case of its local part and folds its domain")
    func equality() throws {
        #expect(try Mailbox("Ada@EXAMPLE.com") == Mailbox("Ada@example.com"))
        #expect(try Mailbox("Ada@example.com") != Mailbox("ada@example.com"))
        #expect(try Mailbox(#""ada"@example.com"#) == Mailbox("ada@example.com"))
        #expect(try Set([Mailbox("a@x.example"), Mailbox("a@X.example")]).count == 1)
    }

    @Test("has at most 64 octets before the @, quotes and backslashes counted (RFC 5321, section 4.5.3.1.1)")
    func localPartLimit() {
        let tooLong = AddressError(.localPartTooLong, at: 0)
        #expect((try? Mailbox(Long.label(64) + "@example.com")) != nil)
        #expect(mailbox(Long.label(65) + "@example.com") == .failure(tooLong))
        #expect((try? Mailbox("\"" + Long.label(62) + "\"@example.com")) != nil)
        #expect(mailbox("\"" + Long.label(63) + "\"@example.com") == .failure(tooLong))
        #expect((try? Mailbox("\"" + Long.label(60) + "\\a\"@example.com")) != nil)
        #expect(mailbox("\"" + Long.label(61) + "\\a\"@example.com") == .failure(tooLong))
    }

    @Test("has at most 254 octets (RFC 5321, section 4.5.3.1.3)")
    func wholeLimit() throws {
        let longest = Long.label(50) + "@" + Long.domain(203)
        #expect(try Mailbox(longest).description.utf8.count == 254)
        #expect(mailbox("a" + longest) == .failure(AddressError(.pathTooLong, at: 254)))
        #expect(mailbox(Long.label(100_000)) == .failure(AddressError(.pathTooLong, at: 254)))
    }

    @Test("is read from its own octets only, wherever they stand")
    func partOfBuffer() throws {
        let buffer = Array("<ada@example.com>,".utf8)
        let value = try Mailbox(parsing: buffer.span.extracting(1..<16))
        #expect(value.description == "ada@example.com")
    }

    @Test("is a value or an error at every prefix, and its whole prefixes have a whole domain")
    func prefixes() {
        let octets = Array(#""a b"@mail.example.com"#.utf8)
        let accepted = (0...octets.count).filter { end in
            if case .success = mailbox(octets: Array(octets[..<end])) { true } else { false }
        }
        // "a b"@ has six octets; a final dot is not allowed in a mailbox.
        #expect(accepted == [7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 18, 20, 21, 22])
    }

    @Test(
        "is refused with anything before or behind it",
        arguments: [" ", "\t", "\r", "\n", "\r\n", "\0", ">", ",", "@", "\"", "("])
    func trailing(text: String) {
        for address in ["ada@example.com", "ada@[192.0.2.1]", #""a b"@example.com"#] {
            #expect((try? Mailbox(address + text)) == nil)
            #expect((try? Mailbox(text + address)) == nil)
        }
    }
}
