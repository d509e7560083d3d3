import MailAddressing
import Testing

@Suite("An internationalized mailbox")
struct InternationalizedMailboxTests {
    struct Example: Sendable {
        let given: String
        let printed: String
        let shown: String
        let needsSMTPUTF8: Bool

        init(_ given: String, _ printed: String, _ shown: String, _ needsSMTPUTF8: Bool) {
            self.given = given
            self.printed = printed
            self.shown = shown
            self.needsSMTPUTF8 = needsSMTPUTF8
        }
    }

    static let examples: [Example] = [
        .init("ada@example.com", "ada@example.com", "ada@example.com", false),
        .init("Zo\u{EB}@example.com", "Zo\u{EB}@example.com", "Zo\u{EB}@example.com", true),
        .init("ada@B\u{FC}cher.example", "ada@xn--bcher-kva.example", "ada@b\u{FC}cher.example", false),
        .init("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example", "ada@b\u{FC}cher.example", false),
        .init("\u{6211}@\u{9EA5}\u{3002}example", "\u{6211}@xn--zb7a.example", "\u{6211}@\u{9EA5}.example", true),
        .init("\u{1F426}.\u{E9}@[192.0.2.1]", "\u{1F426}.\u{E9}@[192.0.2.1]", "\u{1F426}.\u{E9}@[192.0.2.1]", true),
        .init("\"\u{E9} \u{E9}\"@x.example", "\"\u{E9} \u{E9}\"@x.example", "\"\u{E9} \u{E9}\"@x.example", true),
        .init("\"\u{E9}.b\"@x.example", "\u{E9}.b@x.example", "\u{E9}.b@x.example", true),
        // Marks that cling to a dot, a quote and a backslash, which Swift takes for one character.
        .init("a.\u{301}@x.example", "a.\u{301}@x.example", "a.\u{301}@x.example", true),
        .init("\"a..\u{301}\"@x.example", "\"a..\u{301}\"@x.example", "\"a..\u{301}\"@x.example", true),
        .init(
            "\"\u{301}\\\"\u{301}\"@x.example", "\"\u{301}\\\"\u{301}\"@x.example", "\"\u{301}\\\"\u{301}\"@x.example",
            true),
        .init("\"\\\\\u{301}\"@x.example", "\"\\\\\u{301}\"@x.example", "\"\\\\\u{301}\"@x.example", true),
        .init("\u{A0}@x.example", "\u{A0}@x.example", "\u{A0}@x.example", true),
        // An A-label that is none is no one's mistake here.
        .init("ada@xn--99999999.example", "ada@xn--99999999.example", "ada@xn--99999999.example", false),
    ]

    @Test("is sent with A-labels, shown with U-labels, and says whether SMTPUTF8 is needed", arguments: Self.examples)
    func accepted(_ example: Example) throws {
        let value = try Mailbox(example.given)
        #expect(Array(value.description.utf8) == Array(example.printed.utf8))
        #expect(Array(value.unicodeDescription.utf8) == Array(example.shown.utf8))
        #expect(value.isInternationalized == example.needsSMTPUTF8)
        #expect(mailbox(example.printed) == .success(value))
        #expect(mailbox(example.shown) == .success(value))
        #expect(mailbox(octets: Array(example.given.utf8)) == .success(value))
    }

