import MailAddressing
import Testing

@Suite("An internationalized name")
struct InternationalizedNameTests {
    struct Example: Sendable {
        let given: String
        let text: String
        let unicodeText: String

        init(_ given: String, _ text: String, _ unicodeText: String) {
            self.given = given
            self.text = text
            self.unicodeText = unicodeText
        }
    }

    static let examples: [Example] = [
        .init("b\u{FC}cher.example", "xn--bcher-kva.example", "b\u{FC}cher.example"),
        .init("B\u{DC}CHER.Example.", "xn--bcher-kva.example", "b\u{FC}cher.example"),
        // The letter u and a mark, which compose.
        .init("bu\u{308}cher.example", "xn--bcher-kva.example", "b\u{FC}cher.example"),
        .init("XN--Bcher-KVA.example", "xn--bcher-kva.example", "b\u{FC}cher.example"),
        // Not transitional: sharp s, final sigma and joiners are letters of their own.
        .init("fa\u{DF}.example", "xn--fa-hia.example", "fa\u{DF}.example"),
        .init("FA\u{1E9E}.example", "xn--fa-hia.example", "fa\u{DF}.example"),
        .init("\u{3B2}\u{3CC}\u{3BB}\u{3BF}\u{3C2}", "xn--nxasmm1c", "\u{3B2}\u{3CC}\u{3BB}\u{3BF}\u{3C2}"),
        .init("\u{DC1}\u{DCA}\u{200D}\u{DBB}\u{DD3}", "xn--10cl1a0b660p", "\u{DC1}\u{DCA}\u{200D}\u{DBB}\u{DD3}"),
        .init(
            "\u{646}\u{627}\u{645}\u{647}\u{200C}\u{627}\u{6CC}", "xn--mgba3gch31f060k",
            "\u{646}\u{627}\u{645}\u{647}\u{200C}\u{627}\u{6CC}"),
        // Other dots, wide letters, what is ignored.
        .init("\u{FC}\u{3002}example\u{FF61}test\u{FF0E}", "xn--tda.example.test", "\u{FC}.example.test"),
        .init("\u{FF45}\u{FF58}\u{FF41}\u{FF4D}\u{FF50}\u{FF4C}\u{FF45}.test", "example.test", "example.test"),
        .init("\u{AD}e\u{AD}x\u{200B}.test", "ex.test", "ex.test"),
        // ASCII, and mixtures with A-labels.
        .init("Example.COM", "example.com", "example.com"),
        .init("_dmarc.example.", "_dmarc.example", "_dmarc.example"),
        .init("ab--c.example", "ab--c.example", "ab--c.example"), .init("a", "a", "a"),
        .init("\u{FC}.xn--tda.ASCII", "xn--tda.xn--tda.ascii", "\u{FC}.\u{FC}.ascii"),
        // From right to left, the letters, digits at the end, a name of both directions by labels.
        .init("\u{5D0}\u{5D1}.example", "xn--4dbc.example", "\u{5D0}\u{5D1}.example"),
        .init("\u{5D0}1.a1", "xn--1-zhc.a1", "\u{5D0}1.a1"),
        .init("\u{2603}.example", "xn--n3h.example", "\u{2603}.example"),
        .init("\u{1100}\u{1161}.example", "xn--o39a.example", "\u{AC00}.example"),
        .init("\u{FDF2}", "xn--mgb2dam", "\u{627}\u{644}\u{644}\u{647}"),
    ]

    @Test("is kept as A-labels and shown as U-labels, both of which read back", arguments: Self.examples)
    func bothWays(_ example: Example) throws {
        let name = try DomainName(internationalized: example.given)
        #expect(name.text == example.text)
        #expect(name.description == example.text)
        // Swift finds canonically equivalent texts equal; here the scalars count.
        #expect(name.unicodeText.unicodeScalars.elementsEqual(example.unicodeText.unicodeScalars))
        #expect(name.isInternationalized == example.text.contains("xn--"))
        #expect(international(example.text) == .success(name))
        #expect(international(example.unicodeText) == .success(name))
        #expect(domain(example.text) == .success(name))
    }

