import SMTPProtocol
import Testing

@Suite("The preparation of names and passwords")
struct SASLPreparationTests {
    /// The examples of RFC 8265, section 4.3, with others.
    static let prepared = [
        ("correct horse battery staple", "correct horse battery staple"),
        ("Correct Horse Battery Staple", "Correct Horse Battery Staple"),
        ("\u{3C0}\u{DF}\u{E5}", "\u{3C0}\u{DF}\u{E5}"),
        ("Jack of \u{2666}s", "Jack of \u{2666}s"),
        ("foo\u{1680}bar", "foo bar"),
        ("a\u{A0}b\u{3000}c", "a b c"),
        ("e\u{301}", "\u{E9}"),
        ("\u{2126}", "\u{3A9}"),
        ("\u{FB01}", "\u{FB01}"),
        ("\u{1100}\u{1161}", "\u{AC00}"),
    ]

    @Test("maps spaces and composes, and leaves the rest", arguments: prepared)
    func maps(text: String, result: String) {
        // Strings that are canonically equivalent are equal, so octets are compared.
        #expect(SASLPreparation.user(text).map { Array($0.utf8) } == octets(result))
        #expect(SASLPreparation.password(text) == octets(result))
    }

    @Test(
        "refuses control characters, noncharacters and the empty text",
        arguments: ["", "my cat is a \u{9}by", "a\0b", "a\u{7F}", "\u{85}", "\u{FFFE}", "\u{E9}\n"])
    func refuses(text: String) {
        #expect(SASLPreparation.user(text) == nil)
        #expect(SASLPreparation.password(text) == nil)
    }

    @Test("refuses what is too long, before and after it is composed")
    func limits() {
        #expect(SASLPreparation.user(String(repeating: "a", count: 255)) != nil)
        #expect(SASLPreparation.user(String(repeating: "a", count: 256)) == nil)
        #expect(SASLPreparation.password(String(repeating: "a", count: 1_024)) != nil)
        #expect(SASLPreparation.password(String(repeating: "a", count: 1_025)) == nil)
        // U+0958 has three octets, and six once it is composed.
        #expect(SASLPreparation.user(String(repeating: "\u{958}", count: 42)) != nil)
        #expect(SASLPreparation.user(String(repeating: "\u{958}", count: 43)) == nil)
    }
}