    static let wrong: [WrongAddress] = [
        .init("a\u{80}@x.example", .disallowedCharacter(0x80), at: 1),
        .init("\u{9F}@x.example", .disallowedCharacter(0x9F), at: 0),
        .init("\"\u{E9}\u{85}\"@x.example", .disallowedCharacter(0x85), at: 3),
        .init("\u{E9} b@x.example", .unexpectedOctet(32), at: 2),
        .init("\u{E9}..b@x.example", .unexpectedOctet(46), at: 3),
        .init("\u{E9}", .missingAt, at: 2),
        .init("\u{E9}\u{FF20}x.example", .missingAt, at: 14),
        .init("\"\u{E9}", .unterminatedQuote, at: 3),
        .init("\u{E9}@\u{E9}..example", .labelLength, at: 6),
        .init("\u{E9}@\u{E9}.example.", .unexpectedOctet(46), at: 13),
        .init("a@\u{E9}.example\u{3002}", .unexpectedOctet(46), at: 12),
        .init("a@\u{E9}.example.\u{AD}", .unexpectedOctet(46), at: 12),
        .init("a@x_y.\u{E9}", .disallowedCharacter(0x5F), at: 3),
        .init("a@\u{E9}.\u{FF11}\u{FF12}", .numericTopLevel, at: 2),
        .init("a@a.\u{5D0}b", .mixedDirection, at: 4),
        .init("a@[\u{E9}]", .malformedLiteral, at: 3),
        .init(String(repeating: "\u{E9}", count: 33) + "@x.example", .localPartTooLong, at: 0),
        .init(Long.label(64) + "@" + longName, .pathTooLong, at: 65),
    ]

    /// A name of 112 octets whose A-labels need 223.
    private static let longName = String(repeating: "\u{FC}.", count: 27) + "\u{FC}.a"

    @Test("is refused with the rule that is broken and its place", arguments: Self.wrong)
    func refused(_ wrong: WrongAddress) {
        #expect(mailbox(wrong.text) == .failure(wrong.error))
        #expect(mailbox(octets: Array(wrong.text.utf8)) == .failure(wrong.error))
    }

    static let malformed: [[UInt8]] = [
        [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x9F, 0xBF], [0xE2, 0x82],
        [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x90], [0xF4, 0x90, 0x80, 0x80],
        [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF],
    ]

    @Test("is refused where it is no UTF-8 (RFC 3629, section 4)", arguments: Self.malformed)
    func noUTF8(octets: [UInt8]) {
        for (before, behind) in [("a", "@x.example"), ("\"a", "\"@x.example"), ("\u{E9}@a", ".example")] {
            let offset = before.utf8.count
            let wrong = mailbox(octets: Array(before.utf8) + octets + Array(behind.utf8))
            #expect(wrong == .failure(AddressError(.malformedUTF8, at: offset)))
        }
    }

    @Test("has at most 64 octets of UTF-8 before the @ (RFC 6531, section 3.3)")
    func localPartLimit() throws {
        let longest = String(repeating: "\u{E9}", count: 32)
        #expect(try Mailbox(longest + "@x.example").localPart.utf8.count == 64)
        #expect(mailbox(longest + "a@x.example") == .failure(AddressError(.localPartTooLong, at: 0)))
    }

    @Test("equals another whose local part is canonically equivalent, as form C is asked for (RFC 6532, section 3.1)")
    func equality() throws {
        #expect(try Mailbox("zo\u{EB}@x.example") == Mailbox("zoe\u{308}@x.example"))
        #expect(try Set([Mailbox("zo\u{EB}@x.example"), Mailbox("zoe\u{308}@X.example")]).count == 1)
        #expect(try Mailbox("zo\u{EB}@x.example") != Mailbox("zo\u{CB}@x.example"))
        #expect(try Mailbox("ada@b\u{FC}cher.example") == Mailbox("ada@XN--BCHER-KVA.example"))
        // What was given is kept, though.
        #expect(try Mailbox("zoe\u{308}@x.example").localPart.utf8.count == 5)
    }

    @Test("is a value or an error at every prefix")
    func prefixes() {
        let octets = Array("\u{E9}\u{1F426}@\u{FC}.\u{9EA5}.example".utf8)
        for end in 0...octets.count {
            switch mailbox(octets: Array(octets[..<end])) {
            case .success(let value): #expect(mailbox(value.description) == .success(value))
            case .failure(let error): #expect((0...end).contains(error.offset))
            }
        }
    }
}