    static let wrong: [WrongAddress] = [
        .init("", .empty, at: 0),
        .init("\u{AD}", .empty, at: 0),
        .init("\u{3002}", .labelLength, at: 0),
        .init("\u{FC}..example", .labelLength, at: 3),
        .init("\u{FC}.\u{3002}", .labelLength, at: 3),
        .init("\u{3002}\u{FC}", .labelLength, at: 0),
        .init("\u{FC}.\u{AD}.example", .labelLength, at: 5),
        .init("a." + String(repeating: "\u{FC}", count: 63), .labelLength, at: 2),
        .init("\u{FC}." + Long.label(64), .labelLength, at: 3),
        .init("\u{FC}." + Long.domain(246), .domainTooLong, at: 195),
        .init(String(repeating: "\u{FC}", count: 501), .domainTooLong, at: 253),
        .init(Long.domain(254), .domainTooLong, at: 253),
        // ASCII as before.
        .init("a b", .unexpectedOctet(32), at: 1),
        .init("-a", .hyphenAtEdge, at: 0),
        // UseSTD3ASCIIRules, also for what only turns into ASCII.
        .init("\u{FC} b", .disallowedCharacter(0x20), at: 2),
        .init("_dmarc.\u{FC}", .disallowedCharacter(0x5F), at: 0),
        .init("a.\u{FC}\u{2100}", .disallowedCharacter(0x2F), at: 4),
        .init("\u{FC}\0", .disallowedCharacter(0), at: 2),
        // Of no use in a name: controls, private use, unassigned, U+FFFD, what turns the direction.
        .init("a\u{85}", .disallowedCharacter(0x85), at: 1),
        .init("\u{FC}.\u{E000}", .disallowedCharacter(0xE000), at: 3),
        .init("\u{10FFFF}", .disallowedCharacter(0x10_FFFF), at: 0),
        .init("a\u{FFFD}", .disallowedCharacter(0xFFFD), at: 1),
        .init("ab\u{202E}c", .disallowedCharacter(0x202E), at: 2),
        // Hyphens.
        .init("\u{FC}.-a", .hyphenAtEdge, at: 3),
        .init("\u{FC}-.a", .hyphenAtEdge, at: 0),
        .init("a.ab--\u{FC}", .reservedHyphens, at: 2),
        .init("\u{FC}.ab--c", .reservedHyphens, at: 3),
        // Marks, joiners, directions.
        .init("a.\u{301}b", .leadingMark, at: 2),
        .init("a.\u{300}", .leadingMark, at: 2),
        .init("a.b\u{200D}c", .joinerOutOfContext, at: 2),
        .init("a.b\u{200C}c", .joinerOutOfContext, at: 2),
        .init("\u{200C}", .joinerOutOfContext, at: 0),
        .init("a.\u{5D0}b", .mixedDirection, at: 2),
        .init("1.\u{5D0}", .mixedDirection, at: 0),
        .init("a.\u{5D0}-", .hyphenAtEdge, at: 2),
        .init("\u{627}1\u{661}", .mixedDirection, at: 0),
        // A-labels: no Punycode, of ASCII only, empty, not folded, not normalized, wrong as U-labels would be.
        .init("a.xn--", .malformedPunycode, at: 2),
        .init("a.xn--.\u{FC}", .malformedPunycode, at: 2),
        .init("a.xn--!", .disallowedCharacter(33), at: 6),
        .init("xn--99999999", .malformedPunycode, at: 0),
        .init("xn--a-.\u{FC}", .malformedPunycode, at: 0),
        .init("xn--a-\u{FC}", .malformedPunycode, at: 0),
        .init("a.xn--bcher-kv", .malformedPunycode, at: 2),
        .init("a.xn--wca", .disallowedCharacter(0xDC), at: 2),
        .init("xn--e-xbb", .notNormalized, at: 0),
        .init("xn--a-ugn", .joinerOutOfContext, at: 0),
        .init("a.xn--lsa", .leadingMark, at: 2),
        .init("xn--b-zhc", .mixedDirection, at: 0),
    ]

    @Test("is refused with the rule that is broken and its place", arguments: Self.wrong)
    func refused(_ wrong: WrongAddress) {
        #expect(international(wrong.text) == .failure(wrong.error))
    }

    @Test(
        "shows an A-label that is none as it is",
        arguments: [
            ("xn--99999999.example", "xn--99999999.example"), ("xn--wca.xn--tda", "xn--wca.\u{FC}"),
            ("xn--a-ugn.xn--tda", "xn--a-ugn.\u{FC}"), ("_dmarc.xn--tda", "_dmarc.\u{FC}"),
            ("ab--c.xn--tda", "ab--c.\u{FC}"),
            // Labels whose directions do not go together.
            ("1.xn--4db", "1.xn--4db"), ("_a.xn--4db.xn--tda", "_a.xn--4db.xn--tda"), ("a1.xn--4db", "a1.\u{5D0}"),
        ] as [(String, String)])
    func lenient(text: String, shown: String) throws {
        let name = try DomainName(text)
        #expect(name.isInternationalized)
        #expect(name.unicodeText == shown)
    }

    @Test("may be as long as a name may be, and shorter than its text")
    func longest() throws {
        let label = String(repeating: "\u{1F426}", count: 50)
        let text = [label, label, label, label].joined(separator: ".")
        #expect(text.utf8.count == 803)
        #expect(try DomainName(internationalized: text).unicodeText == text)
        #expect(try DomainName(internationalized: "\u{FC}." + Long.domain(245)).text.utf8.count == 253)
    }
}
