import MailAddressing
import Testing

@Suite("A wrong mailbox")
struct MailboxErrorTests {
    static let wrong: [WrongAddress] = [
        .init("", .empty, at: 0),
        .init("@", .empty, at: 0),
        .init("@example.com", .empty, at: 0),
        .init("ada@", .empty, at: 4),
        // The grammar of RFC 5321 allows it; no mailbox has it, and the type promises one octet at least.
        .init("\"\"@example.com", .empty, at: 0),

        .init("ada", .missingAt, at: 3),
        .init("ada.example.com", .missingAt, at: 15),
        .init(#""ada""#, .missingAt, at: 5),
        .init(#""ada"x@example.com"#, .missingAt, at: 5),
        .init(#""ada".x@example.com"#, .missingAt, at: 5),
        .init(#""a"b"@x.example"#, .missingAt, at: 3),

        .init("\"", .unterminatedQuote, at: 1),
        .init(#""ada\"#, .unterminatedQuote, at: 5),
        .init(#""ada@example.com"#, .unterminatedQuote, at: 16),
        .init(#""ada\"@example.com"#, .unterminatedQuote, at: 18),

        .init("a b@x.example", .unexpectedOctet(32), at: 1),
        .init(" a@x.example", .unexpectedOctet(32), at: 0),
        .init("a @x.example", .unexpectedOctet(32), at: 1),
        .init("a@ x.example", .unexpectedOctet(32), at: 2),
        .init(".a@x.example", .unexpectedOctet(46), at: 0),
        .init("a.@x.example", .unexpectedOctet(46), at: 1),
        .init("a..b@x.example", .unexpectedOctet(46), at: 2),
        .init("a@x.example.", .unexpectedOctet(46), at: 11),
        .init("a@b@c", .unexpectedOctet(64), at: 3),
        .init("a@@b", .unexpectedOctet(64), at: 2),
        .init("<a@x.example>", .unexpectedOctet(60), at: 0),
        .init("a(b)@x.example", .unexpectedOctet(40), at: 1),
        .init(#"a"b"@x.example"#, .unexpectedOctet(34), at: 1),
        .init(#"a\@b@x.example"#, .unexpectedOctet(92), at: 1),
        .init("a@x_y.example", .unexpectedOctet(95), at: 3),
        .init("a\r\n@x.example", .unexpectedOctet(13), at: 1),
        .init("a\0@x.example", .unexpectedOctet(0), at: 1),
        .init("a\u{7F}@x.example", .unexpectedOctet(127), at: 1),
        .init("\"a\tb\"@x.example", .unexpectedOctet(9), at: 2),
        .init("\"a\nb\"@x.example", .unexpectedOctet(10), at: 2),
        .init("\"a\\\nb\"@x.example", .unexpectedOctet(10), at: 3),
        .init("\"a\0b\"@x.example", .unexpectedOctet(0), at: 2),

        // A quoted pair is of ASCII, though a quoted string need not be (RFC 6531, section 3.3).
        .init("\"\\\u{E9}\"@x.example", .nonASCII, at: 2),

        .init("ada@.b", .labelLength, at: 4),
        .init("ada@a..b", .labelLength, at: 6),
        .init("ada@" + Long.label(64) + ".example", .labelLength, at: 4),
        .init("ada@-x.example", .hyphenAtEdge, at: 4),
        .init("ada@x-.example", .hyphenAtEdge, at: 5),
        .init("ada@192.0.2.1", .numericTopLevel, at: 4),
        .init("ada@example.123", .numericTopLevel, at: 4),
        .init("ada@[1.2.3.4", .malformedLiteral, at: 4),
        .init("ada@[1.2.3]", .malformedLiteral, at: 5),
        .init("ada@[IPv6:1.2.3.4]", .malformedLiteral, at: 5),

        .init(Long.label(65) + "@example.com", .localPartTooLong, at: 0),
        .init("ada@" + Long.domain(251), .pathTooLong, at: 254),
    ]

    @Test("is refused with the rule that is broken and its place", arguments: MailboxErrorTests.wrong)
    func refused(_ wrong: WrongAddress) {
        #expect(mailbox(wrong.text) == .failure(wrong.error))
        #expect(mailbox(octets: Array(wrong.text.utf8)) == .failure(wrong.error))
    }

    @Test("is refused when its octets are no UTF-8")
    func noUTF8() {
        let error = AddressError(.malformedUTF8, at: 1)
        #expect(mailbox(octets: [0x61, 0xFF] + Array("@example.com".utf8)) == .failure(error))
        #expect(mailbox(octets: [0x22, 0xC3] + Array("\"@example.com".utf8)) == .failure(error))
    }

    static let problems: [AddressError.Problem] = [
        .empty, .domainTooLong, .labelLength, .unexpectedOctet(7), .hyphenAtEdge, .numericTopLevel, .localPartTooLong,
        .pathTooLong, .missingAt, .unterminatedQuote, .malformedLiteral, .nonASCII, .malformedUTF8,
        .disallowedCharacter(0xAD), .malformedPunycode, .notNormalized, .reservedHyphens, .leadingMark,
        .joinerOutOfContext, .mixedDirection,
    ]

    @Test("is explained by one sentence with the place for each kind of mistake")
    func sentences() {
        let sentences = Self.problems.map { AddressError($0, at: 42).description }
        #expect(Set(sentences).count == sentences.count)
        #expect(sentences.allSatisfy { $0.hasSuffix(" (at offset 42)") })
    }

    @Test("is explained without its own text, which may be hostile")
    func noEcho() {
        guard case .failure(let error) = mailbox("<script>@example.com") else {
            Issue.record("a wrong mailbox was accepted")
            return
        }
        #expect(!error.description.contains("script"))
    }
}
